namespace UmatSurrogate.Data.Tests;

/// <summary>PCHIP against values worked out by hand from the formulas of Fritsch and Butland, and its defining properties.</summary>
public class MonotoneCubicInterpolantTests
{
    [Fact]
    public void Evaluate_StraightData_GivesTheLineEverywhere()
    {
        MonotoneCubicInterpolant line = new([0, 1, 4, 4.5], [1, 3, 9, 10]);
        for (double x = -1; x <= 6; x += 0.125)
            Assert.Equal(1 + 2 * x, line.Evaluate(x), 1e-14 * 20);
    }

    [Fact]
    public void Evaluate_TwoPoints_GivesTheLine() => Assert.Equal(2.5, new MonotoneCubicInterpolant([0, 2], [1, 4]).Evaluate(1), 1e-15);

    [Fact]
    public void Evaluate_ThreePointsOfUnequalSpacing_MatchesHandCalculation()
    {
        // h = 1, 2; m = 1, 1/2. Inner slope (5 + 4)/(5/1 + 4/(1/2)) = 9/13; end slopes (4*1 - 1/2)/3 = 7/6 and (5/2 - 2)/3 = 1/6.
        MonotoneCubicInterpolant p = new([0, 1, 3], [0, 1, 2]);
        Assert.Equal(HermiteMiddle(0, 1, 1, 7.0 / 6, 9.0 / 13), p.Evaluate(0.5), 1e-15);
        Assert.Equal(HermiteMiddle(1, 2, 2, 9.0 / 13, 1.0 / 6), p.Evaluate(2), 1e-15);
    }

    [Fact]
    public void Evaluate_ExtremumInside_HasZeroSlopeThere()
    {
        // m = 1, -1: inner slope 0, end slopes (3*1 + 1)/2 = 2 and -2.
        MonotoneCubicInterpolant p = new([0, 1, 2], [0, 1, 0]);
        Assert.Equal(HermiteMiddle(0, 1, 1, 2, 0), p.Evaluate(0.5), 1e-15);
        Assert.Equal(HermiteMiddle(1, 0, 1, 0, -2), p.Evaluate(1.5), 1e-15);
    }

    [Fact]
    public void Evaluate_EndSlopeTooSteep_IsLimitedToThreeTimesTheSecant()
    {
        // m = 1, -5: the three-point formula gives 4 at the left end, limited to 3; at the right end (-15 - 1)/2 = -8 stays below 15.
        MonotoneCubicInterpolant p = new([0, 1, 2], [0, 1, -4]);
        Assert.Equal(HermiteMiddle(0, 1, 1, 3, 0), p.Evaluate(0.5), 1e-15);
        Assert.Equal(HermiteMiddle(1, -4, 1, 0, -8), p.Evaluate(1.5), 1e-15);
    }

    [Fact]
    public void Evaluate_EndSlopeOfTheWrongSign_IsZero()
    {
        // m = 1, 4: the three-point formula gives (3 - 4)/2 < 0 at the left end; inner slope 6/(3/1 + 3/4) = 1.6.
        MonotoneCubicInterpolant p = new([0, 1, 2], [0, 1, 5]);
        Assert.Equal(HermiteMiddle(0, 1, 1, 0, 1.6), p.Evaluate(0.5), 1e-15);
    }

    [Fact]
    public void Evaluate_AtThePoints_GivesTheirValues()
    {
        double[] x = [0, 0.3, 1, 1.1, 5], y = [2, -1, -1, 7, 7.5];
        MonotoneCubicInterpolant p = new(x, y);
        for (int k = 0; k < x.Length; k++)
            Assert.Equal(y[k], p.Evaluate(x[k]), 1e-14);
    }

    [Fact]
    public void Evaluate_MonotoneData_StaysMonotone()
    {
        MonotoneCubicInterpolant p = new([0, 1, 1.1, 4, 4.5, 9], [0, 0.1, 5, 5, 5.01, 30]);
        double last = p.Evaluate(0);
        for (int k = 1; k <= 9000; k++)
        {
            double value = p.Evaluate(k * 1e-3);
            Assert.True(value >= last - 1e-13, $"falls at {k * 1e-3}");
            last = value;
        }
    }

    [Fact]
    public void Constructor_PointsThatDoNotIncrease_AreRefused() =>
        Assert.Throws<ArgumentException>(() => new MonotoneCubicInterpolant([0, 1, 1], [0, 1, 2]));

    /// <summary>Cubic Hermite value half-way: (y0 + y1)/2 + h (d0 - d1)/8.</summary>
    private static double HermiteMiddle(double y0, double y1, double h, double d0, double d1) => 0.5 * (y0 + y1) + h * (d0 - d1) / 8;
}
