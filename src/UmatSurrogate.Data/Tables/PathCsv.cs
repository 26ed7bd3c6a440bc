using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>
/// <c>path.csv</c>: a prescribed load path. Header <c>time_s,F11,F12,F13,F21,F22,F23,F31,F32,F33</c>; the first row is the start
/// of the path (F = I for an undeformed start), every further row the end of one increment. Doubles survive a round trip.
/// </summary>
public static class PathCsv
{
    internal static readonly string[] DeformationGradientColumns = ["F11", "F12", "F13", "F21", "F22", "F23", "F31", "F32", "F33"];

    private static readonly string[] Columns = ["time_s", .. DeformationGradientColumns];

    /// <summary>Reads a path.</summary>
    /// <exception cref="InputException">Names file, line, column and value of what is wrong.</exception>
    public static LoadPath Read(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        List<CsvRow> rows = CsvTable.Read(file, Columns);
        double[] times_s = new double[rows.Count];
        Tensor3x3[] F = new Tensor3x3[rows.Count];
        for (int k = 0; k < rows.Count; k++)
        {
            times_s[k] = rows[k].Values[0];
            F[k] = Tensor3x3.FromRowMajor(rows[k].Values.AsSpan(1, 9));
            if (LoadPath.Fault(times_s, F, k) is string fault)
                throw new InputException($"{file}, line {rows[k].Line}: {fault}");
        }
        return rows.Count >= 2
            ? new LoadPath(times_s, F)
            : throw new InputException($"{file}: a load path needs at least two rows, the start and the end of one increment; there is {rows.Count} row below the header.");
    }

    /// <summary>Writes a path.</summary>
    public static void Write(string file, LoadPath path)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(path);
        CsvTable.Write(file, Columns, path.Times_s.Length, (k, row) =>
        {
            row[0] = path.Times_s[k];
            path.DeformationGradients[k].ToRowMajor(row.AsSpan(1, 9));
        });
    }
}
