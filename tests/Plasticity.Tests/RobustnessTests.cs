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
}
