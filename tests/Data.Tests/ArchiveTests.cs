using UmatSurrogate.Mechanics;
using UmatSurrogate.Tests;

namespace UmatSurrogate.Data.Tests;

/// <summary>The compact form: small, within its stated bound, and a data set again when it is unpacked.</summary>
public sealed class ArchiveTests : IDisposable
{
    private const double Step_Pa = 2000;

    private static readonly DatasetSpec Spec = new()
    {
        Seed = 12,
        VolumeElements = new VolumeElementSpec { Count = 40, Grains = 8, TexturedFraction = 0.5, HalfWidth_deg = (5, 20) },
        PathCount = 40,
        PathRule = new RandomPathRule { Steps = 60, TimeGrid = TimeGrid.Random, DurationFactor = (0.5, 2), WalkFraction = 0.2, ReversedFraction = 0.3 },
        Pairing = SamplePairing.Distinct,
        Validation = new ValidationSpec { Fraction = 0.1 },
        Parts = new(new DatasetPart { TrainingSamples = 30, MaximumPaths = 2, SamplesPerFile = 8 }),
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Unpack_EveryStressIsWithinTheBound_AndTheDataSetIsWhole()
    {
        Generate("set");
        PackedDataset packed = DatasetArchive.Pack(_folder.File("set"), _folder.File("set.packed"), Step_Pa);
        Assert.Equal(38, packed.Samples);
        Assert.InRange(packed.LargestError_Pa, 0, Step_Pa * 1.001);
        Assert.True(packed.Bytes < 38 * 60 * 7 * sizeof(float) / 2, $"{packed.Bytes} bytes");
        DatasetArchive.Unpack(_folder.File("set.packed"), _folder.File("again"));
        Assert.Empty(DatasetVerification.Verify(_folder.File("again")));
        Assert.Empty(DatasetVerification.Verify(_folder.File("set.packed")));

        using Dataset original = Dataset.Open(_folder.File("set")), again = Dataset.Open(_folder.File("again")), direct = Dataset.Open(_folder.File("set.packed"));
        Assert.Equal(again.ContentHash, direct.ContentHash);
        Assert.NotEqual(original.SpecHash, again.SpecHash);
        Assert.Equal((0.0, Step_Pa), (original.StressStep_Pa, direct.StressStep_Pa));
        Assert.Equal(original.TrainingSamples, direct.TrainingSamples);
        Assert.Equal(original.ValidationSamples, again.ValidationSamples);
        for (int k = 0; k < original.SampleCount; k++)
        {
            DatasetSample a = original.ReadSample(k), b = direct.ReadSample(k), c = again.ReadSample(k);
            Assert.Equal(b.DeviatoricCauchyStress_Pa, c.DeviatoricCauchyStress_Pa);
            Assert.Equal(a.Times_s, b.Times_s);
            Assert.Equal(a.DeformationGradients, c.DeformationGradients);
            for (int t = 0; t < a.Times_s.Length; t++)
                AssertWithin(a.DeviatoricCauchyStress_Pa[t], b.DeviatoricCauchyStress_Pa[t], a.MeanStress_Pa[t] - b.MeanStress_Pa[t]);
        }
    }

    [Fact]
    public void Pack_OfAnUnpackedSetWithTheSameStep_ChangesNothing()
    {
        Generate("set");
        DatasetArchive.Pack(_folder.File("set"), _folder.File("a.packed"), Step_Pa);
        DatasetArchive.Unpack(_folder.File("a.packed"), _folder.File("again"));
        Assert.Equal(0.0, DatasetArchive.Pack(_folder.File("again"), _folder.File("b.packed"), Step_Pa).LargestError_Pa);
        Assert.Equal(File.ReadAllBytes(_folder.File("a.packed")), File.ReadAllBytes(_folder.File("b.packed")));
    }

    [Fact]
    public void Pack_OfTheFirstSamples_IsTheShorterDescriptionsDataSet()
    {
        Generate("set");
        File.Delete(_folder.File("set", "samples-00002.bin")); // Samples 16 .. 23: not needed.
        DatasetArchive.Pack(_folder.File("set"), _folder.File("short.packed"), Step_Pa, trainingSamples: 14);
        DatasetSpec shorter = Spec with { Parts = new(Spec.Parts[0] with { TrainingSamples = 14 }) };
        DatasetGenerator.Generate(shorter, _folder.File("short"), new(1, 1, 2), null, default);
        DatasetArchive.Pack(_folder.File("short"), _folder.File("direct.packed"), Step_Pa);
        Assert.Equal(File.ReadAllBytes(_folder.File("direct.packed")), File.ReadAllBytes(_folder.File("short.packed")));
        Assert.Contains("samples-00002", Assert.Throws<InputException>(
            () => DatasetArchive.Pack(_folder.File("set"), _folder.File("x.packed"), Step_Pa)).Message);
    }

    [Fact]
    public void Pack_FailedSimulations_StayMarked()
    {
        DatasetSpec spec = Spec with { Parts = new(Spec.Parts[0] with { Retries = 1 }) };
        int calls = 0;
        DatasetGenerator.Generate(spec, _folder.File("set"), new(1, 1, 1), null, default,
            new ScriptedSimulators(_ => Interlocked.Increment(ref calls) is 3 or 7 or 8 ? "fails" : null));
        DatasetArchive.Pack(_folder.File("set"), _folder.File("set.packed"), Step_Pa);
        DatasetArchive.Unpack(_folder.File("set.packed"), _folder.File("again"));
        using Dataset dataset = Dataset.Open(_folder.File("again"));
        Assert.Equal((1, 1), (dataset.FailedCount, dataset.RecoveredCount));
        Assert.Equal(DatasetFailures.Read(_folder.File("set")).Select(f => f.Sample), DatasetFailures.Read(_folder.File("again")).Select(f => f.Sample));
        Assert.Equal(DatasetFailures.Read(_folder.File("set")).Select(f => f.Sample), DatasetFailures.Read(_folder.File("set.packed")).Select(f => f.Sample));
        Assert.Empty(DatasetVerification.Verify(_folder.File("again")));
    }

    [Fact]
    public void Open_DamagedFile_IsRefused()
    {
        Generate("set");
        DatasetArchive.Pack(_folder.File("set"), _folder.File("set.packed"), Step_Pa);
        byte[] bytes = File.ReadAllBytes(_folder.File("set.packed"));
        bytes[^200] ^= 8;
        File.WriteAllBytes(_folder.File("set.packed"), bytes);
        Assert.Contains("checksum", Assert.Throws<InputException>(() => Dataset.Open(_folder.File("set.packed"))).Message);
        Assert.Throws<InputException>(() => DatasetArchive.Pack(_folder.File("set"), _folder.File("x"), 0));
        Assert.Contains("larger step", Assert.Throws<InputException>(() => DatasetArchive.Pack(_folder.File("set"), _folder.File("x"), 1e-5)).Message);
    }

    [Fact]
    public void Generate_OntoAnUnpackedSet_IsRefused()
    {
        Generate("set");
        DatasetArchive.Pack(_folder.File("set"), _folder.File("set.packed"), Step_Pa);
        DatasetArchive.Unpack(_folder.File("set.packed"), _folder.File("again"));
        Assert.Contains("another description", Assert.Throws<InputException>(() => Generate("again")).Message);
    }

    [Fact]
    public void ShippedFullFieldSet_IsWhatItsDescriptionSays()
    {
        DatasetSpec described = DatasetSpecFile.Read(Path.Combine(TestData.RepositoryRoot, "examples", "datasets", "full-field-16.yaml"));
        using Dataset shipped = Dataset.Open(Path.Combine(TestData.RepositoryRoot, "examples", "datasets", "full-field-16.packed"));
        Assert.Equal(described, shipped.Spec);
        Assert.Equal((10_000, 600, 0), (shipped.TrainingSamples.Count, shipped.ValidationSamples.Count, shipped.FailedCount));
        Assert.Equal([Fidelity.FullField(16)], shipped.Fidelities);
        foreach (int index in (int[])[shipped.TrainingSamples[0], shipped.TrainingSamples[^1], shipped.ValidationSamples[0]])
        {
            DatasetSample sample = shipped.ReadSample(index);
            double largest_Pa = sample.DeviatoricCauchyStress_Pa.Max(s => s.Norm);
            Assert.InRange(largest_Pa, 10e6, 200e6); // Between the first slip and the saturated resistance of random aluminium.
            Assert.InRange(sample.MeanStress_Pa.Max(Math.Abs), 0, 0.1 * largest_Pa); // det F = 1.
        }
    }

    private void Generate(string name) => DatasetGenerator.Generate(Spec, _folder.File(name), new(1, 1, 2), null, default);

    private static void AssertWithin(in SymmetricTensor a, in SymmetricTensor b, double mean)
    {
        const double half = 0.5 * Step_Pa * 1.001;
        Assert.InRange(Math.Abs(mean), 0, half);
        SymmetricTensor d = a - b;
        foreach (double component in (double[])[d.S11, d.S22, d.S12, d.S13, d.S23])
            Assert.InRange(Math.Abs(component), 0, half);
        Assert.InRange(Math.Abs(d.S33), 0, 2 * half);
    }
}
