using System.CommandLine;
using UmatSurrogate.Cli.Input;
using UmatSurrogate.Cli.Output;
using UmatSurrogate.Damask;
using UmatSurrogate.Data;
using UmatSurrogate.Driver;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Cli.Commands;

/// <summary><c>drive</c>: the compiled library as a host calls it, at one material point.</summary>
internal static class DriveCommand
{
    private static readonly Option<FileInfo> Library = new("--library") { Description = "libumatsurrogate.so.", Required = true };
    private static readonly Option<FileInfo> Config = new("--config") { Description = "umat-surrogate.json.", Required = true };
    private static readonly Option<FileInfo> Load = new("--load") { Description = "Load steps: a DAMASK load file (stress, strain or mixed control)." };
    private static readonly Option<FileInfo> Out = new("--out") { Description = "history.csv to write." };
    private static readonly Option<FileInfo> Replay = new("--replay") { Description = "Repeat the one call that a failure left in umat-surrogate-replay.json." };
    private static readonly Option<string> Name = new("--name") { Description = "Material in the configuration; needed if it has several." };
    private static readonly Option<int> Element = new Option<int>("--element") { Description = "Element label passed as NOEL.", DefaultValueFactory = _ => 1 }.Strict();
    private static readonly Option<int> Point = new Option<int>("--point") { Description = "Integration point passed as NPT.", DefaultValueFactory = _ => 1 }.Strict();
    private static readonly Option<int?> Depvar = new Option<int?>("--depvar") { Description = "State variables passed as NSTATV; default: as many as the model needs." }.Strict();
    private static readonly Option<bool> Json = new("--json") { Description = "Print the result as JSON." };
    private static readonly Option<bool> Quiet = new("--quiet") { Description = "Print nothing on success." };

    public static Command Create()
    {
        Command command = new("drive", """
            Calls the compiled library at one material point as CalculiX does: rotated frame, logarithmic strains, prediction sweep,
            Newton iterations with the library's own tangent, smaller increments when it asks for them.
            Example: umat-surrogate drive --library artifacts/plugin/libumatsurrogate.so --config umat-surrogate.json --load load.yaml --out history.csv
            Example: umat-surrogate drive --library artifacts/plugin/libumatsurrogate.so --config umat-surrogate.json --replay umat-surrogate-replay.json
            """) { Library, Config, Load, Out, Replay, Name, Element, Point, Depvar, Json, Quiet };
        command.SetAction(parsed => CommandRunner.Run(() =>
        {
            bool replay = parsed.GetValue(Replay) is not null;
            if (replay == (parsed.GetValue(Load) is not null) || (!replay && parsed.GetValue(Out) is null))
                throw new InputException("Give either --load and --out, or --replay.");
            return replay ? RunReplay(parsed) : RunLoad(parsed);
        }));
        return command;
    }

    private static int RunLoad(ParseResult parsed)
    {
        string output = OutputName.OfFile(parsed.GetRequiredValue(Out));
        if (parsed.GetValue(Depvar) < 0)
            throw new InputException($"--depvar is {parsed.GetValue(Depvar)}; it must not be negative.");
        IReadOnlyList<MixedLoadStep> steps = LoadFile.Read(parsed.GetRequiredValue(Load).FullName);
        string config = parsed.GetRequiredValue(Config).FullName;
        ConfiguredMaterials materials = ConfiguredMaterials.Read(config);
        string material = materials.Choose(parsed.GetValue(Name));
        using HostLibrary library = new(parsed.GetRequiredValue(Library).FullName, config);
        UmatMaterialPoint point = new(
            library, ConfiguredMaterials.CalculixName(material), parsed.GetValue(Depvar) ?? materials.StateVariableCount(material),
            parsed.GetValue(Element), parsed.GetValue(Point));
        bool json = parsed.GetValue(Json), quiet = parsed.GetValue(Quiet);
        int total = steps.Sum(s => s.Increments);
        DriveResult result = ProgressDisplay.Run(!quiet && !json, "drive", "increments",
            show => LoadDriver.Run(library, point, steps, done => show(done, 0, total)));
        HistoryCsv.Write(output, result.History);
        if (result.Status != PointStatus.Ok)
        {
            string message = library.LastErrorMessage();
            return IncompleteHistory.Report(
                output, result.History, total, result.Status, message.Length > 0 ? $"Last message of the library: {message}" : "Use more increments.");
        }

        if (json)
        {
            JsonOutput.Write(writer =>
            {
                writer.WriteString("file", output);
                writer.WriteString("library_version", library.Version);
                writer.WriteString("instruction_set", library.InstructionSet);
                writer.WriteNumber("increments", result.Iterations.Count);
                writer.WriteNumber("mean_iterations", result.MeanIterations);
                writer.WriteNumber("maximum_iterations", result.Iterations.Max());
                writer.WriteNumber("refused_evaluations", result.Refusals);
                writer.WriteStartArray("iterations");
                foreach (int iterations in result.Iterations)
                    writer.WriteNumberValue(iterations);
                writer.WriteEndArray();
            });
        }
        else if (!quiet)
        {
            Console.WriteLine($"Iterations per increment: {string.Join(' ', result.Iterations)}");
            Console.WriteLine(FormattableString.Invariant(
                $"libumatsurrogate {library.Version} ({library.InstructionSet}): {result.Iterations.Count} increments, {result.MeanIterations:F2} iterations per increment, {result.Refusals} refused evaluations."));
            Console.WriteLine($"Wrote {output}");
        }
        return CommandRunner.Succeeded;
    }

    private static int RunReplay(ParseResult parsed)
    {
        using HostLibrary library = new(parsed.GetRequiredValue(Library).FullName, parsed.GetRequiredValue(Config).FullName);
        ReplayResult result = ReplayCall.Run(library, parsed.GetRequiredValue(Replay).FullName);
        bool failed = result.TimeStepFactor > 0.0;
        if (parsed.GetValue(Json))
        {
            JsonOutput.Write(writer =>
            {
                writer.WriteString("recorded_status", result.RecordedStatus);
                writer.WriteBoolean("failed_again", failed);
                writer.WriteNumber("pnewdt", result.TimeStepFactor);
                writer.WriteString("message", result.Message);
                writer.WriteStartArray("rotated_stress_Pa");
                foreach (double s in result.Stress_Pa)
                    writer.WriteNumberValue(s);
                writer.WriteEndArray();
            });
        }
        else if (!parsed.GetValue(Quiet))
        {
            Console.WriteLine($"Recorded: {result.RecordedStatus}");
            Console.WriteLine(failed
                ? FormattableString.Invariant($"The call fails again, PNEWDT {result.TimeStepFactor:R}: {result.Message}")
                : FormattableString.Invariant($"The call succeeds now. Rotated Cauchy stress: {string.Join(' ', result.Stress_Pa.Select(s => $"{s:E6}"))} Pa"));
        }
        return failed ? CommandRunner.Failed : CommandRunner.Succeeded;
    }
}
