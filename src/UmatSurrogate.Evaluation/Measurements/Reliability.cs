using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Evaluation;

/// <summary>Steps of like spread (or score) and what their errors really are.</summary>
/// <param name="Lowest">Smallest value of the quantity in the class.</param>
/// <param name="Highest">Largest value.</param>
/// <param name="Mean">Mean value.</param>
/// <param name="Steps">Number of steps.</param>
/// <param name="MeanError_MPa">Mean stress error (Eq. 5).</param>
/// <param name="Percentile95_MPa">95 % quantile of the error.</param>
public sealed record ReliabilityClass(double Lowest, double Highest, double Mean, int Steps, double MeanError_MPa, double Percentile95_MPa);

/// <summary>Does a quantity that is known without the truth tell the error? Classes of equal size and rank correlation.</summary>
/// <param name="RankCorrelation">Spearman's coefficient over all steps; 0 if the quantity does not vary, NaN without any step.</param>
/// <param name="Classes">Classes of equal size but for equal values, which stay together; the smallest values first.</param>
public sealed record ReliabilityTable(double RankCorrelation, IReadOnlyList<ReliabilityClass> Classes)
{
    /// <summary>Sorts steps into classes.</summary>
    /// <param name="quantity">The quantity of each step.</param>
    /// <param name="error_MPa">The error of each step.</param>
    /// <param name="classes">Number of classes; fewer if there are fewer steps.</param>
    public static ReliabilityTable Of(double[] quantity, double[] error_MPa, int classes = 10)
    {
        ArgumentNullException.ThrowIfNull(quantity);
        ArgumentNullException.ThrowIfNull(error_MPa);
        if (quantity.Length != error_MPa.Length)
            throw new ArgumentException($"{quantity.Length} values and {error_MPa.Length} errors.");
        if (quantity.Length == 0)
            return new(double.NaN, []);
        classes = Math.Min(classes, quantity.Length);
        int[] order = [.. Enumerable.Range(0, quantity.Length).OrderBy(i => quantity[i]).ThenBy(i => i)];
        List<ReliabilityClass> result = [];
        int first = 0;
        for (int c = 0; c < classes; c++)
        {
            // Equal values stay in one class, which then takes the place of the next ones.
            int end = (int)((c + 1L) * order.Length / classes);
            if (end <= first)
                continue;
            while (end < order.Length && quantity[order[end]] == quantity[order[end - 1]])
                end++;
            int[] members = order[first..end];
            first = end;
            double[] errors = [.. members.Select(i => error_MPa[i]).Order()];
            result.Add(new(
                quantity[members[0]], quantity[members[^1]], members.Average(i => quantity[i]), members.Length,
                errors.Average(), ErrorStatistics.Quantile(errors, 0.95)));
        }
        return new(Correlation(Ranks(quantity), Ranks(error_MPa)), result);
    }

    /// <summary>Ranks, ties sharing their mean rank.</summary>
    private static double[] Ranks(double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length).OrderBy(i => values[i])];
        double[] ranks = new double[values.Length];
        for (int first = 0, last; first < order.Length; first = last)
        {
            for (last = first + 1; last < order.Length && values[order[last]] == values[order[first]];)
                last++;
            for (int k = first; k < last; k++)
                ranks[order[k]] = 0.5 * (first + last - 1);
        }
        return ranks;
    }

    private static double Correlation(double[] a, double[] b)
    {
        double meanA = a.Average(), meanB = b.Average();
        double ab = 0.0, aa = 0.0, bb = 0.0;
        for (int i = 0; i < a.Length; i++)
        {
            (double x, double y) = (a[i] - meanA, b[i] - meanB);
            (ab, aa, bb) = (ab + x * y, aa + x * x, bb + y * y);
        }
        return aa > 0.0 && bb > 0.0 ? ab / Math.Sqrt(aa * bb) : 0.0;
    }
}

/// <summary>
/// Is the trust worth anything? Score and spread of every step of the validation samples of a data set, against the true error of the
/// model that drives.
/// </summary>
/// <param name="Score">By out-of-distribution score.</param>
/// <param name="Spread_MPa">By spread of the ensemble; null for one model.</param>
/// <param name="Driver">Errors of the first member.</param>
/// <param name="Samples">Number of samples.</param>
/// <param name="Unsolved">Samples that the first member could not follow to their end; the steps before that count.</param>
public sealed record Reliability(
    ReliabilityTable Score, ReliabilityTable? Spread_MPa, ErrorStatistics Driver, int Samples, IReadOnlyList<UnsolvedCase> Unsolved)
{
    /// <summary>Follows validation samples with all members.</summary>
    /// <param name="ensemble">One model or several.</param>
    /// <param name="data">The data set.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="spreadLimit_Pa">Largest spread that is trusted, Pa.</param>
    /// <param name="done">Called with the share done.</param>
    public static Reliability Measure(
        SurrogateEnsemble ensemble, Dataset data, int samples = 200, double spreadLimit_Pa = PointTrust.DefaultSpreadLimit_Pa, Action<double>? done = null)
    {
        ArgumentNullException.ThrowIfNull(ensemble);
        ArgumentNullException.ThrowIfNull(data);
        DatasetSample[] chosen = [.. SelfConsistency.Spread([.. data.ValidationSamples.Select(data.ReadSample)], samples)];
        (MonitoredPoint Point, double[] Error_MPa, UnsolvedCase? Unsolved)[] results = new (MonitoredPoint, double[], UnsolvedCase?)[chosen.Length];
        int finished = 0;
        Parallel.For(0, chosen.Length, i =>
        {
            DatasetSample sample = chosen[i];
            MonitoredPoint point = new(ensemble, data.VolumeElements[sample.VolumeElementIndex].Grains, spreadLimit_Pa);
            PointHistory history = point.Follow(new LoadPath(sample.Times_s, sample.DeformationGradients));
            UnsolvedCase? unsolved = history.Status == PointStatus.Ok ? null : new(
                $"volume element {sample.VolumeElementIndex} along path {sample.PathIndex}", history.Increments + 1, sample.Times_s.Length - 1, $"{history.Status}");
            results[i] = (point, StressError.AlongCommonPart_MPa(history.ToMaterialHistory().CauchyStress_Pa, sample.DeviatoricCauchyStress_Pa), unsolved);
            done?.Invoke((double)Interlocked.Increment(ref finished) / chosen.Length);
        });
        double[] error_MPa = [.. results.SelectMany(r => r.Error_MPa)];
        StepTrust[] steps = [.. results.SelectMany(r => r.Point.Steps)];
        return new(
            ReliabilityTable.Of([.. steps.Select(s => s.Score.Value)], error_MPa),
            ensemble.Members.Count > 1 ? ReliabilityTable.Of([.. steps.Select(s => 1e-6 * s.Spread_Pa)], error_MPa) : null,
            ErrorStatistics.Of([.. results.Select(r => r.Error_MPa)]),
            chosen.Length,
            [.. results.Select(r => r.Unsolved).OfType<UnsolvedCase>()]);
    }
}
