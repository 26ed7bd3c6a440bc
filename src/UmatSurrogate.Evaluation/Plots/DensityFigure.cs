using ScottPlot;

namespace UmatSurrogate.Evaluation.Plots;

/// <summary>Distributions of the stress error at every step, with mean and one standard deviation (as Figs. 6 and 7 of the paper).</summary>
public static class DensityFigure
{
    private const int Bins = 50;

    /// <summary>Panels side by side, all with the same axis of errors.</summary>
    /// <param name="file">PNG file.</param>
    /// <param name="columns">Panels in a row.</param>
    /// <param name="panels">Title and errors (MPa, by history and step) of each; at least one has errors.</param>
    public static void Save(string file, int columns, IReadOnlyList<(string Title, IReadOnlyList<double[]> Errors_MPa)> panels)
    {
        ArgumentNullException.ThrowIfNull(panels);
        double[] all = [.. panels.SelectMany(p => p.Errors_MPa).SelectMany(e => e).Order()];
        double end = Math.Max(1e-9, all.Length == 0 ? 1 : 1.15 * ErrorStatistics.Quantile(all, 0.99));
        Figure.SaveGrid(file, columns, [.. panels.Select(p => (Action<Plot>)(plot => Draw(plot, p.Title, p.Errors_MPa, end)))], 470, 350, [new("mean", Figure.Curve(1), 2.5f, CurveStyle.Solid, false), new("one standard deviation", Figure.Curve(1), 1.5f, CurveStyle.Dashed, false)]);
    }

    private static void Draw(Plot plot, string title, IReadOnlyList<double[]> errors_MPa, double end)
    {
        ErrorStatistics statistics = ErrorStatistics.Of(errors_MPa);
        int steps = statistics.MeanByStep_MPa.Length;
        if (steps > 0)
        {
            // Row 0 of a heat map is at the top.
            double[,] share = new double[Bins, steps];
            foreach (double[] history in errors_MPa)
            {
                for (int k = 0; k < history.Length; k++)
                {
                    int bin = (int)(history[k] / end * Bins);
                    if (bin < Bins)
                        share[Bins - 1 - bin, k] += 1.0 / errors_MPa.Count;
                }
            }

            ScottPlot.Plottables.Heatmap map = plot.Add.Heatmap(share);
            map.Colormap = new ScottPlot.Colormaps.Blues().Reversed();
            map.Extent = new CoordinateRect(0.5, steps + 0.5, 0, end);
            double[] step = [.. Enumerable.Range(1, steps).Select(k => (double)k)];
            double[] mean = statistics.MeanByStep_MPa, deviation = statistics.DeviationByStep_MPa;
            plot.Line(step, mean, "", Figure.Curve(1), 2.5f);
            plot.Line(step, [.. mean.Zip(deviation, (m, d) => m + d)], "", Figure.Curve(1), 1.5f, LinePattern.Dashed);
            plot.Line(step, [.. mean.Zip(deviation, (m, d) => Math.Max(0, m - d))], "", Figure.Curve(1), 1.5f, LinePattern.Dashed);
            plot.Axes.SetLimits(0.5, steps + 0.5, 0, end);
        }

        plot.Label(FormattableString.Invariant($"{title}: {statistics.Mean_MPa:F2} MPa"), "step", "stress error  [MPa]", null);
    }
}
