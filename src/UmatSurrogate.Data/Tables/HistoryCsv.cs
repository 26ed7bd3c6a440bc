using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>
/// <c>history.csv</c>: the response along a path. Columns <c>increment,time_s,F11..F33,P11_Pa..P33_Pa</c> (row-major) and the
/// Cauchy stress <c>sigma11_Pa,sigma22_Pa,sigma33_Pa,sigma12_Pa,sigma13_Pa,sigma23_Pa</c>; row <c>increment=0</c> is the
/// undeformed state. Doubles survive a round trip.
/// </summary>
public static class HistoryCsv
{
    private static readonly string[] Columns =
    [
        "increment", "time_s", .. PathCsv.DeformationGradientColumns,
        "P11_Pa", "P12_Pa", "P13_Pa", "P21_Pa", "P22_Pa", "P23_Pa", "P31_Pa", "P32_Pa", "P33_Pa",
        "sigma11_Pa", "sigma22_Pa", "sigma33_Pa", "sigma12_Pa", "sigma13_Pa", "sigma23_Pa",
    ];

    /// <summary>Reads a history; the increments must count 0, 1, 2, ...</summary>
    /// <exception cref="InputException">Names file, line, column and value of what is wrong.</exception>
    public static MaterialHistory Read(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        List<CsvRow> rows = CsvTable.Read(file, Columns);
        if (rows.Count == 0)
            throw new InputException($"{file}: there is no row below the header.");
        double[] times_s = new double[rows.Count];
        Tensor3x3[] F = new Tensor3x3[rows.Count];
        Tensor3x3[] P = new Tensor3x3[rows.Count];
        SymmetricTensor[] sigma = new SymmetricTensor[rows.Count];
        for (int k = 0; k < rows.Count; k++)
        {
            (int line, double[] row) = rows[k];
            if (row[0] != k)
                throw new InputException($"{file}, line {line}, column 'increment': {row[0]:R} where {k} is expected; the increments must count 0, 1, 2, ...");
            times_s[k] = row[1];
            F[k] = Tensor3x3.FromRowMajor(row.AsSpan(2, 9));
            P[k] = Tensor3x3.FromRowMajor(row.AsSpan(11, 9));
            sigma[k] = SymmetricTensor.FromSpan(row.AsSpan(20, 6));
        }
        return MaterialHistory.FromStored(times_s, F, P, sigma);
    }

    /// <summary>Writes a history; entry 0 of its arrays is the undeformed state.</summary>
    public static void Write(string file, MaterialHistory history)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(history);
        CsvTable.Write(file, Columns, history.Times_s.Length, (k, row) =>
        {
            row[0] = k;
            row[1] = history.Times_s[k];
            history.DeformationGradients[k].ToRowMajor(row.AsSpan(2, 9));
            history.FirstPiolaKirchhoffStress_Pa[k].ToRowMajor(row.AsSpan(11, 9));
            history.CauchyStress_Pa[k].ToSpan(row.AsSpan(20, 6));
        });
    }
}
