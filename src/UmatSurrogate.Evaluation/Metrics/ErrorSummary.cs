namespace UmatSurrogate.Evaluation;

/// <summary>Mean, 95 % quantile and largest of a set of stress errors, MPa; all NaN where there are none.</summary>
/// <param name="Mean_MPa">Mean.</param>
/// <param name="Percentile95_MPa">95 % quantile.</param>
/// <param name="Maximum_MPa">Largest.</param>
/// <param name="Count">Number of errors: samples times steps.</param>
public readonly record struct ErrorSummary(double Mean_MPa, double Percentile95_MPa, double Maximum_MPa, int Count)
{
    /// <summary>Of a set of errors; their order does not matter.</summary>
    public static ErrorSummary Of(IEnumerable<double> errors_MPa)
    {
        double[] all = [.. errors_MPa];
        if (all.Length == 0)
            return new(double.NaN, double.NaN, double.NaN, 0);
        Array.Sort(all);
        return new(all.Average(), ErrorStatistics.Quantile(all, 0.95), all[^1], all.Length);
    }
}
