using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Evaluation;

/// <summary>
/// Does the stress stand still where nothing happens? Two numbers, measured at every tenth point of validation samples; the state is
/// never advanced by them.
/// </summary>
/// <param name="VanishingStep_MPa">
/// Mean change of the stress over a thousandth of the last step (strain and time alike): |sigma(F_n + dF/1000, h_n) - sigma_n|.
/// For the material itself a thousandth of its change over the step.
/// </param>
/// <param name="ZeroIncrement_MPa">
/// Mean change of the stress with no strain and no time: |sigma(F_n, h_n) - sigma_n| with dt = 0, where the strain rate, an input of the
/// network, is not defined. Zero for the material itself.
/// </param>
public sealed record StationarityResult(double VanishingStep_MPa, double ZeroIncrement_MPa);

/// <summary>Measures <see cref="StationarityResult"/>.</summary>
public static class Stationarity
{
    private const double VanishingFraction = 1e-3;

    /// <summary>Follows validation samples and tries both steps at every tenth point.</summary>
    /// <param name="evaluator">The surrogate.</param>
    /// <param name="library">Its microstructures.</param>
    /// <param name="data">The data set.</param>
    /// <param name="samples">Number of samples.</param>
    public static StationarityResult Measure(SurrogateEvaluator evaluator, MicrostructureLibrary library, Dataset data, int samples)
    {
        ArgumentNullException.ThrowIfNull(evaluator);
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(data);
        List<double> vanishing_MPa = [];
        List<double> zero_MPa = [];
        foreach (DatasetSample sample in SelfConsistency.Spread([.. data.ValidationSamples.Select(data.ReadSample)], samples))
        {
            SurrogatePoint point = new(evaluator, library[data.VolumeElements[sample.VolumeElementIndex]]);
            for (int k = 1; k < sample.Times_s.Length; k++)
            {
                Tensor3x3 F = sample.DeformationGradients[k];
                double dt_s = sample.Times_s[k] - sample.Times_s[k - 1];
                if (Stress_Pa(point, F, dt_s) is not { } stress_Pa)
                    break;
                point.Commit();
                if (k % 10 != 0)
                    continue;
                Tensor3x3 further = F + VanishingFraction * (F - sample.DeformationGradients[k - 1]);
                if (Stress_Pa(point, further, VanishingFraction * dt_s) is { } vanishing)
                    vanishing_MPa.Add(StressError.Of_MPa(vanishing, stress_Pa));
                if (Stress_Pa(point, F, 0.0) is { } zero)
                    zero_MPa.Add(StressError.Of_MPa(zero, stress_Pa));
            }
        }

        return new(vanishing_MPa.DefaultIfEmpty(double.NaN).Average(), zero_MPa.DefaultIfEmpty(double.NaN).Average());
    }

    /// <summary>Null if the surrogate refuses the step; the unseen paths report that.</summary>
    private static SymmetricTensor? Stress_Pa(SurrogatePoint point, in Tensor3x3 F1, double dt_s) =>
        point.Evaluate(F1, dt_s, out Tensor3x3 P) == PointStatus.Ok ? StressMeasures.CauchyFromFirstPiola(P, F1) : null;
}
