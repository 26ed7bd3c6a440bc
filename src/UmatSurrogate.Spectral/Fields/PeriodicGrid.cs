using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>A periodic box of voxels. Voxel (i, j, k) has the index i + Nx (j + Ny k): x fastest.</summary>
public readonly record struct PeriodicGrid
{
    /// <param name="nx">Voxels along x.</param>
    /// <param name="ny">Voxels along y.</param>
    /// <param name="nz">Voxels along z.</param>
    /// <param name="lengthX_m">Edge of the box along x [m].</param>
    /// <param name="lengthY_m">Edge of the box along y [m].</param>
    /// <param name="lengthZ_m">Edge of the box along z [m].</param>
    /// <exception cref="InputException">A number of voxels or an edge is not positive.</exception>
    public PeriodicGrid(int nx, int ny, int nz, double lengthX_m, double lengthY_m, double lengthZ_m)
    {
        if (nx < 1 || ny < 1 || nz < 1 || (long)nx * ny * nz > int.MaxValue / 16)
            throw new InputException($"A grid of {nx} x {ny} x {nz} voxels is not possible; each number must be at least 1 and their product at most {int.MaxValue / 16}.");
        if (!(lengthX_m > 0.0 && lengthY_m > 0.0 && lengthZ_m > 0.0) || !double.IsFinite(lengthX_m + lengthY_m + lengthZ_m))
            throw new InputException(FormattableString.Invariant($"A grid with the edges {lengthX_m}, {lengthY_m}, {lengthZ_m} m is not possible; they must be positive."));
        (Nx, Ny, Nz) = (nx, ny, nz);
        (LengthX_m, LengthY_m, LengthZ_m) = (lengthX_m, lengthY_m, lengthZ_m);
    }

    /// <summary>A cube of n^3 voxels with edges of 1 m; stresses do not depend on the size.</summary>
    public static PeriodicGrid Cube(int n) => new(n, n, n, 1.0, 1.0, 1.0);

    /// <summary>Number of voxels along each axis.</summary>
    public int Nx { get; }

    /// <inheritdoc cref="Nx"/>
    public int Ny { get; }

    /// <inheritdoc cref="Nx"/>
    public int Nz { get; }

    /// <summary>Edges of the box [m].</summary>
    public double LengthX_m { get; }

    /// <inheritdoc cref="LengthX_m"/>
    public double LengthY_m { get; }

    /// <inheritdoc cref="LengthX_m"/>
    public double LengthZ_m { get; }

    /// <summary>Number of voxels.</summary>
    public int Count => Nx * Ny * Nz;
}
