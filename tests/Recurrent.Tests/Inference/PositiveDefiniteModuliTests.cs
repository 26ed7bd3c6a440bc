using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Recurrent;

public sealed class PositiveDefiniteModuliTests
{
    [Fact]
    public void Enforce_DefiniteModuli_OnlySymmetrised()
    {
        double[] d = new double[36];
        for (int i = 0; i < 6; i++)
            d[7 * i] = i < 3 ? 100 : 30;
        (d[1], d[6]) = (60, 50);
        Assert.False(PositiveDefiniteModuli.Enforce(d, 1.0));
        Assert.Equal((55.0, 55.0, 100.0), (d[1], d[6], d[0]));
    }

    /// <summary>Quadratic forms: never below the limit, and unchanged on directions of eigenvalues that were above it.</summary>
    [Fact]
    public void Enforce_IndefiniteModuli_FormAtLeastTheLimit()
    {
        var random = new RandomStream(3, 0);
        for (int repeat = 0; repeat < 50; repeat++)
        {
            double[] d = [.. Enumerable.Range(0, 36).Select(_ => random.NextDouble(-1, 1))];
            double[] fixedModuli = [.. d];
            PositiveDefiniteModuli.Enforce(fixedModuli, 0.1);
            for (int probe = 0; probe < 50; probe++)
            {
                // engineering strain of unit Frobenius norm
                double[] e = [.. Enumerable.Range(0, 6).Select(_ => random.NextDouble(-1, 1))];
                double norm = Math.Sqrt(e.Take(3).Sum(v => v * v) + e.Skip(3).Sum(v => v * v / 2));
                double form = 0, before = 0;
                for (int i = 0; i < 6; i++)
                {
                    for (int j = 0; j < 6; j++)
                    {
                        form += e[i] * fixedModuli[6 * i + j] * e[j] / (norm * norm);
                        before += e[i] * d[6 * i + j] * e[j] / (norm * norm);
                    }
                }
                Assert.True(form >= 0.1 - 1e-10, $"{form}");
                Assert.True(form >= before - 1e-10);
            }
            double[] again = [.. fixedModuli];
            Assert.False(PositiveDefiniteModuli.Enforce(again, 0.0999));
            for (int i = 0; i < 36; i++)
                Assert.Equal(fixedModuli[i], again[i], 1e-12);
        }
    }
}
