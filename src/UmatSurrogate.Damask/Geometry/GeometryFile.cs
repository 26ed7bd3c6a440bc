using System.Globalization;
using System.Security;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Damask;

/// <summary>
/// Reads and writes grids as VTK XML image data (<c>.vti</c>), as DAMASK and ParaView do: cell data in ascii or base64,
/// zlib-compressed or not, 32- or 64-bit headers, little endian. The cell array <c>material</c> holds the material
/// indices (from 0). Written files are compressed, with the line layout that DAMASK's reader relies on.
/// </summary>
public static class GeometryFile
{
    /// <summary>Name of the array of material indices.</summary>
    public const string MaterialArray = "material";

    /// <summary>Reads the grid of a geometry file.</summary>
    /// <exception cref="InputException">The file is not a valid geometry; the message names file, line and value.</exception>
    public static VoxelGrid Read(string path) => Read(path, out _);

    /// <summary>Reads the grid and all other cell arrays.</summary>
    public static VoxelGrid Read(string path, out IReadOnlyList<CellField> fields)
    {
        VtkImage image = new(path, Load(path));
        List<CellField> all = [.. image.ReadCellArrays()];
        CellField? material = all.Find(field => field.Name == MaterialArray);
        if (material is null)
        {
            throw new InputException(
                $"{path}: no cell array '{MaterialArray}'; cell arrays there: {(all.Count == 0 ? "none" : string.Join(", ", all.Select(f => f.Name)))}.");
        }
        all.Remove(material);
        fields = all;
        return new VoxelGrid(image.Cells, image.Size, MaterialIndices(path, material), image.Origin);
    }

    /// <summary>Writes a grid with its material indices and further fields on the same voxels.</summary>
    public static void Write(string path, VoxelGrid grid, params ReadOnlySpan<CellField> fields)
    {
        ArgumentNullException.ThrowIfNull(grid);
        StringBuilder text = new();
        (int nx, int ny, int nz) = grid.Cells;
        string extent = $"0 {nx} 0 {ny} 0 {nz}";
        text.Append("<?xml version=\"1.0\"?>\n");
        text.Append("<VTKFile type=\"ImageData\" version=\"0.1\" byte_order=\"LittleEndian\" header_type=\"UInt32\" compressor=\"vtkZLibDataCompressor\">\n");
        text.Append(CultureInfo.InvariantCulture, $"  <ImageData WholeExtent=\"{extent}\" Origin=\"{Triple(grid.Origin)}\" ");
        text.Append(CultureInfo.InvariantCulture, $"Spacing=\"{Triple((grid.Size.X / nx, grid.Size.Y / ny, grid.Size.Z / nz))}\" ");
        text.Append("Direction=\"1 0 0 0 1 0 0 0 1\">\n");
        text.Append(CultureInfo.InvariantCulture, $"  <Piece Extent=\"{extent}\">\n    <PointData>\n    </PointData>\n    <CellData>\n");
        AppendArray(text, new CellField(MaterialArray, 1, Array.ConvertAll(grid.Material, index => (long)index)));
        foreach (CellField field in fields)
        {
            if (field.Count != grid.Count)
                throw new InputException($"The field '{field.Name}' has {field.Count} values for {grid.Count} voxels.");
            AppendArray(text, field);
        }
        text.Append("    </CellData>\n  </Piece>\n  </ImageData>\n</VTKFile>\n");
        try
        {
            File.WriteAllText(path, text.ToString());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException($"The geometry '{path}' cannot be written: {e.Message}", e);
        }
    }

    private static void AppendArray(StringBuilder text, CellField field)
    {
        byte[] bytes = new byte[Buffer.ByteLength(field.Values)];
        Buffer.BlockCopy(field.Values, 0, bytes, 0, bytes.Length);
        string components = field.Components == 1 ? "" : $"NumberOfComponents=\"{field.Components}\" ";
        text.Append(CultureInfo.InvariantCulture, $"      <DataArray type=\"{field.VtkType}\" Name=\"{SecurityElement.Escape(field.Name)}\" {components}format=\"binary\">\n");
        text.Append("        ").Append(VtkBlocks.EncodeCompressed(bytes)).Append("\n      </DataArray>\n");
    }

    private static string Triple((double X, double Y, double Z) v) => FormattableString.Invariant($"{v.X} {v.Y} {v.Z}");

    private static XDocument Load(string path)
    {
        try
        {
            return XDocument.Load(path, LoadOptions.SetLineInfo);
        }
        catch (XmlException e)
        {
            throw new InputException($"{path}:{e.LineNumber}: not a valid XML file: {e.Message} A file with appended raw data has to be saved with data mode 'binary'.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException($"The geometry '{path}' cannot be read: {e.Message}", e);
        }
    }

    private static int[] MaterialIndices(string path, CellField material)
    {
        if (material.Components != 1)
            throw new InputException($"{path}: the array '{MaterialArray}' has {material.Components} components; it must have one.");
        double[] values = material.ToDoubles();
        int[] indices = new int[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            indices[i] = (int)values[i];
            if (indices[i] != values[i] || indices[i] < 0)
                throw new InputException($"{path}: voxel {i} has the material {values[i]}; material indices are integers from 0.");
        }
        return indices;
    }
}
