using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;
using Xunit.Abstractions;

namespace UmatSurrogate.Tests;

/// <summary>
/// Layers of two crystals against their exact solution at the same increments. The rotated operator is exact for layers on every grid, the
/// continuous one where the number of voxels along the normal is odd.
/// </summary>
public class LaminateTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(5, 1, 1, 0, 2, SpectralOperator.Continuous)]
    [InlineData(5, 1, 1, 0, 2, SpectralOperator.Rotated)]
    [InlineData(1, 7, 1, 1, 3, SpectralOperator.Continuous)]
    [InlineData(3, 8, 2, 1, 2, SpectralOperator.Rotated)]
    [InlineData(2, 3, 5, 2, 1, SpectralOperator.Continuous)]
    [InlineData(2, 3, 4, 2, 2, SpectralOperator.Rotated)]
    public void TwoCrystals_CompareToExactSolution(int nx, int ny, int nz, int normal, int layers1, SpectralOperator derivative)
    {
        RandomRotations random = new(21);
        Tensor3x3[] O = random.Rotations(2);
        (double[] times, Tensor3x3[] F) = random.Path(25);
        PhenopowerlawParameters p = PhenopowerlawParameters.Aluminium;
        PeriodicGrid grid = new(nx, ny, nz, 0.1 * nx, 0.1 * ny, 0.1 * nz);
        int[] crystal = new int[grid.Count];
        for (int v = 0; v < crystal.Length; v++)
        {
            int layer = normal switch { 0 => v % nx, 1 => v / nx % ny, _ => v / (nx * ny) };
            crystal[v] = layer < layers1 ? 0 : 1;
        }

        double fraction1 = (double)layers1 / (normal switch { 0 => nx, 1 => ny, _ => nz });
        TwoLayers exact = new(p, O[0], O[1], fraction1, normal);
        SmallField field = new(grid, crystal, O, p, SmallField.Tight with { Operator = derivative });
        List<CompletedIncrement> history = field.Follow(times, F);
        double worst = 0.0, largest = 0.0;
        for (int k = 1; k < F.Length; k++)
        {
            exact.Advance(F[k], times[k] - times[k - 1]);
            worst = Math.Max(worst, (history[k - 1].Stress_Pa - exact.MeanStress_Pa).Norm);
            largest = Math.Max(largest, exact.MeanStress_Pa.Norm);
        }

        double worstF = 0.0, worstP = 0.0;
        for (int v = 0; v < crystal.Length; v++)
        {
            worstF = Math.Max(worstF, (field.Solver.DeformationGradient[v] - (crystal[v] == 0 ? exact.F1 : exact.F2)).Norm);
            worstP = Math.Max(worstP, (field.Solver.Stress_Pa[v] - (crystal[v] == 0 ? exact.P1 : exact.P2)).Norm);
        }

        output.WriteLine($"{nx} x {ny} x {nz} {derivative}: mean P {worst / largest:g2}, local F {worstF:g2} of {(exact.F1 - exact.F2).Norm:g2}, local P {worstP / largest:g2}");
        Assert.True((exact.F1 - exact.F2).Norm > 1e-3, "The layers hardly differ; the test would say nothing.");
        Assert.True(worst < 1e-7 * largest);
        Assert.True(worstP < 1e-6 * largest);
        Assert.True(worstF < 1e-7);
    }

    [Fact]
    public void ExactSolution_MeetsItsOwnConditions()
    {
        RandomRotations random = new(22);
        Tensor3x3[] O = random.Rotations(2);
        (double[] times, Tensor3x3[] F) = random.Path(25);
        TwoLayers different = new(PhenopowerlawParameters.Aluminium, O[0], O[1], 0.4, 1), equal = new(PhenopowerlawParameters.Aluminium, O[0], O[0], 0.4, 1);
        Tensor3x3[] point = new Tensor3x3[F.Length];
        Assert.Equal(PointStatus.Ok, PathRunner.Run(new TaylorPolycrystal(PhenopowerlawParameters.Aluminium, [O[0]], [], UpdateTolerances.Default), times, F, point));
        for (int k = 1; k < F.Length; k++)
        {
            different.Advance(F[k], times[k] - times[k - 1]);
            equal.Advance(F[k], times[k] - times[k - 1]);
            Assert.True((0.4 * different.F1 + 0.6 * different.F2 - F[k]).Norm < 1e-14);
            Tensor3x3 jump = different.P1 - different.P2;
            Assert.True(Math.Abs(jump.M12) + Math.Abs(jump.M22) + Math.Abs(jump.M32) < 0.01);
            Assert.True((equal.MeanStress_Pa - point[k]).Norm < 1.0);
        }
    }
}
