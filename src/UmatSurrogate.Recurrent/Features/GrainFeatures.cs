using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// The inputs of the grain networks, per grain (not yet scaled).
/// <see cref="FeatureSet.Paper"/> (6): seed position (3), Rodrigues vector in the cubic fundamental zone (3).
/// <see cref="FeatureSet.BishopHill"/> and <see cref="FeatureSet.Cluster"/> (43): with a_c (c = 1, 2, 3) the cube axes in the sample frame (rows of O),
/// sum_c of the 15 monomials of degree 4 and of the 28 monomials of degree 6 of the components of a_c, in the order
/// x^p y^q z^r with p falling, then q falling. They do not change under the 24 rotations of the cube.
/// </summary>
public static class GrainFeatures
{
    /// <summary>Number of features per grain.</summary>
    public static int Count(FeatureSet features) => features switch
    {
        FeatureSet.Paper => 6,
        FeatureSet.BishopHill or FeatureSet.Cluster => 43,
        _ => throw new InputException($"Unknown feature set {(int)features}."),
    };

    /// <summary>Computes the unscaled features of all grains.</summary>
    /// <param name="features">The feature set.</param>
    /// <param name="grains">The grains.</param>
    /// <param name="values">Output, grains.Length x Count, feature index fastest.</param>
    public static void Compute(FeatureSet features, ReadOnlySpan<Grain> grains, Span<float> values)
    {
        int count = Count(features);
        if (values.Length != count * grains.Length)
            throw new ArgumentException($"{nameof(values)} has length {values.Length}, expected {count} x {grains.Length}.", nameof(values));
        for (int g = 0; g < grains.Length; g++)
        {
            Span<float> row = values.Slice(g * count, count);
            if (features == FeatureSet.Paper)
                PaperFeatures(grains[g], row);
            else
                CubicFeatures(grains[g].Orientation, row);
        }
    }

    private static void PaperFeatures(in Grain grain, Span<float> row)
    {
        (double r1, double r2, double r3) = CubicSymmetry.ReduceToFundamentalZone(grain.Orientation).ToRodrigues();
        (row[0], row[1], row[2]) = ((float)grain.X, (float)grain.Y, (float)grain.Z);
        (row[3], row[4], row[5]) = ((float)r1, (float)r2, (float)r3);
    }

    private static void CubicFeatures(in Orientation orientation, Span<float> row)
    {
        Tensor3x3 o = orientation.ToMatrix();
        row.Clear();
        for (int c = 0; c < 3; c++)
        {
            (double x, double y, double z) = (o[c, 0], o[c, 1], o[c, 2]);
            int k = 0;
            foreach (int degree in (ReadOnlySpan<int>)[4, 6])
            {
                for (int p = degree; p >= 0; p--)
                {
                    for (int q = degree - p; q >= 0; q--)
                        row[k++] += (float)(Power(x, p) * Power(y, q) * Power(z, degree - p - q));
                }
            }
        }
    }

    private static double Power(double x, int n)
    {
        double result = 1.0;
        for (int i = 0; i < n; i++)
            result *= x;
        return result;
    }
}
