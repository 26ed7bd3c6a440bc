using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;
using UmatSurrogate.Training;

namespace UmatSurrogate.Tests;

/// <summary>Training of networks that see invariants alone.</summary>
public sealed class InvariantInputsTests(TinyDataset tiny) : IClassFixture<TinyDataset>, IDisposable
{
    private static readonly TrainingSpecification Small = new()
    {
        FeatureSet = FeatureSet.Cluster,
        Inputs = InputKind.Invariants,
        Grains = GrainMapping.None,
        TensorBasis = true,
        HiddenSize = 12,
        Loss = TrainingLoss.VectorNorm,
        LearningRate = 1e-2,
        WarmUpIterations = 5,
        Batch = 8,
        Epochs = 10,
        SequencePointsMinimum = 8,
        SequencePointsMaximum = 20,
        Seed = 4,
        Threads = 1,
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("umat-surrogate-invariants");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void File_DefaultsThatFollow_AndRefusals()
    {
        TrainingSpecification training = Read("features: cluster\ninputs: invariants\n");
        Assert.Equal((InputKind.Invariants, GrainMapping.None, true), (training.Inputs, training.Grains, training.TensorBasis));
        Assert.Equal(SymmetryAugmentation.None, training.Augmentation);
        Assert.Equal(InputKind.Components, Read("features: cluster\n").Inputs);
        foreach ((string keys, string word) in new[]
        {
            ("features: paper", "paper"), ("features: cluster\ncell: lmsc", "increment"), ("features: cluster\ngrains: both", "grains: none"),
            ("features: bishop-hill\ntensor_basis: false", "tensor_basis: true"), ("features: cluster\ncell: linear\nhidden_memory: false", "cell: gru"),
        })
            Assert.Contains(word, Assert.Throws<InputException>(() => Read($"{keys}\ninputs: invariants\n")).Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(CellKind.Gru)]
    [InlineData(CellKind.Linear)]
    public void Training_ReducesLoss_AndResumesExactly(CellKind cell)
    {
        Skip.IfNot(TorchRuntime.IsAvailable, TorchRuntime.UnavailableReason);
        TrainingSpecification training = Small with { Cell = cell };
        TrainingResult whole = new Trainer(training, tiny.Data).Run(Checkpoint("a"), resume: false);
        Assert.True(whole.Epochs[^1].Loss < 0.7 * whole.Epochs[0].Loss, $"{whole.Epochs[0].Loss} -> {whole.Epochs[^1].Loss}");
        int iterations = 0;
        Assert.ThrowsAny<Exception>(() => new Trainer(training, tiny.Data).Run(Checkpoint("b"), false, _ =>
        {
            if (++iterations == 11)
                throw new NotSupportedException("killed");
        }));
        TrainingResult resumed = new Trainer(training, tiny.Data).Run(Checkpoint("b"), resume: true);
        Assert.Equal(whole.Model.ContentHash, resumed.Model.ContentHash);
    }

    /// <summary>Without hidden memory no hidden state, however far from the true one, changes the next stress; with it, it does.</summary>
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void HiddenMemory_WithoutIt_TheStressDoesNotDependOnTheHiddenState(bool hiddenMemory)
    {
        Skip.IfNot(TorchRuntime.IsAvailable, TorchRuntime.UnavailableReason);
        SurrogateModel model = new Trainer(Small with { Epochs = 3, HiddenMemory = hiddenMemory }, tiny.Data).Run(Checkpoint("m"), resume: false).Model;
        MicrostructureContext context = MicrostructureContext.Create(model, tiny.Data.VolumeElements[0].Grains);
        double[] state0 = new double[model.StateSize], state1 = new double[model.StateSize];
        context.InitialState(state0);
        SymmetricTensor before = Step(0.004), after;
        state1.CopyTo(state0, 0);
        before = Step(0.008);
        state0.AsSpan(PointState.HiddenOffset, model.Specification.Layers * model.Specification.HiddenSize).Fill(0.9);
        after = Step(0.008);
        double change = (after - before).Norm / before.Norm;
        Assert.True(hiddenMemory ? change > 1e-2 : change < 1e-6, $"{change}");
        string file = Path.Combine(_folder.FullName, "first.safetensors");
        model.Save(file);
        TrainingSpecification other = Small with { Epochs = 1, HiddenMemory = !hiddenMemory, InitialModel = file };
        Assert.Contains("hidden_memory", Assert.Throws<InputException>(() => new Trainer(other, tiny.Data)).Message, StringComparison.Ordinal);
        Assert.NotNull(new Trainer(other with { HiddenMemory = hiddenMemory }, tiny.Data));

        SymmetricTensor Step(double strain)
        {
            double[] stress_Pa = new double[6];
            PointStatus[] status = new PointStatus[1];
            new SurrogateEvaluator(model).Evaluate(
                [context], [1 + strain, 1 - 0.5 * strain, 1 - 0.5 * strain, 0, 0, 0], [10.0], state0, state1, stress_Pa, [], status);
            Assert.Equal(PointStatus.Ok, status[0]);
            return SymmetricTensor.FromSpan(stress_Pa);
        }
    }

    /// <summary>
    /// Rotated samples are no new ones: the same inputs, and the stress and its loss turn with them. Ranges of tensors and stresses keep their
    /// zero, the inputs have mean 0 and deviation 1, and all is the same on any number of threads.
    /// </summary>
    [SkippableFact]
    public void Rotations_TurnTheStress_AndNothingElse()
    {
        Skip.IfNot(TorchRuntime.IsAvailable, TorchRuntime.UnavailableReason);
        TrainingResult result = new Trainer(Small with { Epochs = 1 }, tiny.Data).Run(Checkpoint("c"), resume: false);
        ModelSpecification model = result.Model.Specification;
        for (int c = 6; c < model.NetworkInputOffset; c++)
            Assert.Equal(-model.StepMinimum[c], model.StepMaximum[c]);
        Assert.All(model.StressMaximum_Pa, s => Assert.Equal(model.StressMaximum_Pa[0], s));
        Assert.Equal(
            result.Model.Specification.StepMinimum.ToArray(),
            new Trainer(Small with { Epochs = 1, Threads = 2 }, tiny.Data).Run(Checkpoint("d"), resume: false).Model.Specification.StepMinimum.ToArray());

        SequenceSet sequences = SequenceSet.Read(tiny.Joined, [0, 1], 1);
        VolumeElementInputs volumeElements = new(tiny.Data.VolumeElements, model);
        double[] points = [.. Enumerable.Range(0, 16).Select(k => 2.0 * k)];
        SampleRotation rotation = SampleRotation.Draw(new(3, 0));
        SequenceBatch plain = Batch(null), turned = Batch(rotation);
        int n = model.StepFeatureCount, first = model.NetworkInputOffset;
        for (int i = 0; i < plain.StepFeatures.Length; i++)
        {
            if (i % n >= first)
                Assert.Equal(plain.StepFeatures[i], turned.StepFeatures[i]);
        }

        using SurrogateNetwork network = NetworkWeights.Import(result.Model);
        using StressLoss loss = new(TrainingLoss.VectorNorm, model);
        (TorchSharp.torch.Tensor stress, TorchSharp.torch.Tensor truth) = NetworkInputs.Forward(network, plain);
        (TorchSharp.torch.Tensor turnedStress, TorchSharp.torch.Tensor turnedTruth) = NetworkInputs.Forward(network, turned);
        float[] expected = NetworkWeights.Read(stress), found = NetworkWeights.Read(turnedStress);
        float scale = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i += 6)
        {
            rotation.RotateSymmetric(expected.AsSpan(i, 6));
            for (int c = 0; c < 6; c++)
                Assert.Equal(expected[i + c], found[i + c], 1e-5f * scale);
        }

        Assert.Equal(NetworkWeights.Read(loss.Value(stress - truth))[0], NetworkWeights.Read(loss.Value(turnedStress - turnedTruth))[0], 1e-5f);

        SequenceBatch Batch(SampleRotation? r) => SequenceBatch.Assemble(
            sequences, new([new(0, points, r), new(1, points, r)]), volumeElements, model, 1);
    }

    private string Checkpoint(string name) => Path.Combine(_folder.FullName, $"{name}.checkpoint");

    private TrainingSpecification Read(string text)
    {
        string file = Path.Combine(_folder.FullName, "train.yaml");
        File.WriteAllText(file, text);
        return TrainingSpecificationFile.Read(file);
    }
}
