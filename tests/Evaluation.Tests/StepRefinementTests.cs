using UmatSurrogate.Data;
using UmatSurrogate.Evaluation;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Tests;

public sealed class StepRefinementTests
{
    [Fact]
    public void Resample_OfALinearPath_IsLinear()
    {
        // Uneven times, F linear in time: any resampling gives the same line.
        double[] times_s = [0, 1, 1.5, 4, 10];
        Tensor3x3[] F = Array.ConvertAll(times_s, t => new Tensor3x3(1 + 0.01 * t, 0.002 * t, 0, 0, 1, 0, 0, -0.003 * t, 1 - 0.004 * t));
        LoadPath even = SelfConsistency.Resample(new(times_s, F), 40);
        Assert.Equal(10.0, even.Times_s[^1]);
        for (int k = 0; k <= 40; k++)
        {
            double t = 0.25 * k;
            Assert.Equal(t, even.Times_s[k], 1e-12);
            Assert.Equal(1 + 0.01 * t, even.DeformationGradients[k].M11, 1e-14);
            Assert.Equal(-0.003 * t, even.DeformationGradients[k].M32, 1e-14);
        }
    }

    [Fact]
    public void Spread_TakesDifferentPathsAndVolumeElementsFirst()
    {
        DatasetSample[] samples = [Sample(0, 0), Sample(0, 1), Sample(1, 0), Sample(1, 1), Sample(2, 2)];
        (int, int)[] chosen = [.. SelfConsistency.Spread(samples, 3).Select(s => (s.VolumeElementIndex, s.PathIndex))];
        Assert.Equal((0, 0), chosen[0]);
        Assert.Equal((2, 2), chosen[1]);
        Assert.Equal(5, SelfConsistency.Spread(samples, 10).Count());
    }

    [Fact]
    public void BlindStress_IsTheMeanOverTheVolumeElementsOfThePath()
    {
        DatasetSample[] samples = [Sample(0, 0, 1e6), Sample(1, 0, 3e6), Sample(0, 1, 10e6)];
        SymmetricTensor[][] blind_Pa = UnseenPaths.BlindStress_Pa(samples);
        Assert.Equal(2e6, blind_Pa[0][1].S12, 1e-6);
        Assert.Equal(2e6, blind_Pa[1][1].S12, 1e-6);
        Assert.Equal(10e6, blind_Pa[2][1].S12, 1e-6);
    }

    private static DatasetSample Sample(int volumeElement, int path, double shear_Pa = 0) => new()
    {
        VolumeElementIndex = volumeElement,
        PathIndex = path,
        Split = DatasetSplit.Validation,
        Fidelity = Fidelity.Taylor,
        PartsPerIncrement = 1,
        Status = PointStatus.Ok,
        FailedIncrement = 0,
        Times_s = [0, 1],
        DeformationGradients = [Tensor3x3.Identity, Tensor3x3.Identity],
        DeviatoricCauchyStress_Pa = [SymmetricTensor.Zero, new(0, 0, 0, shear_Pa, 0, 0)],
        MeanStress_Pa = [0, 0],
    };
}
