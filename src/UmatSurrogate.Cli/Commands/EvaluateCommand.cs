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
    public static Command Create()
    {
        Option<FileInfo> model = new("--model") { Description = "Model file; without it the best shipped model." };
        Option<DirectoryInfo> dataset = new("--dataset") { Description = "Data set whose validation samples are used: its folder, or packed.", Required = true };
        Option<DirectoryInfo> output = new("--out") { Description = "Folder for report.json, report.md and the plots.", Required = true };
        Option<string> fidelity = DatasetOption.Fidelity();
        Option<bool> json = new("--json") { Description = "Print report.json instead of the summary." };
        Option<bool> quiet = new("--quiet") { Description = "No progress, and print nothing on success." };
        Command command = new(
            "evaluate",
            """
            Measures a surrogate against crystal plasticity: unseen volume elements and paths beside the blind baseline, step sizes,
            idealised loads, textures. Writes report.json, report.md and plots.

            Example: umat-surrogate evaluate --model starter.safetensors --dataset data/starter --out report
            """)
        {
            model, dataset, fidelity, output, json, quiet,
        };
        command.SetAction(result => CommandRunner.Run(() =>
        {
            string modelFile = result.GetValue(model)?.FullName ?? ShippedModels.Best();
            SurrogateModel surrogate = SurrogateModel.Load(modelFile);
            using Dataset data = DatasetOption.Open(result.GetRequiredValue(dataset).FullName, result.GetValue(fidelity));
            string folder = OutputName.OfFolder(result.GetRequiredValue(output));
            bool silent = result.GetValue(quiet) || result.GetValue(json);
            ModelEvaluation evaluation = silent
                ? ModelEvaluation.Run(surrogate, data, new EvaluationOptions())
                : RunWithProgress(surrogate, data);
            EvaluationReport.Write(folder, Path.GetFileName(modelFile), evaluation);
            if (result.GetValue(json))
                Console.Write(EvaluationReportJson.Write(evaluation));
            else if (!result.GetValue(quiet))
                PrintSummary(modelFile, folder, evaluation);
            return CommandRunner.Succeeded;
        }));
        return command;
    }

    private static ModelEvaluation RunWithProgress(SurrogateModel surrogate, Dataset data)
    {
        string last = "";
        return ModelEvaluation.Run(surrogate, data, new EvaluationOptions(), (name, _) =>
        {
            if (Interlocked.Exchange(ref last, name) != name)
                Console.Error.WriteLine($"measuring: {name}");
        });
    }

    private static void PrintSummary(string modelFile, string folder, ModelEvaluation evaluation)
    {
        UnseenPaths unseen = evaluation.UnseenPaths;
        Line($"model {modelFile}");
        Line($"{EvaluationReport.TrainingData(evaluation)}");
        Line($"stress error (Eq. 5) on {unseen.VolumeElementCount} unseen volume elements and {unseen.PathCount} unseen paths ({unseen.Samples.Count} samples)");
        Line($"  surrogate  mean {unseen.Surrogate.Mean_MPa,6:F2} MPa   95 % {unseen.Surrogate.Percentile95_MPa,6:F2} MPa");
        Line($"  blind      mean {unseen.Blind.Mean_MPa,6:F2} MPa   95 % {unseen.Blind.Percentile95_MPa,6:F2} MPa");
        foreach (StepRefinement r in evaluation.Refinements)
            Line($"{r.Steps,5} steps: differs by {r.DifferenceToCoarsest_MPa:F2} MPa, error {r.ErrorAgainstTaylor_MPa:F2} MPa");
        Line($"stationarity: {evaluation.Standstill.VanishingStep_MPa:F3} MPa over a thousandth of a step, {evaluation.Standstill.ZeroIncrement_MPa:F3} MPa with no strain and no time");
        foreach (MixedLoadResult load in evaluation.Loads.Concat(evaluation.Textures))
            Line($"{load.Name,-13} mean {load.Surrogate.Mean_MPa,6:F2} MPa (blind {load.Blind.Mean_MPa:F2} MPa)");
        Line($"report {Path.Combine(folder, "report.md")}");

        static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
    }
}
