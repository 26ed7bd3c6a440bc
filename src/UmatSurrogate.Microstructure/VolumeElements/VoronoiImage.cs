using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Microstructure;

/// <summary>
/// Voxel image of the periodic Voronoi cells of a volume element: every voxel takes the grain of the nearest seed,
/// distances with periodic images of the unit cube, voxel centre ((i+1/2)/nx, (j+1/2)/ny, (k+1/2)/nz). Of seeds at
/// exactly equal distance the one of the lower index wins.
/// </summary>
/// <remarks>
/// The squared periodic distance separates, d^2 = dx^2[i] + dy^2[j] + dz^2[k]. For each row of voxels along x the
/// seeds are visited in the order of dy^2 + dz^2, which bounds d^2 from below, and a voxel is done when the bound exceeds
/// the nearest distance found so far. The cost per voxel grows like (number of grains)^(1/3) instead of their number.
/// </remarks>
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
        double[] dx2 = AxisTable(grains, nx, 0), dy2 = AxisTable(grains, ny, 1), dz2 = AxisTable(grains, nz, 2);
        int[] image = new int[nx * ny * nz];
        int[] order = new int[grains.Length];
        double[] bound = new double[grains.Length];
        for (int k = 0; k < nz; k++)
        {
            for (int j = 0; j < ny; j++)
            {
                for (int g = 0; g < order.Length; g++)
                {
                    order[g] = g;
                    bound[g] = dy2[j * order.Length + g] + dz2[k * order.Length + g];
                }
                Array.Sort(bound, order);
                for (int i = 0; i < nx; i++)
                    image[i + nx * (j + ny * k)] = Nearest(bound, order, dx2.AsSpan(i * order.Length, order.Length));
            }
        }
        return image;
    }

    private static int Nearest(ReadOnlySpan<double> bound, ReadOnlySpan<int> order, ReadOnlySpan<double> dx2)
    {
        double best = double.PositiveInfinity;
        int nearest = int.MaxValue;
        for (int n = 0; n < bound.Length && bound[n] <= best; n++)
        {
            int g = order[n];
            double d2 = bound[n] + dx2[g];
            if (d2 < best || (d2 == best && g < nearest))
                (best, nearest) = (d2, g);
        }
        return nearest;
    }

    /// <summary>Squared periodic distances along one axis, [voxel][grain].</summary>
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
