using ScottPlot;

namespace UmatSurrogate.Evaluation.Plots;

/// <summary>One epoch of a training.</summary>
public sealed record LossPoint(int Epoch, double Loss, double MeanSquareError, double? ValidationError_MPa);

/// <summary>Losses (logarithmic, left) and validation error (right) of a training by epoch.</summary>
public static class LossPlot
{
    /// <summary>Draws the curves into a PNG file.</summary>
    public static void Save(string file, IReadOnlyList<LossPoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        double[] epoch = [.. points.Select(p => (double)p.Epoch)];
        using Plot plot = new();
        ScottPlot.Plottables.Scatter loss = plot.Add.ScatterLine(epoch, [.. points.Select(p => Math.Log10(p.Loss))]);
        loss.LegendText = "loss (left)";
        ScottPlot.Plottables.Scatter square = plot.Add.ScatterLine(epoch, [.. points.Select(p => Math.Log10(p.MeanSquareError))]);
        square.LegendText = "mean square error of the scaled stress (left)";
        LossPoint[] validated = [.. points.Where(p => p.ValidationError_MPa is not null)];
        ScottPlot.Plottables.Scatter validation = plot.Add.Scatter(
            validated.Select(p => (double)p.Epoch).ToArray(), validated.Select(p => p.ValidationError_MPa!.Value).ToArray());
        validation.LegendText = "mean validation error, MPa (right)";
        validation.Axes.YAxis = plot.Axes.Right;
        plot.Title("Training");
        plot.XLabel("epoch");
        plot.YLabel("log10 loss");
        plot.Axes.Right.Label.Text = "MPa";
        plot.ShowLegend(Alignment.UpperRight);
        plot.SavePng(file, 900, 600);
    }
}
