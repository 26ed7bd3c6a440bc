using UmatSurrogate.Damask;
using UmatSurrogate.Hdf5;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Cli.Simulations;

/// <summary>Files of fields, by their ending: VTK image data (.vti) or HDF5 (.h5, .hdf5).</summary>
internal static class FieldFile
{
    /// <summary>The name itself, if its ending is known.</summary>
    public static string Checked(string path) => IsVtk(path) || IsHdf5(path)
        ? path
        : throw new InputException($"'{path}' is no file of fields; its name must end with .vti (VTK image data) or .h5 (HDF5).");

    public static void Write(string path, VoxelGrid grid, CellField[] fields)
    {
        if (IsVtk(path))
            GeometryFile.Write(path, grid, fields);
        else
            FieldArchive.Write(path, grid, fields);
    }

    /// <summary>final.vti becomes final.000010.vti for increment 10.</summary>
    public static string OfIncrement(string path, int increment) => Path.Combine(
        Path.GetDirectoryName(path)!, FormattableString.Invariant($"{Path.GetFileNameWithoutExtension(path)}.{increment:D6}{Path.GetExtension(path)}"));

    private static bool IsVtk(string path) => path.EndsWith(".vti", StringComparison.OrdinalIgnoreCase);

    private static bool IsHdf5(string path) =>
        path.EndsWith(".h5", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".hdf5", StringComparison.OrdinalIgnoreCase);
}
