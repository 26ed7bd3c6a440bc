using System.Globalization;
using System.Text;
using UmatSurrogate.Evaluation.Plots;

namespace UmatSurrogate.Evaluation;

/// <summary>Writes <c>report.json</c>, <c>report.md</c> and the plots of an evaluation into a folder.</summary>
public static class EvaluationReport
{
    /// <summary>Writes all files; the folder is made if it is not there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="modelName">Name of the model in the text.</param>
    /// <param name="evaluation">The measurements.</param>
    public static void Write(string folder, string modelName, ModelEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(evaluation);
        Directory.CreateDirectory(folder);
        EvaluationPlots.ErrorByStep(Path.Combine(folder, "error_by_step.png"), evaluation.UnseenPaths);
        EvaluationPlots.Histogram(Path.Combine(folder, "error_histogram.png"), evaluation.UnseenPaths);
        EvaluationPlots.SamplePaths(Path.Combine(folder, "sample_paths.png"), evaluation.UnseenPaths);
        EvaluationPlots.StressStrain(Path.Combine(folder, "loads.png"), "Idealised loads", evaluation.Loads);
        EvaluationPlots.StressStrain(Path.Combine(folder, "textures.png"), "Textures under uniaxial tension", evaluation.Textures);
        File.WriteAllText(Path.Combine(folder, "report.md"), Markdown(modelName, evaluation));
        File.WriteAllText(Path.Combine(folder, "report.json"), EvaluationReportJson.Write(evaluation));
    }

    /// <summary>One sentence on whether the validation samples are unseen by construction.</summary>
    public static string TrainingData(ModelEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        return evaluation.TrainedOnThisDataset switch
        {
            true => "The model was trained on this data set; its validation samples are held out.",
            false => "The model was trained on a data set with other bytes. The same description computed by another version of the program is the "
                + "same data but for the last digits; under another description with the same seed, samples held out here may have been trained on.",
            null => "The model does not say on which data set it was trained.",
        };
    }

    /// <summary>The report as text.</summary>
    public static string Markdown(string modelName, ModelEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        UnseenPaths unseen = evaluation.UnseenPaths;
        StringBuilder text = new();
        Line($"# Evaluation of {modelName}");
        Line();
        Line($"Model sha256 `{evaluation.Model.ContentHash}`, data set sha256 `{evaluation.DatasetHash}`.");
        Line();
        Line($"{TrainingData(evaluation)}");
        Line();
        Line($"Stress error: the largest absolute eigenvalue of the difference of the deviatoric Cauchy stresses (arXiv:2510.06904, Eq. 5).");
        Line($"The blind baseline ignores the grains but knows the exact mean of crystal plasticity over the volume elements.");
        Line();
        Line($"## Unseen volume elements and paths");
        Line();
        Line($"{unseen.Samples.Count} samples: {unseen.VolumeElementCount} volume elements, {unseen.PathCount} paths, on the data's own time grid.");
        Line();
        Line($"| | mean, MPa | 95 % quantile, MPa | largest, MPa |");
        Line($"|---|---|---|---|");
        Line($"| surrogate | {unseen.Surrogate.Mean_MPa:F2} | {unseen.Surrogate.Percentile95_MPa:F2} | {unseen.Surrogate.Maximum_MPa:F2} |");
        Line($"| blind | {unseen.Blind.Mean_MPa:F2} | {unseen.Blind.Percentile95_MPa:F2} | {unseen.Blind.Maximum_MPa:F2} |");
        Line();
        Line($"![error by step](error_by_step.png)");
        Line();
        Line($"![histogram](error_histogram.png)");
        Line();
        Line($"![sample paths](sample_paths.png)");
        Line();
        Line($"## Step sizes");
        Line();
        Line($"The same paths, piecewise linear in F, in more and more increments.");
        Line();
        Line($"| increments | mean difference to the coarsest, MPa | mean error against crystal plasticity, MPa |");
        Line($"|---|---|---|");
        foreach (StepRefinement r in evaluation.Refinements)
            Line($"| {r.Steps} | {r.DifferenceToCoarsest_MPa:F2} | {r.ErrorAgainstTaylor_MPa:F2} |");
        Line();
        Line($"Change of the stress over a thousandth of a step: {evaluation.Standstill.VanishingStep_MPa:F3} MPa; with no strain and no time (the strain rate is not defined): {evaluation.Standstill.ZeroIncrement_MPa:F3} MPa.");
        Table("Idealised loads", evaluation.Loads, "![loads](loads.png)");
        Table("Textures under uniaxial tension (blind: the mean of random volume elements)", evaluation.Textures, "![textures](textures.png)");
        return text.ToString();

        void Line(FormattableString? line = null) => text.Append(line?.ToString(CultureInfo.InvariantCulture)).Append('\n');

        void Table(string title, IReadOnlyList<MixedLoadResult> loads, string image)
        {
            Line();
            Line($"## {title}");
            Line();
            Line($"| | volume elements | surrogate: mean, MPa | 95 % quantile, MPa | blind: mean, MPa |");
            Line($"|---|---|---|---|---|");
            foreach (MixedLoadResult l in loads)
            {
                Line($"| {l.Name} | {l.Taylor_Pa.Length} | {l.Surrogate.Mean_MPa:F2} | {l.Surrogate.Percentile95_MPa:F2} | {l.Blind.Mean_MPa:F2} |");
            }

            Line();
            Line($"{image}");
        }
    }
}
