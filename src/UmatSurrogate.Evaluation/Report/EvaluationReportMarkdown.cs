using System.Globalization;
using System.Text;

namespace UmatSurrogate.Evaluation;

/// <summary><c>report.md</c> of an evaluation.</summary>
public static class EvaluationReportMarkdown
{
    /// <summary>The report as text; it refers to the plots beside it.</summary>
    public static string Write(string modelName, ModelEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        StringBuilder text = new();
        Head(text, modelName, evaluation);
        Unseen(text, evaluation.UnseenPaths);
        Loads(text, evaluation);
        Steps(text, evaluation);
        if (evaluation.Reliability is Reliability reliability)
            text.Append(ReliabilityReport.Markdown(reliability));
        Unsolved(text, evaluation);
        return text.ToString();
    }

    private static void Head(StringBuilder text, string modelName, ModelEvaluation evaluation)
    {
        UnseenPaths unseen = evaluation.UnseenPaths;
        Line(text, $"# Evaluation of {modelName}");
        Line(text);
        Line(text, $"Model sha256 `{evaluation.Model.ContentHash}`, data set sha256 `{evaluation.DatasetHash}`.");
        Line(text, $"Truth: {evaluation.Truth}, the fidelity of the data set. {EvaluationReport.TrainingData(evaluation)}");
        Line(text);
        Line(text, $"**Stress error**: the largest absolute eigenvalue of the difference of the deviatoric Cauchy stresses (arXiv:2510.06904, Eq. 5), in MPa.");
        Line(text, $"**Blind** baseline: ignores the grains but knows the exact mean of the true stress over the volume elements under the same load.");
        if (unseen.Baseline.IsTruth)
            Line(text, $"The **Taylor** model is the truth of these data and no baseline here.");
        else
            Line(text, $"**Taylor** baseline: the Taylor (iso-strain) model of the same volume element under the same load, its grains weighted by volume; the second figure times one factor, {unseen.Baseline.Factor:F3}, fitted to {unseen.Baseline.FittedTo} training samples.");
        Line(text);
        Line(text, $"## In short");
        Line(text);
        Line(text, $"| | measured | limit | |");
        Line(text, $"|---|---|---|---|");
        foreach (EvaluationCheck check in EvaluationCheck.All(evaluation))
            Line(text, $"| {check.Name} | {Measured(check.Value, check.Unit)} | {Measured(check.Limit, check.Unit)} | {(check.Holds ? "holds" : "**does not hold**")} |");
        Line(text);
    }

    private static void Unseen(StringBuilder text, UnseenPaths unseen)
    {
        Line(text, $"## Unseen volume elements and paths");
        Line(text);
        Line(text, $"{unseen.Samples.Count} samples: {unseen.VolumeElementCount} volume elements, {unseen.PathCount} paths, on the data's own time grid. Mean (95 % quantile) of the stress error over all samples and steps, MPa:");
        Line(text);
        Line(text, $"| | samples | {string.Join(" | ", unseen.Predictors.Select(p => p.Name))} |");
        Line(text, $"|---|---|{string.Concat(unseen.Predictors.Select(_ => "---|"))}");
        foreach (ErrorSplit split in unseen.Splits)
            Line(text, $"| {split.Name} | {split.Samples} | {string.Join(" | ", split.Errors.Select(MeanAnd95))} |");
        Line(text);
        Line(text, $"Paths are counted as far as every component of F - I stays within 0.1 in the second row. Monotonic: one direction and never back; reversed: forwards and backwards along one direction; walk: changing directions.");
        Line(text);
        Picture(text, "Error over accumulated strain", "error_over_strain.png");
        Picture(text, "Error by kind of sample", "error_by_kind.png");
        Picture(text, "Error by step", "error_by_step.png");
        Picture(text, "Distribution of the error", "error_histogram.png");
        Line(text, $"By component of the deviatoric Cauchy stress, MPa:");
        Line(text);
        Line(text, $"| component | bias | mean size | root mean square | standard deviation of the truth |");
        Line(text, $"|---|---|---|---|---|");
        foreach (ComponentError c in unseen.Components)
            Line(text, $"| {c.Component} | {c.Bias_MPa:+0.00;-0.00;0.00} | {c.MeanAbsolute_MPa:F2} | {c.RootMeanSquare_MPa:F2} | {c.TruthDeviation_MPa:F1} |");
        Line(text);
        Picture(text, "Error by component", "error_by_component.png");
        Picture(text, "Predicted against true stress", "parity.png");
        Picture(text, "The best, the median and the worst sample", "sample_paths.png");
    }

