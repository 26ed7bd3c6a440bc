using System.Diagnostics;
using UmatSurrogate.Cli.Output;
using UmatSurrogate.Data;
using UmatSurrogate.FullField;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Cli.Simulations;

/// <summary>A full-field simulation along a load, with its files.</summary>
internal static class FullFieldRun
{
    /// <summary>Follows a path, or load steps where there is none, and writes what was asked for.</summary>
    /// <returns>The exit status.</returns>
    public static int Follow(FullFieldSimulation simulation, LoadPath? path, IReadOnlyList<MixedLoadStep> steps, FullFieldOutput output)
    {
        using Interrupt interrupt = new();
        try
        {
            return Follow(simulation, path, steps, output, interrupt.Token);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine(output.RestartEvery > 0
                ? $"Stopped. The same command with --resume goes on from {output.RestartFile}."
                : "Stopped. Nothing was kept; with --resume a run writes restart files and can be continued.");
            return CommandRunner.Failed;
        }
    }

    private static int Follow(
        FullFieldSimulation simulation, LoadPath? path, IReadOnlyList<MixedLoadStep> steps, FullFieldOutput output, CancellationToken cancellation)
    {
        int increments = path?.IncrementCount ?? steps.Sum(s => s.Increments);
        Stopwatch watch = Stopwatch.StartNew();
        int found = -1;
        FullFieldHistory history = ProgressDisplay.Run(
            !output.Basic.Quiet,
            "Simulating",
            "increments",
            report =>
            {
                FollowOptions options = new()
                {
                    WithStatistics = output.Statistics is not null,
                    RestartFile = output.RestartEvery > 0 ? output.RestartFile : null,
                    RestartEvery = Math.Max(1, output.RestartEvery),
                    Resume = output.Resume,
                    Cancellation = cancellation,
                    Advanced = completed =>
                    {
                        found = found < 0 ? completed.Increment - 1 : found;
                        report(completed.Increment, found, increments);
                        if (output.FieldsEvery > 0 && completed.Increment % output.FieldsEvery == 0)
                            FieldFile.Write(FieldFile.OfIncrement(output.Basic.Fields!, completed.Increment), simulation.Geometry, FieldSnapshot.Of(simulation));
                    },
                };
                report(0, 0, increments);
                return path is not null
                    ? simulation.Follow(path.Times_s, path.DeformationGradients, options)
                    : simulation.Follow(steps, options);
            },
            () => FormattableString.Invariant(
                $"{simulation.Solver.Account.Evaluations / Math.Max(1.0, simulation.Solver.Account.Increments):F1} evaluations per increment"));
        double seconds = watch.Elapsed.TotalSeconds;
        MaterialHistory result = MaterialHistory.FromFirstPiolaKirchhoff(history.Times_s(), history.DeformationGradients(), history.FirstPiolaKirchhoffStress_Pa());
        HistoryCsv.Write(output.Basic.History, result);
        if (output.Statistics is not null)
            StatisticsCsv.Write(output.Statistics, history);
        if (history.Failure is { } failure)
        {
            Console.Error.WriteLine($"error: {failure.Message} The history up to there is in {output.Basic.History}.");
            return CommandRunner.Failed;
        }

        if (output.Basic.Fields is not null)
            FieldFile.Write(output.Basic.Fields, simulation.Geometry, FieldSnapshot.Of(simulation));
        if (output.RestartEvery > 0)
            File.Delete(output.RestartFile);
        Report(simulation, history, result, output, found < 0 ? history.Increments.Count : found, seconds);
        return CommandRunner.Succeeded;
    }

    // resumed: increments that the restart file held.
    private static void Report(
        FullFieldSimulation simulation, FullFieldHistory history, MaterialHistory result, FullFieldOutput output, int resumed, double seconds)
    {
        SolverAccount account = simulation.Solver.Account;
        int increments = history.Increments.Count, cutbacks = history.Increments.Count(i => i.CutbackLevel > 0);
        if (output.Basic.Json)
        {
            JsonOutput.Write(json =>
            {
                json.WriteString("history", output.Basic.History);
                json.WriteNumber("voxels", simulation.Geometry.Count);
                json.WriteNumber("crystals", simulation.Crystals.CrystalCount);
                json.WriteNumber("increments", increments);
                json.WriteNumber("increments_cut_back", cutbacks);
                json.WriteNumber("increments_resumed", resumed);
                json.WriteNumber("evaluations", history.Evaluations);
                json.WriteNumber("time_s", result.Times_s[^1]);
                json.WriteNumber("wall_s", seconds);
                json.WriteNumber("constitutive_s", account.MaterialTime_s);
                json.WriteNumber("fft_s", account.FourierTime_s);
                json.WriteNumber("solver_s", account.AlgebraTime_s);
                FinalStress.Write(json, result);
            });
        }
        else if (!output.Basic.Quiet)
        {
            Console.WriteLine(FormattableString.Invariant(
                $"{simulation.Geometry.Count} voxels, {simulation.Crystals.CrystalCount} crystals, {increments} increments ({cutbacks} cut back) to {result.Times_s[^1]:G6} s in {seconds:F2} s"));
            if (resumed > 0)
                Console.WriteLine(FormattableString.Invariant($"continued after increment {resumed} of the interrupted run"));
            Console.WriteLine(FormattableString.Invariant(
                $"{(double)history.Evaluations / Math.Max(1, increments):F1} evaluations per increment; {account.MaterialTime_s:F2} s constitutive law, {account.FourierTime_s:F2} s Fourier transforms, {account.AlgebraTime_s:F2} s solver"));
            FinalStress.Print(result);
            Console.WriteLine($"history {output.Basic.History}");
        }
    }
}
