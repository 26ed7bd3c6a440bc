using UmatSurrogate.Data;
using UmatSurrogate.Evaluation;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Tests;

/// <summary>Crystal plasticity as the truth of an evaluation, and what is kept of it.</summary>
public sealed class TruthTests : IDisposable
{
    private static readonly VolumeElement VolumeElement = VolumeElementGenerator.Random(5, 7);
    private static readonly MixedLoad Tension = MixedLoad.Of("uniaxial", new(IdealisedLoadKind.Uniaxial, 1e-3, 0.01, 10));
    private static readonly LoadPath Path = RandomPathGenerator.Generate(new RandomPathRule { Steps = 12 }, new RandomStream(3, 0));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("umat-surrogate-truth");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void FullField_AlongAPath_IsWhatADataSetHolds()
    {
        DatasetSpec spec = new()
        {
            Seed = 11,
            VolumeElements = new() { Count = 2, Grains = 4 },
            PathCount = 2,
            PathRule = new() { Steps = 8, SectionDuration_s = 8 },
            Pairing = SamplePairing.Distinct,
            Validation = new() { Fraction = 0.5 },
            Parts = new(new DatasetPart { Fidelity = Fidelity.FullField(4), TrainingSamples = 1, SamplesPerFile = 16, Retries = 3 }),
        };
        string folder = System.IO.Path.Combine(_folder.FullName, "data");
        DatasetGenerator.Generate(spec, folder, new(0, 1, 1), progress: null, CancellationToken.None);
        using Dataset data = Dataset.Open(folder);
        DatasetSample sample = data.ReadSample(data.ValidationSamples[0]);
        LoadResponse response = CrystalPlasticity.Of(data).Follow(data.VolumeElements[sample.VolumeElementIndex], new(data.Paths[sample.PathIndex]));
        Assert.Null(response.Failure);
        for (int k = 1; k < response.CauchyStress_Pa.Length; k++)
            Assert.Equal(0.0, (response.CauchyStress_Pa[k].Deviator - sample.DeviatoricCauchyStress_Pa[k]).Norm, 20.0);

        // Of one sample the factor of the Taylor model is its least-squares fit: the remainder is orthogonal to the model.
        TaylorBaseline baseline = TaylorBaseline.Fit(data, CrystalPlasticity.Of(data), 1);
        DatasetSample training = data.ReadSample(data.TrainingSamples[0]);
        SymmetricTensor[] taylor = baseline.Follow(data.VolumeElements[training.VolumeElementIndex], new(data.Paths[training.PathIndex])).CauchyStress_Pa;
        double remainder = taylor.Select((t, k) => SymmetricTensor.DoubleContract(t.Deviator, training.DeviatoricCauchyStress_Pa[k] - baseline.Factor * t.Deviator)).Sum();
        Assert.Equal(0.0, remainder / taylor.Sum(t => SymmetricTensor.DoubleContract(t.Deviator, t.Deviator)), 1e-12);
        Assert.InRange(baseline.Factor, 0.7, 1.05);
    }

    [Fact]
    public void FullField_UnderMixedControl_HasNoLateralStress()
    {
        CrystalPlasticity plasticity = new(new DatasetPart { Fidelity = Fidelity.FullField(4), TrainingSamples = 0 }, PhenopowerlawParameters.Aluminium);
        LoadResponse response = plasticity.Follow(VolumeElement, Tension.Load);
        Assert.Equal(10, response.Increments);
        Assert.Equal(1.01, response.DeformationGradients[^1].M11, 1e-12);
        Assert.InRange(response.CauchyStress_Pa[^1].S11, 40e6, 150e6);
        Assert.InRange(Math.Abs(response.CauchyStress_Pa[^1].S22), 0.0, 1e-2 * response.CauchyStress_Pa[^1].S11);
    }

    [Fact]
    public void Store_ReadsWhatItWrote_AndTellsCasesApart()
    {
        TruthCase[] cases = [new(VolumeElement, Tension.Load), new(VolumeElement, new TruthLoad(Path)), new(VolumeElementGenerator.Random(5, 8), new TruthLoad(Path))];
        TruthStore first = Store(), second = Store();
        LoadResponse[] simulated = first.Responses(cases);
        LoadResponse[] read = second.Responses(cases);
        Assert.Equal((3, 0), (first.Simulated, second.Simulated));
        for (int i = 0; i < cases.Length; i++)
        {
            Assert.Equal(simulated[i].CauchyStress_Pa, read[i].CauchyStress_Pa);
            Assert.Equal(simulated[i].DeformationGradients, read[i].DeformationGradients);
        }

        // Another material is another case.
        TruthStore other = new(new(new DatasetPart { TrainingSamples = 0 }, PhenopowerlawParameters.Aluminium with { RateExponent = 15 }), _folder.FullName);
        other.Responses(cases[..1]);
        Assert.Equal(1, other.Simulated);
    }

    [Fact]
    public void Store_ComputesADamagedFileAgain()
    {
        TruthCase[] one = [new(VolumeElement, Tension.Load)];
        LoadResponse[] simulated = Store().Responses(one);
        string file = Assert.Single(Directory.GetFiles(_folder.FullName, "*.truth"));
        byte[] bytes = File.ReadAllBytes(file);
        bytes[200] ^= 1;
        File.WriteAllBytes(file, bytes);
        TruthStore again = Store();
        Assert.Equal(simulated[0].CauchyStress_Pa, again.Responses(one)[0].CauchyStress_Pa);
        Assert.Equal(1, again.Simulated);
    }

    private TruthStore Store() => new(new(new DatasetPart { TrainingSamples = 0 }, PhenopowerlawParameters.Aluminium), _folder.FullName);
}
