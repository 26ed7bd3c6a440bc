using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Tests;

namespace UmatSurrogate.Data.Tests;

/// <summary>Generation, resumption, verification, merging and reading of a small data set.</summary>
public sealed class DatasetTests : IDisposable
{
    private static readonly DatasetGeneration Whole = new(1, 1, 2);

    private static readonly DatasetSpec Spec = new()
    {
        Seed = 3,
        VolumeElements = new VolumeElementSpec { Count = 8, Grains = 5, TexturedFraction = 0.3 },
        PathCount = 8,
        PathRule = new RandomPathRule { Steps = 25, TimeGrid = TimeGrid.Random, ReversedFraction = 0.3 },
        TrainingSamples = 30,
        Validation = new ValidationSpec { Fraction = 0.25 },
        SamplesPerFile = 8,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 2)]
    [InlineData(4, 1)]
    public void Generate_AnyShardsAndThreads_GivesTheSameBytes(int shards, int threads)
    {
        DatasetGenerator.Generate(Spec, _folder.File("one"), new DatasetGeneration(1, 1, 1), null, default);
        for (int shard = 1; shard <= shards; shard++)
            DatasetGenerator.Generate(Spec, _folder.File("many"), new DatasetGeneration(shard, shards, threads), null, default);
        Folders.AssertSameBytes(_folder.File("one"), _folder.File("many"));
    }

    [Fact]
    public void Generate_ImpossiblePathRule_LeavesTheFolderFreeForACorrectedDescription()
    {
        DatasetSpec impossible = Spec with { PathRule = Spec.PathRule with { MaximumRate_perSecond = 1.0 } };
        InputException e = Assert.Throws<InputException>(() => DatasetGenerator.Generate(impossible, _folder.File("set"), Whole, null, default));
        Assert.Contains("determinant", e.Message);
        Assert.False(Directory.Exists(_folder.File("set")));
        Assert.Equal(34, DatasetGenerator.Generate(Spec, _folder.File("set"), Whole, null, default).Done);
    }

    [Fact]
    public void Merge_OfShardsInTheirOwnFolders_GivesTheSameBytes()
    {
        DatasetGenerator.Generate(Spec, _folder.File("one"), Whole, null, default);
        string[] shards = ["a", "b", "c"];
        for (int k = 0; k < 3; k++)
            DatasetGenerator.Generate(Spec, _folder.File(shards[k]), new DatasetGeneration(k, 3, 1), null, default);

        IReadOnlyList<DatasetFault> missing = DatasetVerification.Merge([_folder.File("a"), _folder.File("b")], _folder.File("merged"));
        Assert.NotEmpty(missing);
        Assert.All(missing, f => Assert.Equal("it is missing", f.Problem));
        Assert.Contains("not complete", Assert.Throws<InputException>(() => Dataset.Open(_folder.File("merged"))).Message);

        Assert.Empty(DatasetVerification.Merge([_folder.File("c"), _folder.File("merged")], _folder.File("merged")));
        Folders.AssertSameBytes(_folder.File("one"), _folder.File("merged"));
    }

    [Fact]
    public void Generate_OntoTruncatedAndTemporaryFiles_MakesThemWhole()
    {
        DatasetGenerator.Generate(Spec, _folder.File("one"), Whole, null, default);
        DatasetGenerator.Generate(Spec, _folder.File("two"), Whole, null, default);
        string truncated = _folder.File("two", "samples-00002.bin");
        File.WriteAllBytes(truncated + ".0-1.partial", File.ReadAllBytes(truncated)[..100]);
        File.Delete(truncated);
        string shortened = _folder.File("two", "samples-00001.bin");
        File.WriteAllBytes(shortened, File.ReadAllBytes(shortened)[..^5]);
        File.Delete(_folder.File("two", "paths.bin"));

        DatasetProgress progress = DatasetGenerator.Generate(Spec, _folder.File("two"), Whole, null, default);
        Assert.Equal((34, 34, 34 - 16, 0), (progress.Done, progress.Total, progress.Found, progress.Failed));
        Folders.AssertSameBytes(_folder.File("one"), _folder.File("two"));
    }

    [Fact]
    public void Verify_OneChangedByte_NamesTheFile()
    {
        DatasetGenerator.Generate(Spec, _folder.Root, Whole, null, default);
        Assert.Empty(DatasetVerification.Verify(_folder.Root));
        foreach ((string name, int position) in new[] { ("samples-00001.bin", 700), ("paths.bin", 200), ("volume-elements.bin", 99), ("samples-00003.bin", 50) })
        {
            byte[] bytes = File.ReadAllBytes(_folder.File(name)), changed = [.. bytes];
            changed[position] ^= 1;
            File.WriteAllBytes(_folder.File(name), changed);
            Assert.Equal(name, Assert.Single(DatasetVerification.Verify(_folder.Root)).File);
            File.WriteAllBytes(_folder.File(name), bytes);
        }
        File.AppendAllText(_folder.File("dataset.json"), " ");
        Assert.Contains("changed", Assert.Throws<InputException>(() => DatasetVerification.Verify(_folder.Root)).Message);
    }

    [Fact]
    public void Open_DamagedOrForeignFile_IsRefusedByName()
    {
        DatasetGenerator.Generate(Spec, _folder.File("one"), Whole, null, default);
        DatasetGenerator.Generate(Spec with { Seed = 4 }, _folder.File("other"), Whole, null, default);
        File.Copy(_folder.File("other", "samples-00001.bin"), _folder.File("one", "samples-00001.bin"), overwrite: true);
        InputException e = Assert.Throws<InputException>(() => Dataset.Open(_folder.File("one")));
        Assert.Contains("samples-00001.bin", e.Message);
        Assert.Contains("another description", e.Message);
        Assert.Contains("Delete the file", e.Message);
        Assert.Contains("another description", Assert.Throws<InputException>(() =>
            DatasetGenerator.Generate(Spec, _folder.File("other"), Whole, null, default)).Message);
        Assert.Contains("no data set", Assert.Throws<InputException>(() => Dataset.Open(_folder.Root)).Message);
    }

    [Fact]
    public void ReadSample_EverySample_IsTheDirectTaylorRunInSinglePrecision()
    {
        DatasetGenerator.Generate(Spec, _folder.Root, Whole, null, default);
        using Dataset dataset = Dataset.Open(_folder.Root);
        Assert.Equal((34, 0, 30, 4), (dataset.SampleCount, dataset.FailedCount, dataset.TrainingSamples.Count, dataset.ValidationSamples.Count));
        Assert.Equal(Spec, dataset.Spec);
        DatasetPlan plan = new(Spec);
        for (int index = 0; index < dataset.SampleCount; index++)
        {
            DatasetSample sample = dataset.ReadSample(index);
            DatasetEntry entry = plan.Entry(index);
            Assert.Equal(entry, new DatasetEntry(sample.VolumeElementIndex, sample.PathIndex, sample.Split));
            Assert.Equal(plan.VolumeElement(entry.VolumeElement).VolumeElement.Grains.ToArray(), dataset.VolumeElements[entry.VolumeElement].Grains.ToArray());
            LoadPath path = plan.Path(entry.Path);
            Assert.Equal(path.Times_s, sample.Times_s);
            Assert.Equal(path.DeformationGradients, sample.DeformationGradients);
            AssertStressOf(sample, Run(plan.VolumeElement(entry.VolumeElement).VolumeElement, path));
        }
    }

    [Fact]
    public void ReadSample_FromManyThreads_GivesTheSame()
    {
        DatasetGenerator.Generate(Spec, _folder.Root, Whole, null, default);
        using Dataset dataset = Dataset.Open(_folder.Root);
        SymmetricTensor[][] once = [.. Enumerable.Range(0, dataset.SampleCount).Select(k => dataset.ReadSample(k).DeviatoricCauchyStress_Pa)];
        Parallel.For(0, 400, k => Assert.Equal(once[k % once.Length], dataset.ReadSample(k % once.Length).DeviatoricCauchyStress_Pa));
    }

    [Fact]
    public void ContentHash_ChangesWithTheDataAlone()
    {
        DatasetGenerator.Generate(Spec, _folder.File("one"), Whole, null, default);
        DatasetGenerator.Generate(Spec, _folder.File("two"), new DatasetGeneration(1, 1, 1), null, default);
        DatasetGenerator.Generate(Spec with { Seed = 4 }, _folder.File("other"), Whole, null, default);
        string[] hashes = [.. new[] { "one", "two", "other" }.Select(name =>
        {
            using Dataset dataset = Dataset.Open(_folder.File(name));
            return dataset.ContentHash;
        })];
        Assert.Equal(hashes[0], hashes[1]);
        Assert.NotEqual(hashes[0], hashes[2]);
    }

    [Fact]
    public void Generate_SimulationThatFails_IsMarkedAndLeftOut()
    {
        // One increment of 20 % per path at the yield stress of a nearly rate-independent crystal: beyond the update's reach.
        DatasetSpec hard = Spec with
        {
            VolumeElements = new VolumeElementSpec { Count = 4, Grains = 2 },
            PathCount = 4,
            TrainingSamples = 3,
            PathRule = new RandomPathRule { Sections = 1, Steps = 1, SectionDuration_s = 400, MaximumRate_perSecond = 1e-3 },
            Material = PhenopowerlawParameters.Aluminium with { RateExponent = 2000, HardeningModulus_Pa = 75e9, SaturationResistance_Pa = 31.001e6 },
        };
        DatasetProgress progress = DatasetGenerator.Generate(hard, _folder.Root, Whole, null, default);
        using Dataset dataset = Dataset.Open(_folder.Root);
        Assert.True(progress.Failed > 0, "no simulation failed: the case is not hard enough to test anything");
        Assert.Equal(progress.Failed, dataset.FailedCount);
        Assert.Equal(dataset.SampleCount - dataset.FailedCount, dataset.TrainingSamples.Count + dataset.ValidationSamples.Count);
        int failed = Enumerable.Range(0, dataset.SampleCount).First(k => dataset.ReadSample(k).Failed);
        DatasetSample sample = dataset.ReadSample(failed);
        Assert.Equal(1, sample.FailedIncrement);
        Assert.NotEqual(PointStatus.Ok, sample.Status);
        Assert.All(sample.DeviatoricCauchyStress_Pa, s => Assert.Equal(SymmetricTensor.Zero, s));
        Assert.DoesNotContain(failed, dataset.TrainingSamples);
        Assert.DoesNotContain(failed, dataset.ValidationSamples);
    }

    [Theory]
    [InlineData(5, 4, 1)]
    [InlineData(-1, 4, 1)]
    [InlineData(0, 0, 1)]
    [InlineData(1, 1, 0)]
    public void Generate_ImpossibleShardOrThreads_IsRefused(int shard, int count, int threads) =>
        Assert.Throws<InputException>(() => DatasetGenerator.Generate(Spec, _folder.Root, new DatasetGeneration(shard, count, threads), null, default));

    [Fact]
    public void Generate_Cancelled_KeepsCompleteFilesOnly()
    {
        using CancellationTokenSource stop = new();
        Assert.ThrowsAny<OperationCanceledException>(() => DatasetGenerator.Generate(
            Spec, _folder.File("stopped"), new DatasetGeneration(1, 1, 1), p => { if (p.Done == 20) stop.Cancel(); }, stop.Token));
        Assert.DoesNotContain(DatasetVerification.Verify(_folder.File("stopped")), fault => fault.Problem != "it is missing");
        DatasetGenerator.Generate(Spec, _folder.File("stopped"), Whole, null, default);
        DatasetGenerator.Generate(Spec, _folder.File("one"), Whole, null, default);
        Folders.AssertSameBytes(_folder.File("one"), _folder.File("stopped"));
    }

    private static Tensor3x3[] Run(VolumeElement volumeElement, LoadPath path)
    {
        Tensor3x3[] O = [.. volumeElement.Grains.ToArray().Select(g => g.Orientation.ToMatrix())];
        TaylorPolycrystal polycrystal = new(PhenopowerlawParameters.Aluminium, O, [], UpdateTolerances.Default);
        Tensor3x3[] P = new Tensor3x3[path.Times_s.Length];
        Assert.Equal(PointStatus.Ok, PathRunner.Run(polycrystal, path.Times_s, path.DeformationGradients, P));
        return P;
    }

    private static void AssertStressOf(DatasetSample sample, Tensor3x3[] P)
    {
        const double relative = 1.0 / (1 << 24); // half a unit in the last place of float32
        for (int t = 0; t < P.Length; t++)
        {
            Tensor3x3 F = sample.DeformationGradients[t];
            SymmetricTensor sigma = (1 / F.Determinant) * (P[t] * F.Transpose).Symmetric;
            double tolerance = relative * 1.001 * (sigma.Norm + 1.0) * 2;
            Assert.True((sample.DeviatoricCauchyStress_Pa[t] - sigma.Deviator).Norm <= tolerance, $"deviator at {t}");
            Assert.True(Math.Abs(sample.MeanStress_Pa[t] - sigma.Trace / 3) <= tolerance, $"mean stress at {t}");
        }
    }
}
