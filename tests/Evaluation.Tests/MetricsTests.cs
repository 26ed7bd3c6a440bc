using UmatSurrogate.Evaluation;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Tests;

public sealed class MetricsTests
{
    private static readonly SymmetricTensor Truth_Pa = new(10e6, -3e6, 7e6, 2e6, -1e6, 4e6);

    [Fact]
    public void StressError_OfADiagonalDifference_IsItsLargestDeviatoricComponent()
    {
        // Difference diag(6, 0, -3) MPa has the deviator diag(5, -1, -4) MPa.
        SymmetricTensor stress_Pa = Truth_Pa + new SymmetricTensor(6e6, 0, -3e6, 0, 0, 0);
        Assert.Equal(5.0, StressError.Of_MPa(stress_Pa, Truth_Pa), 1e-9);
    }

    [Fact]
    public void StressError_OfAShearDifference_IsTheShear() =>
        Assert.Equal(2.5, StressError.Of_MPa(Truth_Pa + new SymmetricTensor(0, 0, 0, 0, -2.5e6, 0), Truth_Pa), 1e-9);

    [Fact]
    public void StressError_DoesNotSeeTheMeanStress() =>
        Assert.Equal(0.0, StressError.Of_MPa(Truth_Pa + 50e6 * SymmetricTensor.Identity, Truth_Pa), 1e-8);

    [Fact]
    public void StressError_DoesNotDependOnTheFrame()
    {
        (double s, double c) = Math.SinCos(0.7);
        Tensor3x3 Q = new(c, -s, 0, s, c, 0, 0, 0, 1);
        SymmetricTensor other_Pa = new(1e6, 2e6, -8e6, 3e6, 0.5e6, -2e6);
        Assert.Equal(StressError.Of_MPa(other_Pa, Truth_Pa), StressError.Of_MPa(other_Pa.Congruence(Q), Truth_Pa.Congruence(Q)), 1e-9);
    }

    [Fact]
    public void StressErrorAlong_LeavesOutTheUndeformedState()
    {
        SymmetricTensor one = new(0, 0, 0, 1e6, 0, 0);
        Assert.Equal([1.0, 2.0], StressError.Along_MPa([9 * one, one, 2 * one], new SymmetricTensor[3]).Select(e => Math.Round(e, 9)));
        Assert.Throws<ArgumentException>(() => StressError.Along_MPa(new SymmetricTensor[3], new SymmetricTensor[2]));
    }

    [Fact]
    public void Statistics_OfKnownNumbers()
    {
        ErrorStatistics statistics = ErrorStatistics.Of([[1, 2, 3], [3, 6]]);
        Assert.Equal(3.0, statistics.Mean_MPa);
        Assert.Equal(6.0, statistics.Maximum_MPa);
        Assert.Equal([2, 4, 3], statistics.MeanByStep_MPa);
        Assert.Equal([1, 2, 0], statistics.DeviationByStep_MPa);
        // Sorted 1 2 3 3 6: position 0.95 * 4 = 3.8.
        Assert.Equal(3 + 0.8 * 3, statistics.Percentile95_MPa, 1e-12);
    }

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(0.25, 1.75)]
    [InlineData(1.0, 4.0)]
    public void Quantile_IsLinearBetweenOrderStatistics(double p, double expected) =>
        Assert.Equal(expected, ErrorStatistics.Quantile([1, 2, 3, 4], p), 1e-12);
}
