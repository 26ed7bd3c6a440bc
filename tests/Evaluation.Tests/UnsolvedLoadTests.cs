using UmatSurrogate.Data;
using UmatSurrogate.Evaluation;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests;

/// <summary>A load that a surrogate cannot follow is counted and named, and does not end an evaluation.</summary>
public sealed class UnsolvedLoadTests
{
    [Fact]
    public void LoadWithoutSolution_IsNamed_AndTheStepsBeforeItCount()
    {
        // Compression until F11 passes through zero: neither the surrogate nor crystal plasticity gets to the end.
        MixedLoadStep compression = new IdealisedLoad(IdealisedLoadKind.Uniaxial, -0.03, 0.5, 10).ToLoadStep() with { Time_s = 50.0, Increments = 50 };
        MixedLoad load = new("crushed", new TruthLoad(compression), [.. Enumerable.Range(0, 51).Select(k => -0.03 * k)], "11");
        SurrogateModel model = SurrogateModel.Load(System.IO.Path.Combine(TestData.RepositoryRoot, "examples", "models", "starter.safetensors"));
        CrystalPlasticity plasticity = new(new DatasetPart { TrainingSamples = 0 }, PhenopowerlawParameters.Aluminium);
        MixedLoadResult result = MixedLoads.Run(
            load, new(model), new(model), new(plasticity, null), TaylorBaseline.Unscaled(plasticity), [VolumeElementGenerator.Random(4, 1), VolumeElementGenerator.Random(4, 2)]);
        Assert.Equal(2, result.SurrogateUnsolved.Count);
        UnsolvedCase first = result.SurrogateUnsolved[0];
        Assert.Equal(result.SurrogateResponses[0].Increments + 1, first.Increment);
        Assert.InRange(first.Increment, 2, 34);
        Assert.Contains("crushed, volume element 0: no solution at increment", first.ToString(), StringComparison.Ordinal);
        Assert.True(double.IsFinite(result.Surrogate.Mean_MPa));
        Assert.True(double.IsNaN(result.MeanFinalStress_Pa(result.SurrogateResponses)));
    }

    [Fact]
    public void Order_OfTextures_IsThatOfTheTruth()
    {
        MixedLoadResult[] textures = [Constant("goss", 70.0, 75.0), Constant("brass", 90.0, 95.0), Constant("cube", 70.5, 72.0), Constant("copper", 105.0, 110.0)];
        TextureOrder order = TextureOrder.Of(textures);
        Assert.True(order.Holds);
        Assert.Equal("copper > brass > cube = goss", order.Truth);
        Assert.Equal("copper > brass > goss > cube", order.Surrogate);
        textures[1] = Constant("brass", 90.0, 111.0);
        Assert.False(TextureOrder.Of(textures).Holds);
    }

    private static MixedLoadResult Constant(string name, double truth_MPa, double surrogate_MPa)
    {
        MixedLoad load = MixedLoad.Of(name, new(IdealisedLoadKind.Uniaxial, 1e-3, 0.001, 1));
        CrystalPlasticity plasticity = new(new DatasetPart { TrainingSamples = 0 }, PhenopowerlawParameters.Aluminium);
        return new(load, [Response(surrogate_MPa)], [Response(truth_MPa)], null, TaylorBaseline.Unscaled(plasticity), [SymmetricTensor.Zero, SymmetricTensor.Zero]);
    }

    private static LoadResponse Response(double stress_MPa) =>
        new([Tensor3x3.Identity, Tensor3x3.Identity], [SymmetricTensor.Zero, new(1e6 * stress_MPa, 0, 0, 0, 0, 0)], null);
}
