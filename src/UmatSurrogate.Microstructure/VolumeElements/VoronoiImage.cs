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
/// the nearest distance found so far. The seeds nearest to the row before bound these distances from above, so that only
/// the seeds around the row are sorted. For N grains the cost per voxel grows like N^(1/3) + N/nx instead of N.
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
        int count = grains.Length;
        int[] order = new int[count];
        double[] bound = new double[count], squared = new double[count];
        for (int row = 0; row < ny * nz; row++)
        {
            ReadOnlySpan<double> y = dy2.AsSpan(row % ny * count, count), z = dz2.AsSpan(row / ny * count, count);
            for (int g = 0; g < count; g++)
                squared[g] = y[g] + z[g];
            // No voxel of this row is farther from its seed than it is from the seed of the voxel beside it in the row before.
            double limit = row == 0 ? double.PositiveInfinity : 0.0;
            for (int i = 0; row > 0 && i < nx; i++)
            {
                int g = image[i + nx * (row - 1)];
                limit = Math.Max(limit, squared[g] + dx2[i * count + g]);
            }
            int candidates = 0;
            for (int g = 0; g < count; g++)
            {
                if (squared[g] <= limit)
                    (order[candidates], bound[candidates++]) = (g, squared[g]);
            }
            Array.Sort(bound, order, 0, candidates);
            for (int i = 0; i < nx; i++)
                image[i + nx * row] = Nearest(bound.AsSpan(0, candidates), order, dx2.AsSpan(i * count, count));
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
