using System.Globalization;
using System.Runtime.InteropServices;
using System.Xml;
using System.Xml.Linq;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Damask;

/// <summary>Reads the elements of a VTK XML image data file.</summary>
internal sealed class VtkImage
{
    private static readonly char[] WhiteSpace = [' ', '\t', '\r', '\n'];

    private readonly string _path;
    private readonly XElement _image;
    private readonly bool _compressed;
    private readonly int _headerWordBytes;

    public VtkImage(string path, XDocument document)
    {
        _path = path;
        XElement root = document.Root!;
        if (root.Name != "VTKFile" || Attribute(root, "type") != "ImageData")
            throw Error(root, $"the root element is <{root.Name} type=\"{Attribute(root, "type")}\">; a geometry is a VTKFile of type ImageData");
        if (Attribute(root, "byte_order") is not ("" or "LittleEndian"))
            throw Error(root, $"byte_order is '{Attribute(root, "byte_order")}'; supported is LittleEndian");
        _compressed = Attribute(root, "compressor") switch
        {
            "" => false,
            "vtkZLibDataCompressor" => true,
            string other => throw Error(root, $"compressor is '{other}'; supported is vtkZLibDataCompressor"),
        };
        _headerWordBytes = Attribute(root, "header_type") switch
        {
            "" or "UInt32" => 4,
            "UInt64" => 8,
            string other => throw Error(root, $"header_type is '{other}'; supported are UInt32 and UInt64"),
        };
        _image = root.Element("ImageData") ?? throw Error(root, "there is no element ImageData");
        double[] extent = Numbers(_image, "WholeExtent", 6);
        if (extent[0] != 0 || extent[2] != 0 || extent[4] != 0)
            throw Error(_image, $"WholeExtent is '{Attribute(_image, "WholeExtent")}'; it must start at 0");
        if (Attribute(_image, "Direction") is not ("" or "1 0 0 0 1 0 0 0 1"))
            throw Error(_image, $"Direction is '{Attribute(_image, "Direction")}'; supported is '1 0 0 0 1 0 0 0 1'");
        double[] spacing = Numbers(_image, "Spacing", 3);
        double[] origin = Numbers(_image, "Origin", 3);
        for (int axis = 0; axis < 3; axis++)
        {
            double n = extent[2 * axis + 1];
            if (!(n >= 1 && n <= int.MaxValue && n == Math.Floor(n)))
                throw Error(_image, $"WholeExtent is '{Attribute(_image, "WholeExtent")}'; each direction needs at least one cell");
            if (!(spacing[axis] > 0))
                throw Error(_image, $"Spacing is '{Attribute(_image, "Spacing")}'; it must be positive");
        }
        Cells = ((int)extent[1], (int)extent[3], (int)extent[5]);
        Size = (spacing[0] * Cells.X, spacing[1] * Cells.Y, spacing[2] * Cells.Z);
        Origin = (origin[0], origin[1], origin[2]);
    }

    public (int X, int Y, int Z) Cells { get; }

    public (double X, double Y, double Z) Size { get; }

    public (double X, double Y, double Z) Origin { get; }

    public IEnumerable<CellField> ReadCellArrays()
    {
        List<XElement> pieces = [.. _image.Elements("Piece")];
        if (pieces.Count != 1)
            throw Error(_image, $"there are {pieces.Count} pieces; a geometry has one");
        foreach (XElement array in pieces[0].Elements("CellData").Elements("DataArray"))
            yield return ReadArray(array);
    }

    private CellField ReadArray(XElement array)
    {
        string name = Attribute(array, "Name");
        string componentText = Attribute(array, "NumberOfComponents");
        int components = 1;
        if (componentText.Length > 0
            && !(int.TryParse(componentText, NumberStyles.None, CultureInfo.InvariantCulture, out components) && components > 0))
        {
            throw Error(array, $"the array '{name}' has NumberOfComponents '{componentText}'; a positive integer is expected");
        }
        string type = Attribute(array, "type");
        CellField field = type switch
        {
            "Int32" => new CellField(name, components, Values<int>(array, name)),
            "Int64" => new CellField(name, components, Values<long>(array, name)),
            "Float32" => new CellField(name, components, Values<float>(array, name)),
            "Float64" => new CellField(name, components, Values<double>(array, name)),
            _ => throw Error(array, $"the array '{name}' has the type '{type}'; supported are Int32, Int64, Float32 and Float64"),
        };
        long expected = (long)Cells.X * Cells.Y * Cells.Z;
        return field.Count == expected && field.Values.Length == expected * components
            ? field
            : throw Error(array, $"the array '{name}' has {field.Values.Length} values; {Cells.X} x {Cells.Y} x {Cells.Z} cells need {expected * components}");
    }

    private T[] Values<T>(XElement array, string name)
        where T : unmanaged, ISpanParsable<T>
    {
        string format = Attribute(array, "format");
        switch (format)
        {
            case "ascii":
                string[] words = array.Value.Split(WhiteSpace, StringSplitOptions.RemoveEmptyEntries);
                T[] parsed = new T[words.Length];
                for (int i = 0; i < words.Length; i++)
                {
                    if (!T.TryParse(words[i], CultureInfo.InvariantCulture, out parsed[i]))
                        throw Error(array, $"value {i} of the array '{name}' is '{words[i]}', not a number of its type");
                }
                return parsed;
            case "binary":
                try
                {
                    byte[] bytes = VtkBlocks.Decode(array.Value, _compressed, _headerWordBytes);
                    if (bytes.Length % Marshal.SizeOf<T>() != 0)
                        throw new InvalidDataException($"{bytes.Length} bytes are not a whole number of values");
                    return MemoryMarshal.Cast<byte, T>(bytes).ToArray();
                }
                catch (Exception e) when (e is FormatException or InvalidDataException)
                {
                    throw new InputException($"{Where(array)} the data of the array '{name}' are damaged: {e.Message}.", e);
                }
            default:
                throw Error(array, $"the array '{name}' has the format '{format}'; supported are ascii and binary. Save the file with data mode 'binary'");
        }
    }

    private double[] Numbers(XElement element, string attribute, int count)
    {
        string text = Attribute(element, attribute);
        string[] words = text.Split(WhiteSpace, StringSplitOptions.RemoveEmptyEntries);
        double[] values = new double[count];
        bool valid = words.Length == count;
        for (int i = 0; valid && i < count; i++)
            valid = double.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]) && double.IsFinite(values[i]);
        return valid ? values : throw Error(element, $"{attribute} is '{text}'; {count} numbers are expected");
    }

    private static string Attribute(XElement element, string name) => element.Attribute(name)?.Value ?? "";

    private string Where(XElement element) => $"{_path}:{((IXmlLineInfo)element).LineNumber}:";

    private InputException Error(XElement element, string message) => new($"{Where(element)} {message}.");
}
