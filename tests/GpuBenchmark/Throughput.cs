using System.Diagnostics;
using ILGPU.Runtime;
using UmatSurrogate.FullField;
using UmatSurrogate.Gpu;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Benchmarks;

/// <summary>Simulations per time.</summary>
internal static class Throughput
{
    /// <summary>
    /// For each grid and number of slots: as many simulations as there are slots run side by side for the given time or to their ends; then a shorter run
    /// in which the accelerator is waited for after every phase, for the shares. Beside it one simulation on one thread of the processor.
    /// </summary>
    public static void Report(Accelerator accelerator, Options options, Report report)
    {
        foreach (int n in options.Grids)
        {
            PeriodicGrid grid = PeriodicGrid.Cube(n);
            SpectralSettings settings = new();
            report.Line($"| {n}^3, {options.Increments} increments | transform | increments done | evaluations per increment | voxel evaluations per s | simulations per 10 min | law | law, hard voxels (their share) | Fourier | algebra | transfer |");
            report.Line("|---|---|---|---|---|---|---|---|---|---|---|");
            foreach (int wanted in options.Slots)
            {
                int slots = FieldBatchSimulator.SlotsThatFit(grid, settings, (long)(0.8 * accelerator.MemorySize), wanted);
                foreach (bool vendor in Agreement.Transforms(accelerator, wanted == options.Slots[^1]))
                    report.Line(Measure(accelerator, options, grid, settings, slots, vendor));
                if (slots < wanted)
                    break;
            }

            report.Line(Processor(options, n, settings));
            report.Line("");
        }
    }

    private static string Measure(Accelerator accelerator, Options options, PeriodicGrid grid, SpectralSettings settings, int slots, bool vendor)
    {
        VolumeElementPath[] paths = [.. Enumerable.Range(1, slots).Select(seed => new BenchmarkCase(grid.Nx, options.Increments, (ulong)seed).Path())];
        using FieldBatchSimulator simulator = new(accelerator, grid, PhenopowerlawParameters.Aluminium, UpdateTolerances.Default, settings, slots, vendor);
        Run(simulator, paths, TimeSpan.FromSeconds(Math.Min(2.0, options.Seconds)), false); // kernels loaded, memory touched
        BatchAccount a = simulator.Account;
        (long evaluations, long voxels, long increments) = (a.Evaluations, a.Voxels, a.Increments);
        double seconds = Run(simulator, paths, TimeSpan.FromSeconds(options.Seconds), false);
        (evaluations, voxels, increments) = (a.Evaluations - evaluations, a.Voxels - voxels, a.Increments - increments);
        Run(simulator, paths, TimeSpan.FromSeconds(options.Seconds / 3.0), true);
        double total = a.QuickLawTime_s + a.HardLawTime_s + a.FourierTime_s + a.AlgebraTime_s + a.TransferTime_s;
        return FormattableString.Invariant(
            $"| {slots} at a time | {simulator.TransformName} | {increments} | {(double)evaluations / Math.Max(1, increments):F2} | {voxels / seconds:E2} | {600.0 / seconds * increments / options.Increments:F0} ")
            + FormattableString.Invariant(
                $"| {a.QuickLawTime_s / total:P0} | {a.HardLawTime_s / total:P0} ({(double)a.HardVoxels.Hard / Math.Max(1, a.HardVoxels.Of):P2}) | {a.FourierTime_s / total:P0} | {a.AlgebraTime_s / total:P0} | {a.TransferTime_s / total:P0} |");
    }

    private static double Run(FieldBatchSimulator simulator, VolumeElementPath[] paths, TimeSpan limit, bool timed)
    {
        using CancellationTokenSource stop = new(limit);
        simulator.Account.Timed = timed;
        long start = Stopwatch.GetTimestamp();
        try
        {
            simulator.Follow(paths, null, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The time is up; what was done is in the account.
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static string Processor(Options options, int n, SpectralSettings settings)
    {
        int increments = Math.Min(options.Increments, n > 20 ? 10 : 50);
        BenchmarkCase item = new(n, options.Increments, 1);
        item.OnProcessor(2, settings, UpdateTolerances.Default);
        long start = Stopwatch.GetTimestamp();
        FullFieldHistory history = item.OnProcessor(increments, settings, UpdateTolerances.Default);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        int done = Math.Max(1, history.Increments.Count);
        return FormattableString.Invariant(
            $"| processor, one thread | own | {done} | {(double)history.Evaluations / done:F2} | {history.Evaluations * (double)n * n * n / seconds:E2} | {600.0 / seconds * done / options.Increments:F1} | | | | | |");
    }
}
