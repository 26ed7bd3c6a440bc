using UmatSurrogate.Gpu;

namespace UmatSurrogate.Tests;

/// <summary>Elementary functions of the kernels against those of .NET.</summary>
public sealed class DeviceMathTests
{
    [Fact]
    public void Exp_RelativeErrorIsBelowTwoUnitsInTheLastPlace()
    {
        var random = new Random(1);
        for (int i = 0; i < 100_000; i++)
        {
            double x = i % 2 == 0 ? 1400.0 * random.NextDouble() - 700.0 : 2.0 * random.NextDouble() - 1.0;
            Assert.InRange(Math.Abs(DeviceMath.Exp(x) / Math.Exp(x) - 1.0), 0.0, 5e-16);
        }
    }

    [Fact]
    public void Log_ErrorIsBelowTwoUnitsInTheLastPlace()
    {
        var random = new Random(2);
        for (int i = 0; i < 100_000; i++)
        {
            double x = i % 2 == 0 ? Math.Pow(10.0, 600.0 * random.NextDouble() - 300.0) : 0.5 + random.NextDouble();
            Assert.InRange(Math.Abs(DeviceMath.Log(x) - Math.Log(x)), 0.0, 5e-16 * Math.Abs(Math.Log(x)));
        }
    }

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(double.NegativeInfinity, 0.0)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(-800.0, 0.0)]
    [InlineData(710.0, double.PositiveInfinity)]
    [InlineData(double.NaN, double.NaN)]
    public void Exp_LimitsAreThoseOfTheFunction(double x, double expected) => Assert.Equal(expected, DeviceMath.Exp(x));

    [Theory]
    [InlineData(1.0, 0.0)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.NaN, double.NaN)]
    public void Log_LimitsAreThoseOfTheFunction(double x, double expected) => Assert.Equal(expected, DeviceMath.Log(x));

    [Fact]
    public void SubnormalNumbers_AreHandled()
    {
        Assert.InRange(Math.Abs(DeviceMath.Log(double.Epsilon) / Math.Log(double.Epsilon) - 1.0), 0.0, 5e-16);
        Assert.InRange(Math.Abs(DeviceMath.Exp(-740.0) - Math.Exp(-740.0)), 0.0, double.Epsilon);
    }

    [Theory]
    [InlineData(3.0, -0.0)]
    [InlineData(-3.0, 0.0)]
    [InlineData(0.0, -1.0)]
    [InlineData(-2.0, double.NegativeInfinity)]
    public void CopySign_IsThatOfDotNet(double magnitude, double sign) =>
        Assert.Equal(BitConverter.DoubleToInt64Bits(Math.CopySign(magnitude, sign)), BitConverter.DoubleToInt64Bits(DeviceMath.CopySign(magnitude, sign)));
}
