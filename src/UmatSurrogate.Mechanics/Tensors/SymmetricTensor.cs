using System.Runtime.InteropServices;

namespace UmatSurrogate.Mechanics;

/// <summary>
/// Symmetric second-order tensor, double precision, plain tensor components (no factor 2, no square root of 2)
/// in the order 11, 22, 33, 12, 13, 23 (as in <c>history.csv</c>). Every other packing is a named conversion.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly partial record struct SymmetricTensor(double S11, double S22, double S33, double S12, double S13, double S23)
{
    /// <summary>The second-order identity.</summary>
    public static SymmetricTensor Identity => new(1, 1, 1, 0, 0, 0);

    /// <summary>The zero tensor.</summary>
    public static SymmetricTensor Zero => default;

    /// <summary>The trace.</summary>
    public double Trace => S11 + S22 + S33;

    /// <summary>The determinant.</summary>
    public double Determinant =>
        S11 * (S22 * S33 - S23 * S23) - S12 * (S12 * S33 - S23 * S13) + S13 * (S12 * S23 - S22 * S13);

    /// <summary>The deviator, A - tr(A)/3 I.</summary>
    public SymmetricTensor Deviator
    {
        get
        {
            double m = Trace / 3.0;
            return new(S11 - m, S22 - m, S33 - m, S12, S13, S23);
        }
    }

    /// <summary>Frobenius norm, sqrt(A:A), off-diagonal components counted twice.</summary>
    public double Norm => Math.Sqrt(DoubleContract(this, this));

    /// <summary>True if no component is NaN or infinite.</summary>
    public bool IsFinite =>
        double.IsFinite(S11) && double.IsFinite(S22) && double.IsFinite(S33)
        && double.IsFinite(S12) && double.IsFinite(S13) && double.IsFinite(S23);

    /// <summary>The six components. (The text a record writes by itself lists the deviator, which would never end.)</summary>
    public override string ToString() => FormattableString.Invariant(
        $"[11: {S11:R}, 22: {S22:R}, 33: {S33:R}, 12: {S12:R}, 13: {S13:R}, 23: {S23:R}]");

    /// <summary>Double contraction A:B = A_ij B_ij.</summary>
    public static double DoubleContract(in SymmetricTensor a, in SymmetricTensor b) =>
        a.S11 * b.S11 + a.S22 * b.S22 + a.S33 * b.S33 + 2.0 * (a.S12 * b.S12 + a.S13 * b.S13 + a.S23 * b.S23);

    /// <summary>The same tensor with all nine components.</summary>
    public Tensor3x3 ToTensor() => new(S11, S12, S13, S12, S22, S23, S13, S23, S33);

    /// <summary>Reads six tensor components in the order 11, 22, 33, 12, 13, 23.</summary>
    public static SymmetricTensor FromSpan(ReadOnlySpan<double> c) => new(c[0], c[1], c[2], c[3], c[4], c[5]);

    /// <summary>Writes six tensor components in the order 11, 22, 33, 12, 13, 23.</summary>
    public void ToSpan(Span<double> c)
    {
        (c[0], c[1], c[2]) = (S11, S22, S33);
        (c[3], c[4], c[5]) = (S12, S13, S23);
    }

    /// <summary>Congruence A S A^T, for example a rotation R S R^T.</summary>
    public SymmetricTensor Congruence(in Tensor3x3 a) => (a * ToTensor() * a.Transpose).Symmetric;

    public static SymmetricTensor operator *(double f, in SymmetricTensor a) =>
        new(f * a.S11, f * a.S22, f * a.S33, f * a.S12, f * a.S13, f * a.S23);

    public static SymmetricTensor operator +(in SymmetricTensor a, in SymmetricTensor b) =>
        new(a.S11 + b.S11, a.S22 + b.S22, a.S33 + b.S33, a.S12 + b.S12, a.S13 + b.S13, a.S23 + b.S23);

    public static SymmetricTensor operator -(in SymmetricTensor a, in SymmetricTensor b) =>
        new(a.S11 - b.S11, a.S22 - b.S22, a.S33 - b.S33, a.S12 - b.S12, a.S13 - b.S13, a.S23 - b.S23);
}
