using System.CommandLine;
using System.Globalization;
using UmatSurrogate.Cli.Input;
using UmatSurrogate.Cli.Output;
using UmatSurrogate.Data;
using UmatSurrogate.Evaluation;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Cli.Commands;

internal static class EvaluateCommand
{
    private static readonly EvaluationOptions Default = new();

    private static readonly Option<FileInfo[]> Model = ModelOption.Create();
    private static readonly Option<DirectoryInfo> DatasetFolder = new("--dataset") { Description = "Data set whose validation samples are used: its folder, or packed.", Required = true };
    private static readonly Option<string> Fidelity = DatasetOption.Fidelity();
    private static readonly Option<DirectoryInfo> Out = new("--out") { Description = "Folder for report.json, report.md and the plots.", Required = true };
    private static readonly Option<DirectoryInfo> Cache = new("--cache") { Description = "Where simulations of crystal plasticity are kept for the next evaluation; without it the folder 'truth' of the report." };
    private static readonly Option<int?> Loads = new Option<int?>("--load_volume_elements") { Description = $"Random volume elements under the idealised loads; without it {Default.LoadVolumeElements}." }.Strict();
    private static readonly Option<int?> Textures = new Option<int?>("--texture_volume_elements") { Description = $"Volume elements of each texture; without it {Default.TextureVolumeElements}." }.Strict();
    private static readonly Option<double?> HalfWidth = new Option<double?>("--halfwidth_deg") { Description = $"Half-width of the textures, degrees; without it {Default.TextureHalfWidth_deg}." }.Strict();
    private static readonly Option<double?> Strain = new Option<double?>("--strain") { Description = $"Final driven strain of the idealised loads; without it {Default.LoadStrain.ToString(CultureInfo.InvariantCulture)}." }.Strict();
    private static readonly Option<int?> Threads = new Option<int?>("--threads") { Description = "Threads for crystal plasticity; without it one per core." }.Strict();
    private static readonly Option<bool> Json = new("--json") { Description = "Print report.json instead of the summary." };
    private static readonly Option<bool> Quiet = new("--quiet") { Description = "No progress, and print nothing on success." };

