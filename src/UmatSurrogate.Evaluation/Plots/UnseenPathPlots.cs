namespace UmatSurrogate.Evaluation.Plots;

/// <summary>Figures of the validation samples: errors over strain, by step, by kind, by component, and their distribution.</summary>
internal static class UnseenPathPlots
{
    private const string Title = "Unseen volume elements and paths", ErrorAxis = "stress error  [MPa]";

    /// <summary>Mean of every predictor over the accumulated strain, and the 95 % quantile of the surrogate.</summary>
    public static FigurePanel ErrorOverStrain(UnseenPaths unseen)
    {
        double[] strain_percent = [.. unseen.OverStrain.Strain.Select(e => 100 * e)];
        return new(Title, "accumulated equivalent strain  [%]", ErrorAxis,
        [
            new("surrogate, mean", strain_percent, [.. unseen.OverStrain.Errors[0].Select(e => e.Mean_MPa)]) { Predictor = 0 },
            new("surrogate, 95 % quantile", strain_percent, [.. unseen.OverStrain.Errors[0].Select(e => e.Percentile95_MPa)]) { Predictor = 0, Style = CurveStyle.Dashed },
            .. Enumerable.Range(1, unseen.Predictors.Count - 1).Select(p =>
                new FigureCurve(unseen.Predictors[p].Name, strain_percent, [.. unseen.OverStrain.Errors[p].Select(e => e.Mean_MPa)]) { Predictor = p }),
        ])
        { FromZero = true };
    }

    /// <summary>Mean error by step with a band of one standard deviation, and the baselines (as Fig. 5 of the paper).</summary>
    public static FigurePanel ErrorByStep(UnseenPaths unseen)
    {
        double[] mean = unseen.Surrogate.MeanByStep_MPa, deviation = unseen.Surrogate.DeviationByStep_MPa;
        return new(Title, "step", ErrorAxis,
        [
            new("surrogate, one standard deviation shaded", Steps(mean), mean)
            {
                Predictor = 0, Low = [.. mean.Zip(deviation, (m, d) => Math.Max(0.0, m - d))], High = [.. mean.Zip(deviation, (m, d) => m + d)],
            },
            .. Enumerable.Range(1, unseen.Predictors.Count - 1).Select(p =>
            {
                double[] other = ErrorStatistics.Of(unseen.Predictors[p].Errors_MPa).MeanByStep_MPa;
                return new FigureCurve(unseen.Predictors[p].Name, Steps(other), other) { Predictor = p };
            }),
        ])
        { FromZero = true };
    }

    /// <summary>Distribution of the errors of all predictors over all samples and steps.</summary>
    public static FigurePanel Histogram(UnseenPaths unseen)
    {
        const int bins = 80;
        double[][] all = [.. unseen.Predictors.Select(p => p.Errors_MPa.SelectMany(e => e).Order().ToArray())];
        double end = Math.Max(all.Where(a => a.Length > 0).Select(a => ErrorStatistics.Quantile(a, 0.99)).DefaultIfEmpty(1).Max(), 1e-9);
        double[] edges = [.. Enumerable.Range(0, bins + 1).SelectMany(b => new[] { b * end / bins, b * end / bins })];
        List<FigureCurve> curves = [];
        double highest = 0;
        for (int p = 0; p < all.Length; p++)
        {
            double[] density = new double[bins];
            foreach (double e in all[p])
            {
                if (e < end)
                    density[(int)(e / end * bins)] += 100.0 * bins / (all[p].Length * end);
            }

            highest = Math.Max(highest, density.Max());
            curves.Add(new(unseen.Predictors[p].Name, edges, [0, .. density.SelectMany(d => new[] { d, d }), 0]) { Predictor = p });
        }

        Line(FormattableString.Invariant($"surrogate: mean {unseen.Surrogate.Mean_MPa:F2} MPa"), unseen.Surrogate.Mean_MPa, CurveStyle.Dotted);
        Line(FormattableString.Invariant($"surrogate: 95 % quantile {unseen.Surrogate.Percentile95_MPa:F2} MPa"), unseen.Surrogate.Percentile95_MPa, CurveStyle.Dashed);
        return new("Distribution over all samples and steps", ErrorAxis, "share of steps  [% per MPa]", curves) { FromZero = true };

        void Line(string label, double error_MPa, CurveStyle style) => curves.Add(new(label, [error_MPa, error_MPa], [0, highest]) { Predictor = 0, Style = style });
    }

    /// <summary>Mean errors of all predictors by kind of path, volume element and range.</summary>
    public static BarPanel Splits(UnseenPaths unseen) => new(
        "Mean error by kind of sample", "", ErrorAxis, [.. unseen.Splits.Select(s => ShortName(s.Key))],
        [.. unseen.Predictors.Select((p, i) => new BarRow(p.Name, [.. unseen.Splits.Select(s => s.Errors[i].Mean_MPa)]) { Predictor = i })]);

    /// <summary>Mean size and bias of the error of each deviatoric component.</summary>
    public static BarPanel Components(UnseenPaths unseen) => new(
        "Surrogate, by component of the deviatoric Cauchy stress", "component", "error  [MPa]", [.. unseen.Components.Select(c => c.Component)],
        [
            new("mean size", [.. unseen.Components.Select(c => c.MeanAbsolute_MPa)]),
            new("root mean square", [.. unseen.Components.Select(c => c.RootMeanSquare_MPa)]),
            new("bias", [.. unseen.Components.Select(c => c.Bias_MPa)]),
        ]);

    private static double[] Steps(double[] values) => [.. Enumerable.Range(1, values.Length).Select(k => (double)k)];

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
