using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using Xunit.Abstractions;

namespace UmatSurrogate.Tests;

/// <summary>The consistent tangent against finite differences of the update.</summary>
public class TangentTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(LaneChoice.Scalar, 0, 1e-6)]   // elastic
    [InlineData(LaneChoice.Scalar, 1, 1e-6)]   // elastic-plastic transition
    [InlineData(LaneChoice.Scalar, 8, 1e-6)]   // flow
    [InlineData(LaneChoice.Vector256, 8, 1e-6)]
    [InlineData(LaneChoice.Vector512, 8, 1e-6)]
    public void Tangent_CompareToFiniteDifference(LaneChoice lanes, int stepsBefore, double tolerance)
    {
        RandomRotations random = new(7);
        TaylorPolycrystal polycrystal = new(PhenopowerlawParameters.Aluminium, random.Rotations(5), [0.1, 0.3, 0.2, 0.25, 0.15], UpdateTolerances.Default, lanes);
        Check(polycrystal, random.Direction(), stepsBefore, tolerance);
    }

    [Fact]
    public void Tangent_StrongLatentHardening_CompareToFiniteDifference()
    {
        // Material B of the reference: within one step the resistances change by a large part, and the coupled method is at work.
        ReferenceCase reference = ReferenceCase.Read("sx", "sx_B_randB_tension");
        RandomRotations random = new(11);
        TaylorPolycrystal polycrystal = new(reference.Parameters, random.Rotations(3), [], UpdateTolerances.Default, LaneChoice.Vector256);
        Check(polycrystal, random.Direction(), 3, 1e-6);
    }

    private void Check(TaylorPolycrystal polycrystal, Tensor3x3 direction, int stepsBefore, double tolerance)
    {
        const double StrainPerStep = 5e-4;
        Tensor3x3 At(double steps) => Tensor3x3.Identity + (StrainPerStep * steps) * direction;
        for (int k = 1; k <= stepsBefore; k++)
        {
            Assert.Equal(PointStatus.Ok, polycrystal.Evaluate(At(k), 0.5, out _));
            polycrystal.Commit();
        }

        double[] tangent = new double[81];
        Tensor3x3 F = At(stepsBefore + (stepsBefore == 0 ? 0.1 : 1.0));
        Assert.Equal(PointStatus.Ok, polycrystal.EvaluateWithTangent(F, 0.5, out _, tangent));
        double[] f = new double[9], p = new double[9];
        double worst = 0.0;
        for (int kl = 0; kl < 9; kl++)
        {
            double[] slope = new double[9];
            void Add(double weight, double shift)
            {
                F.ToRowMajor(f);
                f[kl] += shift;
                Assert.Equal(PointStatus.Ok, polycrystal.Evaluate(Tensor3x3.FromRowMajor(f), 0.5, out Tensor3x3 P));
                P.ToRowMajor(p);
                for (int ij = 0; ij < 9; ij++)
                    slope[ij] += weight * p[ij] / shift;
            }

            // Central differences of fourth order: 4/3 D(h) - 1/3 D(2h).
            const double H = 1e-7;
            Add(2.0 / 3.0, H);
            Add(2.0 / 3.0, -H);
            Add(-1.0 / 6.0, 2 * H);
            Add(-1.0 / 6.0, -2 * H);
            for (int ij = 0; ij < 9; ij++)
                worst = Math.Max(worst, Math.Abs(slope[ij] - tangent[9 * ij + kl]));
        }

        double scale = tangent.Max(Math.Abs);
        output.WriteLine($"largest difference {worst / scale:g3} of the largest component {scale:g3} Pa");
        Assert.True(worst <= tolerance * scale, $"{worst / scale}");
    }
}
