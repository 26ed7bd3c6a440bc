
namespace UmatSurrogate.Spectral.Tests;

public class MixingCoefficientsTests
{
    private const int Depth = 4, Length = 9;

    /// <summary>r = sum c_j dr_j lies in the span: the coefficients are c, whatever slots the ring has reached.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void Solve_OfAVectorInTheSpan(int appended)
    {
        (MixingCoefficients coefficients, double[][] slots) = Fill(appended, seed: 1);
        double[] c = new double[Depth], r = new double[Length], gamma = new double[Depth];
        for (int j = 0; j < coefficients.Count; j++)
        {
            c[j] = j + 0.5;
            for (int i = 0; i < Length; i++)
                r[i] += c[j] * slots[j][i];
        }

        coefficients.Solve(Products(slots, r, coefficients.Count), gamma);
        for (int j = 0; j < coefficients.Count; j++)
            Assert.Equal(c[j], gamma[j], 1e-10);
        Assert.Equal(Math.Min(appended, Depth), coefficients.Count);
    }

    /// <summary>The remainder of the least-squares problem is orthogonal to every difference.</summary>
    [Fact]
    public void Solve_LeavesAnOrthogonalRemainder()
    {
        (MixingCoefficients coefficients, double[][] slots) = Fill(6, seed: 2);
        double[] r = Vector(new Random(3)), gamma = new double[Depth];
        coefficients.Solve(Products(slots, r, Depth), gamma);
        for (int j = 0; j < Depth; j++)
        {
            for (int i = 0; i < Length; i++)
                r[i] -= gamma[j] * slots[j][i];
        }

        Assert.All(Products(slots, r, Depth), p => Assert.Equal(0.0, p, 1e-11));
    }

    /// <summary>Of two equal differences the older one is left out; a zero one too.</summary>
    [Fact]
    public void Solve_LeavesOutDependentDifferences()
    {
        MixingCoefficients coefficients = new(Depth);
        double[] a = Vector(new Random(4)), zero = new double[Length], gamma = new double[Depth];
        double[][] slots = [a, zero, a];
        for (int n = 1; n <= 3; n++)
            coefficients.Append(Products(slots[..n], slots[n - 1], n));
        coefficients.Solve(Products(slots, a, 3), gamma);
        Assert.Equal(0.0, gamma[0]);
        Assert.Equal(0.0, gamma[1]);
        Assert.Equal(1.0, gamma[2], 1e-12);
    }

    private static (MixingCoefficients Coefficients, double[][] Slots) Fill(int appended, int seed)
    {
        Random random = new(seed);
        MixingCoefficients coefficients = new(Depth);
        var slots = new double[Depth][];
        for (int n = 0; n < appended; n++)
        {
            int slot = coefficients.NextSlot;
            slots[slot] = Vector(random);
            coefficients.Append(Products(slots, slots[slot], Math.Max(coefficients.Count, slot + 1)));
        }

        return (coefficients, slots);
    }

    private static double[] Vector(Random random) => [.. Enumerable.Range(0, Length).Select(_ => random.NextDouble() - 0.5)];

    private static double[] Products(double[][] slots, double[] r, int count) =>
        [.. Enumerable.Range(0, count).Select(j => slots[j].Zip(r, (a, b) => a * b).Sum())];
}
