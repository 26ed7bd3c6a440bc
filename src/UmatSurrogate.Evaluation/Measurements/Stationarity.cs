using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Evaluation;

/// <summary>
/// Drift of a zero step: the stress of a repeated evaluation at the committed deformation, with no time passing, against the committed
/// stress, |sigma(F_n, h_n) - sigma_n|. Zero for the material itself.
/// </summary>
public static class Stationarity
{
    /// <summary>Mean stress error of a zero step at every tenth point of the first validation samples, MPa.</summary>
    public static double Measure_MPa(SurrogateEvaluator evaluator, Dataset data, int samples)
    {
        ArgumentNullException.ThrowIfNull(evaluator);
        ArgumentNullException.ThrowIfNull(data);
        List<double> drift_MPa = [];
        foreach (DatasetSample sample in SelfConsistency.Spread([.. data.ValidationSamples.Select(data.ReadSample)], samples))
        {
            MicrostructureContext context = MicrostructureContext.Create(evaluator.Model, data.VolumeElements[sample.VolumeElementIndex].Grains);
            SurrogatePoint point = new(evaluator, context);
            for (int k = 1; k < sample.Times_s.Length; k++)
            {
                Tensor3x3 F = sample.DeformationGradients[k];
                Require(point.Evaluate(F, sample.Times_s[k] - sample.Times_s[k - 1], out Tensor3x3 P), sample, k);
                point.Commit();
                if (k % 10 != 0)
                    continue;
                Require(point.Evaluate(F, 0.0, out Tensor3x3 again), sample, k);
                drift_MPa.Add(StressError.Of_MPa(StressMeasures.CauchyFromFirstPiola(again, F), StressMeasures.CauchyFromFirstPiola(P, F)));
            }
        }

        return drift_MPa.Average();
    }

    private static void Require(PointStatus status, DatasetSample sample, int increment)
    {
        if (status != PointStatus.Ok)
            throw new InputException($"The surrogate cannot follow path {sample.PathIndex} at increment {increment}: {status}.");
    }
}
