using System.Text.Json;
using System.Text.Json.Nodes;

namespace UmatSurrogate.Evaluation;

/// <summary><c>report.json</c> of an evaluation.</summary>
public static class EvaluationReportJson
{
    /// <summary>Value of the key <c>schema</c>.</summary>
    public const string Schema = "umat-surrogate/report/1";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The report as indented JSON; all stresses in MPa.</summary>
    public static string Write(ModelEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        UnseenPaths unseen = evaluation.UnseenPaths;
        JsonObject report = new()
        {
            ["schema"] = Schema,
            ["model_sha256"] = evaluation.Model.ContentHash,
            ["dataset_sha256"] = evaluation.DatasetHash,
            ["trained_on_this_dataset"] = evaluation.TrainedOnThisDataset,
            ["mean_error_MPa"] = unseen.Surrogate.Mean_MPa,
            ["p95_error_MPa"] = unseen.Surrogate.Percentile95_MPa,
            ["maximum_error_MPa"] = unseen.Surrogate.Maximum_MPa,
            ["blind_mean_error_MPa"] = unseen.Blind.Mean_MPa,
            ["blind_p95_error_MPa"] = unseen.Blind.Percentile95_MPa,
            ["validation"] = new JsonObject
            {
                ["samples"] = unseen.Samples.Count,
                ["volume_elements"] = unseen.VolumeElementCount,
                ["paths"] = unseen.PathCount,
            },
            ["error_by_step_MPa"] = new JsonObject
            {
                ["mean"] = Numbers(unseen.Surrogate.MeanByStep_MPa),
                ["standard_deviation"] = Numbers(unseen.Surrogate.DeviationByStep_MPa),
                ["blind_mean"] = Numbers(unseen.Blind.MeanByStep_MPa),
            },
            ["stationarity_MPa"] = evaluation.Standstill.VanishingStep_MPa,
            ["zero_increment_MPa"] = evaluation.Standstill.ZeroIncrement_MPa,
            ["self_consistency_MPa"] = new JsonArray([.. evaluation.Refinements.Select(r => (JsonNode)new JsonObject
            {
                ["steps"] = r.Steps,
                ["difference_MPa"] = r.DifferenceToCoarsest_MPa,
                ["error_against_taylor_MPa"] = r.ErrorAgainstTaylor_MPa,
            })]),
            ["loads"] = Loads(evaluation.Loads),
            ["textures"] = Loads(evaluation.Textures),
            ["elapsed_s"] = Math.Round(evaluation.Elapsed_s, 2),
        };
        return report.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Loads(IReadOnlyList<MixedLoadResult> loads)
    {
        JsonObject all = [];
        foreach (MixedLoadResult load in loads)
        {
            all[load.Name] = new JsonObject
            {
                ["volume_elements"] = load.Taylor_Pa.Length,
                ["mean_error_MPa"] = load.Surrogate.Mean_MPa,
                ["p95_error_MPa"] = load.Surrogate.Percentile95_MPa,
                ["final_error_MPa"] = load.Surrogate.MeanByStep_MPa[^1],
                ["blind_mean_error_MPa"] = load.Blind.Mean_MPa,
            };
        }

        return all;
    }

    private static JsonArray Numbers(double[] values) => new([.. values.Select(v => (JsonNode)Math.Round(v, 4))]);
}
