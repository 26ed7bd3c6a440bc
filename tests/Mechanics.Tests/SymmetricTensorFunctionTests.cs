using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Mechanics.Tests;

public sealed class SymmetricTensorFunctionTests
{
    [Theory]
    [InlineData(1.0, 2.0, 3.0)]
    [InlineData(1.0, 1.0, 1.0)]
    [InlineData(1.0, 1.0, 1.0 + 1e-9)]
    [InlineData(-5.0, 1e-8, 1e8)]
    [InlineData(2.0, 2.0, -7.0)]
    [InlineData(0.0, 0.0, 0.0)]
    public void Decompose_KnownEigenvalues_AreRecovered(double l1, double l2, double l3)
    {
        RandomTensors random = new(1);
        double scale = Math.Max(Math.Abs(l1), Math.Max(Math.Abs(l2), Math.Abs(l3)));
        for (int trial = 0; trial < 100; trial++)
        {
            SymmetricTensor a = random.Stretch(l1, l2, l3);
            SymmetricEigen.Decompose(a, out double e1, out double e2, out double e3, out Tensor3x3 v);
            double[] found = [e1, e2, e3], expected = [l1, l2, l3];
            Array.Sort(found);
            Array.Sort(expected);
            for (int i = 0; i < 3; i++)
                Assert.InRange(found[i], expected[i] - 4e-15 * scale, expected[i] + 4e-15 * scale);
            Assert.InRange((v.Transpose * v - Tensor3x3.Identity).Norm, 0, 2e-15);
            Assert.InRange((SymmetricEigen.Compose(e1, e2, e3, v) - a).Norm, 0, 5e-15 * scale);
        }
    }

    [Fact]
    public void Decompose_NotFinite_EndsWithoutException()
    {
        SymmetricEigen.Decompose(new(double.NaN, 1, 1, 0, 0, 0), out double l1, out _, out _, out _);
        SymmetricEigen.Decompose(new(1, double.PositiveInfinity, 1, 1, 0, 0), out _, out _, out _, out _);
        Assert.True(double.IsNaN(l1));
    }

    [Fact]
    public void ExpAndLog_AreInverse()
    {
        RandomTensors random = new(2);
        for (int trial = 0; trial < 200; trial++)
        {
            SymmetricTensor e = random.Symmetric(Math.Pow(10, random.Uniform(-9, 0)));
            SymmetricTensor back = SymmetricTensor.Log(SymmetricTensor.Exp(e));
            // exp(E) is stored with an absolute error of about 1e-16 exp(max E), which ln divides by exp(min E).
            Assert.InRange((back - e).Norm, 0, 2e-15 * Math.Exp(2 * e.Norm));
        }
    }

    [Fact]
    public void Log_SmallStrain_KeepsRelativePrecision()
    {
        // A = I + e (binary exact): ln A = e - e^2/2 + e^3/3.
        double e = Math.Pow(2, -30);
        SymmetricTensor log = SymmetricTensor.Log(new(1 + e, 1 - e, 1, 0, 0, 0));
        Assert.Equal(e - e * e / 2 + e * e * e / 3, log.S11, 1e-16 * e);
        Assert.Equal(-e - e * e / 2 - e * e * e / 3, log.S22, 1e-16 * e);
        Assert.Equal(0.0, log.S33);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(0.02)]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(1.0)]
    [InlineData(3.0)]
    public void Exp_CompareToTaylorSeries(double amplitude)
    {
        RandomTensors random = new(3);
        for (int trial = 0; trial < 100; trial++)
        {
            SymmetricTensor a = random.Symmetric(amplitude);
            Tensor3x3 term = Tensor3x3.Identity, sum = Tensor3x3.Identity;
            for (int k = 1; k < 60; k++)
            {
                term = (1.0 / k) * (term * a.ToTensor());
                sum += term;
            }
            double tolerance = (amplitude <= 0.3 ? 1e-15 : 2e-14) * sum.Norm;
            Assert.InRange((SymmetricTensor.Exp(a) - sum.Symmetric).Norm, 0, tolerance);
        }
    }

    [Fact]
    public void SqrtAndInverse_SatisfyTheirDefinition()
    {
        RandomTensors random = new(4);
        for (int trial = 0; trial < 100; trial++)
        {
            SymmetricTensor a = random.Stretch(random.Uniform(0.1, 2), random.Uniform(0.1, 2), random.Uniform(0.1, 2));
            Tensor3x3 root = SymmetricTensor.Sqrt(a).ToTensor();
            Assert.InRange((root * root - a.ToTensor()).Norm, 0, 1e-14);
            Assert.InRange((a.Inverse.ToTensor() * a.ToTensor() - Tensor3x3.Identity).Norm, 0, 1e-13);
        }
    }

    [Fact]
    public void SolveLyapunov_SatisfiesTheEquation()
    {
        RandomTensors random = new(5);
        for (int trial = 0; trial < 100; trial++)
        {
            SymmetricTensor a = random.Stretch(random.Uniform(0.2, 2), random.Uniform(0.2, 2), random.Uniform(0.2, 2));
            SymmetricTensor b = random.Symmetric(1.0);
            Tensor3x3 x = SymmetricTensor.SolveLyapunov(a, b).ToTensor(), m = a.ToTensor();
            Assert.InRange((x * m + m * x - b.ToTensor()).Norm, 0, 1e-14);
        }
    }

    [Fact]
    public void SpectralRadius_OfUniaxialDeviator_IsTwoThirds()
    {
        SymmetricTensor uniaxial = new SymmetricTensor(3, 0, 0, 0, 0, 0).Deviator.Congruence(new RandomTensors(6).Rotation());
        Assert.Equal(2.0, uniaxial.SpectralRadius, 1e-14);
    }
}
