namespace UmatSurrogate.Mechanics.Tests;

public class SmallLinearSystemTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(16)]
    public void RegularSystem_GivesItsSolution(int n)
    {
        Random random = new(n);
        (double[] m, double[] expected, double[] x) = (new double[n * (n + 1)], new double[n], new double[n]);
        for (int i = 0; i < n; i++)
            expected[i] = 2.0 * random.NextDouble() - 1.0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                m[i * (n + 1) + j] = 2.0 * random.NextDouble() - 1.0;
                m[i * (n + 1) + n] += m[i * (n + 1) + j] * expected[j];
            }
        }

        SmallLinearSystem.Solve(m, n, 0.0, x);
        for (int i = 0; i < n; i++)
            Assert.Equal(expected[i], x[i], 1e-11);
    }

    /// <summary>Shear stresses 12 and 21 of the same shear strain: the sum of F12 and F21 is found, the rotation left at a component of 0.</summary>
    [Fact]
    public void DirectionWithoutPivot_IsLeftAlone()
    {
        double[] x = new double[3];
        SmallLinearSystem.Solve([4.0, 0.0, 0.0, 8.0, 0.0, 1.0, 1.0, 3.0, 0.0, 1.0, 1.0, 3.0], 3, 1e-12, x);
        Assert.Equal(2.0, x[0]);
        Assert.Equal(3.0, x[1] + x[2]);
        Assert.True(x[1] == 0.0 || x[2] == 0.0);
        SmallLinearSystem.Solve(new double[12], 3, 0.0, x);
        Assert.Equal([0.0, 0.0, 0.0], x);
    }
}
