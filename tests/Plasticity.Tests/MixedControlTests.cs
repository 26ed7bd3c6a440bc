using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using Xunit.Abstractions;

namespace UmatSurrogate.Tests;

/// <summary>Mixed control against the reference: every case whose load prescribes stresses.</summary>
public class MixedControlTests(ITestOutputHelper output)
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> cases = [];
            foreach (string kind in new[] { "sx", "taylor" })
            {
                foreach (string name in ReferenceCase.Names(kind).Where(n => ReferenceCase.Read(kind, n).IsMixed))
                    cases.Add(kind, name);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void MixedControl_CompareToReference(string kind, string name)
    {
        // The reference itself stopped at 1 Pa or 1e-7 of the largest stress in the stress-free components.
        double tolerance_Pa = kind == "sx" ? 20.0 : 30.0;
        ReferenceCase reference = ReferenceCase.Read(kind, name);
        TaylorPolycrystal polycrystal = reference.Polycrystal();
        MixedControlPoint point = new(polycrystal);
        MixedLoadStep step = reference.MixedStep();
        Span<double> p = stackalloc double[9];
        double worstP = 0.0, worstF = 0.0, worstFree = 0.0;
        for (int k = 1; k <= reference.Increments; k++)
        {
            Assert.Equal(PointStatus.Ok, point.Advance(step, k - 1));
            Assert.Equal(reference.Time(k), point.Time_s, 1e-9);
            worstP = Math.Max(worstP, ReferenceCase.Largest(point.Stress_Pa - reference.Tensor(k, "P")));
            worstF = Math.Max(worstF, ReferenceCase.Largest(point.DeformationGradient - reference.Tensor(k, "F")));
            point.Stress_Pa.ToRowMajor(p);
            for (int c = 0; c < 9; c++)
            {
                if ((step.DeformationMask >> c & 1) == 0)
                    worstFree = Math.Max(worstFree, Math.Abs(p[c]));
            }
        }

        output.WriteLine($"{name}: max|dP| {worstP:g3} Pa, max|dF| {worstF:g3}, max free |P| {worstFree:g3} Pa");
        Assert.True(worstP <= tolerance_Pa, $"max|dP| = {worstP} Pa");
        Assert.True(worstF <= 1e-8, $"max|dF| = {worstF}");
        Assert.True(worstFree <= 0.2, $"max free |P| = {worstFree} Pa");
        if (kind == "taylor")
            ReferenceConstituents.Compare(reference, polycrystal, tolerance_Pa, output);
    }
}
