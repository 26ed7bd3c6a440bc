using UmatSurrogate.Evaluation;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Studies;

/// <summary>
/// The validation samples of the case's data: errors by range, by step, of the baselines; one sample's stress over time; step sizes and standstill. For the studies that
/// compare trainings.
/// </summary>
internal static class ValidationMeasurement
{
    public static Measured Run(CellMeasurement m)
    {
        Measured result = new();
        UnseenPaths unseen = UnseenPaths.Run(m.Evaluator, m.Library, m.Cell.Data, m.Baseline);
        foreach (ErrorSplit split in unseen.Splits)
        {
            for (int p = 0; p < unseen.Predictors.Count; p++)
            {
                result[$"{split.Key}/{unseen.Predictors[p].Key}/mean"] = split.Errors[p].Mean_MPa;
                result[$"{split.Key}/{unseen.Predictors[p].Key}/p95"] = split.Errors[p].Percentile95_MPa;
            }
        }

        result["without_solution"] = unseen.Unsolved.Count;
        result.Set("step_mean", unseen.Surrogate.MeanByStep_MPa);
        result.Set("step_deviation", unseen.Surrogate.DeviationByStep_MPa);
        result.Set("step_blind", unseen.Blind.MeanByStep_MPa);
        result.Set("strain", unseen.OverStrain.Strain);
        result.Set("strain_mean", unseen.OverStrain.Errors[0].Select(e => e.Mean_MPa));

        // The sample in the middle by the blind error: the same for all models of one data set.
        int[] order = [.. Enumerable.Range(0, unseen.Samples.Count).OrderBy(i => unseen.Predictors[1].Errors_MPa[i].DefaultIfEmpty(0).Average())];
        int chosen = order[order.Length / 2];
        Func<SymmetricTensor, double> component = Largest(unseen.Samples[chosen].DeviatoricCauchyStress_Pa[^1]);
        result.Set("sample_time_s", unseen.Samples[chosen].Times_s);
        result.Set("sample_truth_MPa", unseen.Samples[chosen].DeviatoricCauchyStress_Pa.Select(s => 1e-6 * component(s)));
        result.Set("sample_stress_MPa", unseen.Surrogate_Pa[chosen].Select(s => 1e-6 * component(s.Deviator)));

        result["parameters"] = m.Cell.Model.Specification.TensorShapes().Sum(t => t.Shape.Aggregate(1.0, (a, b) => a * b));
        result["state_variables"] = m.Cell.Model.StateSize;
        if (m.Measure.ConsistencySamples > 0)
        {
            result["stationarity"] = Stationarity.Measure(m.Evaluator, m.Library, m.Cell.Data, m.Measure.ConsistencySamples).VanishingStep_MPa;
            foreach (StepRefinement r in SelfConsistency.Measure(m.Evaluator, m.Library, m.Cell.Data, m.Truth, m.Measure.ConsistencySamples))
                result[$"consistency/{r.Steps}"] = r.DifferenceToCoarsest_MPa;
        }

        return result;
    }

    /// <summary>The component that is largest in a stress.</summary>
    private static Func<SymmetricTensor, double> Largest(SymmetricTensor stress)
    {
        Func<SymmetricTensor, double>[] all = [s => s.S11, s => s.S22, s => s.S33, s => s.S12, s => s.S13, s => s.S23];
        return all.MaxBy(c => Math.Abs(c(stress)))!;
    }
}
