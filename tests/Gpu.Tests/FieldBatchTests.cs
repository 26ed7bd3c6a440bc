using ILGPU;
using ILGPU.Runtime;
using UmatSurrogate.Gpu;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Tests;

/// <summary>
/// What a batch of volume elements must do on every accelerator; one class per accelerator below. The reference is the processor's solver, which shares the
/// law, the Green operator and the mixing's algebra with it, but not the transforms, the loops over fields and the control.
/// </summary>
public abstract class FieldBatchTests(AcceleratorFixture fixture)
{
    private static readonly UpdateTolerances Tight = new() { RelativeStress = 1e-13 };

    /// <summary>Every first trial counts as converged: the residuals of successive increments, no iterations.</summary>
    private static SpectralSettings Unconverged(SpectralOperator derivatives) =>
        new() { Operator = derivatives, RelativeDivergence = 1e10, MinimumIterations = 1, Start = StartingGuess.Linear };

    private Accelerator Device()
    {
        Skip.If(fixture.Accelerator is null, fixture.Reason);
        return fixture.Accelerator;
    }

    private static FieldBatchSimulator Simulator(Accelerator accelerator, PeriodicGrid grid, SpectralSettings settings, UpdateTolerances tolerances, int slots) =>
        new(accelerator, grid, PhenopowerlawParameters.Aluminium, tolerances, settings, slots);

    [SkippableTheory]
    [InlineData(3, 3, 3, SpectralOperator.Continuous)]
    [InlineData(5, 4, 3, SpectralOperator.Continuous)]
    [InlineData(4, 6, 1, SpectralOperator.Rotated)]
    [InlineData(2, 3, 4, SpectralOperator.Rotated)]
    public void Residuals_AreTheProcessors(int nx, int ny, int nz, SpectralOperator derivatives)
    {
        Accelerator accelerator = Device();
        FieldCase item = new(new PeriodicGrid(nx, ny, nz, 1.0, 1.1, 0.9), 4, 4, 0.001);
        SpectralSettings settings = Unconverged(derivatives);
        SpectralSolver solver = item.Processor(settings, Tight);
        using var batch = new FieldBatch(
            accelerator, item.Grid, derivatives, PhenopowerlawParameters.Aluminium, Tight,
            settings.ReferenceMedium(solver.Material.MeanModuli, solver.Material.MeanModuli), VectorNames.Limits(settings), 2, true);
        VolumeElementPath path = item.Path;
        batch.Set(1, path.GrainOfVoxel, path.Orientations);
        var run = new VolumeElementRun(item.Grid, settings, batch.Limits, path, 1);
        double time_s = 0.0;
        int increment = 0;
        foreach (FieldTask task in run.Follow())
        {
            if (task.OnlyVectors)
            {
                batch.Combine([task]);
                continue;
            }

            batch.Evaluate([task]);
            IncrementOutcome outcome = solver.Advance(MeanAim.Prescribed(item.DeformationGradients[increment]), item.Times_s[increment] - time_s);
            Assert.Equal((IncrementStatus.Converged, 1), (outcome.Status, outcome.Evaluations));
            Assert.Equal(PointStatus.Ok, task.Status);
            Fields(solver.DeformationGradient, batch.DeformationGradients(1, task.Side ^ 1), batch.Shape, 1e-10);
            Fields(solver.Stress_Pa, batch.Stresses(0), batch.Shape, 1e-10);
            Assert.InRange((task.MeanP_Pa - solver.MeanStress_Pa).Norm, 0.0, 1e-10 * solver.MeanStress_Pa.Norm);
            Near(outcome.Error.Divergence_Pa, Math.Sqrt(task.DivergenceSquare), 1e-10);
            Near(outcome.Error.ScaleFree, Math.Sqrt(task.TractionSquare) / item.Grid.Count / task.MeanP_Pa.Norm, 1e-10);
            time_s = item.Times_s[increment++];
        }

        Assert.Equal(4, increment);
        Assert.True(solver.DeformationGradient.Component(0).ToArray().Distinct().Count() > 1);
    }

