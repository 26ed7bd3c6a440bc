using System.CommandLine;
using UmatSurrogate.Cli.Input;
using UmatSurrogate.Cli.Output;
using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Cli.Commands;

/// <summary><c>path</c>: one load path, random (CSV of prescribed F) or idealised (DAMASK load file with mixed conditions).</summary>
internal static class PathCommand
{
    private static readonly (string Word, IdealisedLoadKind Kind)[] Idealised =
    [
        ("uniaxial", IdealisedLoadKind.Uniaxial), ("plane-strain", IdealisedLoadKind.PlaneStrain), ("pure-shear", IdealisedLoadKind.PureShear),
    ];

    private static readonly Option<string> Kind = new("--kind") { Description = "random, uniaxial, plane-strain or pure-shear.", Required = true };
    private static readonly Option<FileInfo> Out = new("--out")
    {
        Description = "File to write: path.csv for a random path, a DAMASK load.yaml for an idealised load.",
        Required = true,
    };
    private static readonly Option<ulong> Seed = new Option<ulong>("--seed") { Description = "Seed of a random path.", DefaultValueFactory = _ => 1 }.Strict();
    private static readonly Option<int?> Steps = new Option<int?>("--steps") { Description = "Increments; default 200 for a random path, 100 for an idealised load." }.Strict();
    private static readonly Option<double?> Rate = new Option<double?>("--rate")
    {
        Description = "Rate of the driven component of F in 1/s (negative: compression) of an idealised load; "
            + "upper bound of the section rates of a random path. Default 1e-3.",
    }.Strict();
    private static readonly Option<double> Strain = new Option<double>("--strain")
    {
        Description = "Final strain |F11 - 1| or |F12| of an idealised load.",
        DefaultValueFactory = _ => 0.05,
    }.Strict();
    private static readonly Option<int> Sections = new Option<int>("--sections") { Description = "Sections of a random path.", DefaultValueFactory = _ => 5 }.Strict();
    private static readonly Option<double> SectionDuration = new Option<double>("--section-duration_s")
    {
        Description = "Duration of a section of a random path in s.",
        DefaultValueFactory = _ => 40.0,
    }.Strict();
    private static readonly Option<string> Grid = new("--time-grid")
    {
        Description = "Increments of a random path: uniform, or random (durations log-uniform over --decades).",
        DefaultValueFactory = _ => "uniform",
    };
    private static readonly Option<double> Decades = new Option<double>("--decades")
    {
        Description = "Decades of the random time grid.",
        DefaultValueFactory = _ => 1.5,
    }.Strict();
    private static readonly Option<bool> Json = new("--json") { Description = "Print the result as JSON." };
    private static readonly Option<bool> Quiet = new("--quiet") { Description = "Print nothing on success." };

    public static Command Create()
    {
        Kind.AcceptOnlyFromAmong(["random", .. Idealised.Select(i => i.Word)]);
        Grid.AcceptOnlyFromAmong("uniform", "random");
        Command command = new("path", """
            Writes one load path.
            A random path prescribes all of F (det F = 1) and becomes a CSV; an idealised load has mixed conditions and becomes a DAMASK load file.
            Example: umat-surrogate path --kind random --seed 7 --out path.csv
            Example: umat-surrogate path --kind uniaxial --rate 1e-3 --strain 0.05 --out load.yaml
            """) { Kind, Out, Seed, Steps, Rate, Strain, Sections, SectionDuration, Grid, Decades, Json, Quiet };
        command.SetAction(parsed => CommandRunner.Run(() => Write(parsed)));
        return command;
    }

    private static int Write(ParseResult parsed)
    {
        string kind = parsed.GetRequiredValue(Kind);
        RefuseOptionsOfTheOtherKind(parsed, kind);
        string file = OutputName.OfFile(parsed.GetRequiredValue(Out));
        (int increments, double duration_s) = kind == "random" ? WriteRandom(parsed, file) : WriteIdealised(parsed, kind, file);
        if (parsed.GetValue(Json))
        {
            JsonOutput.Write(json =>
            {
                json.WriteString("file", file);
                json.WriteString("kind", kind);
                json.WriteNumber("increments", increments);
                json.WriteNumber("duration_s", duration_s);
            });
        }
        else if (!parsed.GetValue(Quiet))
        {
            Console.WriteLine(FormattableString.Invariant($"Wrote {file} ({kind}, {increments} increments, {duration_s:G6} s)"));
        }
        return CommandRunner.Succeeded;
    }

    private static (int Increments, double Duration_s) WriteRandom(ParseResult parsed, string file)
    {
        RandomPathRule defaults = new();
        RandomPathRule rule = new()
        {
            Sections = parsed.GetValue(Sections),
            SectionDuration_s = parsed.GetValue(SectionDuration),
            Steps = parsed.GetValue(Steps) ?? defaults.Steps,
            MaximumRate_perSecond = parsed.GetValue(Rate) ?? defaults.MaximumRate_perSecond,
            TimeGrid = parsed.GetValue(Grid) == "random" ? TimeGrid.Random : TimeGrid.Uniform,
            TimeGridDecades = parsed.GetValue(Decades),
        };
        LoadPath path = RandomPathGenerator.Generate(rule, new RandomStream(parsed.GetValue(Seed), 0));
        PathCsv.Write(file, path);
        return (path.IncrementCount, path.Times_s[^1]);
    }

    private static (int Increments, double Duration_s) WriteIdealised(ParseResult parsed, string kind, string file)
    {
        IdealisedLoad load = new(
            Idealised.First(i => i.Word == kind).Kind, parsed.GetValue(Rate) ?? 1e-3, parsed.GetValue(Strain), parsed.GetValue(Steps) ?? 100);
        File.WriteAllText(file, load.ToDamaskLoadFile());
        return (load.Increments, load.Duration_s);
    }

    private static void RefuseOptionsOfTheOtherKind(ParseResult parsed, string kind)
    {
        Option[] foreign = kind == "random" ? [Strain] : [Seed, Sections, SectionDuration, Grid, Decades];
        foreach (Option option in foreign)
        {
            if (parsed.GetResult(option) is { Implicit: false })
                throw new InputException($"The option {option.Name} has no meaning for --kind {kind}; leave it out.");
        }
    }
}
