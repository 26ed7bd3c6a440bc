using System.Diagnostics;
using UmatSurrogate.Cli.Output;
using UmatSurrogate.Damask;
using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Cli.Simulations;

/// <summary>A single crystal or a Taylor polycrystal along a load: one material point, solved exactly.</summary>
internal static class PointRun
{
    /// <summary>Follows a path, or load steps where there is none, and writes what was asked for.</summary>
    /// <returns>The exit status.</returns>
    public static int Follow(
        TaylorPolycrystal polycrystal, LoadPath? path, IReadOnlyList<MixedLoadStep> steps, NumericsConfiguration numerics, VoxelGrid? grid,
        SimulationOutput output)
    {
        Stopwatch watch = Stopwatch.StartNew();
        int increments = path?.IncrementCount ?? steps.Sum(s => s.Increments);
        PointHistory history = ProgressDisplay.Run(!output.Quiet, "Simulating", "increments", report => path is not null
            ? PointHistory.Follow(polycrystal, path, done => report(done, 0, increments))
            : PointHistory.Follow(Control(polycrystal, numerics), steps, done => report(done, 0, increments)));
        double seconds = watch.Elapsed.TotalSeconds;
        MaterialHistory result = history.ToMaterialHistory();
        HistoryCsv.Write(output.History, result);
        if (history.Status != PointStatus.Ok)
            return IncompleteHistory.Report(output.History, result, increments, history.Status, "Use more increments.");
        if (grid is not null && output.Fields is not null)
            FieldFile.Write(output.Fields, grid, UniformFields(grid, result));
        Report(output, polycrystal, result, seconds);
        return CommandRunner.Succeeded;
    }

    /// <summary>What the numerics file asks for is an upper limit; Newton's method meets far less at no cost.</summary>
    private static MixedControlPoint Control(TaylorPolycrystal polycrystal, NumericsConfiguration numerics) =>
        new(polycrystal, Math.Min(1e-9, numerics.Grid.RelativeMeanStress), Math.Min(0.1, numerics.Grid.AbsoluteMeanStress_Pa));

    private static CellField[] UniformFields(VoxelGrid grid, MaterialHistory history)
    {
        double[] F = new double[9 * grid.Count], P = new double[9 * grid.Count];
        for (int voxel = 0; voxel < grid.Count; voxel++)
        {
            history.DeformationGradients[^1].ToRowMajor(F.AsSpan(9 * voxel, 9));
            history.FirstPiolaKirchhoffStress_Pa[^1].ToRowMajor(P.AsSpan(9 * voxel, 9));
        }

        return [new CellField("F", 9, F), new CellField("P", 9, P)];
    }

    private static void Report(SimulationOutput output, TaylorPolycrystal polycrystal, MaterialHistory history, double seconds)
    {
        int increments = history.Times_s.Length - 1;
        if (output.Json)
        {
            JsonOutput.Write(json =>
            {
                json.WriteString("history", output.History);
                json.WriteNumber("crystals", polycrystal.ConstituentCount);
                json.WriteNumber("increments", increments);
                json.WriteNumber("time_s", history.Times_s[^1]);
                json.WriteNumber("wall_s", seconds);
                FinalStress.Write(json, history);
            });
        }
        else if (!output.Quiet)
        {
            Console.WriteLine(FormattableString.Invariant(
                $"{polycrystal.ConstituentCount} crystals, {increments} increments to {history.Times_s[^1]:G6} s in {seconds:F2} s"));
            FinalStress.Print(history);
            Console.WriteLine($"history {output.History}");
        }
    }
}
