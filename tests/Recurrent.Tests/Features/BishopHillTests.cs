using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Recurrent;

public sealed class BishopHillTests
{
    /// <summary>The 12 {111}&lt;110&gt; systems as 5-vectors m with tau = m . sigma.</summary>
    private static DeviatoricVector[] SlipSystems()
    {
        int[][] normals = [[1, 1, 1], [-1, 1, 1], [1, -1, 1], [1, 1, -1]];
        int[][] directions = [[0, 1, 1], [0, 1, -1], [1, 0, 1], [1, 0, -1], [1, 1, 0], [1, -1, 0]];
        var result = new List<DeviatoricVector>();
        foreach (int[] n in normals)
        {
            foreach (int[] s in directions)
            {
                if (n[0] * s[0] + n[1] * s[1] + n[2] * s[2] != 0)
                    continue;
                double f = 1.0 / Math.Sqrt(6.0);
                var schmid = new Tensor3x3(
                    f * s[0] * n[0], f * s[0] * n[1], f * s[0] * n[2],
                    f * s[1] * n[0], f * s[1] * n[1], f * s[1] * n[2],
                    f * s[2] * n[0], f * s[2] * n[1], f * s[2] * n[2]);
                result.Add(DeviatoricVector.FromTensor(schmid.Symmetric));
            }
        }
        Assert.Equal(12, result.Count);
        return [.. result];
    }

    private static DeviatoricVector Pair(int k) => DeviatoricVector.FromSpan(BishopHillVertices.Pairs.Slice(5 * k, 5));

    [Fact]
    public void Vertices_EveryState_NoSystemAboveYieldAndSixOrEightActive()
    {
        DeviatoricVector[] systems = SlipSystems();
        int six = 0, eight = 0;
        for (int k = 0; k < BishopHillVertices.PairCount; k++)
        {
            double[] tau = [.. systems.Select(m => Math.Abs(DeviatoricVector.Dot(m, Pair(k))))];
            Assert.All(tau, t => Assert.True(t <= 1.0 + 1e-12));
            int active = tau.Count(t => t > 1.0 - 1e-12);
            if (active == 6)
                six++;
            else if (active == 8)
                eight++;
            Assert.True(Pair(k).Norm <= BishopHillVertices.MaximumNorm + 1e-12);
        }
        Assert.Equal((16, 12), (six, eight));
    }

    /// <summary>All intersections of 5 independent planes tau = +-1 that lie on the polyhedron, found by enumeration, are the table.</summary>
    [Fact]
    public void Vertices_CompareToEnumeration_SameSet()
    {
        DeviatoricVector[] systems = SlipSystems();
        var found = new HashSet<(long, long, long, long, long)>();
        int[] c = new int[5];
        double[] matrix = new double[25], right = new double[5];
        for (c[0] = 0; c[0] < 12; c[0]++)
        {
            for (c[1] = c[0] + 1; c[1] < 12; c[1]++)
            {
                for (c[2] = c[1] + 1; c[2] < 12; c[2]++)
                {
                    for (c[3] = c[2] + 1; c[3] < 12; c[3]++)
                    {
                        for (c[4] = c[3] + 1; c[4] < 12; c[4]++)
                        {
                            for (int signs = 0; signs < 32; signs++)
                            {
                                for (int i = 0; i < 5; i++)
                                {
                                    systems[c[i]].ToSpan(matrix.AsSpan(5 * i, 5));
                                    right[i] = (signs >> i & 1) == 0 ? 1.0 : -1.0;
                                }
                                if (DenseSolver.Solve(matrix, right) && systems.All(m => Math.Abs(DeviatoricVector.Dot(m, DeviatoricVector.FromSpan(right))) <= 1 + 1e-9))
                                    found.Add(Key(DeviatoricVector.FromSpan(right)));
                            }
                        }
                    }
                }
            }
        }
        Assert.Equal(56, found.Count);
        for (int k = 0; k < BishopHillVertices.PairCount; k++)
        {
            Assert.Contains(Key(Pair(k)), found);
            Assert.Contains(Key(-1.0 * Pair(k)), found);
        }

        static (long, long, long, long, long) Key(in DeviatoricVector v) => (
            (long)Math.Round(v.B1 * 1e6), (long)Math.Round(v.B2 * 1e6), (long)Math.Round(v.B3 * 1e6), (long)Math.Round(v.B4 * 1e6), (long)Math.Round(v.B5 * 1e6));
    }

