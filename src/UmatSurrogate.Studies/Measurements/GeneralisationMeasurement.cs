using UmatSurrogate.Data;
using UmatSurrogate.Evaluation;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Studies;

/// <summary>
/// One half of a sample is known from training, the other is new: volume elements of the training along unseen paths (Fig. 6 of the paper), or paths
/// of the training with unseen volume elements (Fig. 7), beside the training samples of the same subjects. Truth is simulated where the data set does not hold it.
/// </summary>
internal static class GeneralisationMeasurement
{
    private const int LargestSeen = 64;

    /// <summary>Volume elements of the training along paths that no training sample has.</summary>
    public static Measured OfVolumeElements(CellMeasurement m) => Run(m, s => s.VolumeElementIndex, s => s.PathIndex, (subject, other) => (subject, other));

    /// <summary>Paths of the training with volume elements that no training sample has.</summary>
    public static Measured OfPaths(CellMeasurement m) => Run(m, s => s.PathIndex, s => s.VolumeElementIndex, (subject, other) => (other, subject));

    private static Measured Run(CellMeasurement m, Func<DatasetSample, int> subjectOf, Func<DatasetSample, int> otherOf, Func<int, int, (int VolumeElement, int Path)> pair)
    {
        Dataset data = m.Cell.Data;
        int used = (int)m.Cell.Training["training_samples"];
        IReadOnlyList<int> trained = used > 0 && used < data.TrainingSamples.Count ? [.. data.TrainingSamples.Take(used)] : data.TrainingSamples;
        IGrouping<int, DatasetSample>[] subjects =
        [
            .. trained.Select(data.ReadSample).GroupBy(subjectOf).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Take(m.Measure.Subjects),
        ];
        DatasetSample[] seen = [.. subjects.SelectMany(g => g.Take(Math.Max(1, LargestSeen / subjects.Length)))];
        int[] others = [.. data.ValidationSamples.Select(data.ReadSample).Select(otherOf).Distinct().Take(m.Measure.Unseen)];
        if (others.Length == 0)
            throw new InputException($"The data set of the case '{m.Cell.Case}' has no validation samples to take the unseen half from.");
        (int VolumeElement, int Path)[] unseen = [.. subjects.SelectMany(g => others.Select(o => pair(g.Key, o)))];
        LoadResponse[] truth = m.Truth.Responses([.. unseen.Select(u => new TruthCase(data.VolumeElements[u.VolumeElement], new(data.Paths[u.Path])))]);

        double[][] seenErrors = Errors(
            m, [.. seen.Select(s => (s.VolumeElementIndex, s.PathIndex))], [.. seen.Select(s => s.DeviatoricCauchyStress_Pa)]);
        double[][] unseenErrors = Errors(m, unseen, [.. truth.Select(t => t.CauchyStress_Pa)]);
        SymmetricTensor[][] blind = [.. unseen.Select(u => UnseenPaths.MeanHistory(
            [.. unseen.Select((v, i) => (v, i)).Where(x => x.v.Path == u.Path).Select(x => truth[x.i].CauchyStress_Pa)]))];
        Measured result = new();
        result["count"] = subjects.Average(g => g.Count());
        result["seen/mean"] = ErrorSummary.Of(seenErrors.SelectMany(e => e)).Mean_MPa;
        result["seen/p95"] = ErrorSummary.Of(seenErrors.SelectMany(e => e)).Percentile95_MPa;
        result["unseen/mean"] = ErrorSummary.Of(unseenErrors.SelectMany(e => e)).Mean_MPa;
        result["unseen/p95"] = ErrorSummary.Of(unseenErrors.SelectMany(e => e)).Percentile95_MPa;
        result["blind/mean"] = subjects.Length < 2 && pair(0, 1).Path == 1
            ? double.NaN
            : ErrorSummary.Of(truth.SelectMany((t, i) => StressError.AlongCommonPart_MPa(blind[i], t.CauchyStress_Pa))).Mean_MPa;
        result.SetHistories("seen", seenErrors);
        result.SetHistories("unseen", unseenErrors);
        return result;
    }

    private static double[][] Errors(CellMeasurement m, (int VolumeElement, int Path)[] pairs, SymmetricTensor[][] truth_Pa)
    {
        Dataset data = m.Cell.Data;
        MicrostructureContext[] contexts = Array.ConvertAll(pairs, p => m.Library[data.VolumeElements[p.VolumeElement]]);
        LoadResponse[] surrogate = SurrogatePaths.Follow(m.Evaluator, contexts, Array.ConvertAll(pairs, p => data.Paths[p.Path]));
        return [.. surrogate.Select((r, i) => StressError.AlongCommonPart_MPa(r.CauchyStress_Pa, truth_Pa[i]))];
    }
}
