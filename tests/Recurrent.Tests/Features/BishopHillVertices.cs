namespace UmatSurrogate.Tests.Recurrent;

/// <summary>
/// The 56 vertices of the yield polyhedron of an fcc crystal with the 12 {111}&lt;110&gt; systems at equal slip resistance
/// (Bishop and Hill 1951, doi:10.1080/14786445108561065). They come in pairs +sigma, -sigma; 28 are stored.
/// <para>
/// Bishop and Hill's components, in the crystal axes and in units of sqrt(6) times the slip resistance:
/// A = s22 - s33, B = s33 - s11, C = s11 - s22, F = s23, G = s13, H = s12. In the basis of <c>DeviatoricVector</c> and in
/// units of the slip resistance: sigma = [sqrt3 C, B - A, 2 sqrt3 H, 2 sqrt3 G, 2 sqrt3 F].
/// </para>
/// </summary>
internal static class BishopHillVertices
{
    /// <summary>Number of pairs.</summary>
    public const int PairCount = 28;

    /// <summary>Largest norm of a vertex, 2 sqrt(3) (the states F, G, H = 1).</summary>
    public const double MaximumNorm = 3.4641016151377544;

    // Twice A, B, C, F, G, H.
    private static ReadOnlySpan<sbyte> TwiceABCFGH =>
    [
        // 8 active systems: uniaxial stress along a cube axis; pure shear on the cube axes
        2, -2, 0, 0, 0, 0,
        0, 2, -2, 0, 0, 0,
        -2, 0, 2, 0, 0, 0,
        0, 0, 0, 2, 0, 0,
        0, 0, 0, 0, 2, 0,
        0, 0, 0, 0, 0, 2,
        // 8 active systems: mixed
        1, -2, 1, 0, 1, 0,
        1, -2, 1, 0, -1, 0,
        -2, 1, 1, 1, 0, 0,
        -2, 1, 1, -1, 0, 0,
        1, 1, -2, 0, 0, 1,
        1, 1, -2, 0, 0, -1,
        // 6 active systems: mixed
        1, 0, -1, 1, 0, 1,
        1, 0, -1, -1, 0, 1,
        1, 0, -1, 1, 0, -1,
        1, 0, -1, -1, 0, -1,
        0, -1, 1, 0, 1, 1,
        0, -1, 1, 0, -1, 1,
        0, -1, 1, 0, 1, -1,
        0, -1, 1, 0, -1, -1,
        -1, 1, 0, 1, 1, 0,
        -1, 1, 0, -1, 1, 0,
        -1, 1, 0, 1, -1, 0,
        -1, 1, 0, -1, -1, 0,
        // 6 active systems: shear
        0, 0, 0, 1, 1, -1,
        0, 0, 0, 1, -1, 1,
        0, 0, 0, -1, 1, 1,
        0, 0, 0, 1, 1, 1,
    ];

    private static readonly double[] Components = CreateComponents();

    /// <summary>28 x 5 components, component index fastest, in units of the slip resistance.</summary>
    public static ReadOnlySpan<double> Pairs => Components;

    private static double[] CreateComponents()
    {
        var result = new double[5 * PairCount];
        double sqrt3 = Math.Sqrt(3.0);
        for (int k = 0; k < PairCount; k++)
        {
            ReadOnlySpan<sbyte> v = TwiceABCFGH.Slice(6 * k, 6);
            (double a, double b, double c) = (v[0] / 2.0, v[1] / 2.0, v[2] / 2.0);
            result[5 * k] = sqrt3 * c;
            result[5 * k + 1] = b - a;
            result[5 * k + 2] = sqrt3 * v[5];
            result[5 * k + 3] = sqrt3 * v[4];
            result[5 * k + 4] = sqrt3 * v[3];
        }
        return result;
    }
}
