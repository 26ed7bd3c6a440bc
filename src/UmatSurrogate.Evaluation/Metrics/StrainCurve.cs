namespace UmatSurrogate.Evaluation;

/// <summary>Stress error over the accumulated equivalent strain, in equal intervals.</summary>
/// <param name="Strain">Middle of each interval.</param>
/// <param name="Errors">By predictor of <see cref="UnseenPaths.Predictors"/> and interval.</param>
public sealed record StrainCurve(double[] Strain, ErrorSummary[][] Errors)
{
    private const int Intervals = 30;

    // The last intervals belong to a few long paths only: the axis ends where fewer than this share of the samples are left.
    private const double SmallestShare = 0.1;

    internal static StrainCurve Of(UnseenPaths unseen)
    {
        double[][] strain = [.. unseen.Paths.Select(PathShape.AccumulatedStrain)];
        double[] last = [.. strain.Select(s => s[^1]).Order()];
        double end = ErrorStatistics.Quantile(last, 1.0 - SmallestShare);
        double width = end > 0 ? end / Intervals : 1.0;
        ErrorSummary[][] errors = [.. unseen.Predictors.Select(p =>
        {
            List<double>[] byInterval = [.. Enumerable.Range(0, Intervals).Select(_ => new List<double>())];
            for (int i = 0; i < strain.Length; i++)
            {
                for (int k = 0; k < p.Errors_MPa[i].Length; k++)
                {
                    int interval = (int)(strain[i][k + 1] / width);
                    if (interval < Intervals)
                        byInterval[interval].Add(p.Errors_MPa[i][k]);
                }
            }

            return byInterval.Select(ErrorSummary.Of).ToArray();
        })];
        return new([.. Enumerable.Range(0, Intervals).Select(b => (b + 0.5) * width)], errors);
    }
}
