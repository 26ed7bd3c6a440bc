using System.Runtime.InteropServices;

namespace UmatSurrogate.Mechanics;

/// <summary>
/// Second-order tensor in three dimensions, double precision. Storage order: row-major
/// (M11, M12, M13, M21, ...), as in the reference data and <c>history.csv</c>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Tensor3x3(
    double M11, double M12, double M13,
    double M21, double M22, double M23,
    double M31, double M32, double M33)
{
    /// <summary>The second-order identity.</summary>
    public static Tensor3x3 Identity => new(1, 0, 0, 0, 1, 0, 0, 0, 1);

    /// <summary>The zero tensor.</summary>
    public static Tensor3x3 Zero => default;

    /// <summary>Component (i, j), both from 0 to 2.</summary>
    public double this[int i, int j] => (3 * i + j) switch
    {
        0 => M11,
        1 => M12,
        2 => M13,
        3 => M21,
        4 => M22,
        5 => M23,
        6 => M31,
        7 => M32,
        8 => M33,
        _ => throw new ArgumentOutOfRangeException(nameof(i), $"Tensor index ({i},{j}) is outside 0..2."),
    };

    /// <summary>The transpose.</summary>
    public Tensor3x3 Transpose => new(M11, M21, M31, M12, M22, M32, M13, M23, M33);

    /// <summary>The trace, A_ii.</summary>
    public double Trace => M11 + M22 + M33;

    /// <summary>The determinant.</summary>
    public double Determinant =>
        M11 * (M22 * M33 - M23 * M32) - M12 * (M21 * M33 - M23 * M31) + M13 * (M21 * M32 - M22 * M31);

    /// <summary>The inverse; components are infinite or NaN if the determinant is zero.</summary>
    public Tensor3x3 Inverse
    {
        get
        {
            double f = 1.0 / Determinant;
            return new(
                f * (M22 * M33 - M23 * M32), f * (M13 * M32 - M12 * M33), f * (M12 * M23 - M13 * M22),
                f * (M23 * M31 - M21 * M33), f * (M11 * M33 - M13 * M31), f * (M13 * M21 - M11 * M23),
                f * (M21 * M32 - M22 * M31), f * (M12 * M31 - M11 * M32), f * (M11 * M22 - M12 * M21));
        }
    }

    /// <summary>Symmetric part, (A + A^T)/2.</summary>
    public SymmetricTensor Symmetric =>
        new(M11, M22, M33, 0.5 * (M12 + M21), 0.5 * (M13 + M31), 0.5 * (M23 + M32));

    /// <summary>True if no component is NaN or infinite.</summary>
    public bool IsFinite =>
        double.IsFinite(M11) && double.IsFinite(M12) && double.IsFinite(M13)
        && double.IsFinite(M21) && double.IsFinite(M22) && double.IsFinite(M23)
        && double.IsFinite(M31) && double.IsFinite(M32) && double.IsFinite(M33);

    /// <summary>Frobenius norm, sqrt(A:A).</summary>
    public double Norm => Math.Sqrt(DoubleContract(this, this));

    /// <summary>Double contraction A:B = A_ij B_ij.</summary>
    public static double DoubleContract(in Tensor3x3 a, in Tensor3x3 b) =>
        a.M11 * b.M11 + a.M12 * b.M12 + a.M13 * b.M13
        + a.M21 * b.M21 + a.M22 * b.M22 + a.M23 * b.M23
        + a.M31 * b.M31 + a.M32 * b.M32 + a.M33 * b.M33;

    /// <summary>The components row by row. (The text a record writes by itself lists the transpose, which would never end.)</summary>
    public override string ToString() => FormattableString.Invariant(
        $"[[{M11:R}, {M12:R}, {M13:R}], [{M21:R}, {M22:R}, {M23:R}], [{M31:R}, {M32:R}, {M33:R}]]");

    /// <summary>Reads nine components in row-major order.</summary>
    public static Tensor3x3 FromRowMajor(ReadOnlySpan<double> c) => new(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8]);

    /// <summary>Writes nine components in row-major order.</summary>
    public void ToRowMajor(Span<double> c)
    {
        (c[0], c[1], c[2]) = (M11, M12, M13);
        (c[3], c[4], c[5]) = (M21, M22, M23);
        (c[6], c[7], c[8]) = (M31, M32, M33);
    }

    /// <summary>Reads nine components in column-major (Fortran) order: M11, M21, M31, M12, ...</summary>
    public static Tensor3x3 FromColumnMajor(ReadOnlySpan<double> c) => new(c[0], c[3], c[6], c[1], c[4], c[7], c[2], c[5], c[8]);

    /// <summary>Single contraction (A B)_ij = A_ik B_kj.</summary>
    public static Tensor3x3 operator *(in Tensor3x3 a, in Tensor3x3 b) => new(
        a.M11 * b.M11 + a.M12 * b.M21 + a.M13 * b.M31, a.M11 * b.M12 + a.M12 * b.M22 + a.M13 * b.M32, a.M11 * b.M13 + a.M12 * b.M23 + a.M13 * b.M33,
        a.M21 * b.M11 + a.M22 * b.M21 + a.M23 * b.M31, a.M21 * b.M12 + a.M22 * b.M22 + a.M23 * b.M32, a.M21 * b.M13 + a.M22 * b.M23 + a.M23 * b.M33,
        a.M31 * b.M11 + a.M32 * b.M21 + a.M33 * b.M31, a.M31 * b.M12 + a.M32 * b.M22 + a.M33 * b.M32, a.M31 * b.M13 + a.M32 * b.M23 + a.M33 * b.M33);

    public static Tensor3x3 operator *(double f, in Tensor3x3 a) => new(
        f * a.M11, f * a.M12, f * a.M13, f * a.M21, f * a.M22, f * a.M23, f * a.M31, f * a.M32, f * a.M33);

    public static Tensor3x3 operator +(in Tensor3x3 a, in Tensor3x3 b) => new(
        a.M11 + b.M11, a.M12 + b.M12, a.M13 + b.M13, a.M21 + b.M21, a.M22 + b.M22, a.M23 + b.M23, a.M31 + b.M31, a.M32 + b.M32, a.M33 + b.M33);

    public static Tensor3x3 operator -(in Tensor3x3 a, in Tensor3x3 b) => new(
        a.M11 - b.M11, a.M12 - b.M12, a.M13 - b.M13, a.M21 - b.M21, a.M22 - b.M22, a.M23 - b.M23, a.M31 - b.M31, a.M32 - b.M32, a.M33 - b.M33);
}
