using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using Xunit.Abstractions;

namespace UmatSurrogate.Tests;

/// <summary>Random paths at step sizes that are large for the law: every increment must be solved.</summary>
public class RobustnessTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(200, 50)]
    [InlineData(100, 12)]
    public void RandomPaths_LargeSteps_AllSolved(int paths, int steps)
    {
        RandomRotations random = new(2024);
        Tensor3x3[] P = new Tensor3x3[steps + 1];
        UpdateTolerances undivided = UpdateTolerances.Default with { MaximumHalvings = 0 };
        int divided = 0;
        for (int i = 0; i < paths; i++)
        {
            Tensor3x3[] O = random.Rotations(20);
            (double[] times, Tensor3x3[] F) = random.Path(steps);
            Assert.Equal(PointStatus.Ok, PathRunner.Run(new TaylorPolycrystal(PhenopowerlawParameters.Aluminium, O, [], UpdateTolerances.Default), times, F, P));
            Assert.All(P, p => Assert.True(p.IsFinite && p.Norm < 1e9));
            if (PathRunner.Run(new TaylorPolycrystal(PhenopowerlawParameters.Aluminium, O, [], undivided), times, F, P) != PointStatus.Ok)
                divided++;
        }

        output.WriteLine($"{paths} paths of {steps} steps: all solved; {divided} needed a divided increment");
    }

    [Theory]
    [InlineData(LaneChoice.Scalar)]
    [InlineData(LaneChoice.Vector256)]
    [InlineData(LaneChoice.Vector512)]
    public void DividedIncrement_StressAndTangent(LaneChoice lanes)
    {
        // So few iterations that the whole increment never converges: its parts must, with nearly the same stress, and the tangent must belong to them.
        UpdateTolerances few = UpdateTolerances.Default with { MaximumIterations = 5 };
        RandomRotations random = new(31);
        Tensor3x3[] O = random.Rotations(6);
        Tensor3x3 F = Tensor3x3.Identity + 2e-3 * random.Direction();
        TaylorPolycrystal divided = new(PhenopowerlawParameters.Aluminium, O, [], few, lanes);
        TaylorPolycrystal whole = new(PhenopowerlawParameters.Aluminium, O, [], UpdateTolerances.Default, lanes);
        TaylorPolycrystal refused = new(PhenopowerlawParameters.Aluminium, O, [], few with { MaximumHalvings = 0 }, lanes);
        Assert.Equal(PointStatus.NotConverged, refused.Evaluate(F, 2.0, out Tensor3x3 none));
        Assert.Equal(Tensor3x3.Zero, none);
        double[] tangent = new double[81];
        Assert.Equal(PointStatus.Ok, divided.EvaluateWithTangent(F, 2.0, out Tensor3x3 P, tangent));
        Assert.Equal(PointStatus.Ok, whole.Evaluate(F, 2.0, out Tensor3x3 once));
        double difference = ReferenceCase.Largest(P - once) / ReferenceCase.Largest(once);
        output.WriteLine($"{lanes}: stress of the divided increment differs by {difference:g3}");
        Assert.InRange(difference, 1e-9, 0.02); // divided indeed, and of first order in time

        double scale = tangent.Max(Math.Abs), worst = 0.0;
        double[] f = new double[9], p = new double[9], q = new double[9];
        for (int kl = 0; kl < 9; kl++)
        {
            F.ToRowMajor(f);
            f[kl] += 1e-7;
            Assert.Equal(PointStatus.Ok, divided.Evaluate(Tensor3x3.FromRowMajor(f), 2.0, out Tensor3x3 plus));
            f[kl] -= 2e-7;
            Assert.Equal(PointStatus.Ok, divided.Evaluate(Tensor3x3.FromRowMajor(f), 2.0, out Tensor3x3 minus));
            plus.ToRowMajor(p);
            minus.ToRowMajor(q);
            for (int ij = 0; ij < 9; ij++)
                worst = Math.Max(worst, Math.Abs((p[ij] - q[ij]) / 2e-7 - tangent[9 * ij + kl]));
        }

        Assert.True(worst <= 1e-5 * scale, $"{worst / scale}");
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.3)]
    [InlineData(2.0)]
    public void HugeIncrement_GivesAStatusOrAFiniteStress(double size)
    {
        RandomRotations random = new(41);
        int solved = 0;
        for (int i = 0; i < 20; i++)
        {
            TaylorPolycrystal polycrystal = new(PhenopowerlawParameters.Aluminium, random.Rotations(5), [], UpdateTolerances.Default);
            Tensor3x3 F = Tensor3x3.Identity + size * random.Direction();
            PointStatus status = polycrystal.Evaluate(F, 1.0, out Tensor3x3 P);
            Assert.True(status == PointStatus.Ok ? P.IsFinite : P == Tensor3x3.Zero);
            Assert.True(F.Determinant > 0 || status == PointStatus.NonPositiveVolume);
            solved += status == PointStatus.Ok ? 1 : 0;

            // A failed trial leaves the committed state usable.
            polycrystal.Reset();
            Assert.Equal(PointStatus.Ok, polycrystal.Evaluate(Tensor3x3.Identity + 1e-4 * random.Direction(), 1.0, out _));
        }

        output.WriteLine($"size {size}: {solved} of 20 solved");
    }

    [Fact]
    public void PathRunner_StartOtherThanIdentity_IsReachedElastically()
    {
        Tensor3x3 start = Tensor3x3.Identity + 1e-4 * new RandomRotations(2).Direction();
        TaylorPolycrystal crystal = new(PhenopowerlawParameters.Aluminium, [Tensor3x3.Identity], [], UpdateTolerances.Default);
        Tensor3x3[] P = new Tensor3x3[2];
        Assert.Equal(PointStatus.Ok, PathRunner.Run(crystal, [0.0, 1e-12], [start, start], P));
        SymmetricTensor e = (start.Transpose * start - Tensor3x3.Identity).Symmetric;
        double s11 = 0.5 * (106.75e9 * e.S11 + 60.41e9 * (e.S22 + e.S33));
        SymmetricTensor S = (start.Inverse * P[0]).Symmetric;
        Assert.Equal(1.0, S.S11 / s11, 1e-9);
        Assert.True(ReferenceCase.Largest(P[1] - P[0]) < 1.0);
    }
}
