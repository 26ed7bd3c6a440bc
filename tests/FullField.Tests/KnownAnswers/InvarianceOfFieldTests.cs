using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;
using Xunit.Abstractions;

namespace UmatSurrogate.Tests;

/// <summary>
/// What must not change the mean response of a volume element, or must only turn it: a shift of the periodic box, the numbering of the
/// grains, crystal symmetry, a rotation of the observer, a quarter turn of microstructure and load, the number of threads.
/// </summary>
public class InvarianceOfFieldTests(ITestOutputHelper output)
{
    private const int Crystals = 6;
    private const int Steps = 8;
    private const double Tolerance = 1e-8;
    private static readonly PhenopowerlawParameters Aluminium = PhenopowerlawParameters.Aluminium;

    public static TheoryData<int, int, int, SpectralOperator> Grids => new()
    {
        { 5, 7, 3, SpectralOperator.Continuous },
        { 5, 7, 3, SpectralOperator.Rotated },
        { 6, 4, 2, SpectralOperator.Continuous },
        { 6, 4, 2, SpectralOperator.Rotated },
    };

    [Theory]
    [MemberData(nameof(Grids))]
    public void PeriodicShift_ChangesNothing(int nx, int ny, int nz, SpectralOperator derivative)
    {
        (int[] crystal, Tensor3x3[] O, double[] times, Tensor3x3[] F) = Problem(nx * ny * nz);
        int[] shifted = new int[crystal.Length];
        for (int v = 0; v < crystal.Length; v++)
        {
            int i = v % nx, j = v / nx % ny, k = v / (nx * ny);
            shifted[(i + 2) % nx + nx * ((j + 3) % ny + ny * ((k + 1) % nz))] = crystal[v];
        }

        PeriodicGrid grid = Grid(nx, ny, nz);
        Compare(Run(grid, crystal, O, times, F, derivative), Run(grid, shifted, O, times, F, derivative), Tensor3x3.Identity);
    }

    [Fact]
    public void NumberingOfGrains_ChangesNothing()
    {
        (int[] crystal, Tensor3x3[] O, double[] times, Tensor3x3[] F) = Problem(5 * 4 * 3);
        int[] number = [3, 5, 0, 1, 4, 2];
        Tensor3x3[] renumbered = new Tensor3x3[Crystals];
        for (int g = 0; g < Crystals; g++)
            renumbered[number[g]] = O[g];
        PeriodicGrid grid = Grid(5, 4, 3);
        Compare(
            Run(grid, crystal, O, times, F, SpectralOperator.Continuous),
            Run(grid, [.. crystal.Select(g => number[g])], renumbered, times, F, SpectralOperator.Continuous), Tensor3x3.Identity);
    }

    [Fact]
    public void CrystalSymmetry_ChangesNothing()
    {
        (int[] crystal, Tensor3x3[] O, double[] times, Tensor3x3[] F) = Problem(4 * 3 * 5);
        Tensor3x3[] symmetries = [.. RandomRotations.CubeRotations()];
        PeriodicGrid grid = Grid(4, 3, 5);
        Compare(
            Run(grid, crystal, O, times, F, SpectralOperator.Rotated),
            Run(grid, crystal, [.. O.Select((o, g) => symmetries[(7 * g + 5) % 24] * o)], times, F, SpectralOperator.Rotated), Tensor3x3.Identity);
    }

    [Fact]
    public void RotationOfTheObserver_TurnsTheStress()
    {
        // F -> Q F: P -> Q P, voxel by voxel, because grad(Q u) = Q grad u.
        (int[] crystal, Tensor3x3[] O, double[] times, Tensor3x3[] F) = Problem(3 * 4 * 5);
        Tensor3x3 Q = new RandomRotations(77).Rotation();
        PeriodicGrid grid = Grid(3, 4, 5);
        SpectralSettings settings = SmallField.Tight;
        SmallField first = new(grid, crystal, O, Aluminium, settings), second = new(grid, crystal, O, Aluminium, settings);
        List<CompletedIncrement> a = first.Follow(times, F);

        // The same F up to a rotation that grows step by step about a random axis.
        List<CompletedIncrement> b = second.Follow(times, [.. F.Select((f, k) => About(Q, 0.02 * k) * f)]);
        for (int k = 1; k <= Steps; k++)
            Assert.True((b[k - 1].Stress_Pa - About(Q, 0.02 * k) * a[k - 1].Stress_Pa).Norm <= Tolerance * a.Max(h => h.Stress_Pa.Norm));
    }

    [Theory]
    [MemberData(nameof(Grids))]
    public void QuarterTurn_TurnsTheStress(int nx, int ny, int nz, SpectralOperator derivative)
    {
        // Turned a quarter about z, (x, y) -> (-y, x): the voxel (i, j, k) comes to (ny - 1 - j, i, k); then the same about x.
        (int[] crystal, Tensor3x3[] O, double[] times, Tensor3x3[] F) = Problem(nx * ny * nz);
        Tensor3x3 Z = new(0, -1, 0, 1, 0, 0, 0, 0, 1), X = new(1, 0, 0, 0, 0, -1, 0, 1, 0);
        List<CompletedIncrement> original = Run(Grid(nx, ny, nz), crystal, O, times, F, derivative);
        int[] aboutZ = new int[crystal.Length], aboutX = new int[crystal.Length];
        for (int v = 0; v < crystal.Length; v++)
        {
            int i = v % nx, j = v / nx % ny, k = v / (nx * ny);
            aboutZ[ny - 1 - j + ny * (i + nx * k)] = crystal[v];
            aboutX[i + nx * (nz - 1 - k + nz * j)] = crystal[v];
        }

        Compare(original, Run(Grid(ny, nx, nz), aboutZ, Turned(O, Z), times, Turn(F, Z), derivative), Z);
        Compare(original, Run(Grid(nx, nz, ny), aboutX, Turned(O, X), times, Turn(F, X), derivative), X);
    }

