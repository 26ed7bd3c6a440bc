using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Recurrent;

public sealed class FadingStrainTests
{
    private static readonly DeviatoricVector E0 = new(0.3, -0.2, 0.5, 0.1, -0.4);
    private static readonly DeviatoricVector D = new(2e-4, 4e-4, -1e-4, 3e-4, 1e-4);

    [Theory]
    [InlineData(7e-4)]
    [InlineData(2.5e-3)]
    public void Advance_OneStepOrManyParts_SameResult(double memory)
    {
        DeviatoricVector once = FadingStrain.Advance(E0, D, D.Norm, memory);
        DeviatoricVector parts = E0;
        for (int i = 0; i < 50; i++)
            parts = FadingStrain.Advance(parts, 1.0 / 50 * D, D.Norm / 50, memory);
        Assert.True((once - parts).Norm < 1e-13);
    }

    [Fact]
    public void Advance_LongProportionalPath_UnitDirection()
    {
        DeviatoricVector e = FadingStrain.Advance(E0, 200.0 * D, 200.0 * D.Norm, 7e-4);
        Assert.True((e - 1.0 / D.Norm * D).Norm < 1e-12);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(1e-3)]
    [InlineData(30.0)]
    public void Advance_CompareToFiniteDifference(double factor)
    {
        DeviatoricVector d = factor * D, dd = new(0.3, 0.1, -0.7, 0.2, 0.5), de = new(-0.2, 0.4, 0.3, 0.9, 0.1);
        double step = 1e-5 * d.Norm;
        DeviatoricVector Value(double t)
        {
            DeviatoricVector moved = d + t * dd;
            return FadingStrain.Advance(E0 + t * de, moved, moved.Norm, 7e-4);
        }
        DeviatoricVector expected = 1.0 / (2 * step) * (Value(step) - Value(-step));
        DeviatoricVector derivative = new FadingStrainStep(d, d.Norm, 7e-4).Derivative(E0, de, dd);
        Assert.True((expected - derivative).Norm < 1e-7 * expected.Norm, $"{expected} {derivative}");
    }

    [Fact]
    public void Phi_SeriesAndClosedForm_Agree()
    {
        foreach (double y in new[] { 0.0, 1e-9, 1e-4, 9.9999e-3, 1.00001e-2, 0.1, 1.0, 50.0 })
        {
            // phi(y) = integral of exp(-y t) over t in 0..1, phi'(y) = -integral of t exp(-y t): Simpson's rule, 2000 intervals.
            double phi = 0, derivative = 0;
            for (int i = 0; i <= 2000; i++)
            {
                double t = i / 2000.0, w = (i is 0 or 2000 ? 1 : i % 2 == 1 ? 4 : 2) / 6000.0;
                phi += w * Math.Exp(-y * t);
                derivative -= w * t * Math.Exp(-y * t);
            }
            Assert.Equal(phi, FadingStrain.Phi(y), 1e-8);
            Assert.Equal(derivative, FadingStrain.PhiDerivative(y), 1e-8);
        }
    }

    [Fact]
    public void StrainIncrement_CompareToFiniteDifference()
    {
        SymmetricTensor u0 = new(1.05, 0.98, 0.99, 0.03, -0.02, 0.01), u1 = new(1.06, 0.975, 0.985, 0.035, -0.021, 0.013);
        SymmetricTensor du0 = new(0.3, 0.1, -0.2, 0.5, 0.7, -0.4), du1 = new(-0.1, 0.6, 0.2, 0.3, -0.5, 0.2);
        const double step = 1e-6;
        DeviatoricVector Value(double t)
        {
            SymmetricTensor a = u0 + t * du0, b = u1 + t * du1;
            return StrainIncrement.Between(b - a, a.Inverse);
        }
        DeviatoricVector expected = 1.0 / (2 * step) * (Value(step) - Value(-step));
        DeviatoricVector derivative = StrainIncrement.Derivative(u1 - u0, u0.Inverse, du1 - du0, du0);
        Assert.True((expected - derivative).Norm < 1e-8);
    }
}
