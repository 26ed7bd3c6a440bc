using System.CommandLine;
using System.Diagnostics;
using UmatSurrogate.Cli.Output;
using UmatSurrogate.Damask;
using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Cli.Commands;

/// <summary><c>simulate</c>: a crystal-plasticity run of a DAMASK input, or of one volume element along one path.</summary>
internal static class SimulateCommand
{
    private static readonly Option<FileInfo> Geometry = new("--geometry") { Description = "DAMASK geometry, .vti; with --material and --load." };
    private static readonly Option<FileInfo> Microstructure = new("--microstructure") { Description = "Volume element, ve.json; with --path or --load." };
    private static readonly Option<FileInfo> Material = new("--material")
    {
        Description = "DAMASK material file. With --microstructure only its phase is used; without it aluminium.",
    };
    private static readonly Option<FileInfo> Load = new("--load") { Description = "DAMASK load file: mixed conditions." };
    private static readonly Option<FileInfo> PathFile = new("--path") { Description = "Prescribed F, path.csv." };
    private static readonly Option<FileInfo> Numerics = new("--numerics") { Description = "DAMASK numerics file." };
    private static readonly Option<string> Fidelity = new("--fidelity")
    {
        Description = "taylor: all grains take the same F. 16 and 32, full field on that many voxels per edge, are not in this version.",
        DefaultValueFactory = _ => "taylor",
    };
    private static readonly Option<FileInfo> Out = new("--out") { Description = "history.csv to write.", Required = true };
    private static readonly Option<FileInfo> Fields = new("--fields") { Description = "Also write F and P of every voxel at the end, .vti; with --geometry." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the result as JSON." };
    private static readonly Option<bool> Quiet = new("--quiet") { Description = "Print nothing on success." };

    public static Command Create()
    {
        Command command = new("simulate", """
            Runs crystal plasticity (phenopowerlaw, implicit) along a load.
            Reads DAMASK 3 inputs unchanged; in this version the geometry has the same material in every voxel (a single crystal or an
            isostrain polycrystal). Or runs one volume element as a Taylor polycrystal.
            Example: umat-surrogate simulate --geometry geom.vti --material material.yaml --load load.yaml --numerics numerics.yaml --out history.csv
            Example: umat-surrogate simulate --microstructure ve.json --path path.csv --fidelity taylor --out history.csv
            """) { Geometry, Microstructure, Material, Load, PathFile, Numerics, Fidelity, Out, Fields, Json, Quiet };
        command.SetAction(parsed => CommandRunner.Run(() => Simulate(parsed)));
        return command;
    }

    private static int Simulate(ParseResult parsed)
    {
        FileInfo? geometry = parsed.GetValue(Geometry);
        if ((geometry is null) == (parsed.GetValue(Microstructure) is null))
            throw new InputException("Give either --geometry (with --material and --load) or --microstructure (with --path or --load).");
        string output = OutputName.OfFile(parsed.GetRequiredValue(Out));
        string? fieldsFile = parsed.GetValue(Fields) is { } fields ? OutputName.OfFile(fields) : null;
        NumericsConfiguration numerics = parsed.GetValue(Numerics) is { } file ? NumericsFile.Read(file.FullName) : NumericsConfiguration.Default;
        VoxelGrid? grid = geometry is null ? null : GeometryFile.Read(geometry.FullName);
        TaylorPolycrystal polycrystal = grid is null ? FromVolumeElement(parsed) : FromGeometry(parsed, grid);
        Stopwatch watch = Stopwatch.StartNew();
        (PointHistory history, int increments) = Follow(parsed, polycrystal, numerics);
        double seconds = watch.Elapsed.TotalSeconds;
        MaterialHistory result = history.ToMaterialHistory();
        HistoryCsv.Write(output, result);
        if (history.Status != PointStatus.Ok)
            return IncompleteHistory.Report(output, result, increments, history.Status, "Use more increments.");
        if (grid is not null && fieldsFile is not null)
            WriteFields(fieldsFile, grid, result);
        Report(parsed, output, polycrystal, result, seconds);
        return CommandRunner.Succeeded;
    }

    private static TaylorPolycrystal FromGeometry(ParseResult parsed, VoxelGrid grid)
    {
        if (parsed.GetValue(PathFile) is not null || parsed.GetResult(Fidelity) is { Implicit: false })
            throw new InputException("--path and --fidelity belong to --microstructure; a DAMASK input needs --load.");
        if (parsed.GetValue(Material) is not { } materialFile || parsed.GetValue(Load) is null)
            throw new InputException("--geometry needs --material and --load.");
        MaterialConfiguration material = MaterialFile.Read(materialFile.FullName);
        return HomogeneousMaterial.Polycrystal(HomogeneousMaterial.EntryOf(grid, material), material);
    }

    private static TaylorPolycrystal FromVolumeElement(ParseResult parsed)
    {
        string fidelity = parsed.GetRequiredValue(Fidelity);
        if (fidelity is "16" or "32")
            throw new InputException($"--fidelity {fidelity} needs the full-field solver, which is not in this version; use --fidelity taylor.");
        if (fidelity != "taylor")
            throw new InputException($"--fidelity {fidelity} is not known; known are taylor, 16 and 32.");
        if ((parsed.GetValue(PathFile) is null) == (parsed.GetValue(Load) is null))
            throw new InputException("--microstructure needs either --path (prescribed F) or --load (mixed conditions).");
        if (parsed.GetValue(Fields) is not null)
            throw new InputException("--fields writes voxels and belongs to --geometry.");
        VolumeElement volumeElement = VolumeElementFile.Read(parsed.GetRequiredValue(Microstructure).FullName);
        return TaylorVolumeElement.Polycrystal(PhaseParameters(parsed), volumeElement);
    }

    private static PhenopowerlawParameters PhaseParameters(ParseResult parsed)
    {
        if (parsed.GetValue(Material) is not { } file)
            return PhenopowerlawParameters.Aluminium;
        PhenopowerlawPhase[] phases = [.. MaterialFile.Read(file.FullName).Phases.OfType<PhenopowerlawPhase>()];
        return phases.Length == 1
            ? phases[0].Parameters
            : throw new InputException($"{file.FullName}: has {phases.Length} phases with plasticity phenopowerlaw; a volume element needs exactly one.");
    }

    private static (PointHistory History, int Increments) Follow(ParseResult parsed, TaylorPolycrystal polycrystal, NumericsConfiguration numerics)
    {
        bool show = !parsed.GetValue(Quiet);
        if (parsed.GetValue(PathFile) is { } pathFile)
        {
            LoadPath path = PathCsv.Read(pathFile.FullName);
            int total = path.IncrementCount;
            return (ProgressDisplay.Run(show, "Simulating", "increments", report => PointHistory.Follow(polycrystal, path, done => report(done, 0, total))), total);
        }

        IReadOnlyList<MixedLoadStep> steps = LoadFile.Read(parsed.GetRequiredValue(Load).FullName);
        int increments = steps.Sum(s => s.Increments);

        // What the numerics file asks for is an upper limit; Newton's method meets far less at no cost.
        MixedControlPoint control = new(
            polycrystal, Math.Min(1e-9, numerics.Grid.RelativeMeanStress), Math.Min(0.1, numerics.Grid.AbsoluteMeanStress_Pa));
        return (ProgressDisplay.Run(show, "Simulating", "increments", report => PointHistory.Follow(control, steps, done => report(done, 0, increments))), increments);
    }

    private static void WriteFields(string file, VoxelGrid grid, MaterialHistory history)
    {
        double[] F = new double[9 * grid.Count], P = new double[9 * grid.Count];
        for (int voxel = 0; voxel < grid.Count; voxel++)
        {
            history.DeformationGradients[^1].ToRowMajor(F.AsSpan(9 * voxel, 9));
            history.FirstPiolaKirchhoffStress_Pa[^1].ToRowMajor(P.AsSpan(9 * voxel, 9));
        }

        GeometryFile.Write(file, grid, new CellField("F", 9, F), new CellField("P", 9, P));
    }

    private static void Report(ParseResult parsed, string output, TaylorPolycrystal polycrystal, MaterialHistory history, double seconds)
    {
        int increments = history.Times_s.Length - 1;
        double[] stress = new double[6];
        history.CauchyStress_Pa[^1].ToSpan(stress);
        if (parsed.GetValue(Json))
        {
            JsonOutput.Write(json =>
            {
                json.WriteString("history", output);
                json.WriteNumber("crystals", polycrystal.ConstituentCount);
                json.WriteNumber("increments", increments);
                json.WriteNumber("time_s", history.Times_s[^1]);
                json.WriteNumber("wall_s", seconds);
                json.WriteStartArray("final_cauchy_stress_Pa");
                foreach (double s in stress)
                    json.WriteNumberValue(s);
                json.WriteEndArray();
            });
        }
        else if (!parsed.GetValue(Quiet))
        {
            Console.WriteLine(FormattableString.Invariant(
                $"{polycrystal.ConstituentCount} crystals, {increments} increments to {history.Times_s[^1]:G6} s in {seconds:F2} s"));
            Console.WriteLine("final Cauchy stress (11 22 33 12 13 23) "
                + string.Join(" ", stress.Select(s => FormattableString.Invariant($"{1e-6 * s:F2}"))) + " MPa");
            Console.WriteLine($"history {output}");
        }
    }
}
