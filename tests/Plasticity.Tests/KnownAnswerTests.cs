using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using Xunit.Abstractions;

namespace UmatSurrogate.Tests;

/// <summary>Closed forms: cubic elasticity by direction, single crystals with symmetric slip under uniaxial stress, the Taylor factor.</summary>
public class KnownAnswerTests(ITestOutputHelper output)
{
    // Rows of O: the crystal's axes in the sample frame, so that x of the sample is the direction named.
    public static TheoryData<string, double, double, int> Directions => new()
    {
        // direction, Schmid factor m, Young's modulus from 1/E = S11 - 2 (S11 - S12 - S44/2)(l2 m2 + m2 n2 + l2 n2) [GPa], active systems N
        { "001", 1 / Math.Sqrt(6), 63.087, 8 },
        { "011", 1 / Math.Sqrt(6), 72.032, 4 },
        { "111", 2 / Math.Sqrt(54), 75.605, 6 },
    };

    [Theory]
    [MemberData(nameof(Directions))]
    public void YoungModulus_ByDirection(string direction, double schmid, double modulus_GPa, int active)
    {
        _ = (schmid, active);
        PhenopowerlawParameters p = PhenopowerlawParameters.Aluminium;
        double s11 = (p.C11_Pa + p.C12_Pa) / ((p.C11_Pa - p.C12_Pa) * (p.C11_Pa + 2 * p.C12_Pa));
        double s12 = -p.C12_Pa / ((p.C11_Pa - p.C12_Pa) * (p.C11_Pa + 2 * p.C12_Pa));
        double anisotropy = direction switch { "001" => 0.0, "011" => 0.25, _ => 1.0 / 3.0 };
        double expected = 1.0 / (s11 - 2 * (s11 - s12 - 0.5 / p.C44_Pa) * anisotropy);
        Assert.Equal(modulus_GPa, 1e-9 * expected, 5e-4);

        const double Strain = 1e-6;
        (Tensor3x3 F, Tensor3x3 P) = Uniaxial(p, direction, Strain, time_s: 1e-3, increments: 1);
        double measured = P.M11 / Strain;
        output.WriteLine($"E[{direction}] = {1e-9 * measured:f4} GPa, expected {1e-9 * expected:f4}");
        Assert.Equal(1.0, measured / expected, 1e-5); // finite strain: of the order of the strain
        Assert.True(F.M22 < 1.0 && F.M33 < 1.0);
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void FlowStress_ByDirection(string direction, double schmid, double modulus_GPa, int active)
    {
        // N systems with Schmid factor m share the strain rate: sigma = (xi/m) (rate/(N m gamma_dot_0))^(1/n).
        _ = modulus_GPa;
        PhenopowerlawParameters p = PhenopowerlawParameters.Aluminium with
        {
            InitialResistance_Pa = 2.69e6,
            ReferenceShearRate_perSecond = 7.5e-5,
            HardeningModulus_Pa = 0.0,
        };
        double expected = p.InitialResistance_Pa / schmid * Math.Pow(1e-3 / (active * schmid * p.ReferenceShearRate_perSecond), 1.0 / 20.0);
        (Tensor3x3 F, Tensor3x3 P) = Uniaxial(p, direction, 2e-3, time_s: 2.0, increments: 40);
        double cauchy = P.M11 * F.M11 / F.Determinant;
        output.WriteLine($"flow stress along [{direction}] {cauchy:e5} Pa, expected {expected:e5}");
        Assert.Equal(1.0, cauchy / expected, 5e-4); // strain rate against rate of F11: 2e-3, to the power 1/20
    }

    [Fact]
    public void TaylorFactor_RandomOrientations()
    {
        // Rate-insensitive limit 3.0668 (axisymmetric). n = 200 leaves a factor (gamma_dot/gamma_dot_0)^(1/200), below 1 %;
        // 2000 orientations have a standard error of 0.400/sqrt(2000) = 0.009.
        PhenopowerlawParameters p = PhenopowerlawParameters.Aluminium with { RateExponent = 200.0, HardeningModulus_Pa = 0.0, InitialResistance_Pa = 10e6 };
        TaylorPolycrystal polycrystal = new(p, new RandomRotations(99).Rotations(2000), [], UpdateTolerances.Default);
        Tensor3x3 F = Tensor3x3.Identity, P = default;
        for (int k = 1; k <= 40; k++)
        {
            double stretch = Math.Exp(2.5e-4 * k), lateral = Math.Exp(-1.25e-4 * k);
            F = new Tensor3x3(stretch, 0, 0, 0, lateral, 0, 0, 0, lateral);
            Assert.Equal(PointStatus.Ok, polycrystal.Evaluate(F, 0.25, out P));
            polycrystal.Commit();
        }

        double factor = (P.M11 * F.M11 - 0.5 * (P.M22 * F.M22 + P.M33 * F.M33)) / p.InitialResistance_Pa;
        output.WriteLine($"Taylor factor {factor:f4}");
        Assert.InRange(factor, 3.0668 - 0.04, 3.0668 + 0.04);
    }

    [Fact]
    public void Laws_ExponentsThatAreNoIntegers_CloseToTheirNeighbours()
    {
        // The general exponent goes through exp and log; next to an integer it must give what the multiplications give.
        RandomRotations random = new(12);
        Tensor3x3[] O = random.Rotations(8), integer = new Tensor3x3[51], real = new Tensor3x3[51];
        (double[] times, Tensor3x3[] F) = random.Path(50);
        PhenopowerlawParameters p = PhenopowerlawParameters.Aluminium;
        foreach (double n in new[] { 20.0, 15.0, 7.0 })
        {
            Assert.Equal(PointStatus.Ok, PathRunner.Run(new(p with { RateExponent = n }, O, [], UpdateTolerances.Default), times, F, integer));
            Assert.Equal(PointStatus.Ok, PathRunner.Run(new(p with { RateExponent = n * (1 + 1e-12) }, O, [], UpdateTolerances.Default), times, F, real));
            Assert.True(ReferenceCase.Largest(integer[50] - real[50]) < 0.01, $"n = {n}: {ReferenceCase.Largest(integer[50] - real[50])} Pa");
        }

        foreach (double a in new[] { 1.0, 2.25, 2.5, 3.75 })
        {
            Assert.Equal(PointStatus.Ok, PathRunner.Run(new(p with { HardeningExponent = a }, O, [], UpdateTolerances.Default), times, F, integer));
            Assert.Equal(PointStatus.Ok, PathRunner.Run(new(p with { HardeningExponent = a * (1 + 1e-12) }, O, [], UpdateTolerances.Default), times, F, real));
            Assert.True(ReferenceCase.Largest(integer[50] - real[50]) < 0.01, $"a = {a}: {ReferenceCase.Largest(integer[50] - real[50])} Pa");
        }
    }

    private static (Tensor3x3 F, Tensor3x3 P) Uniaxial(PhenopowerlawParameters p, string direction, double strain, double time_s, int increments)
    {
        double r2 = Math.Sqrt(0.5), r3 = Math.Sqrt(1.0 / 3.0), r6 = Math.Sqrt(1.0 / 6.0);

        // Columns: crystal components of the sample axes x, y, z.
        Tensor3x3 O = direction switch
        {
            "001" => new(0, 1, 0, 0, 0, 1, 1, 0, 0),
            "011" => new(0, 1, 0, r2, 0, r2, r2, 0, -r2),
            _ => new(r3, r2, r6, r3, -r2, r6, r3, 0, -2 * r6),
        };
        MixedLoadStep step = new()
        {
            Deformation = new Tensor3x3(strain / time_s, 0, 0, 0, 0, 0, 0, 0, 0),
            DeformationMask = 0b011_101_111, // 22 and 33 free
            Time_s = time_s,
            Increments = increments,
        };
        if (O.Determinant < 0)
            O = new(O.M11, O.M12, -O.M13, O.M21, O.M22, -O.M23, O.M31, O.M32, -O.M33);
        MixedControlPoint point = new(new TaylorPolycrystal(p, [O], [], UpdateTolerances.Default), absoluteStressTolerance_Pa: 1e-3);
        Assert.Equal(PointStatus.Ok, point.Run([step], (_, _, _) => { }));
        return (point.DeformationGradient, point.Stress_Pa);
    }
}