    [Fact]
    public void LoadFrame_IsTheLoadTurned()
    {
        // A mixed load in a turned frame Q, against the same load in its own frame on the microstructure turned by Q^T (a quarter turn).
        (int[] crystal, Tensor3x3[] O, _, _) = Problem(5 * 4 * 3);
        Tensor3x3 Q = new(0, -1, 0, 1, 0, 0, 0, 0, 1);
        int[] back = new int[crystal.Length];
        for (int v = 0; v < crystal.Length; v++)
        {
            int i = v % 5, j = v / 5 % 4, k = v / 20;
            back[j + 4 * (4 - i + 5 * k)] = crystal[v]; // (x, y) -> (y, -x)
        }

        MixedLoadStep step = SmallField.UniaxialStress(0.004, 4.0, 8);
        List<CompletedIncrement> turned = new SmallField(Grid(5, 4, 3), crystal, O, Aluminium).Follow(step with { LoadFrame = Q });
        List<CompletedIncrement> plain = new SmallField(Grid(4, 5, 3), back, Turned(O, Q.Transpose), Aluminium).Follow(step);
        for (int k = 0; k < plain.Count; k++)
            Assert.True((plain[k].DeformationGradient - Q.Transpose * turned[k].DeformationGradient * Q).Norm < 1e-9);
        Compare(plain, turned, Q);
    }

    [Fact]
    public void Threads_ChangeNoBit()
    {
        (int[] crystal, Tensor3x3[] O, double[] times, Tensor3x3[] F) = Problem(11 * 9 * 8);
        SmallField[] fields = [.. new[] { 1, 2, 3 }.Select(threads => new SmallField(
            Grid(11, 9, 8), crystal, O, Aluminium, new SpectralSettings { Threads = threads }, threads))];
        List<CompletedIncrement>[] histories = [.. fields.Select(field => field.Follow(times, F))];
        foreach (int other in new[] { 1, 2 })
        {
            Assert.Equal(histories[0], histories[other]);
            for (int c = 0; c < TensorField.Components; c++)
                Assert.True(fields[0].Solver.Stress_Pa.Component(c).SequenceEqual(fields[other].Solver.Stress_Pa.Component(c)));
        }
    }

    private static (int[] Crystal, Tensor3x3[] O, double[] Times, Tensor3x3[] F) Problem(int voxels)
    {
        RandomRotations random = new(31);
        Tensor3x3[] O = random.Rotations(Crystals);
        (double[] times, Tensor3x3[] F) = random.Path(100); // 2 s each, up to 2e-3 of strain
        return (SmallField.RandomVoxels(random, voxels, Crystals), O, times[..(Steps + 1)], F[..(Steps + 1)]);
    }

    private static PeriodicGrid Grid(int nx, int ny, int nz) => new(nx, ny, nz, 0.01 * nx, 0.01 * ny, 0.01 * nz);

    private static List<CompletedIncrement> Run(PeriodicGrid grid, int[] crystal, Tensor3x3[] O, double[] times, Tensor3x3[] F, SpectralOperator derivative) =>
        new SmallField(grid, crystal, O, Aluminium, SmallField.Tight with { Operator = derivative }).Follow(times, F);

    private static Tensor3x3[] Turned(Tensor3x3[] O, Tensor3x3 Q) => [.. O.Select(o => o * Q.Transpose)];

    private static Tensor3x3[] Turn(Tensor3x3[] F, Tensor3x3 Q) => [.. F.Select(f => Q * f * Q.Transpose)];

    /// <summary>The rotation about the axis of Q by an angle [rad] (Rodrigues).</summary>
    private static Tensor3x3 About(in Tensor3x3 Q, double angle)
    {
        Tensor3x3 axis = Q - Q.Transpose, W = (Math.Sqrt(2.0) / axis.Norm) * axis;
        return Tensor3x3.Identity + Math.Sin(angle) * W + (1.0 - Math.Cos(angle)) * (W * W);
    }

    private void Compare(List<CompletedIncrement> expected, List<CompletedIncrement> found, Tensor3x3 Q)
    {
        double largest = expected.Max(h => h.Stress_Pa.Norm), worst = 0.0;
        for (int k = 0; k < expected.Count; k++)
            worst = Math.Max(worst, (found[k].Stress_Pa - Q * expected[k].Stress_Pa * Q.Transpose).Norm);
        output.WriteLine($"difference {worst / largest:g2} of the largest stress; evaluations {expected.Sum(h => h.Evaluations)} and {found.Sum(h => h.Evaluations)}");
        Assert.True(worst <= Tolerance * largest);
    }
}
