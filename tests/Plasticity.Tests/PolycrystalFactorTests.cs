using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using Xunit.Abstractions;

namespace UmatSurrogate.Tests;

/// <summary>
/// Rate-insensitive fcc polycrystals of random texture against the numbers of the literature: Taylor factors (Bishop and Hill 1951,
/// doi:10.1080/14786445108560889) and the mean of 1/m_max (Sachs 1928). They are averages over all orientations; the bands below are four
/// standard errors of a sample plus what the finite rate exponent leaves.
/// </summary>
public class PolycrystalFactorTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("axisymmetric tension", 3.0668)]
    [InlineData("axisymmetric compression", 3.0668)]
    [InlineData("plane strain", 2.8786)]
    [InlineData("simple shear", 2.8785)]
    public void TaylorFactor_RandomOrientations(string load, double expected)
    {
        // Power sum_a |tau_a gamma_dot_a| over xi times the rate: with equal and constant xi and n = 200. The reference rate is set to the
        // rates that occur, so that (gamma_dot/gamma_dot_0)^(1/200) is 1 within 0.2 %. Standard error of 10000 grains: 0.400/sqrt(10000) = 0.004.
        const int Steps = 30;
        const double Strain = 0.0075, Time_s = 7.5;
        PhenopowerlawParameters p = PhenopowerlawParameters.Aluminium with
        {
            RateExponent = 200.0,
            ReferenceShearRate_perSecond = 4e-4,
            HardeningModulus_Pa = 0.0,
            InitialResistance_Pa = 10e6,
        };
        TaylorPolycrystal polycrystal = new(p, new RandomRotations(9).Rotations(10000), [], UpdateTolerances.Default);
        Tensor3x3 F = Tensor3x3.Identity, before = F, P = default;
        for (int k = 1; k <= Steps; k++)
        {
            before = F;
            F = Deformation(load, Strain * k / Steps);
            Assert.Equal(PointStatus.Ok, polycrystal.Evaluate(F, Time_s / Steps, out P));
            polycrystal.Commit();
        }

        // von Mises equivalent strain rate 1e-3 1/s in every load.
        double power = Tensor3x3.DoubleContract(P, (Steps / Time_s) * (F - before));
        double factor = power / (p.InitialResistance_Pa * Strain / Time_s);
        output.WriteLine($"{load}: {factor:f4}, expected {expected}");
        Assert.InRange(factor, expected - 0.02, expected + 0.02);
    }

    [Fact]
    public void SachsFactor_RandomOrientations()
    {
        // The mean of 1/m_max over random axes: 2.2326 (4e5 orientations); spread 0.19 per grain, 40000 grains: 0.001.
        const int Grains = 40000;
        RandomRotations random = new(8);
        double sum = 0.0, smallest = double.PositiveInfinity, largest = 0.0;
        for (int g = 0; g < Grains; g++)
        {
            Tensor3x3 O = random.Rotation();
            double factor = 1.0 / LargestSchmidFactor(O.M11, O.M21, O.M31);
            sum += factor;
            (smallest, largest) = (Math.Min(smallest, factor), Math.Max(largest, factor));
        }

        output.WriteLine($"Sachs factor {sum / Grains:f4}, from {smallest:f4} to {largest:f4}");
        Assert.Equal(2.2326, sum / Grains, 0.005);
        Assert.InRange(smallest, 2.0, 2.001); // best oriented: m = 1/2
        Assert.InRange(largest, 3.60, Math.Sqrt(13.5)); // worst: <111>, m = 2/sqrt 54
    }

    [Fact]
    public unsafe void BishopHill_TheVerticesLieOnTheYieldSurface()
    {
        // One of each of the five kinds of the 56 stress states at which eight or six systems flow (units sqrt 6 xi; Bishop and Hill 1951).
        foreach ((double a, double b, double f, double g, double h, int active) in new[]
        {
            (1.0, -1.0, 0.0, 0.0, 0.0, 8), (0.0, 0.0, 1.0, 0.0, 0.0, 8), (0.5, -1.0, 0.0, 0.5, 0.0, 8), (0.5, 0.0, 0.5, 0.0, 0.5, 6), (0.0, 0.0, 0.5, 0.5, 0.5, 6),
        })
        {
            // A = S22 - S33, B = S33 - S11 in units of sqrt 6 xi; F = S23, G = S13, H = S12 likewise.
            double s33 = (a * -1.0 + b) / 3.0, s11 = s33 - b, s22 = s33 + a;
            LaneDeviator<ScalarLane> S;
            S.D1 = ScalarLane.All((s11 - s22) / Math.Sqrt(2));
            S.D2 = ScalarLane.All((2 * s33 - s11 - s22) / Math.Sqrt(6));
            (S.D3, S.D4, S.D5) = (ScalarLane.All(Math.Sqrt(2) * h), ScalarLane.All(Math.Sqrt(2) * g), ScalarLane.All(Math.Sqrt(2) * f));
            SlipSystems.ResolvedShear(S, out LaneSlip<ScalarLane> T);
            int yielding = 0;
            for (int system = 0; system < 12; system++)
            {
                double shear = Math.Abs(((double*)&T)[system]);
                Assert.True(shear < 1.0 + 1e-12);
                yielding += shear > 1.0 - 1e-12 ? 1 : 0;
            }

            Assert.Equal(active, yielding);
        }
    }

    private static Tensor3x3 Deformation(string load, double strain) => load switch
    {
        "axisymmetric tension" => Stretch(Math.Exp(strain), Math.Exp(-0.5 * strain)),
        "axisymmetric compression" => Stretch(Math.Exp(-strain), Math.Exp(0.5 * strain)),
        "plane strain" => new(Math.Exp(0.5 * Math.Sqrt(3) * strain), 0, 0, 0, 1, 0, 0, 0, Math.Exp(-0.5 * Math.Sqrt(3) * strain)),
        _ => new(1, Math.Sqrt(3) * strain, 0, 0, 1, 0, 0, 0, 1),
    };

    private static Tensor3x3 Stretch(double axial, double lateral) => new(axial, 0, 0, 0, lateral, 0, 0, 0, lateral);

    /// <summary>Largest |(d.n)(d.s)| over the {111}&lt;110&gt; systems for the axis d in the crystal frame.</summary>
    private static double LargestSchmidFactor(double x, double y, double z)
    {
        double largest = 0.0;
        foreach ((double u, double v, double w) in new[] { (1.0, 1.0, 1.0), (-1.0, -1.0, 1.0), (1.0, -1.0, -1.0), (-1.0, 1.0, -1.0) })
        {
            double normal = (u * x + v * y + w * z) / Math.Sqrt(3);
            foreach (double direction in new[] { v * y - w * z, w * z - u * x, u * x - v * y })
                largest = Math.Max(largest, Math.Abs(normal * direction / Math.Sqrt(2)));
        }

        return largest;
    }
}