    public static Command Create()
    {
        Command command = new(
            "evaluate",
            """
            Measures a surrogate against crystal plasticity of the data set's fidelity: unseen volume elements and paths (by range, kind of
            path and texture), step sizes, idealised loads, a reversal and textures, each beside a blind baseline and the Taylor model.
            Writes report.json, report.md and plots. Simulations are kept, so that a second evaluation is quick, and one that was stopped goes on.

            Example: umat-surrogate evaluate --model starter.safetensors --dataset data/starter --out report
                     umat-surrogate evaluate --dataset examples/datasets/full-field-16.packed --cache truth --out report
            """)
        {
            Model, DatasetFolder, Fidelity, Out, Cache, Loads, Textures, HalfWidth, Strain, Threads, Json, Quiet,
        };
        command.SetAction((result, cancellation) => Task.Run(() => CommandRunner.Run(() => Run(result, cancellation)), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult result, CancellationToken cancellation)
    {
        string folder = OutputName.OfFolder(result.GetRequiredValue(Out));
        EvaluationOptions options = Options(result, folder);
        string[] modelFiles = ModelOption.Files(result.GetValue(Model));
        SurrogateEnsemble ensemble = ModelOption.Load(modelFiles);
        (string modelFile, SurrogateModel surrogate) = (modelFiles[0], ensemble.Model);
        using Dataset data = DatasetOption.Open(result.GetRequiredValue(DatasetFolder).FullName, result.GetValue(Fidelity));
        bool silent = result.GetValue(Quiet) || result.GetValue(Json);
        ModelEvaluation evaluation = ProgressDisplay.Run(!silent, "Measuring", "cases", report => ModelEvaluation.Run(
            surrogate, data, options, p => report(new(p.Done, p.Found, p.Total, null, $", {p.Measurement}")), cancellation));
        evaluation = evaluation with { Reliability = Reliability.Measure(ensemble, data) };
        EvaluationReport.Write(folder, Path.GetFileName(modelFile), evaluation);
        if (result.GetValue(Json))
            Console.Write(EvaluationReportJson.Write(evaluation));
        else if (!result.GetValue(Quiet))
            PrintSummary(modelFile, folder, evaluation);
        return CommandRunner.Succeeded;
    }

    private static EvaluationOptions Options(ParseResult result, string folder) => Default with
    {
        LoadVolumeElements = StrictNumbers.AtLeastOne(result, Loads) ?? Default.LoadVolumeElements,
        TextureVolumeElements = StrictNumbers.AtLeastOne(result, Textures) ?? Default.TextureVolumeElements,
        TextureHalfWidth_deg = result.GetValue(HalfWidth) ?? Default.TextureHalfWidth_deg,
        LoadStrain = result.GetValue(Strain) ?? Default.LoadStrain,
        Threads = StrictNumbers.AtLeastOne(result, Threads) ?? Environment.ProcessorCount,
        TruthFolder = result.GetValue(Cache) is { } cache ? OutputName.OfFolder(cache) : Path.Combine(folder, "truth"),
    };

    private static void PrintSummary(string modelFile, string folder, ModelEvaluation evaluation)
    {
        UnseenPaths unseen = evaluation.UnseenPaths;
        Line($"model {modelFile}");
        Line($"truth {evaluation.Truth}, {evaluation.Simulated} simulations beside those of the data set");
        Line($"{EvaluationReport.TrainingData(evaluation)}");
        Line($"stress error (Eq. 5) on {unseen.VolumeElementCount} unseen volume elements and {unseen.PathCount} unseen paths ({unseen.Samples.Count} samples), mean (95 %) in MPa");
        Line($"{"",-34}{string.Concat(unseen.Predictors.Select(p => $"{p.Name,18}"))}");
        foreach (ErrorSplit split in unseen.Splits)
            Line($"  {split.Name,-32}{string.Concat(split.Errors.Select(e => $"{Pair(e.Mean_MPa, e.Percentile95_MPa),18}"))}");
        foreach (MixedLoadResult load in evaluation.Loads.Append(evaluation.Reversal).Concat(evaluation.Textures))
        {
            ErrorStatistics?[] all = [load.Surrogate, load.Blind, load.Taylor, load.ScaledTaylor];
            Line($"  {load.Name,-32}{string.Concat(all.OfType<ErrorStatistics>().Select(e => $"{Pair(e.Mean_MPa, e.Percentile95_MPa),18}"))}");
        }

        foreach (StepRefinement r in evaluation.Refinements)
            Line($"{r.Steps,5} steps: differs by {r.DifferenceToCoarsest_MPa:F2} MPa, error {r.Error_MPa:F2} MPa");
        Line($"stationarity: {evaluation.Standstill.VanishingStep_MPa:F3} MPa over a thousandth of a step, {evaluation.Standstill.ZeroIncrement_MPa:F3} MPa with no strain and no time");
        if (evaluation.Reliability is Reliability reliability)
        {
            string spread = reliability.Spread_MPa is ReliabilityTable s ? FormattableString.Invariant($", of the spread of the ensemble {s.RankCorrelation:F2}") : "";
            string unsolved = reliability.Unsolved.Count > 0 ? $"; {reliability.Unsolved.Count} of {reliability.Samples} samples not followed to their end" : "";
            Line($"trust: rank correlation of the out-of-distribution score with the error {reliability.Score.RankCorrelation:F2}{spread}{unsolved}");
        }

        Line($"order of the textures: {evaluation.TextureOrder.Truth}; surrogate {evaluation.TextureOrder.Surrogate}");
        UnsolvedCase[] cases = [.. evaluation.Unsolved];
        if (cases.Length > 0)
            Line($"{cases.Length} cases without solution, the first: {cases[0]}");
        Line($"report {Path.Combine(folder, "report.md")}");
    }

    private static string Pair(double mean, double quantile) => string.Create(CultureInfo.InvariantCulture, $"{mean:F2} ({quantile:F2})");

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
