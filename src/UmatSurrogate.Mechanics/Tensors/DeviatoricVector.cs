namespace UmatSurrogate.Mechanics;

/// <summary>
/// A symmetric deviator as five components in an orthonormal basis:
/// b = [(S11-S22)/sqrt2, (2 S33-S11-S22)/sqrt6, sqrt2 S12, sqrt2 S13, sqrt2 S23], so that b.b = S:S.
/// A spherical part of the tensor drops out.
/// </summary>
public readonly record struct DeviatoricVector(double B1, double B2, double B3, double B4, double B5)
{
    private const double Sqrt2 = 1.4142135623730951;
    private const double InverseSqrt2 = 0.70710678118654752;
    private const double InverseSqrt6 = 0.40824829046386302;

    /// <summary>The zero deviator.</summary>
    public static DeviatoricVector Zero => default;

    /// <summary>Length |b|, equal to the Frobenius norm of the deviator.</summary>
    public double Norm => Math.Sqrt(Dot(this, this));

    /// <summary>The vector of the deviatoric part of <paramref name="s"/>.</summary>
    public static DeviatoricVector FromTensor(in SymmetricTensor s) => new(
        InverseSqrt2 * (s.S11 - s.S22),
        InverseSqrt6 * (2.0 * s.S33 - s.S11 - s.S22),
        Sqrt2 * s.S12,
        Sqrt2 * s.S13,
        Sqrt2 * s.S23);

    /// <summary>The traceless symmetric tensor of this vector.</summary>
    public SymmetricTensor ToTensor() => new(
        InverseSqrt2 * B1 - InverseSqrt6 * B2,
        -InverseSqrt2 * B1 - InverseSqrt6 * B2,
        2.0 * InverseSqrt6 * B2,
        InverseSqrt2 * B3,
        InverseSqrt2 * B4,
        InverseSqrt2 * B5);

    /// <summary>Reads five components.</summary>
    public static DeviatoricVector FromSpan(ReadOnlySpan<double> b) => new(b[0], b[1], b[2], b[3], b[4]);

    /// <summary>Writes five components.</summary>
    public void ToSpan(Span<double> b)
    {
        (b[0], b[1], b[2]) = (B1, B2, B3);
        (b[3], b[4]) = (B4, B5);
    }

    /// <summary>Scalar product, equal to the double contraction of the two deviators.</summary>
    public static double Dot(in DeviatoricVector a, in DeviatoricVector b) =>
        a.B1 * b.B1 + a.B2 * b.B2 + a.B3 * b.B3 + a.B4 * b.B4 + a.B5 * b.B5;

    public static DeviatoricVector operator +(in DeviatoricVector a, in DeviatoricVector b) =>
        new(a.B1 + b.B1, a.B2 + b.B2, a.B3 + b.B3, a.B4 + b.B4, a.B5 + b.B5);

    public static DeviatoricVector operator -(in DeviatoricVector a, in DeviatoricVector b) =>
        new(a.B1 - b.B1, a.B2 - b.B2, a.B3 - b.B3, a.B4 - b.B4, a.B5 - b.B5);

    public static DeviatoricVector operator *(double f, in DeviatoricVector a) =>
        new(f * a.B1, f * a.B2, f * a.B3, f * a.B4, f * a.B5);

    /// <summary>
    /// The orthogonal 5x5 matrix M of a rotation Q in this basis, b(Q S Q^T) = M b(S).
    /// With Q = O (sample -> crystal) it takes sample components to crystal components; its transpose takes them back.
    /// </summary>
    /// <param name="q">Rotation.</param>
    /// <param name="m">Result, 25 values, row-major [new component][old component].</param>
    public static void RotationMatrix(in Tensor3x3 q, Span<double> m)
    {
        for (int column = 0; column < 5; column++)
        {
            DeviatoricVector basis = new(
                column == 0 ? 1 : 0, column == 1 ? 1 : 0, column == 2 ? 1 : 0, column == 3 ? 1 : 0, column == 4 ? 1 : 0);
            DeviatoricVector image = FromTensor(basis.ToTensor().Congruence(q));
            (m[column], m[5 + column], m[10 + column]) = (image.B1, image.B2, image.B3);
            (m[15 + column], m[20 + column]) = (image.B4, image.B5);
        }
    }
}
