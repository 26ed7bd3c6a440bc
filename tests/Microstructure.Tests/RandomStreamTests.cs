using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Microstructure.Tests;

public sealed class RandomStreamTests
{
    // Known answers of the authors' Random123 library for philox4x32-10 (file kat_vectors).
    [Theory]
    [InlineData(0UL, 0UL, 0UL, 0xe169c58d6627e8d5UL, 0x9b00dbd8bc57ac4cUL)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 0x41c83b0e408f276dUL, 0x6d5451fda20bc7c6UL)]
    [InlineData(0x299f31d0a4093822UL, 0x85a308d3243f6a88UL, 0x0370734413198a2eUL, 0x94fdccebd16cfe09UL, 0x24126ea15001e420UL)]
    public void Block_CompareToKnownAnswers(ulong key, ulong low, ulong high, ulong first, ulong second) =>
        Assert.Equal((first, second), RandomStream.Block(key, low, high));

    [Fact]
    public void Sequence_IsTheBlocksInOrder()
    {
        RandomStream random = new(seed: 5, stream: 9);
        for (ulong block = 0; block < 3; block++)
        {
            (ulong first, ulong second) = RandomStream.Block(5, block, 9);
            Assert.Equal(first, random.NextUInt64());
            Assert.Equal(second, random.NextUInt64());
        }
    }

    [Fact]
    public void NextDouble_IsUniform()
    {
        RandomStream random = new(1, 0);
        const int N = 200_000;
        double mean = 0, square = 0;
        for (int i = 0; i < N; i++)
        {
            double x = random.NextDouble();
            Assert.InRange(x, 0.0, 1.0 - 1e-17);
            mean += x / N;
            square += x * x / N;
        }
        // Five standard deviations of the means.
        Assert.InRange(mean, 0.5 - 5 * Math.Sqrt(1.0 / 12 / N), 0.5 + 5 * Math.Sqrt(1.0 / 12 / N));
        Assert.InRange(square, 1.0 / 3 - 5 * Math.Sqrt(4.0 / 45 / N), 1.0 / 3 + 5 * Math.Sqrt(4.0 / 45 / N));
    }

    [Fact]
    public void NextInt32_IsUniformWithinItsBound()
    {
        RandomStream random = new(2, 0);
        const int N = 70_000, Bound = 7;
        int[] counts = new int[Bound];
        for (int i = 0; i < N; i++)
            counts[random.NextInt32(Bound)]++;
        double chiSquare = counts.Sum(c => Math.Pow(c - N / 7.0, 2) / (N / 7.0));
        Assert.InRange(chiSquare, 0.5, 25); // 6 degrees of freedom: 0.1 % beyond 22.5
        Assert.Throws<InputException>(() => random.NextInt32(0));
    }

    [Fact]
    public void NormalAndGamma_HaveTheirMoments()
    {
        RandomStream random = new(3, 0);
        const int N = 200_000;
        double mean = 0, variance = 0, gammaMean = 0, gammaSquare = 0;
        const double Shape = 1.5;
        for (int i = 0; i < N; i++)
        {
            double x = random.NextNormal(), g = random.NextGamma(Shape);
            mean += x / N;
            variance += x * x / N;
            gammaMean += g / N;
            gammaSquare += g * g / N;
        }
        Assert.InRange(mean, -5 / Math.Sqrt(N), 5 / Math.Sqrt(N));
        Assert.InRange(variance, 1 - 5 * Math.Sqrt(2.0 / N), 1 + 5 * Math.Sqrt(2.0 / N));
        Assert.InRange(gammaMean, Shape - 5 * Math.Sqrt(Shape / N), Shape + 5 * Math.Sqrt(Shape / N));
        Assert.InRange(gammaSquare, Shape * (Shape + 1) - 0.08, Shape * (Shape + 1) + 0.08);
    }
}
