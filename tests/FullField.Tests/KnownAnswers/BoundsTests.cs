using UmatSurrogate.Damask;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;
using Xunit.Abstractions;

namespace UmatSurrogate.Tests;

/// <summary>
/// Bounds of the power of a polycrystal at a given mean strain rate, without hardening and once the elastic strains are constant: the
/// uniform strain rate (Taylor) bounds it from above, a uniform stress (Sachs) from below (Hutchinson 1976, doi:10.1098/rspa.1976.0027).
/// </summary>
public class BoundsTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(20.0, 60)]
    [InlineData(100.0, 60)]
    public void Power_LiesBetweenSachsAndTaylor(double rateExponent, int increments)
    {
        const double Strain = 0.012, Time_s = 12.0;
        PhenopowerlawParameters p = PhenopowerlawParameters.Aluminium with { RateExponent = rateExponent, HardeningModulus_Pa = 0.0 };
        ReferenceFieldCase reference = ReferenceFieldCase.Read("ff", "ve0_uniax_8");
        int[] grain = GeometryFile.Read(reference.GeometryFile).Material;
        Tensor3x3[] O = [.. MaterialFile.Read(reference.MaterialFile).Entries.Select(e => e.Constituents[0].Orientation.ToMatrix())];
        double[] weights = [.. Enumerable.Range(0, O.Length).Select(g => (double)grain.Count(x => x == g))];
        (double[] times, Tensor3x3[] F) = SmallField.AxisymmetricTension(Strain, Time_s, increments);
        List<CompletedIncrement> field = new SmallField(PeriodicGrid.Cube(8), grain, O, p, new SpectralSettings { RelativeDivergence = 1e-4 }).Follow(times, F);
        Tensor3x3[] taylor = new Tensor3x3[F.Length];
        Assert.Equal(PointStatus.Ok, PathRunner.Run(new TaylorPolycrystal(p, O, weights, UpdateTolerances.Default), times, F, taylor));
        double sachs = SachsStress(p, O, weights, Strain / Time_s);
        for (int k = increments / 2; k <= increments; k += increments / 4)
        {
            Tensor3x3 rate = (increments / Time_s) * (F[k] - F[k - 1]);
            double upper = Tensor3x3.DoubleContract(taylor[k], rate), power = Tensor3x3.DoubleContract(field[k - 1].Stress_Pa, rate), lower = sachs * Strain / Time_s;
            output.WriteLine($"n = {rateExponent}, strain {times[k] / Time_s * Strain:f4}: Sachs {lower:f0}, field {power:f0}, Taylor {upper:f0} W/m^3");
            Assert.True(lower < power && power < upper);
            Assert.True(power > 0.85 * upper); // a cubic metal is closer to Taylor
        }
    }

    /// <summary>
    /// Uniaxial stress s under which the mean strain rate of crystals with the same stress has the axial component <paramref name="rate"/>:
    /// rate = sum_a gamma_dot_0 m_a (s m_a / xi)^n, mean over the crystals; s times the rate is the lower bound of the power.
    /// </summary>
    private static double SachsStress(in PhenopowerlawParameters p, Tensor3x3[] O, double[] weights, double rate)
    {
        double sum = 0.0, n = p.RateExponent;
        for (int g = 0; g < O.Length; g++)
        {
            (double x, double y, double z) = (O[g].M11, O[g].M21, O[g].M31);
            foreach ((double u, double v, double w) in new[] { (1.0, 1.0, 1.0), (-1.0, -1.0, 1.0), (1.0, -1.0, -1.0), (-1.0, 1.0, -1.0) })
            {
                double normal = (u * x + v * y + w * z) / Math.Sqrt(3);
                foreach (double direction in new[] { v * y - w * z, w * z - u * x, u * x - v * y })
                    sum += weights[g] / weights.Sum() * Math.Pow(Math.Abs(normal * direction / Math.Sqrt(2)), n + 1.0);
            }
        }

        return p.InitialResistance_Pa * Math.Pow(rate / (p.ReferenceShearRate_perSecond * sum), 1.0 / n);
    }
}
