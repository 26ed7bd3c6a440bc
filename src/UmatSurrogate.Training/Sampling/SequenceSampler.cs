using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Training;

/// <summary>
/// Draws the sequences of every batch: their order, time points, standstill, rotation and shift. Everything random depends on (seed,
/// epoch, position in the epoch) alone, so that batches can be made in any order and on any thread, and a resumed training sees what an
/// uninterrupted one sees.
/// </summary>
/// <param name="count">Number of sequences.</param>
/// <param name="pathSteps">Increments of every path.</param>
/// <param name="windowSequences">Sequences that are in memory together, a multiple of the batch, or all.</param>
/// <param name="training">Batch, time points, augmentation and seed.</param>
internal sealed class SequenceSampler(int count, int pathSteps, int windowSequences, TrainingSpecification training)
{
    // Streams of the seed: per epoch, 0 orders the samples, then one per sequence, then one per batch, then another one per sequence.
    private const ulong StreamsPerEpoch = 1UL << 40;

    // Sequences that are next to each other in the files stay together where windows are read from the disk.
    private const int BlockSequences = 64;

    /// <summary>Sequences of a batch.</summary>
    public int Batch => training.Batch;

    /// <summary>Batches of an epoch; the last one may be smaller.</summary>
    public int BatchesPerEpoch => (count + training.Batch - 1) / training.Batch;

    /// <summary>
    /// The random order of the sequences in an epoch. If they do not fit into memory together, the order is that of random blocks of 64,
    /// shuffled once more within each window.
    /// </summary>
    public int[] Order(int epoch)
    {
        RandomStream random = Stream(epoch, 0);
        int[] order = [.. Enumerable.Range(0, count)];
        if (windowSequences >= count)
        {
            Shuffle(order, random);
            return order;
        }

        int[][] blocks = [.. order.Chunk(BlockSequences)];
        Shuffle(blocks, random);
        order = [.. blocks.SelectMany(b => b)];
        for (int first = 0; first < count; first += windowSequences)
            Shuffle(order.AsSpan(first, Math.Min(windowSequences, count - first)), random);
        return order;
    }

    /// <summary>The window that holds a batch: its first position in the order and its length.</summary>
    public (int First, int Length) WindowOf(int batch)
    {
        int first = batch * training.Batch / windowSequences * windowSequences;
        return (first, Math.Min(windowSequences, count - first));
    }

    /// <summary>The sequences of one batch, with one number of time points for all.</summary>
    /// <param name="epoch">Epoch, from 0.</param>
    /// <param name="order">Its <see cref="Order"/>.</param>
    /// <param name="batch">Position in the epoch, from 0.</param>
    public DrawnBatch Draw(int epoch, int[] order, int batch)
    {
        int first = batch * training.Batch;
        int points = Points(epoch, batch);
        DrawnSequence[] drawn = new DrawnSequence[Math.Min(training.Batch, count - first)];
        for (int i = 0; i < drawn.Length; i++)
        {
            RandomStream pointStream = Stream(epoch, 1 + (ulong)(first + i));
            int length = TimePointDraw.DrawPrefix(pointStream, pathSteps, points, training.SequencePrefix);
            int[] drawnPoints = TimePointDraw.Draw(pointStream, length, points, training.SequenceDensityRatio);
            RandomStream random = Stream(epoch, 1 + (ulong)(count + BatchesPerEpoch + first + i));
            (SampleRotation? rotation, (double, double, double) shift) = DrawRotation(random);
            drawn[i] = new(
                order[first + i],
                StandstillDraw.Add(random, drawnPoints, pathSteps, StandstillDraw.Count(points, training.ZeroStepFraction)),
                rotation,
                shift);
        }

        return new(drawn);
    }

    /// <summary>Steps of the sequences of a batch, standstill included.</summary>
    public int Steps(int epoch, int batch)
    {
        int points = Points(epoch, batch);
        return points + StandstillDraw.Count(points, training.ZeroStepFraction);
    }

    private (SampleRotation? Rotation, (double X, double Y, double Z) Shift) DrawRotation(RandomStream random) => training.Augmentation switch
    {
        SymmetryAugmentation.Cube => (SampleRotation.Cube[random.NextInt32(SampleRotation.Cube.Length)], (random.NextDouble(), random.NextDouble(), random.NextDouble())),
        SymmetryAugmentation.Any => (SampleRotation.Draw(random), default),
        _ => default,
    };

    private int Points(int epoch, int batch) => Math.Min(pathSteps, TimePointDraw.DrawCount(
        Stream(epoch, 1 + (ulong)(count + batch)), training.SequencePointsMinimum, Math.Min(pathSteps, training.SequencePointsMaximum)));

    private static void Shuffle<T>(Span<T> items, RandomStream random)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = random.NextInt32(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private RandomStream Stream(int epoch, ulong index) => new(training.Seed, ((ulong)epoch + 1) * StreamsPerEpoch + index);
}
