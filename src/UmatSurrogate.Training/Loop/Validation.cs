using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Training;

/// <summary>
/// Mean stress error (Eq. 5) of the network over validation sequences at all their time points: a fast check during training.
/// <c>evaluate</c> measures the exported model through the production evaluator.
/// </summary>
internal sealed class Validation
{
    private const int BatchSize = 64;

    private readonly List<SequenceBatch> _batches = [];

    /// <summary>Computes the features.</summary>
    /// <param name="sets">The sequences of each data set.</param>
    /// <param name="volumeElements">Volume elements of all data sets.</param>
    /// <param name="model">Feature set and scaling.</param>
    /// <param name="threads">Threads used.</param>
    public Validation(IReadOnlyList<SequenceSet> sets, VolumeElementInputs volumeElements, ModelSpecification model, int threads)
    {
        foreach (SequenceSet sequences in sets)
        {
            foreach (int[] members in Enumerable.Range(0, sequences.Count).Chunk(BatchSize))
                _batches.Add(SequenceBatch.Assemble(sequences, DrawnBatch.Whole(members, sequences.Steps(0)), volumeElements, model, threads));
        }

        CountBySet = [.. sets.Select(s => s.Count)];
    }

    /// <summary>Number of validation sequences.</summary>
    public int Count => CountBySet.Sum();

    /// <summary>Number of validation sequences of each data set.</summary>
    public IReadOnlyList<int> CountBySet { get; }

    /// <summary>Mean over sequences and steps of |lambda|_max(s - s_true), MPa: over all data sets, and for each if there are several.</summary>
    public ValidationError Error(NetworkReplicas networks)
    {
        float[] differences = Differences_MPa(networks);
        if (CountBySet.Count == 1)
            return new(MeanError_MPa(differences), null);
        double?[] bySet = new double?[CountBySet.Count];
        int length = differences.Length / Count;
        for (int k = 0, start = 0; k < bySet.Length; k++)
        {
            int end = start + CountBySet[k] * length;
            bySet[k] = end > start ? MeanError_MPa(differences.AsSpan(start..end)) : null;
            start = end;
        }

        return new(MeanError_MPa(differences), bySet);
    }

    /// <summary>Mean over all steps of |lambda|_max of differences, 6 components each.</summary>
    public static double MeanError_MPa(ReadOnlySpan<float> d)
    {
        double sum = 0;
        for (int i = 0; i < d.Length; i += 6)
            sum += new SymmetricTensor(d[i], d[i + 1], d[i + 2], d[i + 3], d[i + 4], d[i + 5]).SpectralRadius;
        return sum / (d.Length / 6);
    }

    /// <summary>Stress differences s - s_true of all sequences and steps, MPa, 6 components each, always in the same order.</summary>
    public float[] Differences_MPa(NetworkReplicas networks) => networks.Differences_MPa(_batches);
}

/// <summary>Mean stress error (Eq. 5) of the validation samples.</summary>
/// <param name="All_MPa">Of all of them.</param>
/// <param name="BySet_MPa">Of those of each data set (null for one without validation samples); null with one data set.</param>
internal sealed record ValidationError(double All_MPa, double?[]? BySet_MPa);