    [SkippableTheory]
    [InlineData(NonlinearScheme.Anderson, StartingGuess.Linear)]
    [InlineData(NonlinearScheme.Anderson, StartingGuess.Quadratic)]
    [InlineData(NonlinearScheme.Anderson, StartingGuess.FittedToMean)]
    [InlineData(NonlinearScheme.Basic, StartingGuess.Last)]
    public void ABatchOfDifferentElements_GivesWhatTheProcessorGives(NonlinearScheme scheme, StartingGuess start)
    {
        Accelerator accelerator = Device();
        PeriodicGrid grid = new(3, 2, 2, 1.0, 1.0, 1.0);
        SpectralSettings settings = new() { Scheme = scheme, Start = start, RelativeDivergence = scheme == NonlinearScheme.Basic ? 1e-4 : 1e-8, Depth = 3 };
        FieldCase[] cases = [.. Enumerable.Range(1, 3).Select(k => new FieldCase(grid, (ulong)k, 2 + k, 0.0015 * k))];
        using FieldBatchSimulator simulator = Simulator(accelerator, grid, settings, Tight, 2);
        VolumeElementResponse[] responses = simulator.Follow([.. cases.Select(c => c.Path)]);
        for (int k = 0; k < cases.Length; k++)
        {
            VolumeElementResponse expected = cases[k].OnProcessor(settings, Tight);
            Assert.Null(expected.Failure);
            Same(expected, responses[k], 1e-6);
        }

        Assert.True(simulator.Account.Rounds < simulator.Account.Evaluations);
    }

    /// <summary>To the last bit: neither the neighbours nor the slot nor what was in it before change anything.</summary>
    [SkippableFact]
    public void AnElementAlone_IsTheElementInABatch()
    {
        Accelerator accelerator = Device();
        PeriodicGrid grid = PeriodicGrid.Cube(3);
        SpectralSettings settings = new() { RelativeDivergence = 1e-5 };
        VolumeElementPath[] paths = [.. Enumerable.Range(1, 4).Select(k => new FieldCase(grid, (ulong)k, 3, 0.001 * k).Path)];
        using FieldBatchSimulator batch = Simulator(accelerator, grid, settings, UpdateTolerances.Default, 3), single = Simulator(accelerator, grid, settings, UpdateTolerances.Default, 1);
        VolumeElementResponse[] responses = batch.Follow(paths);
        for (int k = 0; k < paths.Length; k++)
        {
            VolumeElementResponse alone = single.Follow([paths[k]])[0];
            Assert.Null(alone.Failure);
            Assert.Equal(alone.Increments, responses[k].Increments);
        }
    }

    /// <summary>An increment that takes too many iterations is halved, as on the processor; where that does not help, the element alone fails.</summary>
    [SkippableFact]
    public void SmallerStepsAreTried_AndAFailureStaysWithItsElement()
    {
        Accelerator accelerator = Device();
        PeriodicGrid grid = PeriodicGrid.Cube(3);
        SpectralSettings settings = new()
        {
            RelativeDivergence = 1e-4,
            MaximumCutbacks = 3,
            MaximumIterations = 10,
            Start = StartingGuess.Linear,
            Depth = 5,
            ReferenceFactor = 1.0,
        };
        FieldCase[] cases = [new(grid, 2, 2, 0.002), new(grid, 3, 2, 0.08), new(grid, 2, 2, 0.005)];
        using FieldBatchSimulator simulator = Simulator(accelerator, grid, settings, Tight, 3);
        VolumeElementResponse[] responses = simulator.Follow([.. cases.Select(c => c.Path)]), expected = [.. cases.Select(c => c.OnProcessor(settings, Tight))];
        Assert.Contains(expected[2].Increments, i => i.CutbackLevel > 0);
        Same(expected[0], responses[0], 1e-6);
        Same(expected[2], responses[2], 1e-6);
        Assert.Equal(IncrementStatus.IterationLimit, expected[1].Failure!.Outcome.Status);
        Assert.Equal(expected[1].Failure!.Outcome.Status, responses[1].Failure!.Outcome.Status);
        Assert.Equal(expected[1].Increments.Count, responses[1].Increments.Count);
    }

    /// <summary>A voxel without stress is named, for its element alone.</summary>
    [SkippableFact]
    public void AFailedVoxel_IsNamed_AndStaysWithItsElement()
    {
        Accelerator accelerator = Device();
        PeriodicGrid grid = PeriodicGrid.Cube(3);
        UpdateTolerances tolerances = new() { MaximumIterations = 3, MaximumHalvings = 0, RelativeStress = 1e-13 };
        SpectralSettings settings = new() { MaximumCutbacks = 1 };
        FieldCase elastic = new(grid, 1, 3, 1e-7), lost = new(grid, 3, 2, 0.3);
        using FieldBatchSimulator simulator = Simulator(accelerator, grid, settings, tolerances, 2);
        VolumeElementResponse[] responses = simulator.Follow([lost.Path, elastic.Path]);
        Same(elastic.OnProcessor(settings, tolerances), responses[1], 1e-6);
        IncrementFailure expected = lost.OnProcessor(settings, tolerances).Failure!, actual = responses[0].Failure!;
        Assert.Equal((IncrementStatus.MaterialFailed, PointStatus.NotConverged), (actual.Outcome.Status, actual.Outcome.Failure.Status));
        Assert.Equal(expected.Message, actual.Message);
    }

