using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using Xunit.Abstractions;

namespace UmatSurrogate.Tests;

/// <summary>What must not change the response: a rotation of the observer, the crystal's symmetry, the order and the packing of the crystals.</summary>
public class InvarianceTests(ITestOutputHelper output)
{
    private static readonly PhenopowerlawParameters Aluminium = PhenopowerlawParameters.Aluminium;

    [Fact]
    public void Stress_ObjectiveUnderRotation()
    {
        RandomRotations random = new(3);
        Tensor3x3[] O = random.Rotations(4);
        (double[] times, Tensor3x3[] F) = random.Path(50);
        Tensor3x3[] P = Run(O, times, F), rotatedF = [.. F], Q = random.Rotations(F.Length);
        for (int i = 1; i < F.Length; i++)
            rotatedF[i] = Q[i] * F[i];
        Tensor3x3[] rotatedP = Run(O, times, rotatedF);
        for (int i = 1; i < F.Length; i++)
            Assert.True(ReferenceCase.Largest(rotatedP[i] - Q[i] * P[i]) <= 1e-9 * ReferenceCase.Largest(P[i]));
    }

    [Fact]
    public void Stress_SameForAllCrystalSymmetricOrientations()
    {
        RandomRotations random = new(4);
        Tensor3x3 O = random.Rotation();
        (double[] times, Tensor3x3[] F) = random.Path(50);
        Tensor3x3[] P = Run([O], times, F);
        Tensor3x3[] symmetries = [.. RandomRotations.CubeRotations()];
        Assert.Equal(24, symmetries.Length);
        foreach (Tensor3x3 symmetry in symmetries)
        {
            Tensor3x3[] other = Run([symmetry * O], times, F);
            for (int i = 1; i < F.Length; i++)
                Assert.True(ReferenceCase.Largest(other[i] - P[i]) <= 1e-9 * ReferenceCase.Largest(P[i]));
        }
    }

    [Fact]
    public void Stress_CompareLanes()
    {
        RandomRotations random = new(5);
        Tensor3x3[] O = random.Rotations(21);
        (double[] times, Tensor3x3[] F) = random.Path(100);
        Tensor3x3[] scalar = Run(O, times, F, LaneChoice.Scalar);
        foreach (LaneChoice lanes in new[] { LaneChoice.Vector256, LaneChoice.Vector512 })
        {
            Tensor3x3[] vector = Run(O, times, F, lanes);
            double worst = Enumerable.Range(0, F.Length).Max(i => ReferenceCase.Largest(vector[i] - scalar[i]));
            output.WriteLine($"{lanes} - scalar: {worst:g3} Pa");
            Assert.True(worst <= 1e-3, $"{lanes}: {worst} Pa"); // the tolerance of the update
        }
    }

    [Theory]
    [InlineData(LaneChoice.Vector256)]
    [InlineData(LaneChoice.Vector512)]
    public void Crystal_SameBitsWhateverItsNeighbours(LaneChoice lanes)
    {
        RandomRotations random = new(6);
        Tensor3x3[] O = random.Rotations(8);
        (double[] times, Tensor3x3[] F) = random.Path(50);
        TaylorPolycrystal first = new(Aluminium, O, [], UpdateTolerances.Default, lanes);
        TaylorPolycrystal reversed = new(Aluminium, [.. O.Reverse()], [], UpdateTolerances.Default, lanes);
        TaylorPolycrystal alone = new(Aluminium, O.AsSpan(2, 1), [], UpdateTolerances.Default, lanes);
        foreach (TaylorPolycrystal polycrystal in new[] { first, reversed, alone })
            Assert.Equal(PointStatus.Ok, PathRunner.Run(polycrystal, times, F, new Tensor3x3[F.Length]));
        for (int g = 0; g < 8; g++)
        {
            Assert.Equal(first.Stress_Pa(g), reversed.Stress_Pa(7 - g));
            Assert.Equal(first.PlasticDeformationGradient(g), reversed.PlasticDeformationGradient(7 - g));
        }

        Assert.Equal(first.Stress_Pa(2), alone.Stress_Pa(0));
    }

    [Fact]
    public void Evaluate_RepeatedTrials_LeaveNoTrace()
    {
        RandomRotations random = new(8);
        Tensor3x3[] O = random.Rotations(9);
        (double[] times, Tensor3x3[] F) = random.Path(50);
        TaylorPolycrystal once = new(Aluminium, O, [], UpdateTolerances.Default), often = new(Aluminium, O, [], UpdateTolerances.Default);
        for (int i = 1; i < F.Length; i++)
        {
            double dt = times[i] - times[i - 1];
            Assert.Equal(PointStatus.Ok, once.Evaluate(F[i], dt, out Tensor3x3 a));
            once.Commit();
            often.Evaluate(F[Math.Min(i + 3, F.Length - 1)], dt, out _);
            often.EvaluateWithTangent(F[i - 1], dt, out _, new double[81]);
            Assert.Equal(PointStatus.Ok, often.Evaluate(F[i], dt, out Tensor3x3 b));
            often.Commit();
            Assert.Equal(a, b);
        }
    }

    [Fact]
    public void Evaluate_AllocatesNothing()
    {
        RandomRotations random = new(9);
        (double[] times, Tensor3x3[] F) = random.Path(50);
        Tensor3x3[] P = new Tensor3x3[F.Length];
        double[] tangent = new double[81];
        TaylorPolycrystal polycrystal = new(Aluminium, random.Rotations(20), [], UpdateTolerances.Default);
        PathRunner.Run(polycrystal, times, F, P);
        polycrystal.EvaluateWithTangent(F[^1], 1.0, out _, tangent);
        long before = GC.GetAllocatedBytesForCurrentThread();
        PathRunner.Run(polycrystal, times, F, P);
        polycrystal.EvaluateWithTangent(F[^1], 1.0, out _, tangent);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Evaluate_BadInput_GivesStatusAndKeepsState()
    {
        TaylorPolycrystal crystal = new(Aluminium, [Tensor3x3.Identity], [], UpdateTolerances.Default);
        Assert.Equal(PointStatus.NonFiniteInput, crystal.Evaluate(double.NaN * Tensor3x3.Identity, 1.0, out Tensor3x3 P));
        Assert.Equal(Tensor3x3.Zero, P);
        Assert.Equal(PointStatus.NonPositiveVolume, crystal.Evaluate(-1.0 * Tensor3x3.Identity, 1.0, out _));
        Assert.Throws<InvalidOperationException>(crystal.Commit);
        Assert.Equal(PointStatus.Ok, crystal.Evaluate(Tensor3x3.Identity, 1.0, out P));
        Assert.True(ReferenceCase.Largest(P) < 1e-3);
    }

    private static Tensor3x3[] Run(Tensor3x3[] O, double[] times, Tensor3x3[] F, LaneChoice lanes = LaneChoice.Automatic)
    {
        Tensor3x3[] P = new Tensor3x3[F.Length];
        Assert.Equal(PointStatus.Ok, PathRunner.Run(new TaylorPolycrystal(Aluminium, O, [], UpdateTolerances.Default, lanes), times, F, P));
        return P;
    }
}
