using System.CommandLine;
using System.Globalization;
using UmatSurrogate.Cli.Output;
using UmatSurrogate.Damask;
using UmatSurrogate.Driver;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Cli.Commands;

/// <summary><c>trace</c>: checks of a finished finite-element job from the trace that the plugin wrote.</summary>
internal static class TraceCommand
{
    private static readonly Option<FileInfo> Trace = new("--trace") { Description = "trace.csv of the job.", Required = true };
    private static readonly Option<FileInfo> Config = new("--config") { Description = "umat-surrogate.json of the job.", Required = true };
    private static readonly Option<string> Name = new("--name") { Description = "Material in the configuration; needed if it has several." };
    private static readonly Option<FileInfo> Material = new("--material")
    {
        Description = "DAMASK material.yaml with the law's parameters; default: the aluminium of the shipped models.",
    };
    private static readonly Option<FileInfo> Out = new("--out") { Description = "CSV file with both stresses of every row." };
    private static readonly Option<FileInfo> First = new("--first") { Description = "One trace.", Required = true };
    private static readonly Option<FileInfo> Second = new("--second") { Description = "The other trace.", Required = true };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the result as JSON." };
    private static readonly Option<bool> Quiet = new("--quiet") { Description = "Print nothing on success." };

    public static Command Create()
    {
        Command compare = new("compare", """
            Replays the deformation of every traced point through Taylor crystal plasticity with the same grains, and compares stresses.
            Example: umat-surrogate trace compare --trace trace.csv --config umat-surrogate.json --out comparison.csv
            """) { Trace, Config, Name, Material, Out, Json, Quiet };
        compare.SetAction(parsed => CommandRunner.Run(() => Compare(parsed)));
        Command difference = new("difference", """
            The largest relative difference of two traces of the same job (two runs, other thread counts).
            Example: umat-surrogate trace difference --first run1/trace.csv --second run2/trace.csv
            """) { First, Second, Json, Quiet };
        difference.SetAction(parsed => CommandRunner.Run(() => Difference(parsed)));
        return new("trace", "Checks a finished finite-element job from the trace that the plugin wrote.") { compare, difference };
    }

    private static int Compare(ParseResult parsed)
    {
        string? output = parsed.GetValue(Out) is FileInfo file ? OutputName.OfFile(file) : null;
        IReadOnlyList<TraceRow> trace = TraceFile.Read(parsed.GetRequiredValue(Trace).FullName);
        ConfiguredMaterials materials = ConfiguredMaterials.Read(parsed.GetRequiredValue(Config).FullName);
        List<string> rows = ["element,point,increment,time_s,surrogate_sigma11_Pa,taylor_sigma11_Pa"];
        TraceComparisonResult result = TraceComparison.WithTaylor(
            trace, materials, materials.Choose(parsed.GetValue(Name)), Parameters(parsed.GetValue(Material)),
            (row, truth) => rows.Add(string.Create(CultureInfo.InvariantCulture,
                $"{row.Element},{row.Point},{row.Increment},{row.Time_s:R},{row.CauchyStress_Pa.S11:R},{truth.S11:R}")));
        if (output is not null)
            File.WriteAllLines(output, rows);
        if (parsed.GetValue(Json))
        {
            JsonOutput.Write(json =>
            {
                json.WriteNumber("points", result.Points);
                json.WriteNumber("failed_points", result.FailedPoints);
                json.WriteNumber("rows", result.Rows);
                json.WriteNumberOrNull("mean_error_sigma11_MPa", 1e-6 * result.MeanError11_Pa);
                json.WriteNumberOrNull("max_sigma11_MPa", 1e-6 * result.Maximum11_Pa);
                json.WriteNumberOrNull("relative_error_sigma11", result.RelativeError11);
                json.WriteNumberOrNull("mean_error_deviator_MPa", 1e-6 * result.MeanErrorDeviator_Pa);
            });
        }
        else if (!parsed.GetValue(Quiet) && result.Rows > 0)
        {
            Console.WriteLine(FormattableString.Invariant($"""
                {result.Points - result.FailedPoints} points, {result.Rows} increments against Taylor crystal plasticity with the same grains:
                mean |d sigma11| {1e-6 * result.MeanError11_Pa:F3} MPa, {100 * result.RelativeError11:F2} % of max |sigma11| = {1e-6 * result.Maximum11_Pa:F2} MPa
                mean deviatoric error (largest eigenvalue) {1e-6 * result.MeanErrorDeviator_Pa:F3} MPa
                """));
        }
        if (result.FailedPoints > 0)
            Console.Error.WriteLine($"error: crystal plasticity could not follow {result.FailedPoints} of {result.Points} points.");
        return result.FailedPoints > 0 ? CommandRunner.Failed : CommandRunner.Succeeded;
    }

    private static int Difference(ParseResult parsed)
    {
        double largest = TraceComparison.LargestDifference(
            TraceFile.Read(parsed.GetRequiredValue(First).FullName), TraceFile.Read(parsed.GetRequiredValue(Second).FullName));
        if (!double.IsFinite(largest))
        {
            Console.Error.WriteLine("error: the traces do not have the same points and increments; they are not of the same job, or one was stopped.");
            return CommandRunner.Failed;
        }

        if (parsed.GetValue(Json))
            JsonOutput.Write(json => json.WriteNumber("largest_relative_difference", largest));
        else if (!parsed.GetValue(Quiet))
            Console.WriteLine(FormattableString.Invariant($"Largest relative difference: {largest:E3}"));
        return CommandRunner.Succeeded;
    }

    private static PhenopowerlawParameters Parameters(FileInfo? file)
    {
        if (file is null)
            return PhenopowerlawParameters.Aluminium;
        MaterialConfiguration material = MaterialFile.Read(file.FullName);
        return material.Phases.OfType<PhenopowerlawPhase>().Select(p => p.Parameters).ToArray() is [PhenopowerlawParameters only]
            ? only
            : throw new InputException($"'{file.FullName}' must have exactly one phase with plasticity phenopowerlaw.");
    }
}
