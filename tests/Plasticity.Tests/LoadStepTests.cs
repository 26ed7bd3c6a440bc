using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Tests;

/// <summary>What the kinds of control mean, on an elastic crystal (rates so high or strains so small that nothing flows).</summary>
public class LoadStepTests
{
    private static readonly PhenopowerlawParameters Aluminium = PhenopowerlawParameters.Aluminium;

    [Fact]
    public void TargetDeformation_IsReachedExactlyAndLinearly()
    {
        Tensor3x3 target = new(1.001, 2e-4, 0, 1e-4, 0.999, 0, 0, 0, 1.0005);
        List<Tensor3x3> F = Run(new MixedLoadStep { DeformationKind = DeformationKind.DeformationGradient, Deformation = target, Time_s = 2.0, Increments = 4 }).F;
        Assert.Equal(target, F[^1]);
        Assert.True(ReferenceCase.Largest(F[1] - (Tensor3x3.Identity + 0.5 * (target - Tensor3x3.Identity))) < 1e-15);
    }

    [Fact]
    public void VelocityGradient_MultipliesByIncrement()
    {
        Tensor3x3 L = new(1e-3, 2e-3, 0, 0, -1e-3, 0, 0, 1e-3, 0);
        List<Tensor3x3> F = Run(new MixedLoadStep { DeformationKind = DeformationKind.VelocityGradient, Deformation = L, Time_s = 3.0, Increments = 3 }).F;
        Tensor3x3 step = Tensor3x3.Identity + L;
        Assert.True(ReferenceCase.Largest(F[2] - step * step * step) < 1e-15);
    }

    [Fact]
    public void GeometricIncrements_HaveTheRatioAndTheSum()
    {
        MixedLoadStep step = new() { Time_s = 10.0, Increments = 5, GeometricRatio = 1.3 };
        double[] lengths = [.. Enumerable.Range(0, 5).Select(step.IncrementLength_s)];
        Assert.Equal(10.0, lengths.Sum(), 1e-12);
        for (int k = 1; k < 5; k++)
            Assert.Equal(1.3, lengths[k] / lengths[k - 1], 1e-12);
    }

    [Fact]
    public void StressTargets_AreReachedLinearly_AndUnloadingStartsFromTheStressThatIsThere()
    {
        const int Shears = 0b111_101_111 & ~1; // 11 and 22 free
        MixedLoadStep load = new() { DeformationMask = Shears, Stress = new Tensor3x3(4e6, 0, 0, 0, 2e6, 0, 0, 0, 0), Time_s = 1.0, Increments = 4 };
        MixedLoadStep stretch = new() { Deformation = new Tensor3x3(1e-4, 0, 0, 0, 0, 0, 0, 0, 0), Time_s = 1.0, Increments = 2 };
        MixedLoadStep unload = new() { DeformationMask = Shears, Stress = Tensor3x3.Zero, Time_s = 1.0, Increments = 2 };
        (_, List<Tensor3x3> P) = Run(load, stretch, unload);
        Assert.Equal(1e6, P[0].M11, 0.2);
        Assert.Equal(2e6, P[3].M22, 0.2);
        Assert.Equal(0.5 * P[5].M11, P[6].M11, 0.2);
        Assert.Equal(0.0, P[7].M11, 0.2);
        Assert.Equal(0.0, P[7].M22, 0.2);
    }

    [Fact]
    public void StressRate_AddsUp()
    {
        MixedLoadStep step = new()
        {
            DeformationMask = 0b111_111_110,
            StressKind = StressKind.FirstPiolaKirchhoffRate,
            Stress = new Tensor3x3(1e6, 0, 0, 0, 0, 0, 0, 0, 0),
            Time_s = 3.0,
            Increments = 3,
        };
        List<Tensor3x3> P = Run(step).P;
        Assert.Equal(2e6, P[1].M11, 0.2);
        Assert.Equal(3e6, P[2].M11, 0.2);
    }

    [Fact]
    public void FreeRotation_LeavesASolution()
    {
        // Every component but 11 stress-controlled: rotations are free, the system is singular, the stress is not.
        MixedLoadStep step = new() { Deformation = new Tensor3x3(1e-3, 0, 0, 0, 0, 0, 0, 0, 0), DeformationMask = 1, Time_s = 20.0, Increments = 20 };
        (_, List<Tensor3x3> P) = Run(step);
        Assert.True(P[^1].M11 > 5e7);
        Assert.True(ReferenceCase.Largest(P[^1] - new Tensor3x3(P[^1].M11, 0, 0, 0, 0, 0, 0, 0, 0)) < 1.0);
    }

    private static (List<Tensor3x3> F, List<Tensor3x3> P) Run(params MixedLoadStep[] steps)
    {
        MixedControlPoint point = new(new TaylorPolycrystal(Aluminium, [new RandomRotations(5).Rotation()], [], UpdateTolerances.Default));
        List<Tensor3x3> F = [], P = [];
        Assert.Equal(PointStatus.Ok, point.Run(steps, (_, f, p) =>
        {
            F.Add(f);
            P.Add(p);
        }));
        return (F, P);
    }
}