    [SkippableFact]
    public void WhatIsNotPossible_IsRefused()
    {
        Accelerator accelerator = Device();
        PeriodicGrid grid = PeriodicGrid.Cube(3);
        Assert.Throws<InputException>(() => Simulator(accelerator, grid, new SpectralSettings { Scheme = NonlinearScheme.NonlinearGmres }, Tight, 1));
        using FieldBatchSimulator simulator = Simulator(accelerator, grid, new SpectralSettings(), Tight, 1);
        Assert.Throws<InputException>(() => simulator.Follow([new FieldCase(PeriodicGrid.Cube(2), 1, 1, 0.001).Path]));
        Assert.Throws<InputException>(() => new VolumeElementPath([1], [Tensor3x3.Identity], [1.0], [Tensor3x3.Identity]));
        Assert.Throws<InputException>(() => new VolumeElementPath([0], [2.0 * Tensor3x3.Identity], [1.0], [Tensor3x3.Identity]));
        Assert.Throws<InputException>(() => new VolumeElementPath([0], [Tensor3x3.Identity], [0.0], [Tensor3x3.Identity]));
    }

    private static void Same(VolumeElementResponse expected, VolumeElementResponse actual, double tolerance)
    {
        Assert.Null(actual.Failure);
        Assert.Equal(expected.Increments.Count, actual.Increments.Count);
        double scale = expected.Increments.Max(i => i.Stress_Pa.Norm);
        foreach ((CompletedIncrement e, CompletedIncrement a) in expected.Increments.Zip(actual.Increments))
        {
            Assert.Equal((e.Increment, e.Time_s, e.CutbackLevel), (a.Increment, a.Time_s, a.CutbackLevel));
            Assert.InRange((e.DeformationGradient - a.DeformationGradient).Norm, 0.0, 1e-14);
            Assert.InRange((e.Stress_Pa - a.Stress_Pa).Norm, 0.0, tolerance * scale);
            // The same trials at first; later rounding, which mixing magnifies at a tight tolerance, decides how many there are.
            if (e.Increment == 1)
                Assert.InRange(Math.Abs(e.Evaluations - a.Evaluations), 0, 2);
        }
    }

    private static void Fields(TensorField expected, double[] actual, FieldShape shape, double tolerance)
    {
        double largest = 0.0, scale = 0.0;
        Span<double> c = stackalloc double[9];
        for (int v = 0; v < shape.Voxels; v++)
        {
            Tensor3x3 e = expected[v];
            e.ToRowMajor(c);
            for (int k = 0; k < 9; k++)
                largest = Math.Max(largest, Math.Abs(c[k] - actual[k * shape.Stride + v]));
            scale = Math.Max(scale, e.Norm);
        }

        Assert.InRange(largest, 0.0, tolerance * scale);
    }

    private static void Near(double expected, double actual, double tolerance) =>
        Assert.InRange(Math.Abs(expected - actual), 0.0, tolerance * Math.Abs(expected) + 1e-300);
}

/// <summary>ILGPU's CPU accelerator, which runs the kernels as .NET compiled them.</summary>
public sealed class CpuFieldBatchTests(CpuAcceleratorTests.Fixture fixture) : FieldBatchTests(fixture), IClassFixture<CpuAcceleratorTests.Fixture>
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(256)]
    public void SlotsThatFit_KeepToMemoryWishAndThreads(int n)
    {
        PeriodicGrid grid = PeriodicGrid.Cube(n);
        SpectralSettings settings = new();
        long most = FieldBatchSimulator.SlotsThatFit(grid, settings, long.MaxValue, int.MaxValue), sums = 2 + VectorNames.Limits(settings).Products;
        Assert.InRange(most * 9 * grid.Count, 1, int.MaxValue);
        Assert.InRange(most * VectorKernels.Parts * sums, 1, int.MaxValue);
        Assert.Equal(1, FieldBatchSimulator.SlotsThatFit(grid, settings, 1, 100));
        Assert.Equal(Math.Min(most, 7), FieldBatchSimulator.SlotsThatFit(grid, settings, long.MaxValue, 7));
    }
}

/// <summary>The same on the first CUDA device; skipped where there is none.</summary>
public sealed class CudaFieldBatchTests(CudaAcceleratorTests.Fixture fixture) : FieldBatchTests(fixture), IClassFixture<CudaAcceleratorTests.Fixture>
{
}
