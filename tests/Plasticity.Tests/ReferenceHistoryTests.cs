using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using Xunit.Abstractions;

namespace UmatSurrogate.Tests;

/// <summary>The law against every history of the independent reference with prescribed F (DAMASK 3.0.2; tests/data/reference/README.md).</summary>
public class ReferenceHistoryTests(ITestOutputHelper output)
{
    public static TheoryData<string> SingleCrystals => [.. ReferenceCase.Names("sx").Where(n => !ReferenceCase.Read("sx", n).IsMixed)];

    public static TheoryData<string> Polycrystals => [.. ReferenceCase.Names("taylor").Where(n => !ReferenceCase.Read("taylor", n).IsMixed)];

    [Theory]
    [MemberData(nameof(SingleCrystals))]
    public void SingleCrystal_PrescribedF_CompareToReference(string name)
    {
        // The default tolerances of DAMASK leave errors of tens of Pa in that one case; all others are tightly converged.
        double tolerance_Pa = name.EndsWith("defaulttol", StringComparison.Ordinal) ? 100.0 : 1.0;
        ReferenceCase reference = ReferenceCase.Read("sx", name);
        TaylorPolycrystal crystal = reference.Polycrystal();
        Span<double> xi = stackalloc double[12];
        double worstStress = 0.0, worstResistance = 0.0, worstVolume = 0.0;
        for (int k = 1; k <= reference.Increments; k++)
        {
            PointStatus status = crystal.Evaluate(reference.DeformationGradient(k), reference.Time(k) - reference.Time(k - 1), out Tensor3x3 P);
            Assert.Equal(PointStatus.Ok, status);
            crystal.Commit();
            worstStress = Math.Max(worstStress, ReferenceCase.Largest(P - reference.Tensor(k, "P")));
            crystal.SlipResistances_Pa(0, xi);
            for (int a = 0; a < 12; a++)
                worstResistance = Math.Max(worstResistance, Math.Abs(xi[a] - reference.Scalar(k, $"xi{a + 1}")));
            Tensor3x3 Fp = crystal.PlasticDeformationGradient(0);
            worstVolume = Math.Max(worstVolume, Math.Abs(Fp.Determinant - 1.0));
            Assert.True(ReferenceCase.Largest(Fp - reference.Tensor(k, "Fp")) < 1e-8);
        }

        output.WriteLine($"{name}: max|dP| {worstStress:g3} Pa, max|dxi| {worstResistance:g3} Pa, max|det Fp - 1| {worstVolume:g3}");
        Assert.True(worstStress <= tolerance_Pa, $"max|dP| = {worstStress} Pa");
        Assert.True(worstResistance <= tolerance_Pa, $"max|dxi| = {worstResistance} Pa");
        Assert.True(worstVolume <= 1e-12, $"max|det Fp - 1| = {worstVolume}");
    }

    [Theory]
    [MemberData(nameof(Polycrystals))]
    public void Polycrystal_PrescribedF_CompareToReference(string name)
    {
        ReferenceCase reference = ReferenceCase.Read("taylor", name);
        TaylorPolycrystal polycrystal = reference.Polycrystal();
        double worst = 0.0;
        for (int k = 1; k <= reference.Increments; k++)
        {
            Assert.Equal(PointStatus.Ok, polycrystal.Evaluate(reference.DeformationGradient(k), reference.Time(k) - reference.Time(k - 1), out Tensor3x3 P));
            polycrystal.Commit();
            worst = Math.Max(worst, ReferenceCase.Largest(P - reference.Tensor(k, "P")));
        }

        output.WriteLine($"{name}: max|dP| {worst:g3} Pa");
        Assert.True(worst <= 10.0, $"max|dP| = {worst} Pa");
        ReferenceConstituents.Compare(reference, polycrystal, 10.0, output);
    }
}
