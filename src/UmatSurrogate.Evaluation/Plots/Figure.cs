using System.Globalization;
using ScottPlot;
using SkiaSharp;

namespace UmatSurrogate.Evaluation.Plots;

/// <summary>One style for all figures: sizes and colours that survive print in one column of a paper and colour blindness (Okabe and Ito 2008).</summary>
internal static class Figure
{
    /// <summary>Pixels of the file per unit of the layout.</summary>
    private const double Sharpness = 2.0;

    private static readonly Color[] Palette =
    [
        Color.FromHex("#0072B2"), Color.FromHex("#D55E00"), Color.FromHex("#009E73"), Color.FromHex("#CC79A7"), Color.FromHex("#E69F00"), Color.FromHex("#56B4E9"),
        Color.FromHex("#000000"),
    ];

    // The first sans serif that this machine has; without any, the default.
    private static readonly Lazy<string> Font = new(() =>
    {
        HashSet<string> installed = [.. SKFontManager.Default.FontFamilies];
        return Array.Find(["Liberation Sans", "Arial", "Helvetica", "DejaVu Sans", "Noto Sans"], installed.Contains) ?? Fonts.Default;
    });

    /// <summary>Size of the text in legends, in units of the layout.</summary>
    public const float LegendSize = 13;

    /// <summary>Name of the font of all text.</summary>
    public static string FontName => Font.Value;

    /// <summary>Crystal plasticity, the truth.</summary>
    public static Color Truth => Color.FromHex("#303030");

    /// <summary>Colours of curves that stand for one thing each.</summary>
    public static Color Curve(int index) => Palette[index % Palette.Length];

    /// <summary>Colour of a predictor: surrogate, blind, Taylor, scaled Taylor.</summary>
    public static Color Predictor(int index) => index switch
    {
        0 => Palette[0],
        1 => Color.FromHex("#8C8C8C"),
        2 => Palette[1],
        _ => Palette[4],
    };

    /// <summary>A line without markers; an empty label keeps it out of the legend. Points that are not finite are left out.</summary>
    public static ScottPlot.Plottables.Scatter Line(
        this Plot plot, IReadOnlyList<double> x, IReadOnlyList<double> y, string label, Color color, float width = 2, LinePattern? pattern = null)
    {
        int[] finite = [.. Enumerable.Range(0, Math.Min(x.Count, y.Count)).Where(k => double.IsFinite(x[k]) && double.IsFinite(y[k]))];
        ScottPlot.Plottables.Scatter line = plot.Add.ScatterLine(finite.Select(k => x[k]).ToArray(), finite.Select(k => y[k]).ToArray(), color);
        line.LineWidth = width;
        line.LinePattern = pattern ?? LinePattern.Solid;
        if (label.Length > 0)
            line.LegendText = label;
        return line;
    }

    /// <summary>A shaded band between two curves.</summary>
    public static void Band(this Plot plot, double[] x, double[] low, double[] high, Color color, byte alpha = 45)
    {
        if (x.Length < 2)
            return;
        ScottPlot.Plottables.FillY band = plot.Add.FillY(x, low, high);
        band.FillColor = color.WithAlpha(alpha);
        band.LineWidth = 0;
        band.MarkerSize = 0;
    }

    /// <summary>Title, axes and legend.</summary>
    public static void Label(this Plot plot, string title, string x, string y, Alignment? legend)
    {
        plot.Font.Set(Font.Value);
        plot.Title(title);
        plot.XLabel(x);
        plot.YLabel(y);
        plot.Axes.Title.Label.FontSize = 15;
        plot.Axes.Title.Label.Bold = false;
        plot.Axes.Bottom.Label.FontSize = plot.Axes.Left.Label.FontSize = 14;
        plot.Axes.Bottom.Label.Bold = plot.Axes.Left.Label.Bold = false;
        plot.Axes.Bottom.TickLabelStyle.FontSize = plot.Axes.Left.TickLabelStyle.FontSize = 13;
        plot.Axes.Bottom.TickLabelStyle.OffsetY = plot.Axes.Left.TickLabelStyle.OffsetY = 4;
        plot.Grid.MajorLineColor = Colors.Black.WithAlpha(20);
        if (legend is not { } alignment)
        {
            plot.HideLegend();
            return;
        }

        plot.ShowLegend(alignment);
        plot.Legend.FontSize = LegendSize;
        plot.Legend.SymbolWidth = 34;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.BackgroundColor = Colors.White.WithAlpha(215);
    }

