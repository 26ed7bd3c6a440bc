using PureHDF;
using UmatSurrogate.Damask;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Hdf5;

/// <summary>
/// Fields of a grid in an HDF5 file. Group <c>geometry</c>: <c>cells</c> (3: nx, ny, nz), <c>size_m</c> (3), <c>origin_m</c> (3) and <c>material</c>; group
/// <c>fields</c>: one dataset per field. Datasets over the grid have the shape (nz, ny, nx, components...), so that in C order x is the fastest direction of
/// space, as everywhere; 9 components are a tensor, (3, 3) row by row. The attribute <c>schema</c> of the root is <see cref="Schema"/>.
/// </summary>
public static class FieldArchive
{
    /// <summary>Format and version.</summary>
    public const string Schema = "umat-surrogate/fields/1";

    /// <summary>Writes a file; an older one of that name is replaced when the new one is complete.</summary>
    /// <exception cref="InputException">The file cannot be written, or a field has another number of voxels.</exception>
    public static void Write(string path, VoxelGrid grid, params ReadOnlySpan<CellField> fields)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(grid);
        ulong[] space = [(ulong)grid.Cells.Z, (ulong)grid.Cells.Y, (ulong)grid.Cells.X];
        H5Group geometry = new()
        {
            ["cells"] = new int[] { grid.Cells.X, grid.Cells.Y, grid.Cells.Z },
            ["size_m"] = new double[] { grid.Size.X, grid.Size.Y, grid.Size.Z },
            ["origin_m"] = new double[] { grid.Origin.X, grid.Origin.Y, grid.Origin.Z },
            ["material"] = new H5Dataset(grid.Material, fileDims: space),
        };
        H5Group group = [];
        foreach (CellField field in fields)
        {
            if (field.Count != grid.Count)
                throw new InputException($"The field '{field.Name}' has {field.Count} values for {grid.Count} voxels.");
            ulong[] shape = field.Components switch
            {
                1 => space,
                9 => [.. space, 3UL, 3UL],
                _ => [.. space, (ulong)field.Components],
            };
            group[field.Name] = new H5Dataset(field.Values, fileDims: shape);
        }

        H5File file = new() { ["geometry"] = geometry, ["fields"] = group };
        file.Attributes["schema"] = Schema;
        string partial = path + ".partial";
        try
        {
            file.Write(partial);
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException($"The fields '{path}' cannot be written: {e.Message}", e);
        }
    }
}
