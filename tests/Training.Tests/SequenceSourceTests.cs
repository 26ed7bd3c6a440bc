using UmatSurrogate.Training;

namespace UmatSurrogate.Tests;

/// <summary>Sequences read from the disk while training: every one once per epoch, the same as those in memory.</summary>
public sealed class SequenceSourceTests(TinyDataset tiny) : IClassFixture<TinyDataset>
{
    [Fact]
    public void Windows_HoldEverySequenceOnce_WithTheSameNumbers()
    {
        TrainingSpecification training = new() { Batch = 4, SequencePointsMinimum = 8, SequencePointsMaximum = 20 };
        int[] samples = [.. tiny.Data.TrainingSamples, .. tiny.Data.TrainingSamples, .. tiny.Data.TrainingSamples];
        SequenceSource all = new(tiny.Joined, samples, 1024, training.Batch, 1);
        Assert.False(all.IsStreamed);
        // 72 sequences of 40 increments, 3.4 kB each: 1 MiB holds them; windows are asked for directly.
        SequenceSampler whole = new(samples.Length, 40, samples.Length, training);
        SequenceSampler windows = new(samples.Length, 40, 8, training);
        Assert.Equal(Enumerable.Range(0, samples.Length), whole.Order(3).Order());
        int[] order = windows.Order(3);
        Assert.Equal(Enumerable.Range(0, samples.Length), order.Order());
        Assert.NotEqual(order, windows.Order(4));
        for (int b = 0; b < windows.BatchesPerEpoch; b++)
        {
            (int first, int length) = windows.WindowOf(b);
            Assert.Equal(b / 2 * 8, first);
            Assert.Equal(8, length);
        }
    }

    [Fact]
    public void StreamedTraining_SeesTheSequencesOfTheOrder()
    {
        TrainingSpecification training = new() { Batch = 2, SequencePointsMinimum = 8, SequencePointsMaximum = 20 };
        // As many samples as do not fit into 1 MiB twice.
        int count = (int)((1 << 20) / SequenceSet.BytesPerSequence(40)) + 7;
        int[] samples = [.. Enumerable.Range(0, count).Select(i => tiny.Data.TrainingSamples[i % tiny.Data.TrainingSamples.Count])];
        SequenceSource streamed = new(tiny.Joined, samples, 1, training.Batch, 2);
        Assert.True(streamed.IsStreamed);
        Assert.InRange(streamed.WindowSequences, 2, count - 1);
        Assert.Equal(0, streamed.WindowSequences % 2);
        SequenceSource inMemory = new(tiny.Joined, samples, 64, training.Batch, 2);
        SequenceSampler sampler = new(count, 40, streamed.WindowSequences, training);
        int[] order = sampler.Order(0);
        for (int b = 0; b < sampler.BatchesPerEpoch; b += 11)
        {
            DrawnBatch drawn = sampler.Draw(0, order, b);
            SequenceWindow window = streamed.Window(order, sampler.WindowOf(b).First);
            DrawnBatch local = drawn.In(window, b * training.Batch);
            SequenceSet set = inMemory.Window(order, 0).Sequences;
            for (int i = 0; i < drawn.Sequences.Length; i++)
            {
                Assert.Equal(set.Stress_MPa(drawn.Sequences[i].Member), window.Sequences.Stress_MPa(local.Sequences[i].Member));
                Assert.Equal(set.VolumeElement(drawn.Sequences[i].Member), window.Sequences.VolumeElement(local.Sequences[i].Member));
            }
        }

        Assert.Equal(count, streamed.All().Sum(s => s.Count));
    }

    [Fact]
    public void Draws_DependOnSeedEpochAndPositionAlone()
    {
        TrainingSpecification training = new() { Batch = 8, ZeroStepFraction = 0.2, SequencePointsMinimum = 8, SequencePointsMaximum = 20 };
        SequenceSampler sampler = new(30, 40, 30, training);
        DrawnBatch first = sampler.Draw(2, sampler.Order(2), 1);
        DrawnBatch again = new SequenceSampler(30, 40, 30, training).Draw(2, sampler.Order(2), 1);
        Assert.Equal(first.Sequences.SelectMany(s => s.Points), again.Sequences.SelectMany(s => s.Points));
        Assert.Equal(first.Sequences.Select(s => s.Rotation), again.Sequences.Select(s => s.Rotation));
        Assert.Equal(sampler.Steps(2, 1), first.Steps);
        Assert.True(first.Sequences.Select(s => s.Rotation).Distinct().Count() > 2);
        Assert.All(first.Sequences, s => Assert.Equal(first.Steps, s.Points.Length - 1));
        DrawnBatch plain = new SequenceSampler(30, 40, 30, training with { SymmetryAugmentation = SymmetryAugmentation.None }).Draw(2, sampler.Order(2), 1);
        Assert.All(plain.Sequences, s => Assert.Equal((null, (0.0, 0.0, 0.0)), (s.Rotation, s.Shift)));
    }
}
