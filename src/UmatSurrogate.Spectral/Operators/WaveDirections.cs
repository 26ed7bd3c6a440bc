using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// The wave vectors of a grid for one kind of derivative, in the order of <see cref="RealFourierTransform"/>.
/// Continuous: xi_j = 2 pi k_j / L_j, with 0 for the Nyquist number of an even axis, as DAMASK has it. Rotated (Willot 2015,
/// doi:10.1016/j.crme.2014.12.005): up to a common phase xi_j = (2 / h_j) sin(theta_j / 2) prod_{l != j} cos(theta_l / 2), theta_j = 2 pi k_j / n_j.
/// Where all three vanish the field has no fluctuation.
/// </summary>
public sealed unsafe class WaveDirections
{
    private readonly AlignedVector _directions;
    private readonly AlignedVector _divergenceScale;

    /// <param name="grid">The grid.</param>
    /// <param name="kind">Kind of derivative.</param>
    /// <param name="transform">Gives the order of the frequencies.</param>
    public WaveDirections(PeriodicGrid grid, SpectralOperator kind, RealFourierTransform transform)
    {
        ArgumentNullException.ThrowIfNull(transform);
        Frequencies = transform.Frequencies;
        Stride = transform.Stride;
        VoxelEdge_m = MedianEdge_m(grid);
        _directions = new AlignedVector(3 * Stride);
        _divergenceScale = new AlignedVector(Stride);
        Span<double> xi = stackalloc double[3];
        for (int f = 0; f < Frequencies; f++)
        {
            (int X, int Y, int Z) k = transform.WaveNumbers(f);
            if (kind == SpectralOperator.Continuous)
                Continuous(grid, k, xi);
            else
                Rotated(grid, k, xi);
            double norm = Math.Sqrt(xi[0] * xi[0] + xi[1] * xi[1] + xi[2] * xi[2]);
            if (norm * VoxelEdge_m < 1e-10)
                continue;
            double weight = k.Z == 0 || 2 * k.Z == grid.Nz ? 1.0 : 2.0;
            for (int j = 0; j < 3; j++)
                _directions.Data[j * Stride + f] = xi[j] / (norm * Math.Sqrt(weight));
            _divergenceScale.Data[f] = weight * norm * VoxelEdge_m / grid.Count;
        }
    }

    /// <summary>Number of stored frequencies.</summary>
    public int Frequencies { get; }

    /// <summary>Distance between components.</summary>
    public int Stride { get; }

    /// <summary>The length that makes the divergence a stress: the median of a voxel's edges [m].</summary>
    public double VoxelEdge_m { get; }

    /// <summary>m = n / sqrt(g) of <see cref="GreenOperator"/>: three components, <see cref="Stride"/> apart; 0 where there is no derivative.</summary>
    public double* Directions => _directions.Data;

    /// <summary>g |xi| h / N: the sum over the stored frequencies of (this times |P m|)^2 is the mean square of h div P over the voxels.</summary>
    public double* DivergenceScale => _divergenceScale.Data;

    private static void Continuous(PeriodicGrid grid, (int X, int Y, int Z) k, Span<double> xi)
    {
        xi[0] = 2 * k.X == grid.Nx ? 0.0 : 2.0 * Math.PI * k.X / grid.LengthX_m;
        xi[1] = 2 * k.Y == grid.Ny ? 0.0 : 2.0 * Math.PI * k.Y / grid.LengthY_m;
        xi[2] = 2 * k.Z == grid.Nz ? 0.0 : 2.0 * Math.PI * k.Z / grid.LengthZ_m;
    }

    private static void Rotated(PeriodicGrid grid, (int X, int Y, int Z) k, Span<double> xi)
    {
        (double sx, double cx) = HalfAngle(k.X, grid.Nx);
        (double sy, double cy) = HalfAngle(k.Y, grid.Ny);
        (double sz, double cz) = HalfAngle(k.Z, grid.Nz);
        xi[0] = 2.0 * grid.Nx / grid.LengthX_m * sx * cy * cz;
        xi[1] = 2.0 * grid.Ny / grid.LengthY_m * cx * sy * cz;
        xi[2] = 2.0 * grid.Nz / grid.LengthZ_m * cx * cy * sz;
    }

    private static (double Sin, double Cos) HalfAngle(int k, int n) => 2 * k == n ? (1.0, 0.0) : Math.SinCos(Math.PI * k / n);

    private static double MedianEdge_m(PeriodicGrid grid)
    {
        double x = grid.LengthX_m / grid.Nx, y = grid.LengthY_m / grid.Ny, z = grid.LengthZ_m / grid.Nz;
        return Math.Max(Math.Min(x, y), Math.Min(Math.Max(x, y), z));
    }
}
