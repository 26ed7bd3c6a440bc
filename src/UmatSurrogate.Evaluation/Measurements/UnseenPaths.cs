using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Evaluation;

/// <summary>
/// The validation samples of a data set (volume elements and paths that training never saw) on the data's own time grid: surrogate
/// against truth, beside the blind baseline, the exact mean of the true stresses over all validation volume elements on the same path.
/// </summary>
public sealed class UnseenPaths
{
    private UnseenPaths(DatasetSample[] samples, SymmetricTensor[][] surrogate_Pa, SymmetricTensor[][] blind_Pa)
    {
        (Samples, Surrogate_Pa, Blind_Pa) = (samples, surrogate_Pa, blind_Pa);
        Errors_MPa = [.. samples.Select((s, i) => StressError.Along_MPa(surrogate_Pa[i], s.DeviatoricCauchyStress_Pa))];
        Surrogate = ErrorStatistics.Of(Errors_MPa);
        Blind = ErrorStatistics.Of([.. samples.Select((s, i) => StressError.Along_MPa(blind_Pa[i], s.DeviatoricCauchyStress_Pa))]);
    }

    /// <summary>The samples.</summary>
    public IReadOnlyList<DatasetSample> Samples { get; }

    /// <summary>Cauchy stress of the surrogate, Pa, by sample and point.</summary>
    public SymmetricTensor[][] Surrogate_Pa { get; }

    /// <summary>Deviatoric stress of the blind predictor, Pa, by sample and point.</summary>
    public SymmetricTensor[][] Blind_Pa { get; }

    /// <summary>Stress errors of the surrogate, MPa, by sample and step.</summary>
    public IReadOnlyList<double[]> Errors_MPa { get; }

    /// <summary>Statistics of the surrogate's errors.</summary>
    public ErrorStatistics Surrogate { get; }

    /// <summary>Statistics of the blind predictor's errors.</summary>
    public ErrorStatistics Blind { get; }

    /// <summary>Different volume elements among the samples.</summary>
    public int VolumeElementCount => Samples.Select(s => s.VolumeElementIndex).Distinct().Count();

    /// <summary>Different paths among the samples.</summary>
    public int PathCount => Samples.Select(s => s.PathIndex).Distinct().Count();

    /// <summary>Runs all validation samples.</summary>
    /// <param name="evaluator">The surrogate.</param>
    /// <param name="data">The data set.</param>
    /// <param name="done">Called with the share of the samples done.</param>
    /// <exception cref="InputException">There are no validation samples, or the surrogate refuses a step.</exception>
    public static UnseenPaths Run(SurrogateEvaluator evaluator, Dataset data, Action<double>? done = null)
    {
        ArgumentNullException.ThrowIfNull(evaluator);
        ArgumentNullException.ThrowIfNull(data);
        if (data.ValidationSamples.Count == 0)
            throw new InputException("The data set has no usable validation samples. Look at it with 'dataset info'.");
        DatasetSample[] samples = [.. data.ValidationSamples.Select(data.ReadSample)];
        Dictionary<int, MicrostructureContext> contexts = samples.Select(s => s.VolumeElementIndex).Distinct()
            .ToDictionary(v => v, v => MicrostructureContext.Create(evaluator.Model, data.VolumeElements[v].Grains));
        SymmetricTensor[][] surrogate_Pa = SurrogatePaths.CauchyStress_Pa(
            evaluator,
            Array.ConvertAll(samples, s => contexts[s.VolumeElementIndex]),
            Array.ConvertAll(samples, s => new LoadPath(s.Times_s, s.DeformationGradients)),
            n => done?.Invoke((double)n / samples.Length));
        return new(samples, surrogate_Pa, BlindStress_Pa(samples));
    }

    /// <summary>The mean of the true deviatoric stresses over all samples of the same path.</summary>
    internal static SymmetricTensor[][] BlindStress_Pa(IReadOnlyList<DatasetSample> samples)
    {
        Dictionary<int, SymmetricTensor[]> means = samples.GroupBy(s => s.PathIndex).ToDictionary(
            g => g.Key, g => MeanHistory([.. g.Select(s => s.DeviatoricCauchyStress_Pa)]));
        return [.. samples.Select(s => means[s.PathIndex])];
    }

    /// <summary>Mean of histories of one length, point by point.</summary>
    internal static SymmetricTensor[] MeanHistory(IReadOnlyList<SymmetricTensor[]> histories)
    {
        SymmetricTensor[] mean = new SymmetricTensor[histories[0].Length];
        foreach (SymmetricTensor[] history in histories)
        {
            for (int k = 0; k < mean.Length; k++)
                mean[k] += 1.0 / histories.Count * history[k];
        }

        return mean;
    }
}
