namespace UmatSurrogate.Evaluation;

/// <summary>A property that a model for finite-element work should have, measured against a limit.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Value">The measured number; NaN where it could not be measured.</param>
/// <param name="Limit">The largest number that holds.</param>
/// <param name="Unit">MPa, or nothing for a ratio or count.</param>
public sealed record EvaluationCheck(string Name, double Value, double Limit, string Unit)
{
    /// <summary>Whether the value is within the limit.</summary>
    public bool Holds => Value <= Limit;

    /// <summary>The checks of an evaluation.</summary>
    public static IReadOnlyList<EvaluationCheck> All(ModelEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        UnseenPaths unseen = evaluation.UnseenPaths;
        List<EvaluationCheck> checks = [];
        if (unseen.Splits.FirstOrDefault(s => s.Key == "strain_to_0.1") is { } small)
        {
            checks.Add(new("unseen paths to 10 %, mean error", small.Errors[0].Mean_MPa, 1.5, "MPa"));
            checks.Add(new("unseen paths to 10 %, 95 % quantile", small.Errors[0].Percentile95_MPa, 3.0, "MPa"));
        }

        checks.Add(new("unseen paths, full range, mean error", unseen.Surrogate.Mean_MPa, 2.0, "MPa"));
        foreach (MixedLoadResult load in evaluation.Loads.Concat(evaluation.Textures))
        {
            checks.Add(new($"{load.Name}, mean error", load.Surrogate.Mean_MPa, 3.0, "MPa"));
            checks.Add(new($"{load.Name}, mean error over that of the blind baseline", load.Surrogate.Mean_MPa / load.Blind.Mean_MPa, 0.4, ""));
        }

        checks.Add(new("order of the textures, pairs out of order", evaluation.TextureOrder.Holds ? 0 : 1, 0, ""));
        checks.Add(new("stationarity", evaluation.Standstill.VanishingStep_MPa, 0.5, "MPa"));
        checks.Add(new("stationarity with no strain and no time", evaluation.Standstill.ZeroIncrement_MPa, 0.5, "MPa"));
        checks.Add(new("self-consistency, worst number of steps", evaluation.Refinements.Max(r => r.DifferenceToCoarsest_MPa), 1.0, "MPa"));
        checks.Add(new("reversal, mean error", evaluation.Reversal.Surrogate.Mean_MPa, 3.0, "MPa"));
        checks.Add(new("cases without solution", evaluation.Unsolved.Count(), 0, ""));
        return checks;
    }
}
