namespace UmatSurrogate.Mechanics.Packings;

/// <summary>
/// Mandel packing of symmetric tensors: 11, 22, 33, sqrt2 12, sqrt2 13, sqrt2 23. The same for stress and strain;
/// the scalar product of two packed vectors is the double contraction of the tensors.
/// </summary>
public static class MandelPacking
{
    private const double Sqrt2 = 1.4142135623730951;
    private const double InverseSqrt2 = 0.70710678118654752;

    /// <summary>Writes the six Mandel components.</summary>
    public static void Write(in SymmetricTensor s, Span<double> mandel)
    {
        (mandel[0], mandel[1], mandel[2]) = (s.S11, s.S22, s.S33);
        (mandel[3], mandel[4], mandel[5]) = (Sqrt2 * s.S12, Sqrt2 * s.S13, Sqrt2 * s.S23);
    }

    /// <summary>Reads the six Mandel components.</summary>
    public static SymmetricTensor Read(ReadOnlySpan<double> mandel) => new(
        mandel[0], mandel[1], mandel[2], InverseSqrt2 * mandel[3], InverseSqrt2 * mandel[4], InverseSqrt2 * mandel[5]);
}
