using System.CommandLine;
using UmatSurrogate.Cli.Input;
using UmatSurrogate.Cli.Output;
using UmatSurrogate.Damask;
using UmatSurrogate.FullField;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Cli.Simulations;

/// <summary>What a full-field run writes beside its history.</summary>
/// <param name="Basic">History, final fields and printing.</param>
/// <param name="FieldsEvery">Fields after every so many increments; 0: at the end only.</param>
/// <param name="Statistics">File of the statistics per increment, or null.</param>
/// <param name="RestartEvery">A restart file after every so many increments; 0: none.</param>
/// <param name="Resume">Continue from the restart file if there is one.</param>
internal sealed record FullFieldOutput(SimulationOutput Basic, int FieldsEvery, string? Statistics, int RestartEvery, bool Resume)
{
    /// <summary>The restart file lies beside the history.</summary>
    public string RestartFile => Basic.History + ".restart";
}

/// <summary>Options of <c>simulate</c> that only a full-field run has.</summary>
internal static class FullFieldOptions
{
    private const int DefaultRestartEvery = 10;
    private static readonly Option<int?> Threads = new Option<int?>("--threads")
    {
        Description = "Threads of a full-field run; default: one per processor. The result does not depend on it.",
    }.Strict();
    private static readonly Option<string?> Solver = new("--solver") { Description = "Nonlinear solver of a full-field run: anderson (default), basic or ngmres." };
    private static readonly Option<string?> Start = new("--start")
    {
        Description = "First guess of an increment of a full-field run: fitted (default), fitted-rate (better where increments differ in length and the "
            + "tolerance is loose; data sets use it), quadratic, linear or last.",
    };
    private static readonly Option<int?> RestartEvery = new Option<int?>("--restart-every")
    {
        Description = $"Write a restart file (OUT.restart) after every so many increments; default with --resume {DefaultRestartEvery}, else none.",
    }.Strict();
    private static readonly Option<bool> Resume = new("--resume")
    {
        Description = "Continue from the restart file of an interrupted run, if there is one; the result is the same as without the interruption.",
    };
    private static readonly Option<int?> FieldsEvery = new Option<int?>("--fields-every")
    {
        Description = "With --fields: also write the fields after every so many increments, as NAME.000010.vti.",
    }.Strict();
    public static readonly Option<FileInfo> Statistics = new("--statistics")
    {
        Description = "CSV to write with mean, standard deviation and maximum of the local von Mises stress, iterations, evaluations and cut-backs per increment.",
    };

    private static readonly (string Name, NonlinearScheme Value)[] Schemes =
        [("anderson", NonlinearScheme.Anderson), ("basic", NonlinearScheme.Basic), ("ngmres", NonlinearScheme.NonlinearGmres)];

    private static readonly (string Name, StartingGuess Value)[] Guesses =
    [
        ("fitted", StartingGuess.FittedToMean), ("fitted-rate", StartingGuess.FittedToMeanAndRate), ("quadratic", StartingGuess.Quadratic),
        ("linear", StartingGuess.Linear), ("last", StartingGuess.Last),
    ];

    private static Option[] All => [Threads, Solver, Start, RestartEvery, Resume, FieldsEvery, Statistics];

    public static void AddTo(Command command)
    {
        foreach (Option option in All)
            command.Options.Add(option);
    }

    /// <summary>Throws if any of the options was given.</summary>
    public static void Refuse(ParseResult parsed, string reason)
    {
        if (All.FirstOrDefault(option => option != Threads && parsed.GetResult(option) is { Implicit: false }) is { } given)
            throw new InputException($"{given.Name} belongs to a full-field run, but {reason}.");
    }

    public static FullFieldSettings Settings(ParseResult parsed, NumericsConfiguration numerics)
    {
        int threads = StrictNumbers.AtLeastOne(parsed, Threads) ?? Environment.ProcessorCount;
        FullFieldSettings settings = FullFieldSettings.FromDamask(numerics);
        SpectralSettings solver = settings.Solver;
        return settings with
        {
            Threads = threads,
            Solver = solver with { Scheme = Choice(parsed, Solver, Schemes) ?? solver.Scheme, Start = Choice(parsed, Start, Guesses) ?? solver.Start },
        };
    }

    /// <summary>The options and values with which <c>simulate</c> computes as settings say, but for what a numerics file holds.</summary>
    public static string OfSettings(SpectralSettings solver) =>
        $"{Solver.Name} {Schemes.Single(s => s.Value == solver.Scheme).Name} {Start.Name} {Guesses.Single(g => g.Value == solver.Start).Name}";

    public static FullFieldOutput Outputs(ParseResult parsed, SimulationOutput output)
    {
        bool resume = parsed.GetValue(Resume);
        int fieldsEvery = StrictNumbers.AtLeastOne(parsed, FieldsEvery) ?? 0;
        if (fieldsEvery > 0 && output.Fields is null)
            throw new InputException("--fields-every needs --fields, from whose name the names of the files are made.");
        return new(
            output,
            fieldsEvery,
            parsed.GetValue(Statistics) is { } file ? OutputName.OfFile(file) : null,
            StrictNumbers.AtLeastOne(parsed, RestartEvery) ?? (resume ? DefaultRestartEvery : 0),
            resume);
    }

    private static T? Choice<T>(ParseResult parsed, Option<string?> option, (string Name, T Value)[] known) where T : struct
    {
        if (parsed.GetValue(option) is not { } given)
            return null;
        foreach ((string name, T value) in known)
        {
            if (given == name)
                return value;
        }

        throw new InputException($"{option.Name} {given} is not known; known are {string.Join(", ", known.Select(k => k.Name))}.");
    }
}
