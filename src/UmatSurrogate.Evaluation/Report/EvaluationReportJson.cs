using System.Text.Json;
using System.Text.Json.Nodes;

namespace UmatSurrogate.Evaluation;

/// <summary><c>report.json</c> of an evaluation. A number that could not be measured is null.</summary>
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
            ["truth"] = evaluation.Truth,
            ["trained_on_this_dataset"] = evaluation.TrainedOnThisDataset,
            ["mean_error_MPa"] = Number(unseen.Surrogate.Mean_MPa),
            ["p95_error_MPa"] = Number(unseen.Surrogate.Percentile95_MPa),
            ["maximum_error_MPa"] = Number(unseen.Surrogate.Maximum_MPa),
            ["blind_mean_error_MPa"] = Number(unseen.Blind.Mean_MPa),
            ["blind_p95_error_MPa"] = Number(unseen.Blind.Percentile95_MPa),
            ["taylor_factor"] = unseen.Baseline.IsTruth ? null : unseen.Baseline.Factor,
            ["taylor_factor_fitted_to_samples"] = unseen.Baseline.FittedTo,
            ["validation"] = new JsonObject
            {
                ["samples"] = unseen.Samples.Count,
                ["volume_elements"] = unseen.VolumeElementCount,
                ["paths"] = unseen.PathCount,
            },
            ["errors"] = Splits(unseen),
            ["error_by_step_MPa"] = new JsonObject
            {
                ["mean"] = Numbers(unseen.Surrogate.MeanByStep_MPa),
                ["standard_deviation"] = Numbers(unseen.Surrogate.DeviationByStep_MPa),
                ["blind_mean"] = Numbers(unseen.Blind.MeanByStep_MPa),
            },
            ["error_over_strain_MPa"] = OverStrain(unseen),
            ["error_by_component_MPa"] = Components(unseen),
            ["reliability"] = evaluation.Reliability is Reliability r ? ReliabilityReport.Json(r) : null,
            ["stationarity_MPa"] = Number(evaluation.Standstill.VanishingStep_MPa),
            ["zero_increment_MPa"] = Number(evaluation.Standstill.ZeroIncrement_MPa),
            ["self_consistency_MPa"] = new JsonArray([.. evaluation.Refinements.Select(r => (JsonNode)new JsonObject
            {
                ["steps"] = r.Steps,
                ["difference_MPa"] = Number(r.DifferenceToCoarsest_MPa),
                ["largest_path_difference_MPa"] = Number(r.LargestPathDifference_MPa),
                ["error_MPa"] = Number(r.Error_MPa),
            })]),
            ["loads"] = Loads(evaluation.Loads),
            ["textures"] = Loads(evaluation.Textures),
            ["texture_order"] = new JsonObject
            {
                ["truth"] = evaluation.TextureOrder.Truth,
                ["surrogate"] = evaluation.TextureOrder.Surrogate,
                ["holds"] = evaluation.TextureOrder.Holds,
            },
            ["reversal"] = Load(evaluation.Reversal),
            ["without_solution"] = new JsonArray([.. evaluation.Unsolved.Select(u => (JsonNode)new JsonObject
            {
                ["case"] = u.Name,
                ["increment"] = u.Increment,
                ["increments"] = u.Increments,
                ["reason"] = u.Reason,
            })]),
            ["checks"] = new JsonArray([.. EvaluationCheck.All(evaluation).Select(c => (JsonNode)new JsonObject
            {
                ["check"] = c.Name,
                ["value"] = Number(c.Value),
                ["limit"] = c.Limit,
                ["unit"] = c.Unit,
                ["holds"] = c.Holds,
            })]),
            ["simulations"] = evaluation.Simulated,
            ["elapsed_s"] = Math.Round(evaluation.Elapsed_s, 2),
        };
        return report.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Splits(UnseenPaths unseen)
    {
        JsonObject all = [];
        foreach (ErrorSplit split in unseen.Splits)
        {
            JsonObject one = new() { ["samples"] = split.Samples, ["steps"] = split.Errors[0].Count };
            for (int p = 0; p < unseen.Predictors.Count; p++)
            {
                one[unseen.Predictors[p].Key] = new JsonObject
                {
                    ["mean_error_MPa"] = Number(split.Errors[p].Mean_MPa),
                    ["p95_error_MPa"] = Number(split.Errors[p].Percentile95_MPa),
                };
            }

            all[split.Key] = one;
        }

        return all;
    }

    private static JsonObject OverStrain(UnseenPaths unseen)
    {
        JsonObject all = new() { ["accumulated_strain"] = Numbers(unseen.OverStrain.Strain) };
        for (int p = 0; p < unseen.Predictors.Count; p++)
        {
            all[unseen.Predictors[p].Key + "_mean"] = Numbers([.. unseen.OverStrain.Errors[p].Select(e => e.Mean_MPa)]);
            all[unseen.Predictors[p].Key + "_p95"] = Numbers([.. unseen.OverStrain.Errors[p].Select(e => e.Percentile95_MPa)]);
        }

        return all;
    }

    private static JsonObject Components(UnseenPaths unseen)
    {
        JsonObject all = [];
        foreach (ComponentError c in unseen.Components)
        {
            all[c.Component] = new JsonObject
            {
                ["bias"] = Number(c.Bias_MPa),
                ["mean_absolute"] = Number(c.MeanAbsolute_MPa),
                ["root_mean_square"] = Number(c.RootMeanSquare_MPa),
                ["standard_deviation_of_truth"] = Number(c.TruthDeviation_MPa),
            };
        }

        return all;
    }

    private static JsonObject Loads(IReadOnlyList<MixedLoadResult> loads)
    {
        JsonObject all = [];
        foreach (MixedLoadResult load in loads)
            all[load.Name] = Load(load);
        return all;
    }

    private static JsonObject Load(MixedLoadResult load) => new()
    {
        ["volume_elements"] = load.TruthResponses.Count,
        ["mean_error_MPa"] = Number(load.Surrogate.Mean_MPa),
        ["p95_error_MPa"] = Number(load.Surrogate.Percentile95_MPa),
        ["final_error_MPa"] = Number(load.Surrogate.MeanByStep_MPa.LastOrDefault(double.NaN)),
        ["blind_mean_error_MPa"] = Number(load.Blind.Mean_MPa),
        ["taylor_mean_error_MPa"] = Number(load.Taylor?.Mean_MPa ?? double.NaN),
        ["scaled_taylor_mean_error_MPa"] = Number(load.ScaledTaylor?.Mean_MPa ?? double.NaN),
        ["final_stress_MPa"] = Number(1e-6 * load.MeanFinalStress_Pa(load.SurrogateResponses)),
        ["true_final_stress_MPa"] = Number(1e-6 * load.MeanFinalStress_Pa(load.TruthResponses)),
        ["surrogate_without_solution"] = load.SurrogateUnsolved.Count,
        ["truth_without_solution"] = load.TruthUnsolved.Count,
    };

    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static JsonArray Numbers(double[] values) => new([.. values.Select(v => (JsonNode?)Number(Math.Round(v, 4)))]);
}
