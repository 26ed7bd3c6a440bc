using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Training;

/// <summary>Sequences of a batch: positions in the <see cref="SequenceSet"/>, and for each as many increasing time-point indices, the first 0.</summary>
internal sealed record DrawnSequences(int[] Members, int[][] TimePoints)
{
    /// <summary>T, the steps of every sequence.</summary>
    public int Steps => TimePoints[0].Length - 1;
}

/// <summary>
/// Draws the sequences of every batch and their time points. Everything random depends on (seed, epoch, position in the epoch)
/// alone, so that batches can be made in any order and on any thread, and a resumed training sees what an uninterrupted one sees.
/// </summary>
internal sealed class SequenceSampler(SequenceSet sequences, TrainingSpecification training)
{
    // Streams of the seed: per epoch, 0 orders the samples, then one per sequence, then one per batch.
    private const ulong StreamsPerEpoch = 1UL << 40;

    /// <summary>Batches of an epoch; the last one may be smaller.</summary>
    public int BatchesPerEpoch => (sequences.Count + training.Batch - 1) / training.Batch;

    /// <summary>The random order of the sequences in an epoch.</summary>
    public int[] Order(int epoch)
    {
        RandomStream random = Stream(epoch, 0);
        int[] order = [.. Enumerable.Range(0, sequences.Count)];
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = random.NextInt32(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    /// <summary>The sequences of one batch, with one number of time points for all.</summary>
    /// <param name="epoch">Epoch, from 0.</param>
    /// <param name="order">Its <see cref="Order"/>.</param>
    /// <param name="batch">Position in the epoch, from 0.</param>
    public DrawnSequences Draw(int epoch, int[] order, int batch)
    {
        int first = batch * training.Batch;
        int[] members = order[first..Math.Min(first + training.Batch, order.Length)];
        int count = TimePointDraw.DrawCount(
            Stream(epoch, 1 + (ulong)(order.Length + batch)), training.SequencePointsMinimum, training.SequencePointsMaximum);
        count = members.Min(m => Math.Min(count, sequences.Times_s(m).Length - 1));
        int[][] points = new int[members.Length][];
        for (int i = 0; i < members.Length; i++)
        {
            points[i] = TimePointDraw.Draw(
                Stream(epoch, 1 + (ulong)(first + i)), sequences.Times_s(members[i]).Length - 1, count, training.SequenceDensityRatio);
        }

        return new(members, points);
    }

    private RandomStream Stream(int epoch, ulong index) => new(training.Seed, ((ulong)epoch + 1) * StreamsPerEpoch + index);
}
