using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Microstructure;

/// <summary>
/// Voxel image of the periodic Voronoi cells of a volume element: every voxel takes the grain of the nearest seed,
/// distances with periodic images of the unit cube, voxel centre ((i+1/2)/nx, (j+1/2)/ny, (k+1/2)/nz). Of seeds at
/// exactly equal distance the one of the lower index wins.
/// </summary>
public static class VoronoiImage
{
    /// <summary>Creates the image.</summary>
    /// <returns>Grain index (from 0) of each voxel, length nx*ny*nz, x fastest, then y, then z.</returns>
    public static int[] Create(VolumeElement volumeElement, int nx, int ny, int nz)
    {
        ArgumentNullException.ThrowIfNull(volumeElement);
        if (nx < 1 || ny < 1 || nz < 1)
            throw new InputException($"A voxel image of {nx} x {ny} x {nz} voxels was asked for; each number must be at least 1.");
        if ((long)nx * ny * nz > Array.MaxLength)
            throw new InputException($"A voxel image of {nx} x {ny} x {nz} voxels is larger than {Array.MaxLength} voxels.");
        ReadOnlySpan<Grain> grains = volumeElement.Grains;
        int count = grains.Length;
        // Squared periodic distance separates: d^2 = dx^2[i] + dy^2[j] + dz^2[k], one table per axis and seed.
        double[] dx2 = AxisTable(grains, nx, 0), dy2 = AxisTable(grains, ny, 1), dz2 = AxisTable(grains, nz, 2);
        int[] image = new int[nx * ny * nz];
        for (int k = 0, voxel = 0; k < nz; k++)
        {
            for (int j = 0; j < ny; j++)
            {
                for (int i = 0; i < nx; i++, voxel++)
                {
                    double best = double.PositiveInfinity;
                    for (int g = 0; g < count; g++)
                    {
                        double d2 = dx2[i * count + g] + dy2[j * count + g] + dz2[k * count + g];
                        if (d2 < best)
                            (best, image[voxel]) = (d2, g);
                    }
                }
            }
        }
        return image;
    }

    private static double[] AxisTable(ReadOnlySpan<Grain> grains, int n, int axis)
    {
        double[] table = new double[n * grains.Length];
        for (int i = 0; i < n; i++)
        {
            for (int g = 0; g < grains.Length; g++)
            {
                double seed = axis switch { 0 => grains[g].X, 1 => grains[g].Y, _ => grains[g].Z };
                double d = Math.Abs((i + 0.5) / n - seed);
                d = Math.Min(d, 1.0 - d);
                table[i * grains.Length + g] = d * d;
            }
        }
        return table;
    }
}
