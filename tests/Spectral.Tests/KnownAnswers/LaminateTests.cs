using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral.Tests;

/// <summary>
/// Layers: exact at every voxel for the rotated operator, and for the continuous one on odd grids (notes: with normal 1, M = lambda + 2 mu,
/// C1111 = &lt;1/M&gt;^-1, C1122 = &lt;lambda/M&gt; C1111, C2222 = &lt;M - lambda^2/M&gt; + &lt;lambda/M&gt;^2 C1111, C1212 = &lt;1/mu&gt;^-1, C2323 = &lt;mu&gt;).
/// </summary>
public class LaminateTests
{
    private const double Strain = 1e-3;

    /// <summary>Moduli of the example [GPa]: lambda, mu = 60.9, 25.9 and a tenth of them, half and half.</summary>
    private static readonly (int IJ, int KL, double GPa)[] Example =
        [(0, 0, 20.490909), (0, 4, 11.072727), (4, 4, 49.868617), (1, 1, 4.709091), (5, 5, 14.245)];

    public static TheoryData<SpectralOperator, int, int, int, int> Laminates => new()
    {
        { SpectralOperator.Rotated, 8, 3, 2, 0 },
        { SpectralOperator.Rotated, 1, 6, 4, 1 },
        { SpectralOperator.Rotated, 5, 2, 10, 2 },
        { SpectralOperator.Rotated, 4, 7, 1, 0 },
    };

    [Theory]
    [MemberData(nameof(Laminates))]
    public void HalfAndHalf_HasTheModuliOfTheExample(SpectralOperator kind, int nx, int ny, int nz, int normal)
    {
        PeriodicGrid grid = Structures.Grid(nx, ny, nz);
        int layers = normal == 0 ? nx : normal == 1 ? ny : nz;
        IsotropicModuli[] moduli = Structures.Fill(grid, (i, j, k) => 2 * Along(normal, i, j, k) < layers ? Structures.Matrix : Structures.Soft);
        foreach ((int ij, int kl, double expected) in Example)
        {
            SpectralSolver solver = new(grid, new IsotropicField(moduli), Structures.Exact(kind));
            Advance(solver, Turned(Unit(kl), normal));
            double modulus = Tensor3x3.DoubleContract(Turned(Unit(ij), normal), solver.MeanStress_Pa) / Strain;
            Assert.Equal(expected * Structures.GPa, modulus, 1e-6 * expected * Structures.GPa);
        }
    }

    /// <summary>Stresses and strains of every voxel against the closed form, with layers of any thickness.</summary>
    [Theory]
    [InlineData(SpectralOperator.Continuous, 9, 0)]
    [InlineData(SpectralOperator.Continuous, 13, 1)]
    [InlineData(SpectralOperator.Continuous, 7, 2)]
    [InlineData(SpectralOperator.Rotated, 9, 0)]
    [InlineData(SpectralOperator.Rotated, 13, 1)]
    [InlineData(SpectralOperator.Rotated, 8, 2)]
    public void EveryVoxel_HasTheStressOfItsLayer(SpectralOperator kind, int layers, int normal)
    {
        PeriodicGrid grid = normal == 0 ? Structures.Grid(layers, 3, 5) : normal == 1 ? Structures.Grid(3, layers, 5) : Structures.Grid(5, 3, layers);
        bool Hard(int layer) => layer % 3 != 1;
        IsotropicModuli[] moduli = Structures.Fill(grid, (i, j, k) => Hard(Along(normal, i, j, k)) ? Structures.Matrix : Structures.Soft);
        SpectralSolver solver = new(grid, new IsotropicField(moduli), Structures.Exact(kind));
        Tensor3x3 E = Strain * new Tensor3x3(1.0, 0.3, -0.2, 0.1, -0.5, 0.4, 0.25, -0.3, 0.7);
        IncrementOutcome outcome = Advance(solver, Turned(1.0 / Strain * E, normal));
        Assert.Equal(IncrementStatus.Converged, outcome.Status);
        double hard = Enumerable.Range(0, layers).Count(Hard) / (double)layers;
        for (int v = 0; v < grid.Count; v++)
        {
            int layer = Along(normal, v % grid.Nx, v / grid.Nx % grid.Ny, v / (grid.Nx * grid.Ny));
            Tensor3x3 expected = Layer(E, hard, Hard(layer));
            Tensor3x3 found = TurnedBack(solver.DeformationGradient[v] - Tensor3x3.Identity, normal);
            Assert.InRange((found - expected).Norm, 0.0, 1e-6 * Strain);
        }
    }

