using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Evaluation;

/// <summary>The stress errors of one predictor, MPa, by sample and step.</summary>
/// <param name="Name">Name in the report.</param>
/// <param name="Key">Name in <c>report.json</c>.</param>
/// <param name="Errors_MPa">Errors; a sample that the predictor did not follow to its end has fewer steps.</param>
public sealed record PredictorErrors(string Name, string Key, IReadOnlyList<double[]> Errors_MPa);

/// <summary>A sample or case that a predictor could not follow to its end.</summary>
/// <param name="Name">Which one, in words.</param>
/// <param name="Increment">The increment without solution, from 1.</param>
/// <param name="Increments">Increments of the whole load.</param>
/// <param name="Reason">Why.</param>
public sealed record UnsolvedCase(string Name, int Increment, int Increments, string Reason)
{
    /// <summary>In one line.</summary>
    public override string ToString() => $"{Name}: no solution at increment {Increment} of {Increments} ({Reason})";
}

/// <summary>
/// The validation samples of a data set (volume elements and paths that training never saw) on the data's own time grid: surrogate
/// against truth, beside two baselines: blind, the exact mean of the true stresses over all validation volume elements on the same path;
/// and the Taylor model of the same volume element (where Taylor is not the truth itself), as it is and times one fitted factor.
/// </summary>
public sealed class UnseenPaths
{
    private UnseenPaths(Dataset data, DatasetSample[] samples, LoadResponse[] surrogate, LoadResponse[] taylor, TaylorBaseline baseline)
    {
        Samples = samples;
        Paths = [.. samples.Select(s => data.Paths[s.PathIndex])];
        Surrogate_Pa = Array.ConvertAll(surrogate, r => r.CauchyStress_Pa);
        Blind_Pa = BlindStress_Pa(samples);
        Taylor_Pa = Array.ConvertAll(taylor, r => r.CauchyStress_Pa);
        Baseline = baseline;
        Errors_MPa = Errors(Surrogate_Pa);
        List<PredictorErrors> predictors = [new("surrogate", "surrogate", Errors_MPa), new("blind", "blind", Errors(Blind_Pa))];
        if (!baseline.IsTruth)
        {
            predictors.Add(new("Taylor", "taylor", Errors(Taylor_Pa)));
            predictors.Add(new(
                FormattableString.Invariant($"Taylor x {baseline.Factor:F3}"), "scaled_taylor", Errors(Array.ConvertAll(Taylor_Pa, baseline.Scaled))));
        }

        Predictors = predictors;
        Surrogate = ErrorStatistics.Of(Errors_MPa);
        Blind = ErrorStatistics.Of(predictors[1].Errors_MPa);
        Unsolved =
        [
            .. surrogate.Select((r, i) => (r, i)).Where(p => p.r.Failure is not null).Select(p => new UnsolvedCase(
                $"volume element {samples[p.i].VolumeElementIndex} along path {samples[p.i].PathIndex}", p.r.Increments + 1, Paths[p.i].IncrementCount, p.r.Failure!)),
        ];
        Components = ComponentError.All(Surrogate_Pa, [.. samples.Select(s => s.DeviatoricCauchyStress_Pa)]);
        Splits = ErrorSplit.All(this, data);
        OverStrain = StrainCurve.Of(this);
    }

    /// <summary>The samples.</summary>
    public IReadOnlyList<DatasetSample> Samples { get; }

    /// <summary>The path of each sample.</summary>
    public IReadOnlyList<LoadPath> Paths { get; }

    /// <summary>Cauchy stress of the surrogate, Pa, by sample and point.</summary>
    public SymmetricTensor[][] Surrogate_Pa { get; }

    /// <summary>Deviatoric stress of the blind predictor, Pa, by sample and point.</summary>
    public SymmetricTensor[][] Blind_Pa { get; }

    /// <summary>Cauchy stress of the Taylor model, Pa, by sample and point; empty where Taylor is the truth.</summary>
    public SymmetricTensor[][] Taylor_Pa { get; }

    /// <summary>The Taylor model.</summary>
    public TaylorBaseline Baseline { get; }

    /// <summary>Stress errors of the surrogate, MPa, by sample and step.</summary>
    public IReadOnlyList<double[]> Errors_MPa { get; }

    /// <summary>Errors of all predictors: surrogate, blind and, where Taylor is not the truth, Taylor and Taylor times its factor.</summary>
    public IReadOnlyList<PredictorErrors> Predictors { get; }

