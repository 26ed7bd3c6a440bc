using UmatSurrogate.Microstructure;
using UmatSurrogate.Training;

namespace UmatSurrogate.Tests;

public sealed class SamplingTests
{
    [Theory]
    [InlineData(200, 20, 0.05)]
    [InlineData(200, 200, 0.05)]
    [InlineData(1, 1, 1.0)]
    public void TimePoints_AreIncreasingFromTheStart(int steps, int count, double ratio)
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            int[] points = TimePointDraw.Draw(new RandomStream(seed, 1), steps, count, ratio);
            Assert.Equal(count + 1, points.Length);
            Assert.Equal(0, points[0]);
            Assert.True(points[^1] <= steps);
            Assert.All(points.Skip(1).Zip(points), p => Assert.True(p.First > p.Second));
        }
    }

    [Fact]
    public void TimePoints_WithoutDensity_AreUniform()
    {
        // 4000 draws of 20 out of 100: every point is expected 800 times with a standard deviation of 25.3 (hypergeometric).
        int[] hits = new int[101];
        for (ulong seed = 0; seed < 4000; seed++)
        {
            foreach (int k in TimePointDraw.Draw(new RandomStream(seed, 2), 100, 20, 1.0))
                hits[k]++;
        }

        Assert.Equal(4000, hits[0]);
        Assert.All(hits.Skip(1), h => Assert.InRange(h, 800 - 5 * 25.3, 800 + 5 * 25.3));
    }

    [Fact]
    public void TimePoints_WithDensity_VaryOverADecade()
    {
        int largest = 0;
        int smallest = int.MaxValue;
        for (ulong seed = 0; seed < 100; seed++)
        {
            int[] points = TimePointDraw.Draw(new RandomStream(seed, 3), 200, 40, 0.05);
            int[] gaps = [.. points.Skip(1).Zip(points, (b, a) => b - a)];
            largest = Math.Max(largest, gaps.Max());
            smallest = Math.Min(smallest, gaps.Min());
        }

        Assert.Equal(1, smallest);
        Assert.True(largest >= 20, $"largest gap {largest}");
    }

    [Fact]
    public void CountsOfPoints_CoverTheRangeEvenlyInTheLogarithm()
    {
        RandomStream random = new(5, 0);
        int[] counts = [.. Enumerable.Range(0, 4000).Select(_ => TimePointDraw.DrawCount(random, 10, 1000))];
        Assert.InRange(counts.Min(), 10, 12);
        Assert.InRange(counts.Max(), 950, 1000);
        // Half of them below the geometric mean, 100; the standard deviation is 32.
        Assert.InRange(counts.Count(c => c < 100), 2000 - 160, 2000 + 160);
    }

    [Fact]
    public void Prefixes_AreWholeInAThird_AndElseEvenInTheLogarithm()
    {
        RandomStream random = new(6, 0);
        int[] lengths = [.. Enumerable.Range(0, 6000).Select(_ => TimePointDraw.DrawPrefix(random, 1000, 20, 0.1))];
        Assert.InRange(lengths.Min(), 100, 103);
        // 2000 whole paths (standard deviation 37) and a few of the longest prefixes; half of the others below the geometric mean, 316.
        Assert.InRange(lengths.Count(l => l == 1000), 2000 - 185, 2000 + 185 + 20);
        Assert.InRange(lengths.Count(l => l < 316), 2000 - 185, 2000 + 185);
        // Never too short for the points.
        Assert.All(Enumerable.Range(0, 200), _ => Assert.InRange(TimePointDraw.DrawPrefix(random, 1000, 700, 0.1), 700, 1000));
        Assert.Equal(1000, TimePointDraw.DrawPrefix(random, 1000, 1000, 0.1));
    }

    [Fact]
    public void PrefixOfOne_IsTheWholePath_AndTakesNoRandomNumber()
    {
        RandomStream random = new(6, 0), untouched = new(6, 0);
        Assert.Equal(200, TimePointDraw.DrawPrefix(random, 200, 20, 1.0));
        Assert.Equal(untouched.NextUInt64(), random.NextUInt64());
    }

    [Theory]
    [InlineData(-2.0, -1.0f)]
    [InlineData(6.0, 1.0f)]
    [InlineData(2.0, 0.0f)]
    public void Scaling_MapsTheRangeToMinusOneToOne(double value, float expected) =>
        Assert.Equal(expected, Scaling.Apply((float)value, -2.0, 6.0));

    [Fact]
    public void Scaling_OfAComponentThatNeverChanges_IsZero()
    {
        (double minimum, double maximum) = Scaling.NotEmpty(0.25, 0.25);
        Assert.True(minimum < maximum);
        Assert.Equal(0.0f, Scaling.Apply(0.25f, minimum, maximum), 1e-6f);
    }

    [Fact]
    public void Prefetch_KeepsTheOrder() =>
        Assert.Equal(Enumerable.Range(0, 100).Select(i => i * i), BatchPrefetch.Run(100, i => i * i));

    [Fact]
    public void Prefetch_ShowsTheErrorOfTheProducer() =>
        Assert.Throws<InvalidDataException>(() =>
            BatchPrefetch.Run(10, i => i < 3 ? i : throw new InvalidDataException("no batch")).ToList());

    [Fact]
    public void Prefetch_EndsWhenTheConsumerLeaves()
    {
        int made = 0;
        Assert.Equal(0, BatchPrefetch.Run(1_000_000, i => { Interlocked.Increment(ref made); return i; }).First());
        Assert.InRange(made, 1, 100);
    }
}