    private static void Loads(StringBuilder text, ModelEvaluation evaluation)
    {
        EvaluationOptions options = evaluation.Options;
        Line(text, $"## Idealised loads");
        Line(text);
        Line(text, $"{options.LoadVolumeElements} random volume elements that belong to no data set, to {100 * options.LoadStrain:0.##} % at {options.LoadRate_perSecond:G3} 1/s in {options.LoadIncrements} increments; surrogate and crystal plasticity each under its own mixed control, compared at the same driven strain. The reversal is tension to {80 * options.LoadStrain:0.##} %, then back into compression of the same size.");
        Line(text);
        Table(text, [.. evaluation.Loads, evaluation.Reversal], evaluation.UnseenPaths.Baseline);
        Picture(text, "Idealised loads", "loads.png");
        Picture(text, "Reversal", "reversal.png");
        Line(text, $"## Textures under uniaxial tension");
        Line(text);
        Line(text, $"{options.TextureVolumeElements} volume elements of each texture, half-width {options.TextureHalfWidth_deg:0.##} degrees. Blind: the mean of the random volume elements under the same load.");
        Line(text);
        Table(text, evaluation.Textures, evaluation.UnseenPaths.Baseline);
        Line(text, $"Order of the mean stresses at the end (differences up to {TextureOrder.Tolerance_MPa:0.#} MPa count as none): crystal plasticity {evaluation.TextureOrder.Truth}; surrogate {evaluation.TextureOrder.Surrogate}: {(evaluation.TextureOrder.Holds ? "the same order" : "**another order**")}.");
        Line(text);
        Picture(text, "Textures", "textures.png");
    }

    private static void Table(StringBuilder text, IReadOnlyList<MixedLoadResult> loads, TaylorBaseline baseline)
    {
        string taylor = baseline.IsTruth ? "" : string.Create(CultureInfo.InvariantCulture, $" Taylor | Taylor x {baseline.Factor:F3} |");
        Line(text, $"| | volume elements | without solution | surrogate | blind |{taylor} true stress at the end, MPa | surrogate's, MPa |");
        Line(text, $"|---|---|---|---|---|---|---|{(baseline.IsTruth ? "" : "---|---|")}");
        foreach (MixedLoadResult l in loads)
        {
            string further = baseline.IsTruth ? "" : $" {MeanAnd95(l.Taylor!)} | {MeanAnd95(l.ScaledTaylor!)} |";
            Line(text, $"| {l.Name} | {l.TruthResponses.Count} | {l.SurrogateUnsolved.Count} | {MeanAnd95(l.Surrogate)} | {MeanAnd95(l.Blind)} |{further} {Stress(l.MeanFinalStress_Pa(l.TruthResponses))} | {Stress(l.MeanFinalStress_Pa(l.SurrogateResponses))} |");
        }

        Line(text);
    }

    private static void Steps(StringBuilder text, ModelEvaluation evaluation)
    {
        Line(text, $"## Step sizes");
        Line(text);
        Line(text, $"The same {evaluation.Options.ConsistencySamples} paths, piecewise linear in F, in more and more increments; MPa.");
        Line(text);
        Line(text, $"| increments | mean difference to {evaluation.Refinements[0].Steps} | path that differs most | mean error against crystal plasticity |");
        Line(text, $"|---|---|---|---|");
        foreach (StepRefinement r in evaluation.Refinements)
            Line(text, $"| {r.Steps} | {r.DifferenceToCoarsest_MPa:F2} | {r.LargestPathDifference_MPa:F2} | {r.Error_MPa:F2} |");
        Line(text);
        Picture(text, "Step sizes", "steps.png");
        Line(text, $"Change of the stress over a thousandth of a step: {evaluation.Standstill.VanishingStep_MPa:F3} MPa; with no strain and no time (the strain rate is not defined): {evaluation.Standstill.ZeroIncrement_MPa:F3} MPa.");
    }

    private static void Unsolved(StringBuilder text, ModelEvaluation evaluation)
    {
        UnsolvedCase[] surrogate = [.. evaluation.Unsolved];
        UnsolvedCase[] truth = [.. evaluation.Loads.Append(evaluation.Reversal).Concat(evaluation.Textures).SelectMany(l => l.TruthUnsolved)];
        if (surrogate.Length + truth.Length == 0)
            return;
        Line(text);
        Line(text, $"## Cases without solution");
        Line(text);
        Line(text, $"The errors above hold the increments before these.");
        Line(text);
        foreach (UnsolvedCase u in surrogate)
            Line(text, $"* surrogate, {u.ToString()}");
        foreach (UnsolvedCase u in truth)
            Line(text, $"* crystal plasticity, {u.ToString()}");
    }

    private static void Picture(StringBuilder text, string caption, string file)
    {
        Line(text, $"![{caption}]({file})");
        Line(text);
        Line(text, $"*{caption}.* Numbers: {Numbers(file)}.");
        Line(text);
    }

    private static string Numbers(string file)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        return name == "textures" ? "`textures.csv`, `textures_end.csv`" : $"`{name}.csv`";
    }

    private static string MeanAnd95(ErrorSummary e) => string.Create(CultureInfo.InvariantCulture, $"{e.Mean_MPa:F2} ({e.Percentile95_MPa:F2})");

    private static string MeanAnd95(ErrorStatistics e) =>
        double.IsFinite(e.Mean_MPa) ? string.Create(CultureInfo.InvariantCulture, $"{e.Mean_MPa:F2} ({e.Percentile95_MPa:F2})") : "-";

    private static string Stress(double stress_Pa) => double.IsFinite(stress_Pa) ? (1e-6 * stress_Pa).ToString("F2", CultureInfo.InvariantCulture) : "-";

    private static string Measured(double value, string unit) =>
        unit == "MPa" && double.IsFinite(value) ? string.Create(CultureInfo.InvariantCulture, $"{value:F2} MPa") : $"{Value(value)} {unit}".TrimEnd();

    private static string Value(double value) => double.IsFinite(value) ? value.ToString("0.##", CultureInfo.InvariantCulture) : "-";

    private static void Line(StringBuilder text, FormattableString? line = null) => text.Append(line?.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
