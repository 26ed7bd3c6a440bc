using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data.Tests;

/// <summary>Simulations that fail: repeated with smaller increments, recorded with their inputs, never among the usable samples.</summary>
public sealed class FailedSimulationTests : IDisposable
{
    private const int Steps = 8;

    private static readonly DatasetSpec Spec = new()
    {
        Seed = 4,
        VolumeElements = new VolumeElementSpec { Count = 12, Grains = 3 },
        PathCount = 12,
        PathRule = new RandomPathRule { Steps = Steps },
        Pairing = SamplePairing.Distinct,
        Validation = new ValidationSpec { Fraction = 0.1 },
        Parts = new(new DatasetPart { Fidelity = Fidelity.FullField(4), TrainingSamples = 10, SamplesPerFile = 4, Retries = 2 }),
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Generate_FailuresAreRepeatedRecordedAndLeftOut(int capacity)
    {
        DatasetProgress progress = DatasetGenerator.Generate(Spec, _folder.Root, new(1, 1, 2), null, default, Simulators(capacity));
        Assert.Equal((1, 1), (progress.Failed, progress.Parts[0].Recovered));
        Assert.Empty(DatasetVerification.Verify(_folder.Root));
        using Dataset dataset = Dataset.Open(_folder.Root);
        Assert.Equal((1, 1), (dataset.FailedCount, dataset.RecoveredCount));
        Assert.DoesNotContain(5, dataset.TrainingSamples);
        Assert.Contains(2, dataset.TrainingSamples);

        DatasetSample recovered = dataset.ReadSample(2), failed = dataset.ReadSample(5);
        Assert.Equal((4, PointStatus.Ok, 0), (recovered.PartsPerIncrement, recovered.Status, recovered.FailedIncrement));
        SimulationTask task = new(dataset.VolumeElements[recovered.VolumeElementIndex], dataset.Paths[recovered.PathIndex]);
        for (int t = 0; t <= Steps; t++)
        {
            SymmetricTensor expected = ScriptedSimulators.Stress_Pa(task, Fidelity.FullField(4), t);
            Assert.InRange((recovered.DeviatoricCauchyStress_Pa[t] - expected.Deviator).Norm, 0, 2e-7 * expected.Norm);
        }
        Assert.Equal((4, PointStatus.NotConverged, Steps / 2), (failed.PartsPerIncrement, failed.Status, failed.FailedIncrement));
        Assert.All(failed.DeviatoricCauchyStress_Pa[(Steps / 2)..], s => Assert.Equal(SymmetricTensor.Zero, s));
    }

    [Fact]
    public void FailureRecords_HoldSeedsIncrementVoxelAndReason_AndReproduceTheInputs()
    {
        DatasetGenerator.Generate(Spec, _folder.Root, new(1, 1, 1), null, default, Simulators(1));
        IReadOnlyList<FailureRecord> failures = DatasetFailures.Read(_folder.Root);
        Assert.Equal([2, 5], failures.Select(f => f.Sample));
        Assert.Equal([true, false], failures.Select(f => f.Recovered));
        Assert.Equal([1, 2], failures[0].Attempts.Select(a => a.PartsPerIncrement));
        Assert.Equal(new FailedAttempt(4, 4, 4, 7, PointStatus.NotConverged, "never \"converges\""), failures[1].Attempts[^1]);

        DatasetPlan plan = new(Spec);
        SampleInputs inputs = SampleInputs.Of(Spec, 5, 4);
        Assert.Equal(plan.VolumeElement(failures[1].VolumeElement).VolumeElement.Grains.ToArray(), inputs.VolumeElement.Grains.ToArray());
        Assert.Equal(
            Microstructure.VolumeElementGenerator.Random(3, failures[1].VolumeElementSeed).Grains.ToArray(), inputs.VolumeElement.Grains.ToArray());
        LoadPath path = RandomPathGenerator.Generate(Spec.PathRule, new(Spec.Seed, failures[1].PathStream));
        Assert.Equal(4 * Steps, inputs.Path.IncrementCount);
        for (int t = 0; t <= Steps; t++)
            Assert.Equal((path.Times_s[t], path.DeformationGradients[t]), (inputs.Path.Times_s[4 * t], inputs.Path.DeformationGradients[4 * t]));
    }

    [Fact]
    public void Verify_MissingOrForeignFailureRecords_AreFaultsAndMadeAgain()
    {
        DatasetGenerator.Generate(Spec, _folder.File("one"), new(1, 1, 1), null, default, Simulators(1));
        DatasetGenerator.Generate(Spec, _folder.File("two"), new(1, 1, 1), null, default, Simulators(1));
        File.Delete(_folder.File("two", "failures-00000.json"));
        File.WriteAllText(_folder.File("two", "failures-00001.json"), "{\"schema\": \"umat-surrogate/failures/1\", \"failures\": []}");
        Assert.Equal(
            ["failures-00000.json", "failures-00001.json"], DatasetVerification.Verify(_folder.File("two")).Select(f => f.File));
        DatasetGenerator.Generate(Spec, _folder.File("two"), new(1, 1, 1), null, default, Simulators(1));
        Folders.AssertSameBytes(_folder.File("one"), _folder.File("two"));
    }

    [Fact]
    public void Merge_TakesTheFailureRecordsAlong()
    {
        DatasetGenerator.Generate(Spec, _folder.File("one"), new(1, 1, 1), null, default, Simulators(1));
        for (int shard = 1; shard <= 2; shard++)
            DatasetGenerator.Generate(Spec, _folder.File($"s{shard}"), new(shard, 2, 1), null, default, Simulators(1));
        Assert.Empty(DatasetVerification.Merge([_folder.File("s1"), _folder.File("s2")], _folder.File("merged")));
        Folders.AssertSameBytes(_folder.File("one"), _folder.File("merged"));
    }

    /// <summary>Sample 2 needs four parts per increment, sample 5 never converges.</summary>
    private static ScriptedSimulators Simulators(int capacity)
    {
        DatasetPlan plan = new(Spec);
        double X(int sample) => plan.VolumeElement(plan.Entry(sample).VolumeElement).VolumeElement.Grains[0].X;
        (double recovers, double fails) = (X(2), X(5));
        return new(task =>
        {
            double x = task.VolumeElement.Grains[0].X;
            if (x == fails)
                return "never \"converges\"";
            return x == recovers && task.Path.IncrementCount < 4 * Steps ? "too large an increment" : null;
        }, capacity);
    }
}
