using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral.Tests;

/// <summary>
/// Spheres in a matrix: dilute limits (Eshelby 1957, doi:10.1098/rspa.1957.0133), bounds of Voigt, Reuss, and Hashin and Shtrikman (1963,
/// doi:10.1016/0022-5096(63)90060-7), the uniform strain inside.
/// </summary>
public class InclusionTests
{
    private const int N = 24;
    private const double Strain = 1e-3;
    private static readonly Tensor3x3 Dilatation = Tensor3x3.Identity;
    private static readonly Tensor3x3 Shear = new(0, 0.5, 0, 0.5, 0, 0, 0, 0, 0);

    /// <summary>The surface made of voxels lets the void appear larger, by 11 % of its effect at a radius of 3 voxels, and less in proportion to 1/radius.</summary>
    [Fact]
    public void DiluteVoid_SoftensAsInTheClosedForm()
    {
        const int Fine = 64;
        const double Radius = 8.5;
        (double K, double mu) = (Bulk(Structures.Matrix), Structures.Matrix.Shear_Pa);
        double nu = (3.0 * K - 2.0 * mu) / (2.0 * (3.0 * K + mu));
        (SpectralSolver solver, double f) = Sphere(Structures.Void, Radius, Dilatation, SpectralOperator.Rotated, Fine);
        Assert.InRange(f, 0.005, 0.01);
        double loss = 1.0 - Effective(solver, Dilatation) / 9.0 / K;
        Assert.Equal(f * (3.0 * K + 4.0 * mu) / (4.0 * mu), loss, 0.05 * loss);
        solver = Sphere(Structures.Void, Radius, Shear, SpectralOperator.Rotated, Fine).Solver;
        loss = 1.0 - Effective(solver, Shear) / mu;
        Assert.Equal(f * 15.0 * (1.0 - nu) / (7.0 - 5.0 * nu), loss, 0.05 * loss);
    }

    [Fact]
    public void DiluteStiffSphere_StiffensAsInTheClosedForm()
    {
        IsotropicModuli stiff = new(609.0 * Structures.GPa, 259.0 * Structures.GPa);
        (double K0, double K1, double mu0, double mu1) = (Bulk(Structures.Matrix), Bulk(stiff), Structures.Matrix.Shear_Pa, stiff.Shear_Pa);
        (SpectralSolver solver, double f) = Sphere(stiff, 3.1, Dilatation, SpectralOperator.Rotated);
        double gain = Effective(solver, Dilatation) / K0 / 9.0 - 1.0;
        Assert.Equal(f * (K1 - K0) / K0 * (3.0 * K0 + 4.0 * mu0) / (3.0 * K1 + 4.0 * mu0), gain, 0.1 * gain);
        double beta = 6.0 * (K0 + 2.0 * mu0) / (5.0 * (3.0 * K0 + 4.0 * mu0));
        solver = Sphere(stiff, 3.1, Shear, SpectralOperator.Rotated).Solver;
        gain = Effective(solver, Shear) / mu0 - 1.0;
        Assert.Equal(f * (mu1 / mu0 - 1.0) / (1.0 + beta * (mu1 / mu0 - 1.0)), gain, 0.1 * gain);
    }

    [Theory]
    [InlineData(SpectralOperator.Continuous)]
    [InlineData(SpectralOperator.Rotated)]
    public void LargeSphere_LiesWithinTheBounds(SpectralOperator kind)
    {
        (SpectralSolver solver, double f) = Sphere(Structures.Soft, 8.0, Dilatation, kind);
        (double K0, double K1, double mu0, double mu1) =
            (Bulk(Structures.Matrix), Bulk(Structures.Soft), Structures.Matrix.Shear_Pa, Structures.Soft.Shear_Pa);
        double K = Effective(solver, Dilatation) / 9.0;

        // Hashin and Shtrikman with the stiffer and with the softer phase as the matrix.
        double upper = K0 + f / (1.0 / (K1 - K0) + 3.0 * (1.0 - f) / (3.0 * K0 + 4.0 * mu0));
        double lower = K1 + (1.0 - f) / (1.0 / (K0 - K1) + 3.0 * f / (3.0 * K1 + 4.0 * mu1));
        double voigt = (1.0 - f) * K0 + f * K1, reuss = 1.0 / ((1.0 - f) / K0 + f / K1);
        Assert.True(reuss < lower && lower < upper && upper < voigt);
        Assert.InRange(K, lower, upper);
    }

    /// <summary>Strain inside an ellipsoid in an infinite matrix is uniform; away from the voxels at its surface the deviation is a few per cent.</summary>
    [Fact]
    public void StrainInside_IsUniform()
    {
        const double Radius = 6.0;
        SpectralSolver solver = Sphere(Structures.Soft, Radius, Shear, SpectralOperator.Rotated).Solver;
        List<double> inside = [];
        for (int v = 0; v < N * N * N; v++)
        {
            if (Distance(v % N, v / N % N, v / (N * N), N) < Radius - 2.0)
                inside.Add(solver.DeformationGradient[v].Symmetric.S12);
        }

        double mean = inside.Average(), deviation = Math.Sqrt(inside.Average(e => (e - mean) * (e - mean)));
        Assert.InRange(deviation / mean, 0.0, 0.05);

        // eps_in = eps_bar / (1 + beta (mu1/mu0 - 1)), and the little that neighbours in the periodic arrangement add.
        double K0 = Bulk(Structures.Matrix), mu0 = Structures.Matrix.Shear_Pa, beta = 6.0 * (K0 + 2.0 * mu0) / (5.0 * (3.0 * K0 + 4.0 * mu0));
        Assert.Equal(0.5 * Strain / (1.0 + beta * (0.1 - 1.0)), mean, 0.1 * mean);
    }

    private static (SpectralSolver Solver, double Fraction) Sphere(IsotropicModuli inside, double radius, in Tensor3x3 direction, SpectralOperator kind, int n = N)
    {
        PeriodicGrid grid = PeriodicGrid.Cube(n);
        IsotropicModuli[] moduli = Structures.Fill(grid, (i, j, k) => Distance(i, j, k, n) < radius ? inside : Structures.Matrix);
        SpectralSettings settings = new() { Operator = kind, RelativeDivergence = 1e-4, MaximumIterations = 300 };
        SpectralSolver solver = new(grid, new IsotropicField(moduli), settings);
        IncrementOutcome outcome = solver.Advance(MeanAim.Prescribed(Tensor3x3.Identity + Strain * direction), 1.0);
        Assert.Equal(IncrementStatus.Converged, outcome.Status);
        return (solver, moduli.Count(m => m == inside) / (double)grid.Count);
    }

    /// <summary>Distance from the centre in voxels.</summary>
    private static double Distance(int i, int j, int k, int n)
    {
        double x = i + 0.5 - n / 2.0, y = j + 0.5 - n / 2.0, z = k + 0.5 - n / 2.0;
        return Math.Sqrt(x * x + y * y + z * z);
    }

    /// <summary>direction : C : direction of the effective medium.</summary>
    private static double Effective(SpectralSolver solver, in Tensor3x3 direction) =>
        Tensor3x3.DoubleContract(solver.MeanStress_Pa, direction) / Strain;

    private static double Bulk(IsotropicModuli m) => m.Lambda_Pa + 2.0 / 3.0 * m.Shear_Pa;
}
