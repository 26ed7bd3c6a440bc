using UmatSurrogate.Data;
using UmatSurrogate.Evaluation;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests;

/// <summary>Tension, a dwell of 100 s in which a third of the stress relaxes, and tension again: the starter model against crystal plasticity.</summary>
public sealed class DwellTests
{
    private const int Loading = 40, Reloading = 10;

    [Theory]
    [InlineData(4)]
    [InlineData(100)]
    public void TensionAfterADwell_HasTheStressOfItsOwnRate(int dwellIncrements)
    {
        VolumeElement grains = VolumeElementGenerator.Random(20, 4);
        LoadPath path = Path(dwellIncrements);
        SurrogateModel model = SurrogateModel.Load(System.IO.Path.Combine(TestData.RepositoryRoot, "examples", "models", "starter.safetensors"));
        SymmetricTensor[] surrogate = PointHistory.Follow(
            new SurrogatePoint(new SurrogateEvaluator(model), MicrostructureContext.Create(model, grains.Grains)), path).ToMaterialHistory().CauchyStress_Pa;
        LoadResponse truth = new CrystalPlasticity(new DatasetPart { TrainingSamples = 0 }, PhenopowerlawParameters.Aluminium).Follow(grains, new(path));
        Assert.Null(truth.Failure);
        int dwelt = Loading + dwellIncrements;
        Assert.InRange(Tension_MPa(truth.CauchyStress_Pa[Loading]) - Tension_MPa(truth.CauchyStress_Pa[dwelt]), 20.0, 40.0);
        Assert.InRange(Tension_MPa(truth.CauchyStress_Pa[dwelt + 1]) - Tension_MPa(truth.CauchyStress_Pa[dwelt]), 15.0, 40.0);
        for (int k = Loading; k <= Loading + dwellIncrements + Reloading; k++)
        {
            // The relaxation is slower than any rate of the training data, and the model stops at the smallest one (measured: 7.9 MPa); at other times it is right.
            double limit_MPa = k > Loading && k <= dwelt ? 10.0 : 5.0;
            Assert.InRange(Tension_MPa(surrogate[k]) - Tension_MPa(truth.CauchyStress_Pa[k]), -limit_MPa, limit_MPa);
        }
    }

    private static double Tension_MPa(in SymmetricTensor s) => 1e-6 * (s.S11 - 0.5 * (s.S22 + s.S33));

    private static LoadPath Path(int dwellIncrements)
    {
        List<double> times_s = [0.0];
        List<Tensor3x3> F = [Tensor3x3.Identity];
        double strain = 0.0;
        void Add(int increments, double dt_s, double rate_perSecond)
        {
            for (int k = 0; k < increments; k++)
            {
                strain += rate_perSecond * dt_s;
                times_s.Add(times_s[^1] + dt_s);
                F.Add(new(Math.Exp(strain), 0, 0, 0, Math.Exp(-0.5 * strain), 0, 0, 0, Math.Exp(-0.5 * strain)));
            }
        }

        Add(Loading, 0.5, 1e-3);
        Add(dwellIncrements, 100.0 / dwellIncrements, 0.0);
        Add(Reloading, 0.5, 1e-3);
        return new([.. times_s], [.. F]);
    }
}
