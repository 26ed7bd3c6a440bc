using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Mechanics.Tests;

public sealed class DeviatoricVectorTests
{
    [Fact]
    public void RoundTrip_GivesTheDeviator()
    {
        RandomTensors random = new(1);
        for (int trial = 0; trial < 100; trial++)
        {
            SymmetricTensor s = random.Symmetric(1.0), t = random.Symmetric(1.0);
            DeviatoricVector b = DeviatoricVector.FromTensor(s);
            Assert.InRange((b.ToTensor() - s.Deviator).Norm, 0, 1e-15);
            Assert.Equal(
                SymmetricTensor.DoubleContract(s.Deviator, t.Deviator), DeviatoricVector.Dot(b, DeviatoricVector.FromTensor(t)), 1e-14);
        }
    }

    [Fact]
    public void Components_AreThoseOfTheDefinition()
    {
        SymmetricTensor s = new(1, 2, 4, 5, 6, 7);
        DeviatoricVector b = DeviatoricVector.FromTensor(s);
        Assert.Equal((1 - 2) / Math.Sqrt(2), b.B1, 1e-15);
        Assert.Equal((2 * 4 - 1 - 2) / Math.Sqrt(6), b.B2, 1e-15);
        Assert.Equal(Math.Sqrt(2) * 5, b.B3, 1e-14);
        Assert.Equal(Math.Sqrt(2) * 6, b.B4, 1e-14);
        Assert.Equal(Math.Sqrt(2) * 7, b.B5, 1e-14);
    }

    [Fact]
    public void RotationMatrix_RotatesAndIsOrthogonal()
    {
        RandomTensors random = new(2);
        double[] m = new double[25];
        for (int trial = 0; trial < 50; trial++)
        {
            Tensor3x3 q = random.Rotation();
            SymmetricTensor s = random.Symmetric(1.0);
            DeviatoricVector.RotationMatrix(q, m);
            double[] b = new double[5], rotated = new double[5], expected = new double[5];
            DeviatoricVector.FromTensor(s).ToSpan(b);
            DeviatoricVector.FromTensor(s.Congruence(q)).ToSpan(expected);
            for (int i = 0; i < 5; i++)
            {
                for (int j = 0; j < 5; j++)
                {
                    rotated[i] += m[5 * i + j] * b[j];
                    double product = Enumerable.Range(0, 5).Sum(k => m[5 * i + k] * m[5 * j + k]);
                    Assert.Equal(i == j ? 1.0 : 0.0, product, 1e-14);
                }
                Assert.Equal(expected[i], rotated[i], 1e-14);
            }
        }
    }
}
