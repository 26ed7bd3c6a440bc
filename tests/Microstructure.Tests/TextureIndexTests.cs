using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Tests;

public sealed class TextureIndexTests
{
    /// <summary>Random grains: 1 in the mean, whatever their number.</summary>
    [Theory]
    [InlineData(2, 4000)]
    [InlineData(20, 200)]
    public void RandomGrains_OneInTheMean(int grains, int samples)
    {
        double[] index = [.. Enumerable.Range(0, samples).Select(i => TextureIndex.Of(VolumeElementGenerator.Random(grains, (ulong)i).Grains))];
        double mean = index.Average(), deviation = Math.Sqrt(index.Average(v => (v - mean) * (v - mean)));
        Assert.InRange(mean, 1.0 - 4.0 * deviation / Math.Sqrt(samples), 1.0 + 4.0 * deviation / Math.Sqrt(samples));
        // The distribution has a heavy tail for two grains: its deviation is known from 4000 samples to a few per cent.
        Assert.Equal(TextureIndex.StandardDeviation(grains), deviation, 0.15 * deviation);
    }

    [Fact]
    public void EqualGrains_Maximum_WhateverEquivalentsAndRotation()
    {
        Orientation o = VolumeElementGenerator.Random(1, 5).Grains[0].Orientation;
        Grain[] grains = [.. CubicSymmetry.Operators.ToArray().Select(s => new Grain(0, 0, 0, s * o))];
        Assert.Equal(TextureIndex.Maximum, TextureIndex.Of(grains), 1e-9 * TextureIndex.Maximum);
        Assert.Equal(1.0, TextureIndex.Of(grains.AsSpan(0, 1)));

        Grain[] random = VolumeElementGenerator.Random(12, 8).Grains.ToArray();
        Grain[] turned = [.. random.Select(g => g with { Orientation = g.Orientation * o })];
        Assert.Equal(TextureIndex.Of(random), TextureIndex.Of(turned), 1e-10);
    }

    [Fact]
    public void SharperTexture_LargerIndex()
    {
        double Mean(double halfWidth_deg) => Enumerable.Range(0, 30)
            .Average(i => TextureIndex.Of(VolumeElementGenerator.Textured(20, TextureComponent.Goss, halfWidth_deg, (ulong)i).Grains));
        Assert.True(TextureIndex.Maximum > Mean(5) && Mean(5) > Mean(10) && Mean(10) > Mean(20) && Mean(20) > 1.5);
    }
}
