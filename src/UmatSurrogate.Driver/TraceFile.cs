using System.Globalization;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Driver;

/// <summary>One row of a trace: a point at the end of an increment.</summary>
public sealed record TraceRow(
    int Element, int Point, int Increment, bool Committed, double Time_s, Tensor3x3 DeformationGradient, SymmetricTensor RotatedCauchyStress_Pa)
{
    /// <summary>Cauchy stress in global axes, R sigma' R^T with R of F = R U, Pa.</summary>
    public SymmetricTensor CauchyStress_Pa
    {
        get
        {
            PointStatus status = PolarDecomposition.Right(DeformationGradient, out Tensor3x3 R, out _);
            return status == PointStatus.Ok
                ? StressMeasures.CauchyFromRotated(RotatedCauchyStress_Pa, R)
                : throw new InputException($"trace: F of element {Element}, point {Point}, increment {Increment} is not a deformation gradient ({status}).");
        }
    }
}

/// <summary>Reads the trace that the plugin writes (see its README), sorted by element, point and time.</summary>
public static class TraceFile
{
    private static readonly string[] Wanted =
    [
        "element", "point", "increment", "committed", "time_s", "F11", "F12", "F13", "F21", "F22", "F23", "F31", "F32", "F33",
        "rotated_sigma11_Pa", "rotated_sigma22_Pa", "rotated_sigma33_Pa", "rotated_sigma12_Pa", "rotated_sigma13_Pa", "rotated_sigma23_Pa",
    ];

    /// <summary>Reads a trace.</summary>
    /// <exception cref="InputException">The file is not a trace; the message says which line.</exception>
    public static IReadOnlyList<TraceRow> Read(string file)
    {
        string[] lines = File.Exists(file) ? File.ReadAllLines(file) : throw new InputException($"The trace '{file}' does not exist.");
        if (lines.Length < 2)
            throw new InputException($"The trace '{file}' has no rows; was the job run with \"trace\" in umat-surrogate.json?");
        string[] header = lines[0].Split(',');
        int[] position = [.. Wanted.Select(name => Array.IndexOf(header, name) is int i and >= 0
            ? i : throw new InputException($"{file}: the column '{name}' is missing; this is not a trace of the plugin."))];
        List<TraceRow> rows = [];
        for (int line = 1; line < lines.Length; line++)
            rows.Add(Parse(file, line + 1, lines[line].Split(','), header.Length, position));
        return [.. rows.OrderBy(r => r.Element).ThenBy(r => r.Point).ThenBy(r => r.Time_s)];
    }

    private static TraceRow Parse(string file, int line, string[] cells, int count, int[] position)
    {
        double[] v = new double[Wanted.Length];
        for (int i = 0; i < v.Length; i++)
        {
            if (cells.Length != count || !double.TryParse(cells[position[i]], NumberStyles.Float, CultureInfo.InvariantCulture, out v[i]))
                throw new InputException($"{file}, line {line}: not a row of a trace (was the job stopped while it was written?).");
        }
        return new((int)v[0], (int)v[1], (int)v[2], v[3] != 0.0, v[4], Tensor3x3.FromRowMajor(v.AsSpan(5, 9)), SymmetricTensor.FromSpan(v.AsSpan(14, 6)));
    }
}
