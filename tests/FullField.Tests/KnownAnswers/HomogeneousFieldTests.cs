using UmatSurrogate.Damask;
using UmatSurrogate.FullField;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;
using Xunit.Abstractions;

namespace UmatSurrogate.Tests;

/// <summary>A grid with the same crystal (or the same crystals) in every voxel deforms homogeneously: closed forms and material points.</summary>
public class HomogeneousFieldTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("001", 63.087)]
    [InlineData("011", 72.032)]
    [InlineData("111", 75.605)]
    public void YoungModulus_ByDirection(string direction, double modulus_GPa)
    {
        // 1/E = S11 - 2 (S11 - S12 - S44/2)(l2 m2 + m2 n2 + l2 n2).
        const double Strain = 1e-5;
        SmallField field = Uniform(direction, PhenopowerlawParameters.Aluminium, new PeriodicGrid(3, 4, 2, 3e-3, 4e-3, 2e-3));
        CompletedIncrement end = field.Follow(SmallField.UniaxialStress(Strain, 1e-3, 1))[^1];
        double modulus = end.Stress_Pa.M11 / (end.DeformationGradient.M11 - 1.0);
        output.WriteLine($"E[{direction}] = {1e-9 * modulus:f4} GPa");
        Assert.Equal(1.0, 1e-9 * modulus / modulus_GPa, 5e-5); // five digits of the number, and the strain
        Assert.True(Math.Abs(end.Stress_Pa.M22) < 1e-6 * end.Stress_Pa.M11 && Math.Abs(end.Stress_Pa.M33) < 1e-6 * end.Stress_Pa.M11);
    }

    [Theory]
    [InlineData("001", 0.408248, 8, 2.6280)]
    [InlineData("011", 0.408248, 4, 2.7207)]
    [InlineData("111", 0.272166, 6, 4.0810)]
    public void FlowStress_ByDirection(string direction, double schmid, int active, double factor)
    {
        // sigma = (xi/m) (rate/(N m gamma_dot_0))^(1/n) without hardening; n = 20.
        PhenopowerlawParameters p = PhenopowerlawParameters.Aluminium with
        {
            InitialResistance_Pa = 2.69e6,
            ReferenceShearRate_perSecond = 7.5e-5,
            HardeningModulus_Pa = 0.0,
        };
        SmallField field = Uniform(direction, p, PeriodicGrid.Cube(3));
        CompletedIncrement end = field.Follow(SmallField.UniaxialStress(2e-3, 2.0, 40))[^1];
        double closed = p.InitialResistance_Pa / schmid * Math.Pow(1e-3 / (active * schmid * p.ReferenceShearRate_perSecond), 1.0 / 20.0);
        Assert.Equal(factor, closed / p.InitialResistance_Pa, 1e-4);
        double cauchy = end.Stress_Pa.M11 * end.DeformationGradient.M11 / end.DeformationGradient.Determinant;
        output.WriteLine($"flow stress along [{direction}]: {1e-6 * cauchy:f4} MPa, closed form {1e-6 * closed:f4}");
        Assert.Equal(1.0, cauchy / closed, 1e-3);
    }

    [Theory]
    [InlineData(SpectralOperator.Continuous)]
    [InlineData(SpectralOperator.Rotated)]
    public void PrescribedF_EveryVoxelIsTheMaterialPoint(SpectralOperator derivative)
    {
        RandomRotations random = new(11);
        Tensor3x3 O = random.Rotation();
        (double[] times, Tensor3x3[] F) = random.Path(20);
        Tensor3x3[] expected = new Tensor3x3[F.Length];
        PhenopowerlawParameters p = PhenopowerlawParameters.Aluminium;
        Assert.Equal(PointStatus.Ok, PathRunner.Run(new TaylorPolycrystal(p, [O], [], UpdateTolerances.Default), times, F, expected));
        SmallField field = new(new PeriodicGrid(5, 2, 3, 1, 1, 1), new int[30], [O], p, SmallField.Tight with { Operator = derivative });
        List<CompletedIncrement> history = field.Follow(times, F);
        for (int k = 1; k < F.Length; k++)
        {
            Assert.True((history[k - 1].Stress_Pa - expected[k]).Norm <= 1e-8 * expected[k].Norm);
            Assert.Equal(times[k], history[k - 1].Time_s, 1e-9);
        }

        for (int v = 0; v < 30; v++)
        {
            Assert.True((field.Solver.Stress_Pa[v] - expected[^1]).Norm <= 1e-8 * expected[^1].Norm);
            Assert.True((field.Solver.DeformationGradient[v] - F[^1]).Norm <= 1e-10);
        }

        // The first guess is the solution: one iteration is enough.
        Assert.All(history, h => Assert.True(h.Evaluations <= 2, $"increment {h.Increment}: {h.Evaluations} evaluations"));
    }

    [Fact]
    public void MixedControl_IsTheMaterialPoint()
    {
        RandomRotations random = new(12);
        Tensor3x3 O = random.Rotation();
        PhenopowerlawParameters p = PhenopowerlawParameters.Aluminium;
        MixedLoadStep[] steps = [SmallField.UniaxialStress(0.01, 10.0, 20), SmallField.UniaxialStress(-0.004, 4.0, 8)];
        List<(Tensor3x3 F, Tensor3x3 P)> expected = [];
        MixedControlPoint point = new(new TaylorPolycrystal(p, [O], [], UpdateTolerances.Default), 1e-12, 1e-3);
        Assert.Equal(PointStatus.Ok, point.Run(steps, (_, F, P) => expected.Add((F, P))));
        List<CompletedIncrement> history = new SmallField(new PeriodicGrid(2, 3, 2, 1, 1, 1), new int[12], [O], p).Follow(steps);
        Assert.Equal(expected.Count, history.Count);
        for (int k = 0; k < expected.Count; k++)
        {
            Assert.True((history[k].DeformationGradient - expected[k].F).Norm < 1e-9);
            Assert.True((history[k].Stress_Pa - expected[k].P).Norm < 1e-8 * expected.Max(e => e.P.Norm));
        }
    }

    [Fact]
    public void IsostrainVoxels_AreTaylorPolycrystals()
    {
        // The same four crystals in every voxel, in fractions that differ, under an arbitrary path.
        RandomRotations random = new(13);
        Tensor3x3[] O = random.Rotations(4);
        double[] fractions = [0.1, 0.2, 0.3, 0.4];
        (double[] times, Tensor3x3[] F) = random.Path(15);
        PhenopowerlawParameters p = PhenopowerlawParameters.Aluminium;
        Tensor3x3[] expected = new Tensor3x3[F.Length];
        Assert.Equal(PointStatus.Ok, PathRunner.Run(new TaylorPolycrystal(p, O, fractions, UpdateTolerances.Default), times, F, expected));
        MaterialEntry entry = new([.. O.Select((o, i) => new MaterialConstituent(0, fractions[i], Orientation.FromMatrix(o)))]);
        CrystalField crystals = new(new int[18], new MaterialConfiguration([new PhenopowerlawPhase("Al", p)], [entry]), new CrystalFieldSettings { Tolerances = UpdateTolerances.Default with { RelativeStress = 1e-11 } });
        LoadStepper stepper = new(new SpectralSolver(new PeriodicGrid(3, 3, 2, 1, 1, 1), crystals, SmallField.Tight), times.AsSpan(1), F.AsSpan(1));
        for (int k = 1; k < F.Length; k++)
        {
            Assert.Null(stepper.Next(out CompletedIncrement completed));
            Assert.True((completed.Stress_Pa - expected[k]).Norm <= 1e-8 * expected[k].Norm);
        }
    }

    private static SmallField Uniform(string direction, in PhenopowerlawParameters p, PeriodicGrid grid) =>
        new(grid, new int[grid.Count], [SmallField.Along(direction)], p);
}
