using ScottPlot;

namespace UmatSurrogate.Evaluation.Plots;

/// <summary>Diagrams of curves and bars as a PNG file, in the style of the reports; <see cref="FigureCsv"/> writes their numbers.</summary>
public static class CurveFigure
{
    private const int LongestLegendInside = 5;

    /// <summary>Draws panels in rows of so many columns. Panels with the same legend, and a single one with a long legend, have it below; others inside.</summary>
    public static void Save(string file, int columns, IReadOnlyList<FigurePanel> panels)
    {
        ArgumentNullException.ThrowIfNull(panels);
        columns = Math.Min(columns, panels.Count);
        LegendEntry[][] legends = [.. panels.Select(Legend)];
        bool shared = legends[0].Length > (panels.Count > 1 ? 0 : LongestLegendInside) && legends.All(l => l.SequenceEqual(legends[0]));
        bool beside = !shared && panels.Any(LegendBeside);
        (int width, int height) = columns switch
        {
            1 => (beside ? 720 : 560, 390),
            2 => (beside ? 660 : 470, 360),
            _ => (beside ? 560 : 380, 310),
        };
        Figure.SaveGrid(file, columns, [.. panels.Select(p => (Action<Plot>)(plot => Draw(plot, p, width, height, !shared)))], width, height, shared ? legends[0] : null);
    }

    /// <summary>Draws bars.</summary>
    public static void Save(string file, BarPanel panel)
    {
        ArgumentNullException.ThrowIfNull(panel);
        int longest = panel.Names.Max(n => n.Length);
        int width = Math.Clamp(Math.Max(8 * longest + 12, 38 * panel.Rows.Count) * panel.Names.Count + 80, 520, 1300);
        Figure.SaveGrid(file, 1, [plot => Draw(plot, panel)], width, 370, Legend(panel));
    }

    /// <summary>Curves and bars beside each other.</summary>
    public static void Save(string file, FigurePanel left, BarPanel right) =>
        Figure.SaveGrid(file, 2, [plot => Draw(plot, left, 470, 370, true), plot => Draw(plot, right)], 470, 370, Legend(right));

    private static LegendEntry[] Legend(BarPanel panel) =>
        panel.Rows.Count < 2 ? [] : [.. panel.Rows.Select((r, i) => new LegendEntry(r.Label, Colour(r, i), 0, CurveStyle.Solid, false))];

    private static LegendEntry[] Legend(FigurePanel panel)
    {
        int next = 0;
        List<LegendEntry> entries = [];
        foreach (FigureCurve curve in panel.Curves)
        {
            Color color = Colour(curve, ref next);
            if (curve.IsListed)
                entries.Add(new(curve.Label, color, Line(curve).Width, curve.Style, curve.Markers));
        }

        return [.. entries];
    }

    private static Color Colour(BarRow row, int i) => row.IsTruth ? Figure.Truth : row.Predictor >= 0 ? Figure.Predictor(row.Predictor) : Figure.Curve(i);

    private static void Draw(Plot plot, BarPanel panel)
    {
        double[] all = [.. panel.Rows.SelectMany(r => r.Values).Where(double.IsFinite)];
        double highest = Math.Max(all.DefaultIfEmpty(1).Max(), 1e-9), lowest = Math.Min(0, all.DefaultIfEmpty(0).Min());
        plot.GroupedBars([.. panel.Rows.Select((r, i) => (r.Label, Colour(r, i), r.Values))], panel.Names, numbered: all.Length <= 40);
        plot.Axes.SetLimitsY(lowest < 0 ? lowest - 0.12 * (highest - lowest) : 0, highest + 0.12 * (highest - lowest));
        plot.Label(panel.Title, panel.X, panel.Y, null);
    }

