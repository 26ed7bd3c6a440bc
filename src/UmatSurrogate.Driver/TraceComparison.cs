using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Driver;

/// <summary>
/// Traced points against crystal plasticity along the same deformation with the same grains. If crystal plasticity could follow no point,
/// there are no rows, and all errors and the largest stress are NaN.
/// </summary>
/// <param name="Points">Number of points compared.</param>
/// <param name="Rows">Number of increments compared, all points together.</param>
/// <param name="MeanError11_Pa">Mean |d sigma_11| (Cauchy, global axes).</param>
/// <param name="Maximum11_Pa">Largest |sigma_11| of crystal plasticity.</param>
/// <param name="MeanErrorDeviator_Pa">Mean largest absolute eigenvalue of the difference of the deviators.</param>
/// <param name="FailedPoints">Points of which crystal plasticity could not follow the history.</param>
public sealed record TraceComparisonResult(
    int Points, int Rows, double MeanError11_Pa, double Maximum11_Pa, double MeanErrorDeviator_Pa, int FailedPoints)
{
    /// <summary>Mean |d sigma_11| over the largest |sigma_11|; NaN if that is 0.</summary>
    public double RelativeError11 => Maximum11_Pa > 0.0 ? MeanError11_Pa / Maximum11_Pa : double.NaN;
}

/// <summary>
/// Checks a finished job: the deformation histories of the traced points are replayed through the Taylor model with the grains of
/// each point. (The surrogate gives dev sigma from data and the mean stress from F, so that the comparison is of the whole stress.)
/// </summary>
public static class TraceComparison
{
    /// <summary>Compares every traced point.</summary>
    public static TraceComparisonResult WithTaylor(
        IReadOnlyList<TraceRow> trace, ConfiguredMaterials materials, string material, PhenopowerlawParameters parameters,
        Action<TraceRow, SymmetricTensor>? record = null)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(materials);
        (int points, int rows, int failed, double sum11, double maximum11, double sumDeviator) = (0, 0, 0, 0.0, 0.0, 0.0);
        foreach (IGrouping<(int Element, int Point), TraceRow> history in trace.GroupBy(r => (r.Element, r.Point)))
        {
            TraceRow[] increments = [.. history];
            VolumeElement grains = materials.VolumeElementAt(material, history.Key.Element, history.Key.Point);
            SymmetricTensor[]? truth = Replay(increments, grains, parameters);
            points++;
            if (truth is null)
            {
                failed++;
                continue;
            }
            for (int k = 0; k < increments.Length; k++)
            {
                SymmetricTensor difference = increments[k].CauchyStress_Pa - truth[k];
                sum11 += Math.Abs(difference.S11);
                sumDeviator += difference.Deviator.SpectralRadius;
                maximum11 = Math.Max(maximum11, Math.Abs(truth[k].S11));
                rows++;
                record?.Invoke(increments[k], truth[k]);
            }
        }
        return rows == 0
            ? new(points, 0, double.NaN, double.NaN, double.NaN, failed)
            : new(points, rows, sum11 / rows, maximum11, sumDeviator / rows, failed);
    }

    /// <summary>
    /// Largest relative difference of two traces of the same job, over stresses and deformation gradients, each relative to the
    /// largest of its kind; infinite if they do not have the same points and increments.
    /// </summary>
    public static double LargestDifference(IReadOnlyList<TraceRow> first, IReadOnlyList<TraceRow> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count)
            return double.PositiveInfinity;
        double stressScale = first.Max(r => r.RotatedCauchyStress_Pa.Norm);
        if (stressScale == 0.0)
            stressScale = second.Max(r => r.RotatedCauchyStress_Pa.Norm);
        double largest = 0.0;
        for (int i = 0; i < first.Count; i++)
        {
            (TraceRow a, TraceRow b) = (first[i], second[i]);
            if ((a.Element, a.Point, a.Increment) != (b.Element, b.Point, b.Increment))
                return double.PositiveInfinity;
            if (stressScale > 0.0)
                largest = Math.Max(largest, (a.RotatedCauchyStress_Pa - b.RotatedCauchyStress_Pa).Norm / stressScale);
            largest = Math.Max(largest, (a.DeformationGradient - b.DeformationGradient).Norm);
            largest = Math.Max(largest, Math.Abs(a.Time_s - b.Time_s) / Math.Max(first[^1].Time_s, double.Epsilon));
        }
        return largest;
    }

    private static SymmetricTensor[]? Replay(TraceRow[] increments, VolumeElement grains, PhenopowerlawParameters parameters)
    {
        TaylorPolycrystal polycrystal = TaylorVolumeElement.Polycrystal(parameters, grains);
        double[] times_s = [0.0, .. increments.Select(r => r.Time_s)];
        Tensor3x3[] F = [Tensor3x3.Identity, .. increments.Select(r => r.DeformationGradient)];
        Tensor3x3[] P = new Tensor3x3[F.Length];
        if (PathRunner.Run(polycrystal, times_s, F, P) != PointStatus.Ok)
            return null;
        return [.. Enumerable.Range(1, increments.Length).Select(k => StressMeasures.CauchyFromFirstPiola(P[k], F[k]))];
    }
}
