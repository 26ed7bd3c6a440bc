using TorchSharp;
using UmatSurrogate.Recurrent;
using UmatSurrogate.Training;
using static TorchSharp.torch;

namespace UmatSurrogate.Tests;

public sealed class AdamOptimiserTests
{
    private const double Rate = 3e-3;

    [SkippableFact]
    public void Step_CompareToTorch()
    {
        Skip.IfNot(TorchRuntime.IsAvailable, TorchRuntime.UnavailableReason);
        ModelSpecification specification = RandomNetworks.Specification(FeatureSet.Paper, 6, 2);
        using SurrogateNetwork ours = RandomNetworks.Create(specification, 8);
        using SurrogateNetwork theirs = RandomNetworks.Create(specification, 8);
        AdamOptimiser adam = new(ours);
        using optim.Optimizer torchAdam = optim.Adam(theirs.parameters(), lr: Rate);
        // Without garbage collections TorchSharp's own Adam keeps its temporary scalars (see AdamOptimiser).
        Assert.True(GC.TryStartNoGCRegion(64 << 20));
        for (int step = 0; step < 20; step++)
        {
            Loss(ours, step);
            adam.Step(Rate, gradientNormLimit: 0);
            torchAdam.zero_grad();
            Loss(theirs, step);
            torchAdam.step();
        }

        GC.EndNoGCRegion();

        SurrogateModel a = NetworkWeights.Export(ours, specification);
        SurrogateModel b = NetworkWeights.Export(theirs, specification);
        foreach ((string name, _) in specification.TensorShapes())
        {
            float[] expected = b.Tensor(name).ToArray();
            float[] actual = a.Tensor(name).ToArray();
            for (int i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], actual[i], 2e-5f);
        }
    }

    [SkippableFact]
    public void FirstStep_MovesEveryWeightByTheRate_WhateverTheLimit()
    {
        Skip.IfNot(TorchRuntime.IsAvailable, TorchRuntime.UnavailableReason);
        ModelSpecification specification = RandomNetworks.Specification(FeatureSet.Paper, 6, 1);
        using SurrogateNetwork network = RandomNetworks.Create(specification, 9);
        float[] before = NetworkWeights.Export(network, specification).Tensor("output.weight").ToArray();
        Loss(network, 0);
        new AdamOptimiser(network).Step(Rate, gradientNormLimit: 0.1);
        float[] after = NetworkWeights.Export(network, specification).Tensor("output.weight").ToArray();
        Assert.All(before.Zip(after), w => Assert.Equal(Rate, Math.Abs(w.First - w.Second), 1e-5));
    }

    private static void Loss(SurrogateNetwork network, int step)
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(100 + step);
        Tensor stress = network.Forward(randn(7, 3, 7), randn(3, 5, 6), ones(3, 5), ones(7, 3));
        Tensor target = randn(7, 3, 6);
        (stress * target).sum().backward();
    }
}
