namespace UmatSurrogate.Evaluation.Plots;

/// <summary>One epoch of a training.</summary>
public sealed record LossPoint(int Epoch, double Loss, double MeanSquareError, double? ValidationError_MPa);

/// <summary>Losses of a training by epoch, and its validation error.</summary>
public static class LossPlot
{
    /// <summary>Draws the curves into a PNG file.</summary>
    public static void Save(string file, IReadOnlyList<LossPoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        double[] epoch = [.. points.Select(p => (double)p.Epoch)];
        LossPoint[] validated = [.. points.Where(p => p.ValidationError_MPa is not null)];
        CurveFigure.Save(file, 2,
        [
            new("training", "epoch", "loss (stress scaled)",
            [
                new("loss", epoch, [.. points.Select(p => p.Loss)]), new("mean square error", epoch, [.. points.Select(p => p.MeanSquareError)]),
            ])
            { LogY = true },
            new("validation samples", "epoch", "mean stress error  [MPa]",
            [
                new("validation", [.. validated.Select(p => (double)p.Epoch)], [.. validated.Select(p => p.ValidationError_MPa!.Value)]) { Markers = true, Unlisted = true },
            ])
            { LogY = true },
        ]);
    }
}
