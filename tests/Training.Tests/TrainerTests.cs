using System.Text.Json;
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
        TrainingResult result = Train(Small with { FeatureSet = features, Loss = loss, Epochs = 25, SymmetryAugmentation = features == FeatureSet.BishopHill ? SymmetryAugmentation.Cube : SymmetryAugmentation.None });
        Assert.Equal(25, result.Epochs.Count);
        Assert.True(result.Epochs[^1].Loss < 0.5 * result.Epochs[0].Loss, $"{result.Epochs[0].Loss} -> {result.Epochs[^1].Loss}");
        Assert.True(result.Epochs[^1].MeanSquareError < 0.5 * result.Epochs[0].MeanSquareError);
        Assert.True(result.Epochs[^1].ValidationError_MPa < result.Epochs[0].ValidationError_MPa);
    }

    [SkippableTheory]
    [InlineData(CellKind.Lmsc, GrainMapping.Both, false)]
    [InlineData(CellKind.Linear, GrainMapping.Both, false)]
    [InlineData(CellKind.Gru, GrainMapping.None, true)]
    public void Training_OtherCells_ReduceLoss(CellKind cell, GrainMapping grains, bool tensorBasis)
    {
        TrainingResult result = Train(Small with { Cell = cell, Grains = grains, TensorBasis = tensorBasis, Epochs = 12, SymmetryAugmentation = SymmetryAugmentation.None });
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
    public void Threads_DivideTheBatch_WithTheSameGradients()
    {
        // 16 sequences in two parts of eight; sums in another order differ by rounding.
        TrainingSpecification training = Small with { Batch = 16, Epochs = 3 };
        TrainingResult one = Train(training);
        TrainingResult two = Train(training with { Threads = 2 });
        Assert.All(one.Epochs.Zip(two.Epochs), e => Assert.Equal(e.First.Loss, e.Second.Loss, 1e-4));
        Assert.All(one.Epochs.Zip(two.Epochs), e => Assert.Equal(e.First.MeanSquareError, e.Second.MeanSquareError, 1e-4));
        Assert.Equal(one.ValidationError_MPa!.Value, two.ValidationError_MPa!.Value, 0.02);
        // And the same bits from the same number of threads.
        Assert.Equal(two.Model.ContentHash, Train(training with { Threads = 2 }).Model.ContentHash);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Resume_GivesTheWeightsOfAnUninterruptedTraining(bool killed)
    {
        TrainingSpecification training = Small with { Epochs = 6, ZeroStepFraction = 0.2, Patience = 50 };
        TrainingResult whole = Train(training);
        File.Delete(CheckpointFile);
        // In the middle of the fourth epoch. Stopped, it keeps the eleven iterations; killed, the checkpoint of the third epoch.
        using CancellationTokenSource stop = new();
        int iterations = 0;
        Assert.ThrowsAny<Exception>(() => NewTrainer(training).Run(CheckpointFile, false, _ =>
        {
            if (++iterations == 11 && killed)
                throw new NotSupportedException("killed");
            if (iterations == 11)
                stop.Cancel();
        }, stop.Token));
        TrainingResult resumed = NewTrainer(training).Run(CheckpointFile, resume: true, _ => iterations++);
        Assert.Equal(killed ? 11 + 9 : 11 + 7, iterations);
        Assert.Equal(whole.Model.ContentHash, resumed.Model.ContentHash);
        Assert.Equal(whole.Epochs.Select(e => e.Loss), resumed.Epochs.Select(e => e.Loss));
        Assert.Equal(whole.Iterations, resumed.Iterations);
    }

    [SkippableFact]
    public void TimeLimit_PlansTheIterations_AndTheResumedTrainingFollowsThePlan()
    {
        TrainingSpecification endless = Small with { Epochs = 100_000, CheckpointTime_s = 0.01 };
        // Killed at once (or, on a slow machine, at its limit after measuring), with the plan in the checkpoint.
        Record.Exception(() => NewTrainer(endless with { TimeLimit_s = 2.0 })
            .Run(CheckpointFile, false, _ => throw new NotSupportedException("killed")));
        Assert.True(File.Exists(CheckpointFile));
        TrainingResult resumed = NewTrainer(endless).Run(CheckpointFile, resume: true);
        Assert.InRange(resumed.Planned, 1, 299_999);
        Assert.Equal(resumed.Planned, resumed.Iterations);
        Assert.Equal(TrainingEnd.Complete, resumed.End);
        Assert.InRange(resumed.Epochs[^1].LearningRate, 0, 1e-2); // the last of the schedule, or nearly

        // The same plan without a clock: the same weights.
        File.Delete(CheckpointFile);
        TrainingResult planned = Train(Small with { Epochs = 100_000, Iterations = resumed.Planned });
        Assert.Equal(planned.Epochs.Select(e => e.Loss), resumed.Epochs.Select(e => e.Loss));
        Assert.Equal(planned.Model.ContentHash, resumed.Model.ContentHash);
    }

    [SkippableFact]
    public void TimeLimit_ThatComesFirst_StopsWithACheckpoint_AndTheRestIsTheSame()
    {
        TrainingSpecification training = Small with { Epochs = 4 };
        string whole = Train(training).Model.ContentHash;
        File.Delete(CheckpointFile);
        Assert.Throws<NotSupportedException>(() => NewTrainer(training).Run(CheckpointFile, false, _ => throw new NotSupportedException("killed")));
        // Every resumption is at its limit after one iteration at least.
        TrainingResult part = NewTrainer(training with { TimeLimit_s = 1e-9 }).Run(CheckpointFile, resume: true);
        Assert.Equal(TrainingEnd.TimeLimit, part.End);
        Assert.InRange(part.Iterations, 0, 2);
        TrainingResult rest = NewTrainer(training).Run(CheckpointFile, resume: true);
        Assert.Equal(TrainingEnd.Complete, rest.End);
        Assert.Equal(whole, rest.Model.ContentHash);
    }

    [SkippableFact]
    public void Patience_EndsTheTraining_WithTheWeightsOfTheSmallestError()
    {
        // A rate so large that the error jumps up and down.
        TrainingResult result = Train(Small with { Epochs = 200, Patience = 3, LearningRate = 0.1, Schedule = LearningRateSchedule.Constant });
        Assert.Equal(TrainingEnd.EarlyStopping, result.End);
        Assert.InRange(result.Epochs.Count, 4, 199);
        Assert.Equal(result.Epochs.Count - 3, result.ModelEpoch);
        Assert.Equal(result.Epochs.Min(e => e.ValidationError_MPa), result.ValidationError_MPa);
        // The weights are those of that epoch: a training that ends there has the same.
        File.Delete(CheckpointFile);
        TrainingResult there = Train(Small with { Epochs = 200, Iterations = 3L * result.ModelEpoch, LearningRate = 0.1, Schedule = LearningRateSchedule.Constant });
        Assert.Equal(there.Model.ContentHash, result.Model.ContentHash);
    }

    [SkippableFact]
    public void Model_HasTheWeightsOfTheSmallestValidationError_AndALargeOneIsTold()
    {
        TrainingSpecification wild = Small with { Epochs = 30, LearningRate = 0.3, Schedule = LearningRateSchedule.Constant };
        List<string> warnings = [];
        Trainer trainer = NewTrainer(wild);
        trainer.Warn = warnings.Add;
        TrainingResult result = trainer.Run(CheckpointFile, resume: false);
        double[] errors = [.. result.Epochs.Select(e => e.ValidationError_MPa!.Value)];
        Assert.Equal(TrainingEnd.Complete, result.End);
        Assert.Equal(30, errors.Length);
        Assert.True(result.ModelEpoch < 30, "choose another rate");
        Assert.Equal(errors.Min(), result.ValidationError_MPa);
        Assert.Equal(errors.Min(), Validation.MeanError_MPa(result.ValidationDifferences_MPa));
        // One warning each time the error rises beyond twice the smallest so far.
        int expected = 0;
        bool far = false;
        for (int k = 0; k < errors.Length; k++)
        {
            bool now = errors[k] > 2 * errors[..(k + 1)].Min();
            expected += now && !far ? 1 : 0;
            far = now;
        }
        Assert.True(expected > 0, "choose another rate");
        Assert.Equal(expected, warnings.Count);
        Assert.Contains("learning_rate 0.3", warnings[0], StringComparison.Ordinal);
        // The weights are those of that epoch: a training that ends there has the same.
        File.Delete(CheckpointFile);
        Assert.Equal(Train(wild with { Iterations = 3L * result.ModelEpoch }).Model.ContentHash, result.Model.ContentHash);
    }

    [SkippableFact]
    public void Ensemble_IsAlikeButForSeedAndWeights()
    {
        Trainer trainer = NewTrainer(Small with { Epochs = 2, Seeds = [4, 9] });
        Assert.Equal([4UL, 9UL], trainer.Seeds);
        TrainingResult[] members = [trainer.RunMember(0, CheckpointFile, false), trainer.RunMember(1, CheckpointFile + "2", false)];
        Assert.Equal(members[0].Model.Specification.StepMinimum.ToArray(), members[1].Model.Specification.StepMinimum.ToArray());
        Assert.NotEqual(members[0].Model.ContentHash, members[1].Model.ContentHash);
        // The first one is the model that its seed alone gives.
        File.Delete(CheckpointFile);
        Assert.Equal(Train(Small with { Epochs = 2 }).Model.ContentHash, members[0].Model.ContentHash);
        // The mean of the stresses is never worse than the mean of the errors (a norm is convex).
        Assert.True(EnsembleRecord.ErrorOfMean_MPa(members) <= members.Average(m => m.ValidationError_MPa!.Value) + 1e-6);
    }

    [SkippableFact]
    public void InitialModel_GivesWeightsAndScaling()
    {
        string file = Path.Combine(_folder.FullName, "first.safetensors");
        TrainingResult first = Train(Small with { Epochs = 8 });
        first.Model.Save(file);
        File.Delete(CheckpointFile);
        TrainingSpecification further = Small with { Epochs = 1, InitialModel = file, LearningRate = 1e-12, LearningRateEnd = 0, Seed = 77, TrainingSamples = 10 };
        TrainingResult second = Train(further);
        Assert.Equal(first.Model.Specification.StepMinimum.ToArray(), second.Model.Specification.StepMinimum.ToArray());
        Assert.Equal(first.Model.Specification.StressMaximum_Pa.ToArray(), second.Model.Specification.StressMaximum_Pa.ToArray());
        Assert.Equal(first.ValidationError_MPa!.Value, second.ValidationError_MPa!.Value, 0.01);
        // The ten samples are among those of the first training: what the model has seen of stretches is what it had seen before.
        Assert.Equal(first.Model.Specification.Trained.StretchMaximum.ToArray(), second.Model.Specification.Trained.StretchMaximum.ToArray());

        InputException error = Assert.Throws<InputException>(() => NewTrainer(further with { HiddenSize = 13, Layers = 1 }));
        Assert.Contains("hidden_size is 12 there and 13 here", error.Message, StringComparison.Ordinal);
        Assert.Contains("layers is 2 there and 1 here", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void ClusterConstants_OfTheSpecification_AreThoseOfModelAndRecord_AndFineTuningKeepsThem()
    {
        ClusterSettings defaults = new(), other = defaults with { Coupling = [2.0, 2.1, 2.2], OutputVertices = VertexClasses.Alike, RotationSharpness = 4.0 };
        TrainingSpecification cluster = Small with { FeatureSet = FeatureSet.Cluster, Epochs = 1, Cluster = other };
        string file = Path.Combine(_folder.FullName, "first.safetensors");
        TrainingResult first = Train(cluster);
        first.Model.Save(file);
        Assert.Equal(other, SurrogateModel.Load(file).Specification.Cluster);
        File.Delete(CheckpointFile);
        TrainingSpecification further = cluster with { InitialModel = file, Cluster = null };
        TrainingResult second = Train(further);
        Assert.Equal(other, second.Model.Specification.Cluster);
        second.Model.Save(file);
        TrainingRecord.Write(file, further, second);
        using (JsonDocument record = JsonDocument.Parse(File.ReadAllText(TrainingRecord.FileOf(file))))
        {
            JsonElement recorded = record.RootElement.GetProperty("specification").GetProperty("cluster");
            Assert.Equal(other.Coupling.ToArray(), recorded.GetProperty("coupling").EnumerateArray().Select(v => v.GetDouble()).ToArray());
            Assert.Equal(4.0, recorded.GetProperty("rotation_sharpness").GetDouble());
            Assert.Equal(defaults.Grid, recorded.GetProperty("grid").GetInt32());
        }

        InputException error = Assert.Throws<InputException>(() => NewTrainer(further with { Cluster = defaults }));
        Assert.Contains("cluster.coupling is [2, 2.1, 2.2] there and [2.324, 2.1577, 2.2378] here", error.Message, StringComparison.Ordinal);
        Assert.Contains("cluster.rotation_sharpness is 4 there and 3.667 here", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("cluster.sharpness", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void SequencePoints_BeyondThePaths_AreRefusedOrSaid()
    {
        InputException error = Assert.Throws<InputException>(() => NewTrainer(Small with { SequencePointsMinimum = 41, SequencePointsMaximum = 60 }));
        Assert.Contains("40 increments", error.Message, StringComparison.Ordinal);
        Assert.Contains("40 increments", Assert.Single(NewTrainer(Small with { SequencePointsMaximum = 60 }).Notes), StringComparison.Ordinal);
        Assert.Empty(NewTrainer(Small).Notes);
    }

    [SkippableFact]
    public void Cuda_WithoutACard_IsRefusedWithTheRemedy()
    {
        Skip.IfNot(TorchRuntime.IsAvailable, TorchRuntime.UnavailableReason);
        try
        {
            TorchRuntime.Device(TrainingDevice.Cuda);
        }
        catch (InputException e)
        {
            Assert.Contains("cuda", e.Message, StringComparison.Ordinal);
            Assert.Contains("device", e.Message, StringComparison.Ordinal);
            return;
        }

        Skip.If(true, "this machine has CUDA");
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

    [SkippableTheory]
    [InlineData(1e30, 0.0, "iteration")] // infinite at once
    [InlineData(30.0, 1.0, "times that of a stress of zero")] // large, and never a NaN
    public void Divergence_IsAnErrorThatSaysWhatToDo_AndKeepsTheLastGoodCheckpoint(double rate, double limit, string what)
    {
        TrainingDivergedException error = Assert.Throws<TrainingDivergedException>(() => Train(
            Small with { LearningRate = rate, GradientNormLimit = limit, WarmUpIterations = 0, Loss = TrainingLoss.MeanSquare }));
        Assert.Contains("learning_rate", error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(CheckpointFile));
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
        Assert.Equal(4, model.Trained.GrainsMinimum);
        Assert.Equal(4, model.Trained.GrainsMaximum);
        Assert.InRange(model.Trained.TextureIndexMaximum!.Value, 0.0, 20.0);
        Assert.InRange(model.Trained.TurnMaximum_deg!.Value, 1.0, 180.0);
        Assert.InRange(model.Trained.PathExcessMaximum!.Value, 1e-4, model.Trained.PathLengthMaximum);
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
