using UmatSurrogate.FullField;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data.Tests;

/// <summary>Several fidelities in one data set: the same volume elements and paths, every sample with its fidelity.</summary>
public sealed class MixedFidelityTests : IDisposable
{
    private const string Description = """
        seed: 21
        volume_elements: {count: 8, grains: 4, textured_fraction: 0.3}
        paths: {count: 9, steps: 6, time_grid: random, walk_fraction: 0.3}
        pairing: distinct
        validation: {fraction: 0.25, maximum_paths: 1}
        parts:
        - {fidelity: taylor, training_samples: 6, samples_per_file: 4}
        - {fidelity: full-field, grid: 4, training_samples: 3, samples_per_file: 2}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Generate_TwoFidelities_EverySampleIsTheDirectRunOfItsFidelity()
    {
        DatasetSpec spec = Spec();
        DatasetGenerator.Generate(spec, _folder.Root, new(1, 1, 2), null, default);
        Assert.Empty(DatasetVerification.Verify(_folder.Root));
        using Dataset all = Dataset.Open(_folder.Root);
        Assert.Equal((13, 0, 9, 4), (all.SampleCount, all.FailedCount, all.TrainingSamples.Count, all.ValidationSamples.Count));
        Assert.Equal([Fidelity.Taylor, Fidelity.FullField(4)], all.Fidelities);
        Assert.Contains("--fidelity", Assert.Throws<InputException>(all.RequireOneFidelity).Message);

        using Dataset fields = Dataset.Open(_folder.Root, Fidelity.FullField(4));
        fields.RequireOneFidelity();
        Assert.Equal((3, 2), (fields.TrainingSamples.Count, fields.ValidationSamples.Count));
        FullFieldSimulation? simulation = null;
        foreach (int index in fields.TrainingSamples.Concat(fields.ValidationSamples))
        {
            DatasetSample sample = fields.ReadSample(index);
            Assert.Equal((Fidelity.FullField(4), 1), (sample.Fidelity, sample.PartsPerIncrement));
            simulation ??= FullFieldSimulation.FromVolumeElement(
                fields.VolumeElements[sample.VolumeElementIndex], fields.Material, 4, FullFieldSimulator.SettingsOf(spec.Parts[1]));
            simulation.Reset(fields.VolumeElements[sample.VolumeElementIndex]);
            SymmetricTensor[] cauchy = simulation.Follow(sample.Times_s, sample.DeformationGradients).CauchyStress_Pa();
            for (int t = 0; t < cauchy.Length; t++)
            {
                Assert.InRange((sample.DeviatoricCauchyStress_Pa[t] - cauchy[t].Deviator).Norm, 0, 2e-7 * cauchy[t].Norm);
                Assert.InRange(sample.MeanStress_Pa[t] - cauchy[t].Trace / 3, -1e-7 * cauchy[t].Norm, 1e-7 * cauchy[t].Norm);
            }
        }
    }

    [Fact]
    public void Pairing_Distinct_IsTheSameForAllFidelitiesAndForShorterDescriptions()
    {
        DatasetPlan plan = new(Spec()), longer = new(Spec() with { Parts = new(Spec().Parts[0] with { TrainingSamples = 7 }) });
        for (int k = 0; k < 3; k++)
            Assert.Equal(plan.Entry(k), plan.Entry(plan.Parts[1].FirstSample + k));
        for (int k = 0; k < 6; k++)
            Assert.Equal(plan.Entry(k), longer.Entry(k));
        HashSet<int> heldOut = [0, 1];
        Assert.All(Enumerable.Range(0, plan.SampleCount).Select(plan.Entry), e =>
            Assert.Equal(e.Split == DatasetSplit.Validation, heldOut.Contains(e.VolumeElement)));
        Assert.All(Enumerable.Range(0, plan.SampleCount).Select(plan.Entry), e =>
            Assert.Equal(e.Split == DatasetSplit.Validation, heldOut.Contains(e.Path)));
        Assert.Equal(6, Enumerable.Range(0, 6).Select(k => plan.Entry(k).VolumeElement).Distinct().Count());
    }

    [Theory]
    [InlineData(1, 3, 1)]
    [InlineData(3, 1, 4)]
    public void Generate_AnyShardsThreadsAndBatches_GivesTheSameBytes(int shards, int threads, int capacity)
    {
        static string? Never(SimulationTask task) => null;
        DatasetGenerator.Generate(Spec(), _folder.File("one"), new(1, 1, 1), null, default, new ScriptedSimulators(Never));
        for (int shard = 1; shard <= shards; shard++)
            DatasetGenerator.Generate(Spec(), _folder.File("many"), new(shard, shards, threads), null, default, new ScriptedSimulators(Never, capacity));
        Folders.AssertSameBytes(_folder.File("one"), _folder.File("many"));
    }

    [Fact]
    public void Generate_FullFieldOnThreads_GivesTheSameBytes()
    {
        DatasetGenerator.Generate(Spec(), _folder.File("one"), new(1, 1, 1), null, default);
        DatasetGenerator.Generate(Spec(), _folder.File("two"), new(1, 1, 3), null, default);
        Folders.AssertSameBytes(_folder.File("one"), _folder.File("two"));
    }

    [Fact]
    public void Progress_CountsEveryFidelityAndWeighsItsWork()
    {
        List<DatasetProgress> told = [];
        DatasetGenerator.Generate(Spec(), _folder.Root, new(1, 1, 1), told.Add, default, new ScriptedSimulators(_ => null));
        Assert.Equal((0, 13), (told[0].Done, told[0].Total));
        Assert.Equal([8, 5], told[^1].Parts.Select(p => p.Done));
        Assert.Equal(1.0, told[^1].WorkDone);
        DatasetProgress afterTaylor = told.First(p => p.Parts[0].Done == 8);
        Assert.InRange(afterTaylor.WorkDone, 1e-3, 0.1); // Eight of 4 grains against five of 64 voxels.
    }

    [Theory]
    [InlineData("parts: []\n", "at least one part")]
    [InlineData("parts: [{fidelity: taylor, training_samples: 3}, {fidelity: taylor, training_samples: 2}]\n", "once")]
    [InlineData("parts: [{fidelity: taylor, grid: 8, training_samples: 3}]\n", "grid")]
    [InlineData("parts: [{fidelity: full-field, grid: 0, training_samples: 3}]\n", "from 1 to 256")]
    [InlineData("parts: [{fidelity: full-field, training_samples: 3000}]\n", "at most 7")]
    [InlineData("fidelity: full-field\ntraining_samples: 2\nrelative_divergence: 2\n", "below 1")]
    public void Read_BadParts_AreRefused(string parts, string expected)
    {
        string text = Description[..Description.IndexOf("parts:", StringComparison.Ordinal)] + parts;
        InputException e = Assert.Throws<InputException>(() => DatasetSpecFile.Read(YamlSection.Parse(text, "dataset.yaml")));
        Assert.Contains(expected, e.Message);
    }

    private static DatasetSpec Spec() => DatasetSpecFile.Read(YamlSection.Parse(Description, "dataset.yaml"));
}
