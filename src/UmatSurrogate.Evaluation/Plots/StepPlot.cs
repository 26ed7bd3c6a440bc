using ScottPlot;

namespace UmatSurrogate.Evaluation.Plots;

/// <summary>Error and difference over the number of increments of the same paths.</summary>
internal static class StepPlot
{
    public static void Save(string file, IReadOnlyList<StepRefinement> refinements)
    {
        using Plot plot = new();
        (string, Color, IReadOnlyList<double>)[] rows =
        [
            ("mean difference to the coarsest", Figure.Predictor(0), [.. refinements.Select(r => r.DifferenceToCoarsest_MPa)]),
            ("path that differs most", Figure.Curve(5), [.. refinements.Select(r => r.LargestPathDifference_MPa)]),
            ("error against crystal plasticity", Figure.Truth, [.. refinements.Select(r => r.Error_MPa)]),
        ];
        plot.GroupedBars(rows, [.. refinements.Select(r => FormattableString.Invariant($"{r.Steps}"))]);
        plot.Axes.SetLimitsY(0, 1.35 * Math.Max(1e-9, rows.SelectMany(r => r.Item3).Where(double.IsFinite).DefaultIfEmpty(1).Max()));
        plot.Label("The same paths in more and more increments", "increments", "[MPa]", Alignment.UpperLeft);
        plot.Legend.Orientation = Orientation.Horizontal;
        plot.SaveFigure(file);
    }
}
