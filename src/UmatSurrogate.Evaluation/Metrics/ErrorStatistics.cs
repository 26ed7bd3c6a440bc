namespace UmatSurrogate.Evaluation;

/// <summary>Statistics of the stress errors of many histories, MPa.</summary>
/// <param name="Mean_MPa">Mean over all histories and steps.</param>
/// <param name="Percentile95_MPa">95 % quantile over all histories and steps.</param>
/// <param name="Maximum_MPa">Largest of all.</param>
/// <param name="MeanByStep_MPa">Mean over the histories at each step.</param>
/// <param name="DeviationByStep_MPa">Standard deviation over the histories at each step.</param>
public sealed record ErrorStatistics(
    double Mean_MPa, double Percentile95_MPa, double Maximum_MPa, double[] MeanByStep_MPa, double[] DeviationByStep_MPa)
{
    /// <summary>
    /// From the errors of each history, step by step. Histories may differ in length; a step is averaged over those that have it. Without any error all is NaN.
    /// </summary>
    public static ErrorStatistics Of(IReadOnlyList<double[]> errors_MPa)
    {
        ArgumentNullException.ThrowIfNull(errors_MPa);
        double[] all = [.. errors_MPa.SelectMany(e => e)];
        if (all.Length == 0)
            return new(double.NaN, double.NaN, double.NaN, [], []);
        Array.Sort(all);
        int steps = errors_MPa.Max(e => e.Length);
        double[] mean = new double[steps];
        double[] deviation = new double[steps];
        for (int k = 0; k < steps; k++)
        {
            double[] atStep = [.. errors_MPa.Where(e => e.Length > k).Select(e => e[k])];
            double m = mean[k] = atStep.Average();
            deviation[k] = Math.Sqrt(atStep.Average(e => (e - m) * (e - m)));
        }

        return new(all.Average(), Quantile(all, 0.95), all[^1], mean, deviation);
    }

    /// <summary>Quantile of sorted values with linear interpolation between the order statistics (definition 7 of Hyndman and Fan 1996).</summary>
    internal static double Quantile(ReadOnlySpan<double> sorted, double p)
    {
        double position = p * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
