using ScottPlot;

namespace UmatSurrogate.Evaluation.Plots;

/// <summary>Figures of the validation samples: errors over strain, by step, by kind, by component, and their distribution.</summary>
internal static class UnseenPathPlots
{
    private const string ErrorAxis = "stress error  [MPa]";

    /// <summary>Mean of every predictor over the accumulated strain, and the 95 % quantile of the surrogate.</summary>
    public static void ErrorOverStrain(string file, UnseenPaths unseen)
    {
        using Plot plot = new();
        double[] strain_percent = [.. unseen.OverStrain.Strain.Select(e => 100 * e)];
        double highest = 0;
        for (int p = 0; p < unseen.Predictors.Count; p++)
        {
            double[] mean = [.. unseen.OverStrain.Errors[p].Select(e => e.Mean_MPa)];
            plot.Line(strain_percent, mean, p == 0 ? "surrogate, mean" : unseen.Predictors[p].Name, Figure.Predictor(p), p == 0 ? 3 : 2);
            highest = Math.Max(highest, mean.Where(double.IsFinite).DefaultIfEmpty(0).Max());
        }

        double[] quantile = [.. unseen.OverStrain.Errors[0].Select(e => e.Percentile95_MPa)];
        plot.Line(strain_percent, quantile, "surrogate, 95 % quantile", Figure.Predictor(0), 2, LinePattern.Dashed);
        highest = Math.Max(highest, quantile.Where(double.IsFinite).DefaultIfEmpty(0).Max());
        plot.Axes.SetLimits(0, strain_percent[^1], 0, 1.35 * highest);
        plot.Label("Unseen volume elements and paths", "accumulated equivalent strain  [%]", ErrorAxis, Alignment.UpperLeft);
        plot.SaveFigure(file);
    }

    /// <summary>Mean error by step with a band of one standard deviation, and the baselines (as Fig. 5 of the paper).</summary>
    public static void ErrorByStep(string file, UnseenPaths unseen)
    {
        double[] mean = unseen.Surrogate.MeanByStep_MPa;
        double[] deviation = unseen.Surrogate.DeviationByStep_MPa;
        double[] step = [.. Enumerable.Range(1, mean.Length).Select(k => (double)k)];
        using Plot plot = new();
        double[] high = [.. mean.Zip(deviation, (m, d) => m + d)];
        plot.Band(step, [.. mean.Zip(deviation, (m, d) => Math.Max(0.0, m - d))], high, Figure.Predictor(0));
        plot.Line(step, mean, "surrogate, one standard deviation shaded", Figure.Predictor(0), 3);
        double highest = high.DefaultIfEmpty(1).Max();
        for (int p = 1; p < unseen.Predictors.Count; p++)
        {
            double[] other = ErrorStatistics.Of(unseen.Predictors[p].Errors_MPa).MeanByStep_MPa;
            plot.Line([.. Enumerable.Range(1, other.Length).Select(k => (double)k)], other, unseen.Predictors[p].Name, Figure.Predictor(p));
            highest = Math.Max(highest, other.DefaultIfEmpty(0).Max());
        }

        plot.Axes.SetLimits(0, Math.Max(2, mean.Length), 0, 1.35 * highest);
        plot.Label("Unseen volume elements and paths", "step", ErrorAxis, Alignment.UpperLeft);
        plot.SaveFigure(file);
    }

