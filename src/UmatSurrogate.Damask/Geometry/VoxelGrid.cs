using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Damask;

/// <summary>A regular grid of voxels with one material entry each. Voxels are numbered x fastest, then y, then z.</summary>
public sealed class VoxelGrid
{
    /// <param name="cells">Number of voxels along x, y and z.</param>
    /// <param name="size">Edge lengths of the whole grid along x, y and z, m.</param>
    /// <param name="material">Index of the material entry (from 0) of each voxel; length = product of the cells.</param>
    /// <param name="origin">Corner of the grid, m.</param>
    public VoxelGrid((int X, int Y, int Z) cells, (double X, double Y, double Z) size, int[] material, (double X, double Y, double Z) origin = default)
    {
        ArgumentNullException.ThrowIfNull(material);
        if (cells.X < 1 || cells.Y < 1 || cells.Z < 1)
            throw new InputException($"A grid of {cells.X} x {cells.Y} x {cells.Z} voxels was given; each number must be at least 1.");
        if (!(size.X > 0 && size.Y > 0 && size.Z > 0))
            throw new InputException($"A grid of size {size.X} x {size.Y} x {size.Z} m was given; each length must be positive.");
        if (material.Length != (long)cells.X * cells.Y * cells.Z)
            throw new InputException($"A grid of {cells.X} x {cells.Y} x {cells.Z} voxels has {material.Length} material indices; it needs one per voxel.");
        Cells = cells;
        Size = size;
        Origin = origin;
        Material = material;
    }

    /// <summary>Number of voxels along x, y and z.</summary>
    public (int X, int Y, int Z) Cells { get; }

    /// <summary>Edge lengths of the whole grid, m.</summary>
    public (double X, double Y, double Z) Size { get; }

    /// <summary>Corner of the grid, m.</summary>
    public (double X, double Y, double Z) Origin { get; }

    /// <summary>Index of the material entry of each voxel, x fastest.</summary>
    public int[] Material { get; }

    /// <summary>Number of voxels.</summary>
    public int Count => Material.Length;

    /// <summary>The periodic Voronoi image of a volume element in the unit cube; the material index of a voxel is its grain.</summary>
    public static VoxelGrid FromVolumeElement(VolumeElement volumeElement, int nx, int ny, int nz) =>
        new((nx, ny, nz), (1.0, 1.0, 1.0), VoronoiImage.Create(volumeElement, nx, ny, nz));
}
