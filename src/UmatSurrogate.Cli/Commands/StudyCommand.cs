using System.CommandLine;
using System.Text.Json.Nodes;
using UmatSurrogate.Cli.Output;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Studies;
using UmatSurrogate.Training;

namespace UmatSurrogate.Cli.Commands;

internal static class StudyCommand
{
    private static readonly Argument<string> Kind = new("kind") { Description = string.Join(", ", StudySpecificationFile.Kinds.Select(k => k.Word)) + "." };
    private static readonly Option<FileInfo> Spec = new("--spec") { Description = "What is studied, study.yaml.", Required = true };
    private static readonly Option<DirectoryInfo> Out = new("--out") { Description = "Folder for report.md, figures, tables, trained cells and simulations.", Required = true };
    private static readonly Option<int?> Threads = new("--threads") { Description = "Threads for simulations; without it one per core." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the names of the results as JSON." };
    private static readonly Option<bool> Quiet = new("--quiet") { Description = "No progress, and print nothing on success." };

    public static Command Create()
    {
        Command command = new(
            "study",
            """
            Runs one of the studies of arXiv:2510.06904: trains every case of the specification, measures it, and writes a report with
            figures (PNG) and their numbers (CSV). Every training is kept: a study that was stopped goes on with the same command.
              hyperparameters  sizes of the network (Tables 2, 3; Figs. 3, 4, 5)
              data-size        error over the number of simulations, feature sets, pre-training on Taylor (Fig. 11a)
              architecture     cells and mappings (Figs. 3, 4, 5)
              load-paths       seen volume elements along unseen paths; one fixed volume element (Figs. 6, 11b)
              microstructures  unseen volume elements along seen paths (Fig. 7)
              textures         textures of several half-widths under uniaxial tension (Fig. 9)
              gradient         derivative of the stress (Fig. 12)
            Specifications that take minutes are in examples/studies, full ones in examples/studies/full.

            Example: umat-surrogate study hyperparameters --spec examples/studies/hyperparameters.yaml --out studies/hyperparameters
            """)
        {
            Kind, Spec, Out, Threads, Json, Quiet,
        };
        command.SetAction((result, cancellation) => Task.Run(() => CommandRunner.Run(() => Run(result, cancellation)), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string word = parsed.GetRequiredValue(Kind);
        StudyKind kind = StudySpecificationFile.Kinds.Where(k => k.Word == word).Select(k => (StudyKind?)k.Kind).FirstOrDefault()
            ?? throw new InputException($"The study '{word}' is not known; known are {string.Join(", ", StudySpecificationFile.Kinds.Select(k => k.Word))}.");
        StudySpecification specification = StudySpecificationFile.Read(parsed.GetRequiredValue(Spec).FullName);
        int threads = parsed.GetValue(Threads) ?? 0;
        if (parsed.GetResult(Threads) is { Implicit: false } && threads < 1)
            throw new InputException($"--threads is {threads}; it must be at least 1.");
        string folder = OutputName.OfFolder(parsed.GetRequiredValue(Out));
        if (specification.Cases.Any(c => c.Model is null))
            TorchRuntime.EnsureAvailable();
        bool silent = parsed.GetValue(Quiet) || parsed.GetValue(Json);
        StudyResult result = ProgressDisplay.Run(!silent, $"Study {word}", "cells", report => Study.Run(
            kind, specification, folder, threads, p => report(new(p.Done, 0, p.Total, (p.Done + p.Share) / Math.Max(1, p.Total), $", {p.Now}")), cancellation));
        foreach (FailedCell cell in result.Failed)
            Console.Error.WriteLine($"{cell.Case}, seed {cell.Seed}: {cell.Reason}");
        if (parsed.GetValue(Json))
        {
            Console.WriteLine(new JsonObject
            {
                ["report"] = result.Report,
                ["cells"] = result.Cells,
                ["failed"] = result.Failed.Count,
                ["files"] = new JsonArray([.. result.Files.Select(f => JsonValue.Create(f))]),
            }.ToJsonString());
        }
        else if (!parsed.GetValue(Quiet))
        {
            Console.WriteLine($"{result.Cells} cells, {result.Files.Count} tables and figures");
            Console.WriteLine($"report {result.Report}");
        }

        return result.Cells > 0 ? CommandRunner.Succeeded : CommandRunner.Failed;
    }
}