    private static void Draw(Plot plot, FigurePanel panel, int width, int height, bool withLegend)
    {
        double lowest = double.PositiveInfinity, highest = double.NegativeInfinity, left = double.PositiveInfinity, right = double.NegativeInfinity;
        int next = 0;
        List<(double[] X, double[] Y)> outlines = [];
        foreach (FigureCurve curve in panel.Curves)
        {
            Color color = Colour(curve, ref next);
            double[] x = Scaled(curve.X, panel.LogX), y = Scaled(curve.Y, panel.LogY);
            Draw(plot, curve, x, y, color);
            outlines.Add((x, y));
            if (curve.Low is not null && curve.High is not null)
            {
                double[] low = Scaled(curve.Low, panel.LogY), high = Scaled(curve.High, panel.LogY);
                plot.Band(x, low, high, color, 40);
                outlines.AddRange([(x, low), (x, high)]);
            }
        }

        foreach ((double[] x, double[] y) in outlines)
        {
            foreach (double value in y.Where(double.IsFinite))
                (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
            foreach (double value in x.Where(double.IsFinite))
                (left, right) = (Math.Min(left, value), Math.Max(right, value));
        }

        plot.Axes.Bottom.TickGenerator = panel.LogX ? LogarithmicTicks(left, right) : Figure.Ticks();
        plot.Axes.Left.TickGenerator = panel.LogY ? LogarithmicTicks(lowest, highest) : Figure.Ticks();
        string[] labels = withLegend ? [.. panel.Curves.Where(c => c.IsListed).Select(c => c.Label)] : [];
        Alignment? corner = null;
        if (panel.Square)
        {
            double limit = 1.04 * Math.Max(Math.Max(Math.Abs(lowest), Math.Abs(highest)), Math.Max(Math.Abs(left), Math.Abs(right)));
            plot.Axes.SetLimits(-limit, limit, -limit, limit);
        }
        else if (lowest <= highest && left <= right)
        {
            double range = Math.Max(highest - lowest, 1e-9), across = Math.Max(right - left, 1e-9);
            double bottom = panel.FromZero && !panel.LogY && lowest >= 0 ? 0 : lowest - 0.05 * range;
            CoordinateRect limits = new(left - 0.02 * across, right + 0.02 * across, bottom, highest + 0.06 * range);
            double top = limits.Top;
            if (labels.Length > 0 && !LegendBeside(panel))
                (corner, top) = LegendPlace.Find(outlines, limits, labels, width, height);
            plot.Axes.SetLimits(limits.Left, limits.Right, limits.Bottom, top);
        }

        plot.Label(panel.Title, panel.X, panel.Y, corner);
        if (withLegend && LegendBeside(panel))
            plot.ShowLegend(Edge.Right);
    }

    private static void Draw(Plot plot, FigureCurve curve, double[] x, double[] y, Color color)
    {
        string label = curve.IsListed ? curve.Label : "";
        if (curve.Style == CurveStyle.Points)
        {
            plot.Add.Markers(x, y, MarkerShape.FilledCircle, 3, color.WithAlpha(70));
            return;
        }

        (float width, LinePattern pattern) = Line(curve);
        ScottPlot.Plottables.Scatter line = plot.Line(x, y, label, curve.Style == CurveStyle.Broad ? color.WithAlpha(90) : color, width, pattern);
        if (curve.Markers)
            line.MarkerStyle = new MarkerStyle(MarkerShape.FilledCircle, 7, color);
    }

    private static (float Width, LinePattern Pattern) Line(FigureCurve curve) => curve.Style switch
    {
        CurveStyle.Dashed => (curve.IsTruth ? 3f : 2f, LinePattern.Dashed),
        CurveStyle.Dotted => (curve.IsListed ? 2f : 1f, LinePattern.Dotted),
        CurveStyle.Broad => (6f, LinePattern.Solid),
        _ => (curve.Wide ? 4.5f : curve.IsTruth ? 3.5f : 2f, LinePattern.Solid),
    };

    private static Color Colour(FigureCurve curve, ref int next) =>
        curve.IsTruth ? Figure.Truth : curve.Predictor >= 0 ? Figure.Predictor(curve.Predictor) : Figure.Curve(curve.Colour >= 0 ? curve.Colour : next++);

    private static bool LegendBeside(FigurePanel panel) => panel.Curves.Count(c => c.IsListed) > LongestLegendInside;

    private static double[] Scaled(double[] values, bool logarithmic) =>
        logarithmic ? [.. values.Select(v => v > 0 ? Math.Log10(v) : double.NaN)] : values;

    /// <summary>Ticks at 1, 2 and 5 times the powers of ten, over long axes at the powers alone.</summary>
    private static ScottPlot.TickGenerators.NumericManual LogarithmicTicks(double lowest, double highest)
    {
        ScottPlot.TickGenerators.NumericManual ticks = new();
        if (!double.IsFinite(lowest) || !double.IsFinite(highest))
            return ticks;
        double[] factors = highest - lowest > 2.2 ? [1] : highest - lowest > 0.7 ? [1, 2, 5] : highest - lowest > 0.35 ? [1, 2, 3, 5, 7] : [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8];
        for (int decade = (int)Math.Floor(lowest) - 1; decade <= (int)Math.Ceiling(highest); decade++)
        {
            foreach (double factor in factors)
            {
                double value = factor * Math.Pow(10, decade);
                ticks.AddMajor(Math.Log10(value), value is >= 1e-3 and < 1e5
                    ? value.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture)
                    : value.ToString("0E0", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return ticks;
    }
}
