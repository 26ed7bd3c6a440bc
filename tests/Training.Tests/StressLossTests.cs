using TorchSharp;
using UmatSurrogate.Recurrent;
using UmatSurrogate.Training;
using static TorchSharp.torch;

namespace UmatSurrogate.Tests;

public sealed class StressLossTests
{
    // One step of one sequence: d = (3, -1, -2, 2, 0, 1) MPa, half-ranges 10, 10, 10, 20, 20, 20 MPa.
    private static readonly float[] Difference_MPa = [3, -1, -2, 2, 0, 1];

    [SkippableFact]
    public void MeanSquare_IsThatOfScaledComponents()
    {
        using StressLoss loss = Create(TrainingLoss.MeanSquare);
        using Tensor d = tensor(Difference_MPa, [1, 1, 6]);
        double expected = (0.09 + 0.01 + 0.04 + 0.01 + 0.0 + 0.0025) / 6;
        Assert.Equal(expected, loss.Value(d).item<float>(), 1e-7);
        Assert.Equal(expected, loss.MeanSquare(d).item<float>(), 1e-7);
    }

    [SkippableFact]
    public void VectorNorm_CountsShearsTwice()
    {
        using StressLoss loss = Create(TrainingLoss.VectorNorm);
        using Tensor d = tensor(Difference_MPa, [1, 1, 6]);
        Assert.Equal(Math.Sqrt(9 + 1 + 4 + 2 * (4 + 0 + 1)) / 15.0, loss.Value(d).item<float>(), 1e-6);
    }

    private static StressLoss Create(TrainingLoss kind)
    {
        Skip.IfNot(TorchRuntime.IsAvailable, TorchRuntime.UnavailableReason);
        return new(kind, RandomNetworks.Specification(FeatureSet.BishopHill, 4, 1) with
        {
            StressMinimum_Pa = [-10e6, -12e6, -8e6, -20e6, -25e6, -15e6],
            StressMaximum_Pa = [10e6, 8e6, 12e6, 20e6, 15e6, 25e6],
        });
    }
}
