using ScottPlot;

namespace UmatSurrogate.Evaluation.Plots;

/// <summary>Figures of the mixed loads: stress over strain of surrogate and crystal plasticity (as Figs. 8 and 9 of the paper).</summary>
internal static class LoadPlots
{
    private const double MegaPascal = 1e-6;

    /// <summary>Upper row: mean and range over the volume elements; lower row: difference of surrogate and crystal plasticity.</summary>
    public static void Loads(string file, IReadOnlyList<MixedLoadResult> loads) => Figure.SaveGrid(
        file, loads.Count, [.. loads.Select(l => (Action<Plot>)(plot => MeanAndRange(plot, l))), .. loads.Select(l => (Action<Plot>)(plot => Difference(plot, l)))],
        440, 350);

    /// <summary>The loop of stress over strain, and the error along the way.</summary>
    public static void Reversal(string file, MixedLoadResult reversal) => Figure.SaveGrid(file, 2,
    [
        plot =>
        {
            double[] strain = Percent(reversal.Load.Strain);
            for (int v = 0; v < Math.Min(3, reversal.TruthResponses.Count); v++)
            {
                plot.Line(strain, Stress(reversal, reversal.TruthResponses[v]), "", Figure.Curve(v).WithAlpha(90), 6);
                plot.Line(strain, Stress(reversal, reversal.SurrogateResponses[v]), $"volume element {v}", Figure.Curve(v), 1.5f);
            }

            plot.Label("surrogate (thin) and crystal plasticity (broad)", "F11 - 1  [%]", "Cauchy stress 11  [MPa]", Alignment.UpperLeft);
        },
        plot =>
        {
            double[] step = [.. Enumerable.Range(1, reversal.Load.Load.Increments).Select(k => (double)k)];
            plot.Line(step, reversal.Surrogate.MeanByStep_MPa, "surrogate", Figure.Predictor(0), 3);
            plot.Line(step, reversal.Blind.MeanByStep_MPa, "blind", Figure.Predictor(1));
            if (reversal.Taylor is { } taylor && reversal.ScaledTaylor is { } scaled)
            {
                plot.Line(step, taylor.MeanByStep_MPa, "Taylor", Figure.Predictor(2));
                plot.Line(step, scaled.MeanByStep_MPa, "Taylor, scaled", Figure.Predictor(3));
            }

            int turn = Array.IndexOf(reversal.Load.Strain, reversal.Load.Strain.Max());
            plot.Add.VerticalLine(turn, 1, Colors.Black.WithAlpha(120), LinePattern.Dotted);
            ErrorStatistics?[] all = [reversal.Surrogate, reversal.Blind, reversal.Taylor, reversal.ScaledTaylor];
            double highest = all.OfType<ErrorStatistics>().SelectMany(e => e.MeanByStep_MPa).DefaultIfEmpty(1).Max();
            plot.Axes.SetLimits(0, step.Length, 0, 1.45 * Math.Max(highest, 1e-9));
            plot.Label($"mean over {reversal.TruthResponses.Count} volume elements; dotted: load turns", "increment", "stress error  [MPa]", Alignment.UpperLeft);
        },
    ], 520, 400);

    /// <summary>Left: means and ranges of the textures; right: mean stress at the end.</summary>
    public static void Textures(string file, IReadOnlyList<MixedLoadResult> textures) => Figure.SaveGrid(file, 2,
    [
        plot =>
        {
            for (int t = 0; t < textures.Count; t++)
            {
                MixedLoadResult texture = textures[t];
                Color color = Figure.Curve(t);
                double[] strain = Percent(texture.Load.Strain);
                (double[] mean, double[] low, double[] high) = Range(texture, texture.TruthResponses);
                plot.Band(strain[..mean.Length], low, high, color, 30);
                plot.Line(strain, mean, texture.Name, color, t == 0 ? 5 : 2.5f);
                plot.Line(strain, Range(texture, texture.SurrogateResponses).Mean, "", color, 2, LinePattern.Dashed);
            }

            plot.Label("crystal plasticity (line, range shaded), surrogate (dashed)", "F11 - 1  [%]", "Cauchy stress 11  [MPa]", Alignment.LowerRight);
        },
        plot =>
        {
            List<(string, Color, IReadOnlyList<double>)> rows =
            [
                ("crystal plasticity", Figure.Truth, Final(t => t.TruthResponses, textures)), ("surrogate", Figure.Predictor(0), Final(t => t.SurrogateResponses, textures)),
            ];
            if (textures.All(t => t.TaylorResponses is not null))
                rows.Add(("Taylor", Figure.Predictor(2), Final(t => t.TaylorResponses!, textures)));
            plot.GroupedBars(rows, [.. textures.Select(t => t.Name)]);
            plot.Axes.SetLimitsY(0, 1.3 * rows.SelectMany(r => r.Item3).Where(double.IsFinite).DefaultIfEmpty(1).Max());
            plot.Label("mean stress at the end", "", "Cauchy stress 11  [MPa]", Alignment.UpperCenter);
            plot.Legend.Orientation = Orientation.Horizontal;
        },
    ], 560, 420);

