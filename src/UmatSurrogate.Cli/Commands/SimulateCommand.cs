using System.CommandLine;
using UmatSurrogate.Cli.Output;
using UmatSurrogate.Cli.Simulations;
using UmatSurrogate.Damask;
using UmatSurrogate.Data;
using UmatSurrogate.FullField;
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
        Description = "With --microstructure. taylor: all grains take the same F. A number, such as 16 or 32: full field on that many voxels per edge.",
        DefaultValueFactory = _ => "taylor",
    };
    private static readonly Option<FileInfo> Out = new("--out") { Description = "history.csv to write.", Required = true };
    private static readonly Option<FileInfo> Fields = new("--fields")
    {
        Description = "Also write the fields at the end: F, P, Cauchy and von Mises stress, orientation and material of every voxel; .vti or .h5.",
    };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the result as JSON." };
    private static readonly Option<bool> Quiet = new("--quiet") { Description = "Print nothing on success." };

    public static Command Create()
    {
        Command command = new("simulate", """
            Runs crystal plasticity (phenopowerlaw, implicit) along a load.
            Reads DAMASK 3 inputs unchanged: static equilibrium of all voxels by a spectral solver, or, where the geometry has the same material in
            every voxel, of one material point. Or runs one volume element, with full fields or as a Taylor polycrystal.
            Example: umat-surrogate simulate --geometry geom.vti --material material.yaml --load load.yaml --numerics numerics.yaml --out history.csv
            Example: umat-surrogate simulate --microstructure ve.json --path path.csv --fidelity 16 --threads 2 --out history.csv --fields final.vti
            """) { Geometry, Microstructure, Material, Load, PathFile, Numerics, Fidelity, Out, Fields, Json, Quiet };
        FullFieldOptions.AddTo(command);
        command.SetAction(parsed => CommandRunner.Run(() => Simulate(parsed)));
        return command;
    }

    private static int Simulate(ParseResult parsed)
    {
        FileInfo? geometry = parsed.GetValue(Geometry);
        if ((geometry is null) == (parsed.GetValue(Microstructure) is null))
            throw new InputException("Give either --geometry (with --material and --load) or --microstructure (with --path or --load).");
        RefuseOneNameForTwo(parsed);
        SimulationOutput output = new(
            OutputName.OfFile(parsed.GetRequiredValue(Out)),
            parsed.GetValue(Fields) is { } fields ? FieldFile.Checked(OutputName.OfFile(fields)) : null,
            parsed.GetValue(Json),
            parsed.GetValue(Quiet));
        NumericsConfiguration numerics = parsed.GetValue(Numerics) is { } file ? NumericsFile.Read(file.FullName) : NumericsConfiguration.Default;
        return geometry is null ? OfVolumeElement(parsed, numerics, output) : OfGeometry(parsed, geometry, numerics, output);
    }

    /// <summary>A result must not replace an input or another result.</summary>
    private static void RefuseOneNameForTwo(ParseResult parsed)
    {
        Option<FileInfo>[] files = [Geometry, Microstructure, Material, Load, PathFile, Numerics, Out, Fields, FullFieldOptions.Statistics];
        for (int i = 0; i < files.Length; i++)
        {
            for (int k = Math.Max(i + 1, Array.IndexOf(files, Out)); k < files.Length; k++)
            {
                if (parsed.GetValue(files[i]) is { } one && parsed.GetValue(files[k])?.FullName == one.FullName)
                    throw new InputException($"'{one.FullName}' is given for {files[i].Name} and for {files[k].Name}; give them different names.");
            }
        }
    }

    private static int OfGeometry(ParseResult parsed, FileInfo geometry, NumericsConfiguration numerics, SimulationOutput output)
    {
        if (parsed.GetValue(PathFile) is not null || parsed.GetResult(Fidelity) is { Implicit: false })
            throw new InputException("--path and --fidelity belong to --microstructure; a DAMASK input needs --load.");
        if (parsed.GetValue(Material) is not { } materialFile || parsed.GetValue(Load) is not { } loadFile)
            throw new InputException("--geometry needs --material and --load.");
        VoxelGrid grid = GeometryFile.Read(geometry.FullName);
        MaterialConfiguration material = MaterialFile.Read(materialFile.FullName);
        IReadOnlyList<MixedLoadStep> steps = LoadFile.Read(loadFile.FullName);
        if (HomogeneousMaterial.IsHomogeneous(grid)
            && HomogeneousMaterial.EntryOf(grid, material) is var entry && HomogeneousMaterial.IsPolycrystal(entry, material)
            && steps.All(step => step.LoadFrame == Tensor3x3.Identity))
        {
            FullFieldOptions.Refuse(parsed, "the geometry has the same material in every voxel and is computed as one material point");
            return PointRun.Follow(HomogeneousMaterial.Polycrystal(entry, material), null, steps, numerics, grid, output);
        }

        FullFieldSettings settings = FullFieldOptions.Settings(parsed, numerics);
        return FullFieldRun.Follow(FullFieldSimulation.FromDamask(grid, material, settings), null, steps, FullFieldOptions.Outputs(parsed, output));
    }

    private static int OfVolumeElement(ParseResult parsed, NumericsConfiguration numerics, SimulationOutput output)
    {
        if ((parsed.GetValue(PathFile) is null) == (parsed.GetValue(Load) is null))
            throw new InputException("--microstructure needs either --path (prescribed F) or --load (mixed conditions).");
        string given = parsed.GetRequiredValue(Fidelity);
        Data.Fidelity fidelity = Data.Fidelity.Parse(given)
            ?? throw new InputException($"--fidelity {given} is not known; known are 'taylor' and a number of voxels per edge, such as 16.");
        if (!fidelity.IsFullField && output.Fields is not null)
            throw new InputException("--fields writes voxels; with --microstructure it needs a full field, such as --fidelity 16.");
        VolumeElement volumeElement = VolumeElementFile.Read(parsed.GetRequiredValue(Microstructure).FullName);
        PhenopowerlawParameters parameters = PhaseParameters(parsed);
        LoadPath? path = parsed.GetValue(PathFile) is { } pathFile ? PathCsv.Read(pathFile.FullName) : null;
        IReadOnlyList<MixedLoadStep> steps = path is null ? LoadFile.Read(parsed.GetRequiredValue(Load).FullName) : [];
        if (!fidelity.IsFullField)
        {
            FullFieldOptions.Refuse(parsed, "--fidelity taylor has no field");
            return PointRun.Follow(TaylorVolumeElement.Polycrystal(parameters, volumeElement), path, steps, numerics, null, output);
        }

        FullFieldSettings settings = FullFieldOptions.Settings(parsed, numerics);
        return FullFieldRun.Follow(
            FullFieldSimulation.FromVolumeElement(volumeElement, parameters, fidelity.VoxelsPerEdge, settings), path, steps, FullFieldOptions.Outputs(parsed, output));
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
}