    /// <summary>A layer of 1e-6 of the stiffness is a free surface: the solid is under plane stress.</summary>
    [Theory]
    [InlineData(SpectralOperator.Continuous, 15)]
    [InlineData(SpectralOperator.Rotated, 16)]
    public void VoidLayer_IsAFreeSurface(SpectralOperator kind, int layers)
    {
        PeriodicGrid grid = Structures.Grid(3, layers, 1);
        IsotropicModuli[] moduli = Structures.Fill(grid, (_, j, _) => j < 2 ? Structures.Void : Structures.Matrix);
        SpectralSolver solver = new(grid, new IsotropicField(moduli), Structures.Exact(kind) with { Depth = 20 });
        Assert.Equal(IncrementStatus.Converged, Advance(solver, new Tensor3x3(1, 0, 0, 0, 0, 0, 0, 0, 0)).Status);
        (double lambda, double mu) = Structures.Matrix;
        double c12 = lambda - lambda * lambda / (lambda + 2.0 * mu), c11 = c12 + 2.0 * mu;
        double solid = (layers - 2) / (double)layers;
        Tensor3x3 P = solver.Stress_Pa[grid.Nx * (layers / 2)];
        Assert.Equal(c11 * Strain, P.M11, 1e-4 * c11 * Strain);
        Assert.Equal(c12 * Strain, P.M33, 1e-4 * c11 * Strain);
        Assert.Equal(0.0, P.M22, 1e-4 * c11 * Strain);
        Assert.Equal(solid * c11 * Strain, solver.MeanStress_Pa.M11, 1e-4 * c11 * Strain);
    }

    /// <summary>Displacement gradient of a layer with the normal 1: the tractions of both agree and the mean is E.</summary>
    private static Tensor3x3 Layer(in Tensor3x3 E, double hard, bool isHard)
    {
        (double l1, double m1) = Structures.Matrix;
        (double l2, double m2) = Structures.Soft;
        double lateral = E.M22 + E.M33, M1 = l1 + 2.0 * m1, M2 = l2 + 2.0 * m2, soft = 1.0 - hard;

        // Common traction t from the mean of column 1: e11 = (t1 - lambda lateral)/M, u_i,1 = t_i/mu - u_1,i.
        double t1 = (E.M11 + lateral * (hard * l1 / M1 + soft * l2 / M2)) / (hard / M1 + soft / M2);
        double t2 = (E.M21 + E.M12) / (hard / m1 + soft / m2), t3 = (E.M31 + E.M13) / (hard / m1 + soft / m2);
        (double l, double m) = isHard ? (l1, m1) : (l2, m2);
        return new Tensor3x3(
            (t1 - l * lateral) / (l + 2.0 * m), E.M12, E.M13, t2 / m - E.M12, E.M22, E.M23, t3 / m - E.M13, E.M32, E.M33);
    }

    private static IncrementOutcome Advance(SpectralSolver solver, in Tensor3x3 direction) =>
        solver.Advance(MeanAim.Prescribed(Tensor3x3.Identity + Strain * direction), 1.0);

    private static int Along(int axis, int i, int j, int k) => axis == 0 ? i : axis == 1 ? j : k;

    private static Tensor3x3 Unit(int component)
    {
        Span<double> c = stackalloc double[9];
        c.Clear();
        c[component] = 1.0;
        return Tensor3x3.FromRowMajor(c);
    }

    /// <summary>Axis 1 becomes the normal, the others follow in their cyclic order.</summary>
    private static Tensor3x3 Turned(in Tensor3x3 a, int normal) => Turn(normal) * a * Turn(normal).Transpose;

    private static Tensor3x3 TurnedBack(in Tensor3x3 a, int normal) => Turn(normal).Transpose * a * Turn(normal);

    private static Tensor3x3 Turn(int normal) => normal switch
    {
        0 => Tensor3x3.Identity,
        1 => new Tensor3x3(0, 0, 1, 1, 0, 0, 0, 1, 0),
        _ => new Tensor3x3(0, 1, 0, 0, 0, 1, 1, 0, 0),
    };
}
