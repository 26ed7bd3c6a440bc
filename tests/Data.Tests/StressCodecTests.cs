using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Data.Tests;

/// <summary>The parts of the compact form by themselves.</summary>
public class StressCodecTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.02)]
    [InlineData(0.999)]
    public void RangeCoder_GivesBackTheDecisions_InAboutTheirInformationContent(double probabilityOfZero)
    {
        const int count = 20_000;
        RandomStream random = new(3, 0);
        int[] bits = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() < probabilityOfZero ? 0 : 1)];
        uint p = (uint)(65536 * probabilityOfZero);
        RangeEncoder encoder = new();
        foreach (int bit in bits)
            encoder.Encode(bit, p);
        byte[] bytes = encoder.Finish();
        RangeDecoder decoder = new(bytes);
        foreach (int bit in bits)
            Assert.Equal(bit, decoder.Decode(p));
        double zeros = bits.Count(b => b == 0);
        double information = -zeros * Math.Log2(probabilityOfZero) - (count - zeros) * Math.Log2(1 - probabilityOfZero);
        Assert.InRange(8.0 * bytes.Length, information - 1, 1.01 * information + 64);
    }

    [Fact]
    public void ResidualModel_GivesBackNumbersOfAnySize()
    {
        RandomStream random = new(4, 0);
        (long Value, int Context)[] numbers = [.. Enumerable.Range(0, 5000).Select(k =>
        {
            long value = (long)(Math.Pow(2, 38 * random.NextDouble()) - 1) * (random.NextDouble() < 0.5 ? -1 : 1);
            return (value, ResidualModel.ContextOf(random.NextInt32(1 << 20)));
        })];
        (RangeEncoder encoder, ResidualModel model) = (new(), new());
        foreach ((long value, int context) in numbers)
            model.Encode(encoder, value, context);
        RangeDecoder decoder = new(encoder.Finish());
        model = new();
        foreach ((long value, int context) in numbers)
            Assert.Equal(value, model.Decode(ref decoder, context));
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(1L)]
    [InlineData(100L)]
    [InlineData(123_456_789L)]
    [InlineData(long.MaxValue / 32)]
    public void ContextOf_StandsForTheExpectedSize(long sixteenths)
    {
        int context = ResidualModel.ContextOf(sixteenths);
        Assert.InRange(context, 0, 63);
        if (context < 63)
            Assert.InRange(sixteenths / 16.0, ResidualModel.ExpectedSize(context), ResidualModel.ExpectedSize(context + 1) + 1e-9);
    }

    [Fact]
    public void LinearPredictor_FindsALinearLaw()
    {
        LinearPredictor predictor = new([0, 0, 0]);
        RandomStream random = new(5, 0);
        double error = 0;
        for (int k = 0; k < 2000; k++)
        {
            double[] x = [random.NextDouble(-1, 1), 100 * random.NextDouble(-1, 1), random.NextDouble(-1, 1)];
            error = 3 * x[0] - 0.5 * x[1] + x[2] - predictor.Predict(x);
            predictor.Learn(x, error, 0.01);
        }
        Assert.InRange(Math.Abs(error), 0, 1e-3);
    }

    [Fact]
    public void Codec_SmoothHistories_NeedFewBits_AndHugeOnesSurvive()
    {
        RandomPathRule rule = new() { Steps = 100, TimeGrid = TimeGrid.Random };
        PathFeatures path = new(RandomPathGenerator.Generate(rule, new RandomStream(1, 1), ElementaryFunctions.Portable));
        long[] smooth = new long[StressCodec.Components * 101], huge = new long[smooth.Length];
        RandomStream random = new(6, 0);
        for (int k = StressCodec.Components; k < smooth.Length; k++)
        {
            smooth[k] = (long)(1000 * Math.Sin(0.02 * (k / StressCodec.Components)));
            huge[k] = (long)(1e9 * (random.NextDouble() - 0.5));
        }
        (RangeEncoder encoder, StressCodec codec) = (new(), new());
        codec.Encode(encoder, path, smooth);
        codec.Encode(encoder, path, huge);
        codec.Encode(encoder, path, smooth);
        RangeDecoder decoder = new(encoder.Finish());
        codec = new();
        foreach (long[] expected in (long[][])[smooth, huge, smooth])
        {
            long[] values = new long[expected.Length];
            codec.Decode(ref decoder, path, values);
            Assert.Equal(expected, values);
        }
    }
}
