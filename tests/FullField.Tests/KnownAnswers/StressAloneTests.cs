using UmatSurrogate.FullField;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;
using Xunit.Abstractions;

namespace UmatSurrogate.Tests;

/// <summary>All nine components of the mean by the stress, far into plastic flow: the strain is that of the material, the rotation that of the balance of moments.</summary>
public class StressAloneTests(ITestOutputHelper output)
{
    private const int NoRotation = 0b011_001_000; // F21, F31 and F32

    /// <summary>
    /// Tension of a polycrystal to 4 %. P = p e1 (x) e1 and a symmetric P F^T leave F21 = F31 = 0, and no moment about e1: the same as with the
    /// rotation prescribed. The tolerance of the mean stress, 1e-3, is 2 % of a rate of flow with the exponent 20.
    /// </summary>
    [Fact]
    public void Tension_IsThatWithoutRotation()
    {
        FullFieldHistory free = Follow(0), held = Follow(NoRotation);
        output.WriteLine($"evaluations: {free.Evaluations} with free rotation, {held.Evaluations} without");
        for (int k = 0; k < free.Increments.Count; k++)
        {
            Tensor3x3 F = free.Increments[k].DeformationGradient;
            Assert.InRange(Math.Max(Math.Abs(F.M21), Math.Abs(F.M31)), 0.0, 1e-6);
            Tensor3x3 strain = Green(F), expected = Green(held.Increments[k].DeformationGradient);
            Assert.InRange((strain - expected).Norm, 0.0, 0.03 * expected.Norm);
        }

        Assert.InRange(free.Increments[^1].DeformationGradient.M11, 1.03, 1.05);
        Assert.InRange(free.Evaluations, 1, 1.3 * held.Evaluations);
    }

    /// <summary>A state of stress with shear on a single crystal of any orientation, against Newton's method with the exact tangent.</summary>
    [Fact]
    public void UniformBody_IsTheMaterialPoint()
    {
        Tensor3x3 O = new RandomRotations(31).Rotation();
        PhenopowerlawParameters p = PhenopowerlawParameters.Aluminium;
        MixedLoadStep[] steps = [Step(0, new(6e7, 1.5e7, 0, 1.5e7, 0, 8e6, 0, 8e6, -3e7), 20)];
        List<(Tensor3x3 F, Tensor3x3 P)> expected = [];
        MixedControlPoint point = new(new TaylorPolycrystal(p, [O], [], UpdateTolerances.Default), 1e-12, 1e-3);
        Assert.Equal(PointStatus.Ok, point.Run(steps, (_, F, P) => expected.Add((F, P))));
        List<CompletedIncrement> history = new SmallField(new PeriodicGrid(2, 3, 2, 1, 1, 1), new int[12], [O], p).Follow(steps);
        output.WriteLine($"{history[^1].DeformationGradient}, point {expected[^1].F}; {history.Sum(i => i.Evaluations)} evaluations");
        Assert.True((history[^1].DeformationGradient - Tensor3x3.Identity).Norm > 0.01);
        for (int k = 0; k < expected.Count; k++)
        {
            Assert.InRange((history[k].DeformationGradient - expected[k].F).Norm, 0.0, 1e-7);
            Assert.InRange((history[k].Stress_Pa - expected[k].P).Norm, 0.0, 1e-8 * expected[k].P.Norm);
        }
    }

    private static FullFieldHistory Follow(int mask)
    {
        FullFieldSimulation simulation = ReferenceFieldRun.NewSimulation(ReferenceFieldCase.Read("ff", "ve0_uniax_8"));
        FullFieldHistory history = simulation.Follow([Step(mask, new(1e8, 0, 0, 0, 0, 0, 0, 0, 0), 10)]);
        Assert.True(history.Failure is null, history.Failure?.Message);
        Assert.All(history.Increments, i => Assert.Equal(0, i.CutbackLevel));
        return history;
    }

    private static MixedLoadStep Step(int mask, in Tensor3x3 stress_Pa, int increments) => new()
    {
        DeformationMask = mask,
        StressKind = StressKind.FirstPiolaKirchhoff,
        Stress = stress_Pa,
        Time_s = 10.0,
        Increments = increments,
    };

    private static Tensor3x3 Green(in Tensor3x3 F) => 0.5 * (F.Transpose * F - Tensor3x3.Identity);
}