    /// <summary>Distribution of the errors of all predictors over all samples and steps.</summary>
    public static void Histogram(string file, UnseenPaths unseen)
    {
        const int bins = 80;
        double[][] all = [.. unseen.Predictors.Select(p => p.Errors_MPa.SelectMany(e => e).Order().ToArray())];
        double end = Math.Max(all.Where(a => a.Length > 0).Select(a => ErrorStatistics.Quantile(a, 0.99)).DefaultIfEmpty(1).Max(), 1e-9);
        using Plot plot = new();
        double highest = 0;
        for (int p = 0; p < all.Length; p++)
        {
            double[] edges = [.. Enumerable.Range(0, bins + 1).SelectMany(b => new[] { b * end / bins, b * end / bins })];
            double[] density = new double[bins];
            foreach (double e in all[p])
            {
                if (e < end)
                    density[(int)(e / end * bins)] += 100.0 * bins / (all[p].Length * end);
            }

            highest = Math.Max(highest, density.Max());
            double[] outline = [0, .. density.SelectMany(d => new[] { d, d }), 0];
            plot.Line(edges, outline, unseen.Predictors[p].Name, Figure.Predictor(p), p == 0 ? 3 : 2);
        }

        ScottPlot.Plottables.VerticalLine mean = plot.Add.VerticalLine(unseen.Surrogate.Mean_MPa, 2, Figure.Predictor(0), LinePattern.Dotted);
        mean.LegendText = FormattableString.Invariant($"surrogate: mean {unseen.Surrogate.Mean_MPa:F2} MPa");
        ScottPlot.Plottables.VerticalLine quantile = plot.Add.VerticalLine(unseen.Surrogate.Percentile95_MPa, 2, Figure.Predictor(0), LinePattern.Dashed);
        quantile.LegendText = FormattableString.Invariant($"surrogate: 95 % quantile {unseen.Surrogate.Percentile95_MPa:F2} MPa");
        plot.Axes.SetLimits(0, end, 0, 1.1 * Math.Max(highest, 1e-9));
        plot.Label("Distribution over all samples and steps", ErrorAxis, "share of steps  [% per MPa]", Alignment.UpperRight);
        plot.SaveFigure(file);
    }

    /// <summary>Mean errors of all predictors by kind of path, volume element and range.</summary>
    public static void Splits(string file, UnseenPaths unseen)
    {
        using Plot plot = new();
        (string, Color, IReadOnlyList<double>)[] rows =
        [
            .. unseen.Predictors.Select((p, i) => (p.Name, Figure.Predictor(i), (IReadOnlyList<double>)[.. unseen.Splits.Select(s => s.Errors[i].Mean_MPa)])),
        ];
        plot.GroupedBars(rows, [.. unseen.Splits.Select(s => ShortName(s.Key))]);
        double largest = unseen.Splits.SelectMany(s => s.Errors).Select(e => e.Mean_MPa).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        plot.Axes.SetLimitsY(0, 1.35 * largest);
        plot.Label("Mean error by kind of sample", "", ErrorAxis, Alignment.UpperRight);
        plot.Legend.Orientation = Orientation.Horizontal;
        plot.SaveFigure(file, 980, 460);
    }

    /// <summary>Mean size and bias of the error of each deviatoric component.</summary>
    public static void Components(string file, UnseenPaths unseen)
    {
        using Plot plot = new();
        plot.GroupedBars(
            [
                ("mean size", Figure.Predictor(0), [.. unseen.Components.Select(c => c.MeanAbsolute_MPa)]),
                ("root mean square", Figure.Curve(5), [.. unseen.Components.Select(c => c.RootMeanSquare_MPa)]),
                ("bias", Figure.Curve(1), [.. unseen.Components.Select(c => c.Bias_MPa)]),
            ],
            [.. unseen.Components.Select(c => c.Component)]);
        double low = Math.Min(0.0, unseen.Components.Min(c => c.Bias_MPa));
        double high = unseen.Components.Max(c => c.RootMeanSquare_MPa);
        plot.Axes.SetLimitsY(low < 0 ? low - 0.12 * high : 0, 1.35 * high);
        plot.Label("Surrogate, by component of the deviatoric Cauchy stress", "component", "error  [MPa]", Alignment.UpperRight);
        plot.Legend.Orientation = Orientation.Horizontal;
        plot.SaveFigure(file);
    }

    private static string ShortName(string key) => key switch
    {
        "all" => "all",
        "strain_to_0.1" => "F - I within 0.1",
        "random_volume_elements" => "random VE",
        "textured_volume_elements" => "textured VE",
        "monotonic_paths" => "monotonic",
        "reversed_paths" => "reversed",
        _ => "walks",
    };
}