    /// <summary>Statistics of the surrogate's errors.</summary>
    public ErrorStatistics Surrogate { get; }

    /// <summary>Statistics of the blind predictor's errors.</summary>
    public ErrorStatistics Blind { get; }

    /// <summary>The errors by kind of path, volume element and range.</summary>
    public IReadOnlyList<ErrorSplit> Splits { get; }

    /// <summary>The errors over accumulated strain.</summary>
    public StrainCurve OverStrain { get; }

    /// <summary>The surrogate's error by component.</summary>
    public IReadOnlyList<ComponentError> Components { get; }

    /// <summary>Samples that the surrogate did not follow to their end; the errors hold the steps before.</summary>
    public IReadOnlyList<UnsolvedCase> Unsolved { get; }

    /// <summary>Different volume elements among the samples.</summary>
    public int VolumeElementCount => Samples.Select(s => s.VolumeElementIndex).Distinct().Count();

    /// <summary>Different paths among the samples.</summary>
    public int PathCount => Samples.Select(s => s.PathIndex).Distinct().Count();

    /// <summary>Runs all validation samples.</summary>
    /// <param name="evaluator">The surrogate.</param>
    /// <param name="library">Its microstructures.</param>
    /// <param name="data">The data set.</param>
    /// <param name="baseline">The Taylor model.</param>
    /// <param name="done">Called with the number of further cases done, of as many as <see cref="CaseCount"/> says.</param>
    /// <exception cref="InputException">There are no validation samples.</exception>
    public static UnseenPaths Run(
        SurrogateEvaluator evaluator, MicrostructureLibrary library, Dataset data, TaylorBaseline baseline, Action<int>? done = null)
    {
        ArgumentNullException.ThrowIfNull(evaluator);
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(baseline);
        if (data.ValidationSamples.Count == 0)
            throw new InputException("The data set has no usable validation samples. Look at it with 'dataset info'.");
        DatasetSample[] samples = [.. data.ValidationSamples.Select(data.ReadSample)];
        VolumeElement[] volumeElements = Array.ConvertAll(samples, s => data.VolumeElements[s.VolumeElementIndex]);
        int before = 0;
        LoadResponse[] surrogate = SurrogatePaths.Follow(
            evaluator,
            Array.ConvertAll(volumeElements, v => library[v]),
            Array.ConvertAll(samples, s => data.Paths[s.PathIndex]),
            n => done?.Invoke(n - Interlocked.Exchange(ref before, n)));
        LoadResponse[] taylor = new LoadResponse[baseline.IsTruth ? 0 : samples.Length];
        Parallel.For(0, taylor.Length, i =>
        {
            taylor[i] = baseline.Follow(volumeElements[i], new(data.Paths[samples[i].PathIndex]));
            done?.Invoke(1);
        });
        return new(data, samples, surrogate, taylor, baseline);
    }

    /// <summary>Cases of <see cref="Run"/>: one for each sample and predictor that computes.</summary>
    public static int CaseCount(Dataset data, TaylorBaseline baseline)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(baseline);
        return (baseline.IsTruth ? 1 : 2) * data.ValidationSamples.Count;
    }

    /// <summary>The mean of the true deviatoric stresses over all samples of the same path.</summary>
    internal static SymmetricTensor[][] BlindStress_Pa(IReadOnlyList<DatasetSample> samples)
    {
        Dictionary<int, SymmetricTensor[]> means = samples.GroupBy(s => s.PathIndex).ToDictionary(
            g => g.Key, g => MeanHistory([.. g.Select(s => s.DeviatoricCauchyStress_Pa)]));
        return [.. samples.Select(s => means[s.PathIndex])];
    }

    /// <summary>Mean of histories, point by point, over those that have the point.</summary>
    public static SymmetricTensor[] MeanHistory(IReadOnlyList<SymmetricTensor[]> histories)
    {
        ArgumentNullException.ThrowIfNull(histories);
        SymmetricTensor[] mean = new SymmetricTensor[histories.Max(h => h.Length)];
        for (int k = 0; k < mean.Length; k++)
        {
            SymmetricTensor[] there = [.. histories.Where(h => h.Length > k).Select(h => h[k])];
            foreach (SymmetricTensor stress in there)
                mean[k] += 1.0 / there.Length * stress;
        }

        return mean;
    }

    private double[][] Errors(SymmetricTensor[][] stress_Pa) =>
        [.. Samples.Select((s, i) => StressError.AlongCommonPart_MPa(stress_Pa[i], s.DeviatoricCauchyStress_Pa))];
}
