
namespace UmatSurrogate.Spectral.Tests;

/// <summary>Grids, moduli and settings that several tests share.</summary>
internal static class Structures
{
    public const double GPa = 1e9;

    public static readonly IsotropicModuli Matrix = new(60.9 * GPa, 25.9 * GPa);

    public static readonly IsotropicModuli Soft = new(6.09 * GPa, 2.59 * GPa);

    public static readonly IsotropicModuli Void = new(60.9e-6 * GPa, 25.9e-6 * GPa);

    /// <summary>Far below every tolerance of a test.</summary>
    public static SpectralSettings Exact(SpectralOperator kind = SpectralOperator.Continuous) => new()
    {
        Operator = kind,
        RelativeDivergence = 1e-10,
        AbsoluteDivergence_Pa = 1e-9,
        RelativeMeanStress = 1e-10,
        AbsoluteMeanStress_Pa = 1e-6,
        MaximumIterations = 500,
    };

    /// <summary>Cubic voxels of 1/nx.</summary>
    public static PeriodicGrid Grid(int nx, int ny, int nz) => new(nx, ny, nz, 1.0, ny / (double)nx, nz / (double)nx);

    /// <summary>Moduli by the voxel's indices.</summary>
    public static IsotropicModuli[] Fill(PeriodicGrid grid, Func<int, int, int, IsotropicModuli> at)
    {
        var moduli = new IsotropicModuli[grid.Count];
        for (int k = 0, v = 0; k < grid.Nz; k++)
        {
            for (int j = 0; j < grid.Ny; j++)
            {
                for (int i = 0; i < grid.Nx; i++, v++)
                    moduli[v] = at(i, j, k);
            }
        }

        return moduli;
    }

    /// <summary>Every voxel with its own moduli, between those of the matrix and a third of them.</summary>
    public static IsotropicModuli[] Random(PeriodicGrid grid, int seed)
    {
        Random random = new(seed);
        return Fill(grid, (_, _, _) =>
        {
            double f = 1.0 / 3.0 + 2.0 / 3.0 * random.NextDouble();
            return new IsotropicModuli(f * Matrix.Lambda_Pa, f * Matrix.Shear_Pa);
        });
    }
}
