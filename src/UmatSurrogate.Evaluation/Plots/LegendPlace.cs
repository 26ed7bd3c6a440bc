using ScottPlot;
using SkiaSharp;

namespace UmatSurrogate.Evaluation.Plots;

/// <summary>Finds a place for the legend of a diagram where it covers no curve, and makes room above the curves where there is none.</summary>
internal static class LegendPlace
{
    // Layout of the legend as Figure.Label sets it, in units of the layout.
    private const double Entry = 22, Symbol = 52, Border = 14, AxesWidth = 90, AxesHeight = 95;
    private const double LargestGrowth = 1.5, GrowthStep = 0.03, Spacing_px = 2;

    private static readonly Alignment[] Above = [Alignment.UpperRight, Alignment.UpperLeft, Alignment.UpperCenter];
    private static readonly Alignment[] Below = [Alignment.LowerRight, Alignment.LowerLeft, Alignment.LowerCenter];

    /// <summary>A corner for the legend, and the upper limit of the left axis with which it is free there.</summary>
    /// <param name="curves">Polygons in the coordinates of the axes.</param>
    /// <param name="limits">Limits of the axes without a legend.</param>
    /// <param name="labels">Entries of the legend.</param>
    /// <param name="width">Width of the whole diagram in units of the layout.</param>
    /// <param name="height">Height of the whole diagram.</param>
    public static (Alignment Corner, double Top) Find(
        IReadOnlyList<(double[] X, double[] Y)> curves, CoordinateRect limits, IReadOnlyList<string> labels, int width, int height)
    {
        using SKTypeface typeface = SKTypeface.FromFamilyName(Figure.FontName);
        using SKFont font = new(typeface, Figure.LegendSize);
        double across = (labels.Max(l => font.MeasureText(l)) + Symbol + Border) / (width - AxesWidth);
        double up = (Entry * labels.Count + Border) / (height - AxesHeight);
        for (double growth = 0; growth < LargestGrowth; growth += GrowthStep)
        {
            double top = limits.Bottom + (1 + growth) * (limits.Top - limits.Bottom);
            foreach (Alignment corner in growth == 0 ? [.. Above, .. Below] : Above)
            {
                if (IsFree(curves, limits, top, Box(corner, across, up), height - AxesHeight))
                    return (corner, top);
            }
        }

        return (Alignment.UpperRight, limits.Bottom + LargestGrowth * (limits.Top - limits.Bottom));
    }

    /// <summary>The place of the legend as parts of the diagram, from its lower left corner.</summary>
    private static (double Left, double Right, double Bottom, double Top) Box(Alignment corner, double across, double up)
    {
        double left = corner is Alignment.UpperLeft or Alignment.LowerLeft ? 0
            : corner is Alignment.UpperRight or Alignment.LowerRight ? 1 - across : 0.5 * (1 - across);
        return corner is Alignment.UpperLeft or Alignment.UpperRight or Alignment.UpperCenter
            ? (left, left + across, 1 - up, 1)
            : (left, left + across, 0, up);
    }

    private static bool IsFree(
        IReadOnlyList<(double[] X, double[] Y)> curves, CoordinateRect limits, double top, (double Left, double Right, double Bottom, double Top) box, double height)
    {
        double width = limits.Right - limits.Left, range = top - limits.Bottom;
        foreach ((double[] x, double[] y) in curves)
        {
            double lastAcross = double.NaN, lastUp = double.NaN;
            for (int k = 0; k < Math.Min(x.Length, y.Length); k++)
            {
                double across = (x[k] - limits.Left) / width, up = (y[k] - limits.Bottom) / range;
                if (!double.IsFinite(across) || !double.IsFinite(up))
                    continue;
                double length = double.IsNaN(lastUp) ? 0 : Math.Max(Math.Abs(across - lastAcross), Math.Abs(up - lastUp));
                int parts = Math.Clamp((int)(length * height / Spacing_px), 1, 1000);
                for (int p = 1; p <= parts; p++)
                {
                    double s = double.IsNaN(lastUp) ? 1 : (double)p / parts;
                    double a = double.IsNaN(lastUp) ? across : lastAcross + s * (across - lastAcross), u = double.IsNaN(lastUp) ? up : lastUp + s * (up - lastUp);
                    if (a > box.Left && a < box.Right && u > box.Bottom && u < box.Top)
                        return false;
                }

                (lastAcross, lastUp) = (across, up);
            }
        }

        return true;
    }
}
