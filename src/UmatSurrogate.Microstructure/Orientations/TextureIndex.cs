namespace UmatSurrogate.Microstructure;

/// <summary>
/// How sharp the texture of a set of grains is: an estimate of Bunge's texture index J = integral of f^2 dg of their orientation
/// distribution f, smoothed by a kernel of 15 degrees half-width,
/// <code>
/// J = mean over pairs g != h of (1/24) sum_S K(S O_g O_h^-1),   K(omega) = C cos^80(omega/2),   mean of K over all rotations = 1
/// </code>
/// with the de la Vallee Poussin kernel (Schaeben 1997, doi:10.1002/pssb.2221990122). Without the pairs g = h the expected value
/// of random grains is 1 whatever their number (standard deviation about 0.2 for 20 grains); equal grains give <see cref="Maximum"/>.
/// All grains count alike.
/// </summary>
public static class TextureIndex
{
    // K falls to one half at 2 acos(2^(-1/80)) = 15.06 degrees.
    private const int Kappa = 40;
    private static readonly double Constant = NormalisingConstant(Kappa);
    private static readonly double PairDeviation = Math.Sqrt(Constant * Constant / (CubicSymmetry.Order * NormalisingConstant(2 * Kappa)) - 1.0);

    /// <summary>The index of equal grains, K(0)/24 to all digits that matter (the 23 other operators are far away).</summary>
    public static double Maximum => Constant / CubicSymmetry.Order;

    /// <summary>J of a set of grains; 1 for fewer than two.</summary>
    public static double Of(ReadOnlySpan<Grain> grains)
    {
        if (grains.Length < 2)
            return 1.0;
        ReadOnlySpan<Orientation> operators = CubicSymmetry.Operators;
        double sum = 0.0;
        for (int g = 1; g < grains.Length; g++)
        {
            for (int h = 0; h < g; h++)
            {
                Orientation m = grains[g].Orientation * grains[h].Orientation.Inverse;
                foreach (Orientation s in operators)
                {
                    double c = s.Q0 * m.Q0 + s.Q1 * m.Q1 + s.Q2 * m.Q2 + s.Q3 * m.Q3;
                    double c2 = c * c, c4 = c2 * c2, c8 = c4 * c4, c16 = c8 * c8, c32 = c16 * c16;
                    sum += c32 * c32 * c16; // cos^80
                }
            }
        }
        double pairs = 0.5 * grains.Length * (grains.Length - 1);
        return Constant * sum / (CubicSymmetry.Order * pairs);
    }

    /// <summary>
    /// Standard deviation of J of n random grains, infinite for fewer than two. Pairs of random grains are pairwise independent, so
    /// that it is that of one pair over sqrt(n (n - 1)/2); with C_kappa the constant of the kernel and kernels of the operators that hardly overlap,
    /// variance of a pair = C_40^2/(24 C_80) - 1.
    /// </summary>
    public static double StandardDeviation(int grains) =>
        grains < 2 ? double.PositiveInfinity : PairDeviation / Math.Sqrt(0.5 * grains * (grains - 1.0));

    /// <summary>
    /// 1/C = (2/pi) integral over 0..pi of cos^(2 kappa)(omega/2) sin^2(omega/2) d omega = binomial(2 kappa, kappa)/(4^kappa (kappa + 1)).
    /// </summary>
    private static double NormalisingConstant(int kappa)
    {
        double inverse = 1.0;
        for (int k = 1; k <= kappa; k++)
            inverse *= (2.0 * k - 1.0) / (2.0 * k);
        return (kappa + 1) / inverse;
    }
}
