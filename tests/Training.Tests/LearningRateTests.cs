using UmatSurrogate.Training;

namespace UmatSurrogate.Tests;

public sealed class LearningRateTests
{
    private static readonly TrainingSpecification Cosine = new()
    {
        Schedule = LearningRateSchedule.Cosine,
        LearningRate = 4e-3,
        LearningRateEnd = 1e-3,
        WarmUpIterations = 0,
    };

    [Theory]
    [InlineData(0.0, 4e-3)]
    [InlineData(0.5, 2.5e-3)]
    [InlineData(1.0, 1e-3)]
    [InlineData(1.5, 1e-3)]
    public void Cosine_RunsFromFirstToLast(double progress, double expected) =>
        Assert.Equal(expected, LearningRate.At(Cosine, progress, 1000), 1e-15);

    [Fact]
    public void WarmUp_GrowsLinearly() =>
        Assert.Equal(1e-3, LearningRate.At(Cosine with { WarmUpIterations = 100 }, 0.0, 24), 1e-15);

    [Fact]
    public void Constant_Stays() =>
        Assert.Equal(4e-3, LearningRate.At(Cosine with { Schedule = LearningRateSchedule.Constant }, 0.7, 10));
}