    /// <summary>Ticks of a linear axis, not so many that they are too small to be read in print.</summary>
    public static ScottPlot.TickGenerators.NumericAutomatic Ticks() => new() { TickDensity = 0.6 };

    /// <summary>Names instead of numbers along the lower axis.</summary>
    public static void Categories(this Plot plot, IReadOnlyList<string> names)
    {
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. Enumerable.Range(0, names.Count).Select(i => (double)i)], [.. names]);
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        plot.Grid.XAxisStyle.IsVisible = false;
    }

    /// <summary>Bars side by side at whole numbers, one colour and legend entry for each row; numbers that are not finite have no bar.</summary>
    public static void GroupedBars(
        this Plot plot, IReadOnlyList<(string Label, Color Color, IReadOnlyList<double> Values)> rows, IReadOnlyList<string> names, bool numbered = true)
    {
        double width = 0.8 / rows.Count;
        double largest = rows.SelectMany(r => r.Values).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(1.0).Max();
        for (int r = 0; r < rows.Count; r++)
        {
            double offset = (r - 0.5 * (rows.Count - 1)) * width;
            Bar[] bars =
            [
                .. Enumerable.Range(0, names.Count).Where(i => double.IsFinite(rows[r].Values[i])).Select(i => new Bar
                {
                    Position = i + offset,
                    Value = rows[r].Values[i],
                    Size = 0.92 * width,
                    FillColor = rows[r].Color,
                    LineWidth = 0,
                    Label = numbered ? Number(rows[r].Values[i], largest < 3 ? 2 : largest < 100 ? 1 : 0) : "",
                }),
            ];
            ScottPlot.Plottables.BarPlot plotted = plot.Add.Bars(bars);
            plotted.LegendText = rows[r].Label;
            plotted.ValueLabelStyle.FontSize = 11;
        }

        plot.Categories(names);
        plot.Axes.Left.TickGenerator = Ticks();
        plot.Axes.SetLimitsX(-0.6, names.Count - 0.4);
    }

    /// <summary>Diagrams in rows of so many columns, each of the given size, and one legend below them.</summary>
    public static void SaveGrid(string file, int columns, IReadOnlyList<Action<Plot>> draw, int width, int height, IReadOnlyList<LegendEntry>? legend = null)
    {
        // Not ScottPlot's Multiplot: it scales the diagrams after the first one again.
        int rows = (draw.Count + columns - 1) / columns;
        LegendStrip strip = new(legend ?? [], width * columns);
        using SKSurface surface = SKSurface.Create(new SKImageInfo(Pixels(width * columns), Pixels(height * rows + strip.Height)));
        surface.Canvas.Clear(SKColors.White);
        for (int i = 0; i < draw.Count; i++)
        {
            using Plot plot = new();
            draw[i](plot);
            plot.ScaleFactor = Sharpness;
            using SKBitmap diagram = SKBitmap.Decode(plot.GetImageBytes(Pixels(width), Pixels(height), ImageFormat.Png));
            surface.Canvas.DrawBitmap(diagram, Pixels(width * (i % columns)), Pixels(height * (i / columns)));
        }

        strip.Draw(surface.Canvas, height * rows, (float)Sharpness);
        using SKImage image = surface.Snapshot();
        using SKData png = image.Encode(SKEncodedImageFormat.Png, 100);
        using FileStream stream = new(file, FileMode.Create, FileAccess.Write);
        png.SaveTo(stream);
    }

    /// <summary>A number with so many decimals, never "-0".</summary>
    private static string Number(double value, int decimals) => (Math.Round(value, decimals) + 0.0).ToString($"F{decimals}", CultureInfo.InvariantCulture);

    private static int Pixels(int size) => (int)(Sharpness * size);
}
