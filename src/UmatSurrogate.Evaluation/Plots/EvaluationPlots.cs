using ScottPlot;
using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Evaluation.Plots;

/// <summary>The plots of an evaluation, each a PNG file.</summary>
internal static class EvaluationPlots
{
    private const double MegaPascal = 1e-6;
    private const int Width = 900;
    private const int Height = 600;

    /// <summary>Mean error by step with a band of one standard deviation, and the blind baseline.</summary>
    public static void ErrorByStep(string file, UnseenPaths unseen)
    {
        double[] mean = unseen.Surrogate.MeanByStep_MPa;
        double[] deviation = unseen.Surrogate.DeviationByStep_MPa;
        double[] step = [.. Enumerable.Range(1, mean.Length).Select(k => (double)k)];
        using Plot plot = new();
        ScottPlot.Plottables.FillY band = plot.Add.FillY(
            step, mean.Zip(deviation, (m, d) => Math.Max(0.0, m - d)).ToArray(), mean.Zip(deviation, (m, d) => m + d).ToArray());
        band.FillColor = Colors.C0.WithAlpha(60);
        band.LineWidth = 0;
        Line(plot, step, mean, "surrogate, one standard deviation shaded", Colors.C0, 2);
        Line(plot, step, unseen.Blind.MeanByStep_MPa, "blind: mean over volume elements", Colors.Gray, 2);
        plot.Axes.SetLimitsY(0, 1.1 * unseen.Blind.MeanByStep_MPa.Concat(mean.Zip(deviation, (m, d) => m + d)).Max());
        Finish(plot, file, "Stress error on unseen volume elements and paths", "step", "error (Eq. 5)  [MPa]", Alignment.UpperRight);
    }

    /// <summary>Distribution of the errors over all samples and steps.</summary>
    public static void Histogram(string file, UnseenPaths unseen)
    {
        const int bins = 60;
        double[] all = [.. unseen.Errors_MPa.SelectMany(e => e)];
        double width = Math.Max(all.Max(), 1e-9) / bins;
        double[] centre = [.. Enumerable.Range(0, bins).Select(b => (b + 0.5) * width)];
        double[] share = new double[bins];
        foreach (double e in all)
            share[Math.Min(bins - 1, (int)(e / width))] += 100.0 / all.Length;
        using Plot plot = new();
        ScottPlot.Plottables.BarPlot bars = plot.Add.Bars(centre, share);
        foreach (Bar bar in bars.Bars)
        {
            bar.Size = width;
            bar.LineWidth = 0;
        }

        plot.Axes.SetLimits(0, all.Max(), 0, 1.1 * share.Max());
        ScottPlot.Plottables.VerticalLine meanLine = plot.Add.VerticalLine(unseen.Surrogate.Mean_MPa, 2, Colors.Black);
        meanLine.LegendText = "mean";
        ScottPlot.Plottables.VerticalLine quantileLine = plot.Add.VerticalLine(unseen.Surrogate.Percentile95_MPa, 2, Colors.Gray);
        quantileLine.LegendText = "95 % quantile";
        Finish(plot, file, "Distribution of the stress error", "error (Eq. 5)  [MPa]", "share of all samples and steps  [%]", Alignment.UpperRight);
    }

    /// <summary>Three deviatoric components over time of the samples with the least, the median and the largest mean error.</summary>
    public static void SamplePaths(string file, UnseenPaths unseen)
    {
        int[] byError = [.. Enumerable.Range(0, unseen.Samples.Count).OrderBy(i => unseen.Errors_MPa[i].Average())];
        (string Name, int Index)[] chosen = [("best", byError[0]), ("median", byError[byError.Length / 2]), ("worst", byError[^1])];
        Multiplot multiplot = new();
        multiplot.AddPlots(chosen.Length);
        for (int p = 0; p < chosen.Length; p++)
        {
            (string name, int i) = chosen[p];
            DatasetSample sample = unseen.Samples[i];
            Plot plot = multiplot.GetPlot(p);
            (string Label, Func<SymmetricTensor, double> Component, Color Color)[] components =
            [
                ("11", s => s.S11, Colors.C0), ("22", s => s.S22, Colors.C1), ("12", s => s.S12, Colors.C2),
            ];
            foreach ((string label, Func<SymmetricTensor, double> component, Color color) in components)
            {
                Line(plot, sample.Times_s, Values(sample.DeviatoricCauchyStress_Pa, component), "", color.WithAlpha(90), 6);
                Line(plot, sample.Times_s, Values([.. unseen.Surrogate_Pa[i].Select(s => s.Deviator)], component), label, color, 2);
            }

            plot.Title($"{name}: {unseen.Errors_MPa[i].Average():F2} MPa");
            plot.XLabel("time  [s]");
            plot.YLabel(p == 0 ? "deviatoric stress  [MPa]; broad: crystal plasticity" : "");
            plot.ShowLegend(Alignment.LowerRight);
        }

        multiplot.Layout = new ScottPlot.MultiplotLayouts.Columns();
        multiplot.SavePng(file, 1500, 500);
    }

    /// <summary>Stress against strain of mixed loads: mean over the volume elements and the single ones.</summary>
    public static void StressStrain(string file, string title, IReadOnlyList<MixedLoadResult> loads)
    {
        using Plot plot = new();
        Color[] colors = [Colors.C0, Colors.C1, Colors.C2, Colors.C3];
        for (int l = 0; l < loads.Count; l++)
        {
            MixedLoadResult load = loads[l];
            Func<SymmetricTensor, double> component = load.Name == "pure-shear" ? s => s.S12 : s => s.S11;
            double[] strain = [.. load.Strain.Select(e => 100.0 * e)];
            for (int v = 0; v < load.Taylor_Pa.Length; v++)
            {
                Line(plot, strain, Values(load.Taylor_Pa[v], component), "", colors[l % 4].WithAlpha(60), 4);
                Line(plot, strain, Values(load.Surrogate_Pa[v], component), v == 0 ? load.Name : "", colors[l % 4], 1);
            }
        }

        Finish(plot, file, $"{title}: surrogate (thin) and crystal plasticity (broad)", "driven strain  [%]", "Cauchy stress  [MPa]", Alignment.LowerRight);
    }

    private static double[] Values(IReadOnlyList<SymmetricTensor> stress_Pa, Func<SymmetricTensor, double> component) =>
        [.. stress_Pa.Select(s => MegaPascal * component(s))];

    private static void Line(Plot plot, double[] x, double[] y, string label, Color color, float width)
    {
        ScottPlot.Plottables.Scatter line = plot.Add.ScatterLine(x, y, color);
        line.LineWidth = width;
        if (label.Length > 0)
            line.LegendText = label;
    }

    private static void Finish(Plot plot, string file, string title, string x, string y, Alignment legend)
    {
        plot.Title(title);
        plot.XLabel(x);
        plot.YLabel(y);
        plot.ShowLegend(legend);
        plot.SavePng(file, Width, Height);
    }
}