    /// <summary>Taylor's factor of a random polycrystal in uniaxial tension, 3.067 (Bishop and Hill 1951).</summary>
    [Fact]
    public void MeanStress_RandomTextureUniaxialTension_TaylorFactor()
    {
        VolumeElement grains = VolumeElementGenerator.Random(20000, 7);
        BishopHillPolycrystal polycrystal = BishopHillPolycrystal.Create(grains.Grains);
        DeviatoricVector e = DeviatoricVector.FromTensor(new SymmetricTensor(1, -0.5, -0.5, 0, 0, 0));
        DeviatoricVector unit = 1.0 / e.Norm * e;
        double factor = Math.Sqrt(1.5) * DeviatoricVector.Dot(unit, polycrystal.MeanStress(BishopHillPolycrystal.MaximumSharpness, unit));
        Assert.InRange(factor, 3.067 * 0.995, 3.067 * 1.005);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(13)]
    [InlineData(20)]
    public void MeanStress_CompareToPlainSum(int count)
    {
        VolumeElement grains = VolumeElementGenerator.Random(count, 3);
        BishopHillPolycrystal polycrystal = BishopHillPolycrystal.Create(grains.Grains);
        DeviatoricVector e = new(0.3, -0.5, 0.1, 0.6, -0.2);
        const double sharpness = 20.0;
        DeviatoricVector expected = default;
        double[] q = new double[25];
        foreach (Grain grain in grains.Grains)
        {
            SymmetricTensor crystal = e.ToTensor().Congruence(grain.Orientation.ToMatrix());
            DeviatoricVector d = DeviatoricVector.FromTensor(crystal);
            DeviatoricVector sum = default;
            double partition = 0;
            for (int k = 0; k < 56; k++)
            {
                DeviatoricVector sigma = (k < 28 ? 1.0 : -1.0) * Pair(k % 28);
                double w = Math.Exp(sharpness * DeviatoricVector.Dot(sigma, d));
                sum += w * sigma;
                partition += w;
            }
            SymmetricTensor sample = (1.0 / partition * sum).ToTensor().Congruence(grain.Orientation.ToMatrix().Transpose);
            expected += 1.0 / count * DeviatoricVector.FromTensor(sample);
        }
        foreach (VectorWidth width in Enum.GetValues<VectorWidth>())
        {
            DeviatoricVector b = polycrystal.MeanStress(sharpness, e, default, width);
            Assert.True((b - expected).Norm < 1e-12, $"{width}: {b} {expected}");
            DeviatoricVector withDerivative = polycrystal.MeanStress(sharpness, e, q, width);
            Assert.True((withDerivative - b).Norm < 1e-13, $"{width}: {b} {withDerivative}");
        }
    }

    [Fact]
    public void MeanStress_CompareToFiniteDifference()
    {
        BishopHillPolycrystal polycrystal = BishopHillPolycrystal.Create(VolumeElementGenerator.Random(20, 5).Grains);
        DeviatoricVector e = new(0.3, -0.5, 0.1, 0.6, -0.2);
        double[] derivative = new double[25], e0 = new double[5], forward = new double[5], backward = new double[5];
        const double step = 1e-5;
        foreach (VectorWidth width in Enum.GetValues<VectorWidth>())
        {
            polycrystal.MeanStress(20.0, e, derivative, width);
            for (int j = 0; j < 5; j++)
            {
                e.ToSpan(e0);
                e0[j] += step;
                polycrystal.MeanStress(20.0, DeviatoricVector.FromSpan(e0)).ToSpan(forward);
                e0[j] -= 2 * step;
                polycrystal.MeanStress(20.0, DeviatoricVector.FromSpan(e0)).ToSpan(backward);
                for (int i = 0; i < 5; i++)
                    Assert.Equal((forward[i] - backward[i]) / (2 * step), derivative[5 * i + j], 1e-6);
            }
        }
    }

    [Fact]
    public void MeanStress_CubicEquivalentOrientation_Unchanged()
    {
        Grain grain = VolumeElementGenerator.Random(1, 11).Grains[0];
        DeviatoricVector e = new(0.3, -0.5, 0.1, 0.6, -0.2);
        DeviatoricVector expected = BishopHillPolycrystal.Create([grain]).MeanStress(20.0, e);
        foreach (Orientation s in CubicSymmetry.Operators)
        {
            DeviatoricVector b = BishopHillPolycrystal.Create([grain with { Orientation = s * grain.Orientation }]).MeanStress(20.0, e);
            Assert.True((b - expected).Norm < 1e-12);
        }
    }

    [Fact]
    public void MeanStress_ZeroStrain_ZeroStress() =>
        Assert.True(BishopHillPolycrystal.Create(VolumeElementGenerator.Random(5, 1).Grains).MeanStress(20.0, DeviatoricVector.Zero).Norm < 1e-14);
}
