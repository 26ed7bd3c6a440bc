using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral.Tests;

public class StartWeightsTests
{
    private static readonly double[] Lengths_s = [0.5, 0.2, 0.4]; // newest first
    private static readonly Tensor3x3 Direction = new(1, 0, 0, 0, -1, 0, 0, 0, 0);

    /// <summary>States on a parabola in time are continued on it, whatever the lengths of the increments.</summary>
    [Fact]
    public void Parabola_IsContinued()
    {
        double[] changes = Changes(t => 3.0 + 2.0 * t - 5.0 * t * t, out double next);
        double[] weights = new double[3];
        Assert.Equal(1.0, StartWeights.Curvature(Lengths_s, Products(changes)), 1e-12);
        StartWeights.Of(StartingGuess.Quadratic, 0.3, Lengths_s, Direction, [Direction, Direction, Direction], weights);
        Assert.Equal(next, weights.Zip(changes, (w, c) => w * c).Sum(), 1e-12);
    }

    [Fact]
    public void Line_IsContinued()
    {
        double[] changes = Changes(t => 3.0 + 2.0 * t, out double next), weights = new double[3];
        foreach (StartingGuess kind in new[] { StartingGuess.Linear, StartingGuess.Quadratic })
        {
            StartWeights.Of(kind, 0.3, Lengths_s, Direction, [Direction, Direction, Direction], weights);
            Assert.Equal(next, weights.Zip(changes, (w, c) => w * c).Sum(), 1e-12);
        }
    }

    /// <summary>Changes of the rate that alternate teach that there is nothing to continue.</summary>
    [Fact]
    public void AlternatingRate_HasNoCurvature() =>
        Assert.Equal(0.0, StartWeights.Curvature([1.0, 1.0, 1.0], Products([1.0, 2.0, 1.0])));

    /// <summary>A mean that is a combination of the last changes: that combination, and not the continuation.</summary>
    [Fact]
    public void MeanInTheSpan_IsFitted()
    {
        Tensor3x3[] means = [new(1, 0, 0, 0, -1, 0, 0, 0, 0), new(0, 1, 0, 0, 0, 0, 0, 0, 0), new(0, 0, 1, 0, 0, 1, 0, 0, 0)];
        double[] weights = new double[3];
        StartWeights.Of(StartingGuess.FittedToMean, 1.0, [1.0, 1.0, 1.0], 0.5 * means[0] - 2.0 * means[1] + 0.25 * means[2], means, weights);
        Assert.Equal(0.5, weights[0], 0.02);
        Assert.Equal(-2.0, weights[1], 0.02);
        Assert.Equal(0.25, weights[2], 0.02);
    }

    /// <summary>Changes over the three lengths, newest first, and over a further 0.3 s.</summary>
    private static double[] Changes(Func<double, double> state, out double next)
    {
        double t3 = 0.0, t2 = t3 + Lengths_s[2], t1 = t2 + Lengths_s[1], t0 = t1 + Lengths_s[0];
        next = state(t0 + 0.3) - state(t0);
        return [state(t0) - state(t1), state(t1) - state(t2), state(t2) - state(t3)];
    }

    private static double[] Products(double[] c) => [c[0] * c[0], c[0] * c[1], c[0] * c[2], c[1] * c[1], c[1] * c[2], c[2] * c[2]];
}
