using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Recurrent;

public sealed unsafe class ElementaryTests
{
    private static void Map<TLanes>(float[] x, float[] y, bool sigmoid)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        fixed (float* px = x, py = y)
        {
            for (int i = 0; i < x.Length; i += TLanes.Count)
            {
                TLanes v = TLanes.Load(px + i);
                TLanes.Store(sigmoid ? Elementary.Sigmoid(v) : Elementary.HyperbolicTangent(v), py + i);
            }
        }
    }

    private static void Map(VectorWidth width, float[] x, float[] y, bool sigmoid)
    {
        if (width == VectorWidth.Bits512)
            Map<Lanes512<float>>(x, y, sigmoid);
        else if (width == VectorWidth.Bits256)
            Map<Lanes256<float>>(x, y, sigmoid);
        else
            Map<Lanes128<float>>(x, y, sigmoid);
    }

    private static double Sigmoid(double x) => 1.0 / (1.0 + Math.Exp(-x));

    /// <summary>Every 61st float from -120 to 120, in rising order: error in units in the last place and monotony.</summary>
    [Theory]
    [InlineData(VectorWidth.Bits512, true)]
    [InlineData(VectorWidth.Bits256, true)]
    [InlineData(VectorWidth.Bits128, true)]
    [InlineData(VectorWidth.Bits512, false)]
    [InlineData(VectorWidth.Bits256, false)]
    [InlineData(VectorWidth.Bits128, false)]
    public void Activation_CompareToDouble_FewUnitsInTheLastPlaceAndMonotoneWithinTwo(VectorWidth width, bool sigmoid)
    {
        int top = BitConverter.SingleToInt32Bits(120f);
        const int block = 1 << 16;
        float[] x = new float[block], y = new float[block];
        double worst = 0;
        float previous = float.NegativeInfinity;
        int falls = 0;
        float deepestFall = 0;
        for (long key = -top; key < top;)
        {
            for (int i = 0; i < block; i++, key += 61)
            {
                int bits = (int)Math.Min(Math.Abs(key), top);
                x[i] = key < 0 ? -BitConverter.Int32BitsToSingle(bits) : BitConverter.Int32BitsToSingle(bits);
            }
            Map(width, x, y, sigmoid);
            for (int i = 0; i < block; i++)
            {
                double expected = sigmoid ? Sigmoid(x[i]) : Math.Tanh(x[i]);
                if (Math.Abs(x[i]) <= 87)
                    worst = Math.Max(worst, Math.Abs(y[i] - expected) / Math.Max((double)MathF.BitIncrement(MathF.Abs((float)expected)) - MathF.Abs((float)expected), 1e-44));
                else
                    Assert.True(Math.Abs(y[i] - expected) < 1e-37, $"{x[i]:R} {y[i]:R}");
                if (y[i] < previous)
                {
                    falls++;
                    deepestFall = Math.Max(deepestFall, (previous - y[i]) / (MathF.BitIncrement(MathF.Abs(y[i])) - MathF.Abs(y[i])));
                }
                previous = y[i];
            }
        }
        Assert.True(worst <= 4.0, $"largest error {worst} ulp");
        Assert.True(deepestFall <= 2, $"{falls} falls, deepest {deepestFall} ulp");
    }

    [Fact]
    public void Activation_SpecialValues_SaturateAndKeepNaN()
    {
        float[] x = new float[16], y = new float[16];
        (x[0], x[1], x[2], x[3], x[4]) = (float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, -float.MaxValue, -0f);
        Map<Lanes512<float>>(x, y, sigmoid: true);
        Assert.Equal([1f, 1f, 0.5f], [y[0], y[2], y[4]]);
        Assert.InRange(y[1], 0f, 1e-37f);
        Assert.InRange(y[3], 0f, 1e-37f);
        Map<Lanes512<float>>(x, y, sigmoid: false);
        Assert.Equal([1f, -1f, 1f, -1f, 0f], y[..5]);
    }

    [Fact]
    public void Exponential_CompareToMath_Relative1e14()
    {
        double* x = stackalloc double[8];
        double* y = stackalloc double[8];
        double worst = 0;
        for (int i = 0; i < 40_000; i++)
        {
            for (int k = 0; k < 8; k++)
                x[k] = -650.0 + 1300.0 * (8 * i + k) / 3.2e5;
            for (int part = 0; part < 3; part++)
            {
                if (part == 0)
                    Lanes512<double>.Store(Elementary.Exponential(Lanes512<double>.Load(x)), y);
                for (int k = 0; part == 1 && k < 8; k += 4)
                    Lanes256<double>.Store(Elementary.Exponential(Lanes256<double>.Load(x + k)), y + k);
                for (int k = 0; part == 2 && k < 8; k += 2)
                    Lanes128<double>.Store(Elementary.Exponential(Lanes128<double>.Load(x + k)), y + k);
                for (int k = 0; k < 8; k++)
                    worst = Math.Max(worst, Math.Abs(y[k] / Math.Exp(x[k]) - 1.0));
            }
        }
        Assert.True(worst < 1e-14, $"{worst}");
    }

    /// <summary>exp and 1 - exp(-y) in float against double, over all magnitudes; exactly 0 at y = 0.</summary>
    [Fact]
    public void ExponentialSingleAndOneMinusDecay_CompareToDouble_FewUnitsInTheLastPlace()
    {
        float* x = stackalloc float[16];
        float* y = stackalloc float[16];
        double worstExponential = 0, worstDecay = 0;
        for (int i = 0; i < 20_000; i++)
        {
            for (int k = 0; k < 16; k++)
                x[k] = -86f + 172f * (16 * i + k) / 3.2e5f;
            Lanes512<float>.Store(Elementary.ExponentialSingle(Lanes512<float>.Load(x)), y);
            for (int k = 0; k < 16; k++)
                worstExponential = Math.Max(worstExponential, Math.Abs(y[k] / Math.Exp(x[k]) - 1.0));
            for (int k = 0; k < 16; k++)
                x[k] = (float)Math.Pow(10.0, -12.0 + 15.0 * (16 * i + k) / 3.2e5);
            Lanes512<float>.Store(Elementary.OneMinusDecay(Lanes512<float>.Load(x)), y);
            for (int k = 0; k < 16; k++)
                worstDecay = Math.Max(worstDecay, Math.Abs(y[k] / (x[k] * FadingStrain.Phi(x[k])) - 1.0));
        }
        Assert.InRange(worstExponential, 0, 3e-7);
        Assert.InRange(worstDecay, 0, 3e-7);
        Lanes512<float>.Store(Elementary.OneMinusDecay(Lanes512<float>.Zero), y);
        Assert.Equal(0f, y[0]);
        Lanes512<float>.Store(Elementary.OneMinusDecay(Lanes512<float>.Broadcast(float.PositiveInfinity)), y);
        Assert.Equal(1f, y[0]);
    }
}
