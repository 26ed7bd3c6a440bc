using ScottPlot;

namespace UmatSurrogate.Evaluation.Plots;

/// <summary>A curve of a diagram.</summary>
/// <param name="Label">Entry in the legend; empty: none.</param>
/// <param name="X">Abscissae.</param>
/// <param name="Y">Ordinates; points that are not finite are left out.</param>
public sealed record FigureCurve(string Label, double[] X, double[] Y)
{
    /// <summary>Lower end of a shaded band.</summary>
    public double[]? Low { get; init; }

    /// <summary>Upper end of a shaded band.</summary>
    public double[]? High { get; init; }

    /// <summary>True for a dashed line.</summary>
    public bool Dashed { get; init; }

    /// <summary>True: a marker at every point.</summary>
    public bool Markers { get; init; }

    /// <summary>True for the truth: broad and dark grey.</summary>
    public bool IsTruth { get; init; }

    /// <summary>Number of the colour; -1: by the position among the curves.</summary>
    public int Colour { get; init; } = -1;
}

/// <summary>A diagram of curves.</summary>
/// <param name="Title">Above the diagram.</param>
/// <param name="X">Label of the lower axis, with unit.</param>
/// <param name="Y">Label of the left axis, with unit.</param>
/// <param name="Curves">The curves.</param>
public sealed record FigurePanel(string Title, string X, string Y, IReadOnlyList<FigureCurve> Curves)
{
    /// <summary>Logarithmic lower axis; abscissae that are not positive are left out.</summary>
    public bool LogX { get; init; }

    /// <summary>Logarithmic left axis.</summary>
    public bool LogY { get; init; }

    /// <summary>True: the left axis begins at zero (never on a logarithmic axis).</summary>
    public bool FromZero { get; init; }
}

/// <summary>Diagrams of curves as a PNG file, in the style of the reports.</summary>
public static class CurveFigure
{
    private const int LongestLegendInside = 5;

    /// <summary>Draws panels in rows of so many columns.</summary>
    public static void Save(string file, int columns, IReadOnlyList<FigurePanel> panels)
    {
        ArgumentNullException.ThrowIfNull(panels);
        if (panels.Count == 1)
            Figure.SaveGrid(file, 1, [plot => Draw(plot, panels[0])], 760, 500);
        else
            Figure.SaveGrid(file, Math.Min(columns, panels.Count), [.. panels.Select(p => (Action<Plot>)(plot => Draw(plot, p)))], panels.Any(LegendBeside) ? 720 : 520, 400);
    }

    /// <summary>Bars side by side for every name, one colour for each row.</summary>
    /// <param name="file">PNG file.</param>
    /// <param name="title">Above the diagram.</param>
    /// <param name="y">Label of the left axis, with unit.</param>
    /// <param name="names">Names along the lower axis.</param>
    /// <param name="rows">Entries of the legend with one value for each name.</param>
    public static void SaveBars(string file, string title, string y, IReadOnlyList<string> names, IReadOnlyList<(string Label, double[] Values)> rows)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(rows);
        using Plot plot = new();
        plot.GroupedBars([.. rows.Select((r, i) => (r.Label, Figure.Curve(i), (IReadOnlyList<double>)r.Values))], names, numbered: names.Count * rows.Count <= 32);
        double highest = rows.SelectMany(r => r.Values).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        plot.Axes.SetLimitsY(0, 1.35 * Math.Max(highest, 1e-9));
        plot.Label(title, "", y, rows.Count > 1 ? Alignment.UpperRight : null);
        plot.Legend.Orientation = Orientation.Horizontal;
        plot.SaveFigure(file, Math.Clamp(140 * names.Count, 560, 1400), 460);
    }

    private static void Draw(Plot plot, FigurePanel panel)
    {
        double lowest = double.PositiveInfinity, highest = double.NegativeInfinity, left = double.PositiveInfinity, right = double.NegativeInfinity;
        int next = 0;
        foreach (FigureCurve curve in panel.Curves)
        {
            Color color = curve.IsTruth ? Figure.Truth : Figure.Curve(curve.Colour >= 0 ? curve.Colour : next++);
            double[] x = [.. curve.X.Select(v => Scale(v, panel.LogX))], y = [.. curve.Y.Select(v => Scale(v, panel.LogY))];
            if (curve.Low is not null && curve.High is not null)
                plot.Band(x, [.. curve.Low.Select(v => Scale(v, panel.LogY))], [.. curve.High.Select(v => Scale(v, panel.LogY))], color, 30);
            ScottPlot.Plottables.Scatter line = plot.Line(x, y, curve.Label, color, curve.IsTruth ? 4 : 2, curve.Dashed ? LinePattern.Dashed : LinePattern.Solid);
            if (curve.Markers)
                line.MarkerStyle = new MarkerStyle(MarkerShape.FilledCircle, 7, color);
            foreach (double value in y.Concat(curve.High?.Select(v => Scale(v, panel.LogY)) ?? []).Where(double.IsFinite))
                (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
            foreach (double value in x.Where(double.IsFinite))
                (left, right) = (Math.Min(left, value), Math.Max(right, value));
        }

        if (panel.LogX)
            plot.Axes.Bottom.TickGenerator = LogarithmicTicks(left, right);
        if (panel.LogY)
            plot.Axes.Left.TickGenerator = LogarithmicTicks(lowest, highest);

        // A short legend stands at the top, where there must be room for it; a long one beside the diagram.
        int entries = panel.Curves.Count(c => c.Label.Length > 0);
        bool beside = LegendBeside(panel);
        double margin = beside ? 0.08 : 0.08 + 0.1 * entries;
        if (highest > lowest || highest == lowest)
        {
            double bottom = panel.FromZero && !panel.LogY ? Math.Min(0, lowest) : lowest - 0.06 * Math.Max(highest - lowest, 1e-9);
            plot.Axes.SetLimitsY(bottom, highest + margin * Math.Max(highest - bottom, 1e-9));
        }

        plot.Label(panel.Title, panel.X, panel.Y, entries > 0 ? Alignment.UpperRight : null);
        if (beside)
            plot.ShowLegend(Edge.Right);
    }

    private static bool LegendBeside(FigurePanel panel) => panel.Curves.Count(c => c.Label.Length > 0) > LongestLegendInside;

    private static double Scale(double value, bool logarithmic) => !logarithmic ? value : value > 0 ? Math.Log10(value) : double.NaN;

    /// <summary>Ticks at 1, 2 and 5 times the powers of ten, over long axes at the powers alone.</summary>
    private static ScottPlot.TickGenerators.NumericManual LogarithmicTicks(double lowest, double highest)
    {
        ScottPlot.TickGenerators.NumericManual ticks = new();
        if (!double.IsFinite(lowest) || !double.IsFinite(highest))
            return ticks;
        double[] factors = highest - lowest > 2.2 ? [1] : highest - lowest > 0.35 ? [1, 2, 5] : [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9];
        for (int decade = (int)Math.Floor(lowest) - 1; decade <= (int)Math.Ceiling(highest); decade++)
        {
            foreach (double factor in factors)
            {
                double value = factor * Math.Pow(10, decade);
                ticks.AddMajor(Math.Log10(value), value is >= 1e-3 and < 1e5
                    ? value.ToString("G3", System.Globalization.CultureInfo.InvariantCulture)
                    : value.ToString("0E0", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return ticks;
    }
}
