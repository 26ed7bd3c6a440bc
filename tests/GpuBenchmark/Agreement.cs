using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using UmatSurrogate.FullField;
using UmatSurrogate.Gpu;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Benchmarks;

/// <summary>Whether the accelerator computes what the processor computes.</summary>
internal static class Agreement
{
    private static readonly UpdateTolerances Tight = new() { RelativeStress = 1e-13 };

    /// <summary>
    /// Largest relative difference of the mean stress. "Residual": increments of a single evaluation each, so that every one but the first hangs on the
    /// residual of the one before (asked for: 1e-10). "Run": increments that converge tightly (asked for: 1e-6).
    /// </summary>
    public static void Report(Accelerator accelerator, Options options, Report report)
    {
        report.Line("| agreement with the processor | transform | largest relative difference of mean P | asked for |");
        report.Line("|---|---|---|---|");
        int n = options.Device == "cpu" ? 3 : 15, increments = options.Device == "cpu" ? 3 : 8;
        foreach (bool vendor in Transforms(accelerator, true))
        {
            SpectralSettings single = new() { RelativeDivergence = 1e10 }, converged = new() { RelativeDivergence = 1e-8, MaximumIterations = 500 };
            Compare(accelerator, n, increments, single, vendor, "residual", "1e-10", report);
            Compare(accelerator, n, increments, converged, vendor, "run, tight tolerance", "1e-6", report);
        }

        report.Line("");
    }

    /// <summary>Whether to use cuFFT: yes where there is it, and then no for comparison if that is wanted.</summary>
    public static bool[] Transforms(Accelerator accelerator, bool both) =>
        accelerator is not CudaAccelerator || !CuFftLibrary.TryLoad(out _, out _) ? [false] : both ? [true, false] : [true];

    private static void Compare(
        Accelerator accelerator, int n, int increments, SpectralSettings settings, bool vendor, string what, string asked, Report report)
    {
        BenchmarkCase[] cases = [.. Enumerable.Range(1, 3).Select(seed => new BenchmarkCase(n, 200, (ulong)seed))];
        using FieldBatchSimulator simulator = new(accelerator, PeriodicGrid.Cube(n), PhenopowerlawParameters.Aluminium, Tight, settings, 2, vendor);
        VolumeElementResponse[] responses = simulator.Follow([.. cases.Select(c => c.Path(increments))]);
        double largest = 0.0;
        for (int k = 0; k < cases.Length; k++)
        {
            FullFieldHistory expected = cases[k].OnProcessor(increments, settings, Tight);
            if (expected.Failure is not null || responses[k].Failure is not null)
            {
                report.Line($"| {what} | {simulator.TransformName} | FAILED: {responses[k].Failure?.Message ?? "only on the processor"} | {asked} |");
                return;
            }

            for (int i = 0; i < increments; i++)
            {
                Tensor3x3 p = expected.Increments[i].Stress_Pa;
                largest = Math.Max(largest, (p - responses[k].Increments[i].Stress_Pa).Norm / p.Norm);
            }
        }

        report.Line(FormattableString.Invariant($"| {what}, {n}^3, {cases.Length} elements, {increments} increments | {simulator.TransformName} | {largest:E1} | {asked} |"));
    }
}
