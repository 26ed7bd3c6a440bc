using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;
using UmatSurrogate.Training;

namespace UmatSurrogate.Tests;

public sealed class TrainerTests(TinyDataset tiny) : IClassFixture<TinyDataset>, IDisposable
{
    private static readonly TrainingSpecification Small = new()
    {
        HiddenSize = 12,
        Loss = TrainingLoss.VectorNorm,
        LearningRate = 1e-2,
        WarmUpIterations = 5,
        Batch = 8,
        Epochs = 8,
        SequencePointsMinimum = 8,
        SequencePointsMaximum = 20,
        Seed = 4,
        Threads = 1,
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("umat-surrogate-trainer");

    private string CheckpointFile => Path.Combine(_folder.FullName, "model.checkpoint");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableTheory]
    [InlineData(FeatureSet.BishopHill, TrainingLoss.VectorNorm)]
    [InlineData(FeatureSet.Paper, TrainingLoss.MeanSquare)]
    [InlineData(FeatureSet.Cluster, TrainingLoss.VectorNorm)]
    public void Training_ReducesLossAndValidationError(FeatureSet features, TrainingLoss loss)
    {
        TrainingResult result = Train(Small with { FeatureSet = features, Loss = loss, Epochs = 25 });
        Assert.Equal(25, result.Epochs.Count);
        Assert.True(result.Epochs[^1].Loss < 0.5 * result.Epochs[0].Loss, $"{result.Epochs[0].Loss} -> {result.Epochs[^1].Loss}");
        Assert.True(result.Epochs[^1].MeanSquareError < 0.5 * result.Epochs[0].MeanSquareError);
        Assert.True(result.Epochs[^1].ValidationError_MPa < result.Epochs[0].ValidationError_MPa);
    }

    [SkippableTheory]
    [InlineData(CellKind.Lmsc, GrainMapping.Both, false)]
    [InlineData(CellKind.Linear, GrainMapping.Both, false)]
    [InlineData(CellKind.Gru, GrainMapping.None, true)]
    public void Training_OtherCells_ReduceLoss(CellKind cell, GrainMapping grains, bool outputSkip)
    {
        TrainingResult result = Train(Small with { Cell = cell, Grains = grains, OutputSkip = outputSkip, Epochs = 12 });
        Assert.True(result.Epochs[^1].Loss < 0.7 * result.Epochs[0].Loss, $"{result.Epochs[0].Loss} -> {result.Epochs[^1].Loss}");
    }

    [SkippableFact]
    public void SameSeed_GivesTheSameWeights_AnotherSeedOthers()
    {
        string first = Train(Small with { Epochs = 2 }).Model.ContentHash;
        Assert.Equal(first, Train(Small with { Epochs = 2 }).Model.ContentHash);
        Assert.NotEqual(first, Train(Small with { Epochs = 2, Seed = 5 }).Model.ContentHash);
    }

    [SkippableFact]
    public void Resume_GivesTheWeightsOfAnUninterruptedTraining()
    {
        TrainingResult whole = Train(Small with { Epochs = 6 });
        File.Delete(CheckpointFile);
        // Interrupted in the middle of the fourth epoch: three epochs are kept.
        using CancellationTokenSource stop = new();
        int iterations = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => NewTrainer(Small with { Epochs = 6 }).Run(CheckpointFile, false, _ =>
        {
            if (++iterations == 11)
                stop.Cancel();
        }, stop.Token));
        TrainingResult resumed = NewTrainer(Small with { Epochs = 6 }).Run(CheckpointFile, resume: true);
        Assert.Equal(whole.Model.ContentHash, resumed.Model.ContentHash);
        Assert.Equal(whole.Epochs.Select(e => e.Loss), resumed.Epochs.Select(e => e.Loss));
        Assert.Equal(whole.Iterations, resumed.Iterations);
    }

    [SkippableFact]
    public void Checkpoint_OfAnotherTraining_IsRefused()
    {
        Train(Small with { Epochs = 1 });
        InputException error = Assert.Throws<InputException>(
            () => NewTrainer(Small with { Epochs = 1, LearningRate = 2e-2 }).Run(CheckpointFile, resume: true));
        Assert.Contains("another specification", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Checkpoint_ThatIsDamaged_IsRefused()
    {
        Train(Small with { Epochs = 1 });
        byte[] bytes = File.ReadAllBytes(CheckpointFile);
        File.WriteAllBytes(CheckpointFile, bytes[..(bytes.Length / 3)]);
        InputException error = Assert.Throws<InputException>(() => NewTrainer(Small with { Epochs = 1 }).Run(CheckpointFile, resume: true));
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void TimeLimit_EndsTheTraining()
    {
        TrainingResult result = Train(Small with { Epochs = 100_000, TimeLimit_s = 1.0 });
        Assert.InRange(result.Epochs.Count, 1, 99_999);
        Assert.Equal(Small.LearningRateEnd, result.Epochs[^1].LearningRate, 1e-3);
    }

    [SkippableFact]
    public void Divergence_IsAnErrorThatSaysWhatToDo()
    {
        InputException error = Assert.Throws<InputException>(() => Train(
            Small with { LearningRate = 1e30, GradientNormLimit = 0, WarmUpIterations = 0, Loss = TrainingLoss.MeanSquare }));
        Assert.Contains("learning_rate", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Model_KnowsItsScalingRangeAndElasticity()
    {
        ModelSpecification model = Train(Small with { Epochs = 1 }).Model.Specification;
        Assert.Equal(106.75e9, model.Elasticity.C11_Pa);
        Assert.True(model.StressFreeReference);
        Assert.InRange(model.Trained.StepLengthMinimum, 4e-4, model.Trained.StepLengthMaximum);
        Assert.InRange(model.Trained.RateMaximum_perSecond, 1e-4, 5e-3);
        Assert.InRange(model.Trained.PathLengthMaximum, 0.01, 0.5);
        for (int c = 0; c < 6; c++)
        {
            Assert.InRange(model.StressMinimum_Pa[c], -200e6, -1e6);
            Assert.InRange(model.StressMaximum_Pa[c], 1e6, 200e6);
            Assert.InRange(model.Trained.StretchMaximum[c], c < 3 ? 1.0 : 0.0, c < 3 ? 1.3 : 0.3);
        }
    }

    private TrainingResult Train(TrainingSpecification training) => NewTrainer(training).Run(CheckpointFile, resume: false);

    private Trainer NewTrainer(TrainingSpecification training)
    {
        Skip.IfNot(TorchRuntime.IsAvailable, TorchRuntime.UnavailableReason);
        return new(training, tiny.Data);
    }
}
