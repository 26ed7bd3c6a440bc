using System.Text.Json;
using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Recurrent;
using UmatSurrogate.Training;

namespace UmatSurrogate.Tests;

/// <summary>Training on several data sets together.</summary>
public sealed class JoinedDatasetsTests(TinyDataset tiny) : IClassFixture<TinyDataset>, IDisposable
{
    private static readonly DatasetSpec Other = new()
    {
        Seed = 8,
        VolumeElements = new() { Count = 5, Grains = 6 },
        PathCount = 5,
        PathRule = new() { Steps = 40, TimeGrid = TimeGrid.Random, WalkFraction = 1.0 },
        Pairing = SamplePairing.Distinct,
        TrainingSamples = 4,
        Validation = new() { Fraction = 0.2 },
        SamplesPerFile = 16,
    };

    private static readonly TrainingSpecification Small = new()
    {
        HiddenSize = 6,
        Batch = 8,
        Epochs = 3,
        SequencePointsMinimum = 8,
        SequencePointsMaximum = 20,
        Threads = 1,
        WarmUpIterations = 2,
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("umat-surrogate-joined");
    private readonly List<Dataset> _opened = [];

    public void Dispose()
    {
        _opened.ForEach(d => d.Dispose());
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Samples_AreThoseOfTheSets_OneSetAfterTheOther()
    {
        Dataset other = Packed(Generate("other", Other));
        JoinedDatasets joined = new([tiny.Data, other]);
        Assert.Equal(13, joined.VolumeElements.Count);
        IReadOnlyList<int>[] training = joined.TrainingSamples(new([10, 0])), held = joined.ValidationSamples(1);
        Assert.Equal([10, 4], training.Select(t => t.Count));
        Assert.Equal([1, 1], held.Select(t => t.Count));
        SequenceSet sequences = SequenceSet.Read(joined, [.. training[0], .. training[1]], 2);
        for (int i = 0; i < 4; i++)
        {
            DatasetSample sample = other.ReadSample(other.TrainingSamples[i]);
            Assert.Same(joined.VolumeElements[sequences.VolumeElement(10 + i)], other.VolumeElements[sample.VolumeElementIndex]);
            Assert.Equal(sample.Times_s, sequences.Times_s(10 + i));
            Tensor3x3 F = sample.DeformationGradients[^1];
            PolarDecomposition.Right(F, out Tensor3x3 R, out _);
            float[] stress = sequences.Stress_MPa(10 + i)[^6..];
            SymmetricTensor expected = 1e-6 * StressMeasures.RotatedFromCauchy(sample.DeviatoricCauchyStress_Pa[^1], R);
            Assert.True((new SymmetricTensor(stress[0], stress[1], stress[2], stress[3], stress[4], stress[5]) - expected).Norm < 1e-4);
        }

        Assert.Equal(SequenceSet.Read(tiny.Joined, training[0], 1).Stress_MPa(3), sequences.Stress_MPa(3));
        Assert.Equal(tiny.Data.ContentHash, tiny.Joined.ContentHash);
        Assert.NotEqual(joined.ContentHash, new JoinedDatasets([other, tiny.Data]).ContentHash);
    }

    [Fact]
    public void SetsThatDiffer_AreRefused_WithBothNamesAndWhatDiffers()
    {
        Dataset other = Generate("other", Other with
        {
            PathRule = new() { Steps = 30 },
            Material = PhenopowerlawParameters.Aluminium with { RateExponent = 15 },
        });
        string message = Assert.Throws<InputException>(() => new JoinedDatasets([tiny.Data, other])).Message;
        Assert.Contains(tiny.Data.Source, message, StringComparison.Ordinal);
        Assert.Contains(other.Source, message, StringComparison.Ordinal);
        Assert.Contains("increments of a path (40 and 30)", message, StringComparison.Ordinal);
        Assert.Contains("the material", message, StringComparison.Ordinal);
    }

    [Fact]
    public void SetsOfOneSeed_OfWhichOneHoldsOutWhatTheOtherTrainsOn_AreRefused()
    {
        Dataset other = Generate("other", Other with { Seed = 7, VolumeElements = new() { Count = 5, Grains = 4 } }); // holds out 1 of 5, not 2 of 8
        string message = Assert.Throws<InputException>(() => new JoinedDatasets([tiny.Data, other])).Message;
        Assert.Contains("seed", message, StringComparison.Ordinal);
        Assert.Contains("volume element 1", message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Training_TellsTheSetsApart_AndResumesWithTheSameOnesAlone()
    {
        Skip.IfNot(TorchRuntime.IsAvailable, TorchRuntime.UnavailableReason);
        Dataset other = Generate("other", Other);
        JoinedDatasets joined = new([tiny.Data, other]);
        string checkpoint = Path.Combine(_folder.FullName, "model.checkpoint");
        TrainingResult whole = new Trainer(Small, joined).Run(checkpoint, resume: false);
        Assert.Equal([24, 4], whole.Datasets.Select(d => d.TrainingSequences));
        Assert.Equal(28, whole.TrainingSequences);
        (TrainedDataset a, TrainedDataset b) = (whole.Datasets[0], whole.Datasets[1]);
        double mean = (a.ValidationSequences * a.ValidationError_MPa!.Value + b.ValidationSequences * b.ValidationError_MPa!.Value) / whole.ValidationSequences;
        Assert.Equal(mean, whole.ValidationError_MPa!.Value, 1e-4);
        Assert.Equal((4, 6), (whole.Model.Specification.Trained.GrainsMinimum, whole.Model.Specification.Trained.GrainsMaximum));
        string summary = TrainingRecord.Summary(Small, whole).ToJsonString();
        Assert.Contains(tiny.Data.ContentHash, summary, StringComparison.Ordinal);
        Assert.Contains(other.ContentHash, summary, StringComparison.Ordinal);

        // Killed in the middle and resumed: the same.
        File.Delete(checkpoint);
        int iterations = 0;
        Assert.Throws<NotSupportedException>(() => new Trainer(Small with { CheckpointTime_s = 1e-9 }, joined)
            .Run(checkpoint, resume: false, _ => { if (++iterations == 6) throw new NotSupportedException("killed"); }));
        Assert.Contains("data set", Assert.Throws<InputException>(
            () => new Trainer(Small, new JoinedDatasets([other, tiny.Data])).Run(checkpoint, resume: true)).Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => new Trainer(Small, tiny.Data).Run(checkpoint, resume: true));
        Assert.Equal(whole.Model.ContentHash, new Trainer(Small, joined).Run(checkpoint, resume: true).Model.ContentHash);
    }

    [Fact]
    public void Export_HoldsTheSamplesOfBothSets()
    {
        Dataset other = Generate("other", Other with { VolumeElements = new() { Count = 5, Grains = 4 } });
        string file = Path.Combine(_folder.FullName, "both.safetensors");
        Assert.Equal((14, tiny.Data.ValidationSamples.Count + 1), SequenceExport.Write(file, new([tiny.Data, other]), new([10, 0]), SampleLimits.All, null, 2));
        (IReadOnlyDictionary<string, NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata) = SafetensorsFile.Parse(file, File.ReadAllBytes(file));
        using JsonDocument settings = JsonDocument.Parse(metadata[SequenceExport.MetadataKey]);
        Assert.Equal([10, 4], settings.RootElement.GetProperty("training_samples_by_dataset").EnumerateArray().Select(e => e.GetInt32()));
        Assert.Equal(other.ContentHash, settings.RootElement.GetProperty("dataset_sha256")[1].GetString());
        // The last sample is the last one of the second set, with its volume element.
        DatasetSample sample = other.ReadSample(other.TrainingSamples[^1]);
        int volumeElement = (int)tensors["volume_element"].Values.Span[^1];
        Assert.Equal((float)other.VolumeElements[sample.VolumeElementIndex].Grains[1].Y, tensors["seed"].Values.Span[(volumeElement * 4 + 1) * 3 + 1]);
    }

    private Dataset Generate(string name, DatasetSpec spec)
    {
        string folder = Path.Combine(_folder.FullName, name);
        DatasetGenerator.Generate(spec, folder, new(0, 1, 2), progress: null, CancellationToken.None);
        _opened.Add(Dataset.Open(folder));
        return _opened[^1];
    }

    private Dataset Packed(Dataset data)
    {
        DatasetArchive.Pack(data.Source, data.Source + ".packed", 4000);
        _opened.Add(Dataset.Open(data.Source + ".packed"));
        return _opened[^1];
    }
}
