using UmatSurrogate.Damask;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;
using Xunit.Abstractions;

namespace UmatSurrogate.Tests;

/// <summary>Convergence in time and with the grid, and what holds in every voxel at the end of a run.</summary>
public class ConvergenceTests(ITestOutputHelper output)
{
    private static readonly PhenopowerlawParameters Aluminium = PhenopowerlawParameters.Aluminium;

    [Fact]
    public void TimeStep_ErrorIsOfFirstOrder()
    {
        RandomRotations random = new(41);
        Tensor3x3[] O = random.Rotations(8);
        int[] crystal = SmallField.RandomVoxels(random, 64, 8);
        Tensor3x3[] P = [.. new[] { 10, 20, 40, 80 }.Select(increments => new SmallField(
            PeriodicGrid.Cube(4), crystal, O, Aluminium, SmallField.Tight with { RelativeDivergence = 1e-8, RelativeMeanStress = 1e-8 })
            .Follow(SmallField.UniaxialStress(0.02, 20.0, increments))[^1].Stress_Pa)];
        double first = (P[0] - P[1]).Norm, second = (P[1] - P[2]).Norm, third = (P[2] - P[3]).Norm;
        output.WriteLine($"differences {first:g4}, {second:g4}, {third:g4} Pa; ratios {first / second:f3}, {second / third:f3}");
        Assert.InRange(second / third, 1.8, 2.2);
        Assert.True(third < 5e-3 * P[3].Norm);
    }

    [Theory]
    [InlineData(SpectralOperator.Continuous)]
    [InlineData(SpectralOperator.Rotated)]
    public void Grid_ErrorFallsWithTheVoxel(SpectralOperator derivative)
    {
        // 27 cubic grains: grids of 3, 6, 9 and 15 voxels per edge all have the same grains. The finest stands for the exact solution.
        Tensor3x3[] P = [.. new[] { 3, 6, 9, 15 }.Select(n => Cubes(n, derivative))];
        double[] error = [.. P.Take(3).Select(p => (p - P[3]).Norm / P[3].Norm)];
        output.WriteLine($"{derivative}: P11 {string.Join(", ", P.Select(p => FormattableString.Invariant($"{1e-6 * p.M11:f4}")))} MPa; errors {string.Join(", ", error.Select(e => FormattableString.Invariant($"{e:g3}")))}");
        Assert.True(error[0] > error[1] && error[1] > error[2]);
        Assert.True(error[2] < 0.01);
    }

    [Fact]
    public void Operators_AgreeOnFineGrids()
    {
        double coarse = Difference(6), fine = Difference(15);
        output.WriteLine($"difference of the operators {coarse:g3} on 6^3, {fine:g3} on 15^3");
        Assert.True(fine < 0.005 && fine < coarse);

        static double Difference(int n)
        {
            Tensor3x3 a = Cubes(n, SpectralOperator.Continuous), b = Cubes(n, SpectralOperator.Rotated);
            return (a - b).Norm / a.Norm;
        }
    }

    [Theory]
    [InlineData(SpectralOperator.Continuous)]
    [InlineData(SpectralOperator.Rotated)]
    public void OddEvenAndPrimeGrids_AgreeOnOneVolumeElement(SpectralOperator derivative)
    {
        RandomRotations random = new(43);
        VolumeElement element = new([.. random.Rotations(4).Select(o => new Grain(random.Uniform(), random.Uniform(), random.Uniform(), Orientation.FromMatrix(o)))]);
        (int X, int Y, int Z)[] grids = [(12, 12, 12), (11, 11, 11), (13, 11, 10), (7, 12, 9), (10, 10, 10)];
        Tensor3x3[] P = [.. grids.Select(n => End(element, n, derivative))];
        foreach (Tensor3x3 p in P)
        {
            output.WriteLine($"P11 {1e-6 * p.M11:f3} MPa, difference to the first grid {(p - P[0]).Norm / P[0].Norm:g3}");
            Assert.True((p - P[0]).Norm < 0.02 * P[0].Norm); // grains of some 8 voxels across: their volumes differ by a percent
        }
    }

    [Fact]
    public void AfterARun_FpIsIsochoricAndTheMeansAreConsistent()
    {
        RandomRotations random = new(44);
        Tensor3x3[] O = random.Rotations(9);
        int[] crystal = SmallField.RandomVoxels(random, 5 * 6 * 7, 9);
        (double[] times, Tensor3x3[] F) = random.Path(20);
        SmallField field = new(new PeriodicGrid(5, 6, 7, 5, 6, 7), crystal, O, Aluminium, new SpectralSettings());
        CompletedIncrement end = field.Follow(times, F)[^1];
        Tensor3x3 meanF = default, meanP = default, meanCauchy = default;
        for (int v = 0; v < crystal.Length; v++)
        {
            Tensor3x3 f = field.Solver.DeformationGradient[v], p = field.Solver.Stress_Pa[v], cauchy = (1.0 / f.Determinant) * (p * f.Transpose);
            Assert.Equal(1.0, field.Crystals.FpInverse(v).Determinant, 1e-12);
            Assert.True((cauchy - cauchy.Transpose).Norm < 1e-6 * cauchy.Norm); // balance of moments
            (meanF, meanP, meanCauchy) = (meanF + f, meanP + p, meanCauchy + f.Determinant * cauchy);
        }

        double scale = 1.0 / crystal.Length;
        Assert.True((scale * meanF - F[^1]).Norm < 1e-12);
        Assert.True((end.DeformationGradient - F[^1]).Norm < 1e-12);
        Assert.True((scale * meanP - end.Stress_Pa).Norm < 1e-9 * end.Stress_Pa.Norm);

        // Hill: <P F^T> = <P> <F>^T, and <J sigma> with it, within the divergence that is left.
        Assert.True((scale * meanCauchy - end.Stress_Pa * end.DeformationGradient.Transpose).Norm < 1e-3 * end.Stress_Pa.Norm);
    }

    private static Tensor3x3 Cubes(int n, SpectralOperator derivative)
    {
        int[] crystal = new int[n * n * n];
        for (int v = 0; v < crystal.Length; v++)
            crystal[v] = 3 * (v % n) / n + 3 * (3 * (v / n % n) / n + 3 * (3 * (v / (n * n)) / n));
        SpectralSettings settings = SmallField.Tight with { Operator = derivative, RelativeDivergence = 1e-5, RelativeMeanStress = 1e-5 };
        return new SmallField(PeriodicGrid.Cube(n), crystal, new RandomRotations(42).Rotations(27), Aluminium, settings)
            .Follow(SmallField.UniaxialStress(0.01, 10.0, 10))[^1].Stress_Pa;
    }

    private static Tensor3x3 End(VolumeElement element, (int X, int Y, int Z) n, SpectralOperator derivative)
    {
        Tensor3x3[] O = new Tensor3x3[element.Grains.Length];
        for (int g = 0; g < O.Length; g++)
            O[g] = element.Grains[g].Orientation.ToMatrix();
        return new SmallField(
            new PeriodicGrid(n.X, n.Y, n.Z, 1, 1, 1), VoxelGrid.FromVolumeElement(element, n.X, n.Y, n.Z).Material, O, Aluminium, new SpectralSettings { Operator = derivative })
            .Follow(SmallField.UniaxialStress(0.01, 10.0, 10))[^1].Stress_Pa;
    }
}
