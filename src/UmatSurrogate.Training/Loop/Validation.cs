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

    public Validation(SequenceSet sequences, VolumeElementInputs volumeElements, ModelSpecification model, int threads)
    {
        foreach (int[] members in Enumerable.Range(0, sequences.Count).Chunk(BatchSize))
            _batches.Add(SequenceBatch.Assemble(sequences, DrawnBatch.Whole(members, sequences.Steps(0)), volumeElements, model, threads));
        Count = sequences.Count;
    }

    /// <summary>Number of validation sequences.</summary>
    public int Count { get; }

    /// <summary>Mean over sequences and steps of |lambda|_max(s - s_true), MPa.</summary>
    public double MeanError_MPa(NetworkReplicas networks) => MeanError_MPa(Differences_MPa(networks));

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
