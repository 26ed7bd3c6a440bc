using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Recurrent;

public sealed class ElasticPlasticStrainTests
{
    private const double YieldStrain = 1.3e-3;

    private static readonly DeviatoricVector D = YieldStrain * new DeviatoricVector(0.5, -0.3, 0.2, 0.6, -0.1);

    private static DeviatoricVector After(in DeviatoricVector j, in DeviatoricVector d) => new ElasticPlasticStrain(j, d, d.Norm, YieldStrain).Value;

    /// <summary>Straight loading is elastic up to the surface and stays there; back it is elastic over two yield strains.</summary>
    [Fact]
    public void Value_LoadingAndUnloading_ClosedForm()
    {
        DeviatoricVector n = 1.0 / D.Norm * D;
        AssertClose(0.7 * n, After(default, 0.7 * YieldStrain * n), 1e-15);
        AssertClose(n, After(default, 5.0 * YieldStrain * n), 1e-15);
        AssertClose(-0.5 * n, After(n, -1.5 * YieldStrain * n), 1e-14);
        AssertClose(-1.0 * n, After(n, -7.0 * YieldStrain * n), 1e-14);
        AssertClose(0.4 * n, After(0.4 * n, default), 0.0);
    }

    public static TheoryData<double[], double> Steps => new()
    {
        { [0.1, 0.2, -0.1, 0.3, 0.2], 0.4 }, // inside
        { [0.1, 0.2, -0.1, 0.3, 0.2], 3.0 }, // reaches the surface and turns
        { [0.6, 0.0, 0.8, 0.0, 0.0], 0.8 }, // on the surface, loading
        { [-0.6, 0.0, 0.0, -0.8, 0.0], 0.5 }, // on the surface, unloading
        { [-0.6, 0.0, 0.0, -0.8, 0.0], 4.0 }, // through the inside to the other side
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void Value_AnyDivision_SameResultOfTheDifferentialEquation(double[] start, double length)
    {
        DeviatoricVector n = 1.0 / D.Norm * D, d = length * YieldStrain * n;
        DeviatoricVector j = DeviatoricVector.FromSpan(start), once = After(j, d), divided = j, integrated = j;
        foreach (double part in new[] { 0.05, 0.4, 0.3, 0.25 })
            divided = After(divided, part * d);
        AssertClose(once, divided, 1e-12);
        const int steps = 200_000;
        for (int i = 0; i < steps; i++)
        {
            double along = DeviatoricVector.Dot(n, integrated);
            bool yields = integrated.Norm >= 1.0 && along > 0.0;
            integrated += length / steps * (yields ? n - along * integrated : n);
            if (integrated.Norm > 1.0)
                integrated = 1.0 / integrated.Norm * integrated;
        }
        AssertClose(integrated, once, 5e-5);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Derivative_CompareToCentralDifferences(double[] start, double length)
    {
        DeviatoricVector n = 1.0 / D.Norm * D, d = length * YieldStrain * n;
        // Away from the surface by a little, so that both sides of a difference are of the same kind.
        DeviatoricVector j = 0.97 * DeviatoricVector.FromSpan(start);
        DeviatoricVector dj = new(0.3, -0.2, 0.5, 0.1, 0.4), dd = YieldStrain * new DeviatoricVector(-0.2, 0.4, 0.3, -0.5, 0.1);
        DeviatoricVector derivative = new ElasticPlasticStrain(j, d, d.Norm, YieldStrain).Derivative(dj, dd);
        const double h = 1e-6;
        DeviatoricVector difference = 0.5 / h * (After(j + h * dj, d + h * dd) - After(j - h * dj, d - h * dd));
        AssertClose(difference, derivative, 1e-8);
    }

    private static void AssertClose(in DeviatoricVector expected, in DeviatoricVector actual, double tolerance) =>
        Assert.True((expected - actual).Norm <= tolerance, $"expected {expected}, found {actual}");
}