    private static void MeanAndRange(Plot plot, MixedLoadResult load)
    {
        double[] strain = Percent(load.Load.Strain);
        (double[] mean, double[] low, double[] high) = Range(load, load.TruthResponses);
        plot.Band(strain[..mean.Length], low, high, Figure.Truth, 40);
        plot.Line(strain, mean, "crystal plasticity, range shaded", Figure.Truth, 2.5f);
        (mean, low, high) = Range(load, load.SurrogateResponses);
        plot.Line(strain, mean, "surrogate, range dotted", Figure.Predictor(0), 2.5f, LinePattern.Dashed);
        plot.Line(strain, low, "", Figure.Predictor(0), 1, LinePattern.Dotted);
        plot.Line(strain, high, "", Figure.Predictor(0), 1, LinePattern.Dotted);
        plot.Label($"{load.Name}, {load.TruthResponses.Count} volume elements", "driven strain  [%]", $"Cauchy stress {load.Load.Component}  [MPa]", Alignment.LowerRight);
    }

    private static void Difference(Plot plot, MixedLoadResult load)
    {
        double[][] differences =
        [
            .. load.TruthResponses.Select((t, v) => Stress(load, load.SurrogateResponses[v]).Zip(Stress(load, t), (s, truth) => s - truth).ToArray()),
        ];
        double[] strain = Percent(load.Load.Strain);
        (double[] mean, double[] low, double[] high) = Range(differences);
        plot.Add.HorizontalLine(0, 1, Colors.Black.WithAlpha(120));
        plot.Band(strain[..mean.Length], low, high, Figure.Predictor(0));
        plot.Line(strain, mean, "mean, range shaded", Figure.Predictor(0), 2.5f);
        double margin = Math.Max(1e-9, high.Max() - Math.Min(0, low.Min()));
        plot.Axes.SetLimitsY(Math.Min(0, low.Min()) - 0.08 * margin, Math.Max(0, high.Max()) + 0.25 * margin);
        plot.Label("surrogate minus crystal plasticity", "driven strain  [%]", $"difference {load.Load.Component}  [MPa]", Alignment.UpperRight);
    }

    private static double[] Final(Func<MixedLoadResult, IReadOnlyList<LoadResponse>> of, IReadOnlyList<MixedLoadResult> loads) =>
        [.. loads.Select(l => MegaPascal * l.MeanFinalStress_Pa(of(l)))];

    private static double[] Percent(double[] strain) => [.. strain.Select(e => 100.0 * e)];

    private static double[] Stress(MixedLoadResult load, LoadResponse response) =>
        [.. response.CauchyStress_Pa.Select(s => MegaPascal * load.Load.Value(s))];

    private static (double[] Mean, double[] Low, double[] High) Range(MixedLoadResult load, IReadOnlyList<LoadResponse> responses) =>
        Range([.. responses.Select(r => Stress(load, r))]);

    private static (double[] Mean, double[] Low, double[] High) Range(double[][] curves)
    {
        int points = curves.Max(c => c.Length);
        double[][] there = [.. Enumerable.Range(0, points).Select(k => curves.Where(c => c.Length > k).Select(c => c[k]).ToArray())];
        return ([.. there.Select(t => t.Average())], [.. there.Select(t => t.Min())], [.. there.Select(t => t.Max())]);
    }
}
