namespace UmatSurrogate.Evaluation.Plots;

/// <summary>Error and difference over the number of increments of the same paths.</summary>
internal static class StepPlot
{
    public static BarPanel Panel(IReadOnlyList<StepRefinement> refinements) => new(
        "The same paths in more and more increments", "increments", "stress error or difference  [MPa]",
        [.. refinements.Select(r => FormattableString.Invariant($"{r.Steps}"))],
        [
            new(FormattableString.Invariant($"mean difference to {refinements[0].Steps} increments"), [.. refinements.Select(r => r.DifferenceToCoarsest_MPa)]) { Predictor = 0 },
            new("path that differs most", [.. refinements.Select(r => r.LargestPathDifference_MPa)]) { Predictor = 3 },
            new("error against crystal plasticity", [.. refinements.Select(r => r.Error_MPa)]) { IsTruth = true },
        ]);
}
