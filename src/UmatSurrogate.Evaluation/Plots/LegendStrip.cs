using ScottPlot;
using SkiaSharp;

namespace UmatSurrogate.Evaluation.Plots;

/// <summary>An entry of a legend below the diagrams.</summary>
/// <param name="Label">The text.</param>
/// <param name="Color">Colour of line and marker, or of the bar.</param>
/// <param name="Width">Width of the line; 0: a bar.</param>
/// <param name="Style">How the line is drawn.</param>
/// <param name="Markers">True: a marker on the line.</param>
internal readonly record struct LegendEntry(string Label, Color Color, float Width, CurveStyle Style, bool Markers);

/// <summary>One legend for all diagrams of a figure, in rows below them.</summary>
internal sealed class LegendStrip
{
    // In units of the layout.
    private const float Row = 22, Symbol = 34, Gap = 7, Between = 26, Margin = 8;

    private readonly List<(LegendEntry Entry, float X, int Row)> _places = [];

    /// <summary>Entries in rows that are centred and not wider than the figure.</summary>
    public LegendStrip(IReadOnlyList<LegendEntry> entries, float width)
    {
        using SKTypeface typeface = SKTypeface.FromFamilyName(Figure.FontName);
        using SKFont font = new(typeface, Figure.LegendSize);
        float[] widths = [.. entries.Select(e => Symbol + Gap + font.MeasureText(e.Label))];
        int first = 0, row = 0;
        while (first < entries.Count)
        {
            int last = first;
            float used = widths[first];
            while (last + 1 < entries.Count && used + Between + widths[last + 1] <= width - 2 * Margin)
                used += Between + widths[++last];
            float x = Math.Max(Margin, 0.5f * (width - used));
            for (int i = first; i <= last; i++)
            {
                _places.Add((entries[i], x, row));
                x += widths[i] + Between;
            }

            (first, row) = (last + 1, row + 1);
        }

        Height = entries.Count == 0 ? 0 : (int)(row * Row + Margin);
    }

    /// <summary>Height, units of the layout.</summary>
    public int Height { get; }

    /// <summary>Draws the entries below a height, with so many pixels per unit of the layout.</summary>
    public void Draw(SKCanvas canvas, float top, float scale)
    {
        using SKTypeface typeface = SKTypeface.FromFamilyName(Figure.FontName);
        using SKFont font = new(typeface, scale * Figure.LegendSize);
        using SKPaint text = new() { Color = SKColors.Black, IsAntialias = true };
        foreach ((LegendEntry entry, float x, int row) in _places)
        {
            float middle = scale * (top + (row + 0.5f) * Row), left = scale * x, right = scale * (x + Symbol);
            using SKPaint paint = new() { Color = new(entry.Color.R, entry.Color.G, entry.Color.B, entry.Color.A), IsAntialias = true };
            if (entry.Width <= 0)
            {
                canvas.DrawRect(left, middle - scale * 5, scale * Symbol, scale * 10, paint);
            }
            else
            {
                if (entry.Markers)
                    canvas.DrawCircle(0.5f * (left + right), middle, scale * 3.5f, paint);
                using SKPathEffect? dashes = entry.Style switch
                {
                    CurveStyle.Dashed => SKPathEffect.CreateDash([scale * 8, scale * 5], 0),
                    CurveStyle.Dotted => SKPathEffect.CreateDash([scale * 2, scale * 3], 0),
                    _ => null,
                };
                (paint.Style, paint.StrokeWidth, paint.PathEffect) = (SKPaintStyle.Stroke, scale * entry.Width, dashes);
                canvas.DrawLine(left, middle, right, middle, paint);
            }

            canvas.DrawText(entry.Label, right + scale * Gap, middle + scale * 0.36f * Figure.LegendSize, SKTextAlign.Left, font, text);
        }
    }
}
