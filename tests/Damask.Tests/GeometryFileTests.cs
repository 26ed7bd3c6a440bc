using UmatSurrogate.Damask;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Damask.Tests;

public sealed class GeometryFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"umat-surrogate-{Guid.NewGuid():N}.vti");

    public void Dispose() => File.Delete(_path);

    private static string Image(string attributes, string array, string extent = "0 2 0 1 0 2") => $"""
        <?xml version="1.0"?>
        <VTKFile type="ImageData" version="0.1" {attributes}>
          <ImageData WholeExtent="{extent}" Origin="0 0 0" Spacing="0.5 1 0.5">
          <Piece Extent="{extent}">
            <CellData>
              {array}
            </CellData>
          </Piece>
          </ImageData>
        </VTKFile>
        """;

    private VoxelGrid ReadText(string text)
    {
        File.WriteAllText(_path, text);
        return GeometryFile.Read(_path);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)] // several blocks, the last one partly filled
    [InlineData(16)] // 16^3 * 8 bytes is exactly one block of 32768
    public void Write_ReadsBackTheSame(int n)
    {
        VolumeElement ve = VolumeElementGenerator.Random(20, 1);
        VoxelGrid grid = VoxelGrid.FromVolumeElement(ve, n, n, n + 1);
        Random random = new(1);
        double[] tensor = [.. Enumerable.Range(0, 9 * grid.Count).Select(_ => random.NextDouble())];
        float[] vector = [.. Enumerable.Range(0, 3 * grid.Count).Select(_ => random.NextSingle())];
        int[] ids = [.. Enumerable.Range(0, grid.Count)];
        GeometryFile.Write(_path, grid, new CellField("P / Pa & <more>", 9, tensor), new CellField("u", 3, vector), new CellField("id", 1, ids));
        VoxelGrid back = GeometryFile.Read(_path, out IReadOnlyList<CellField> fields);
        Assert.Equal(grid.Cells, back.Cells);
        Assert.Equal(grid.Size.Z, back.Size.Z, 1e-15);
        Assert.Equal(grid.Material, back.Material);
        Assert.Equal(["P / Pa & <more>", "u", "id"], fields.Select(f => f.Name));
        Assert.Equal([9, 3, 1], fields.Select(f => f.Components));
        Assert.Equal(tensor, (double[])fields[0].Values);
        Assert.Equal(vector, (float[])fields[1].Values);
        Assert.Equal(ids, (int[])fields[2].Values);
    }

    [Theory]
    [InlineData("Int32")]
    [InlineData("Int64")]
    [InlineData("Float64")]
    public void Read_Ascii(string type)
    {
        VoxelGrid grid = ReadText(Image("", $"""<DataArray type="{type}" Name="material" format="ascii">3 0 1 2</DataArray>"""));
        Assert.Equal([3, 0, 1, 2], grid.Material);
        Assert.Equal((2, 1, 2), grid.Cells);
        Assert.Equal((1.0, 1.0, 1.0), grid.Size);
    }

    [Theory]
    [InlineData("UInt32", false)]
    [InlineData("UInt64", false)]
    [InlineData("UInt64", true)]
    public void Read_UncompressedBase64(string header, bool separateHeader)
    {
        // VTK encodes header and data in one text; some programs encode them one after the other.
        byte[] length = header == "UInt32" ? BitConverter.GetBytes(16u) : BitConverter.GetBytes(16UL);
        byte[] data = [.. new[] { 3, 0, 1, 2 }.SelectMany(BitConverter.GetBytes)];
        string text = separateHeader
            ? Convert.ToBase64String(length) + Convert.ToBase64String(data)
            : Convert.ToBase64String([.. length, .. data]);
        VoxelGrid grid = ReadText(Image($"header_type=\"{header}\"", $"""<DataArray type="Int32" Name="material" format="binary">{text}</DataArray>"""));
        Assert.Equal([3, 0, 1, 2], grid.Material);
    }

    [Fact]
    public void Read_FileOfVtk_Compressed64BitHeader()
    {
        // Written by vtkXMLImageDataWriter of VTK 9.1.
        const string Data = "AQAAAAAAAAAAgAAAAAAAACAAAAAAAAAAEQAAAAAAAAA=eF5jZkAFjFCaCUoDAACgAAc=";
        VoxelGrid grid = ReadText(Image(
            "byte_order=\"LittleEndian\" header_type=\"UInt64\" compressor=\"vtkZLibDataCompressor\"",
            $"<DataArray type=\"Int64\" Name=\"material\" format=\"binary\" RangeMin=\"0\" RangeMax=\"3\">\n        {Data}\n      </DataArray>"));
        Assert.Equal([3, 0, 1, 2], grid.Material);
    }

    [Theory]
    [InlineData("byte_order=\"BigEndian\"", "<x/>", ":2:", "BigEndian")]
    [InlineData("compressor=\"vtkLZ4DataCompressor\"", "<x/>", ":2:", "vtkLZ4DataCompressor")]
    [InlineData("", "<x/>", "", "no cell array 'material'; cell arrays there: none")]
    [InlineData("", """<DataArray type="Int32" Name="materialpoint" format="ascii">0 0 0 0</DataArray>""", "", "there: materialpoint")]
    [InlineData("", """<DataArray type="Int32" Name="material" format="ascii">0 0 0</DataArray>""", ":6:", "3 values; 2 x 1 x 2 cells need 4")]
    [InlineData("", """<DataArray type="Int32" Name="material" format="ascii">0 0 b 0</DataArray>""", ":6:", "value 2 of the array 'material' is 'b'")]
    [InlineData("", """<DataArray type="Int32" Name="material" format="ascii">0 0 -1 0</DataArray>""", "", "voxel 2 has the material -1")]
    [InlineData("", """<DataArray type="Float64" Name="material" format="ascii">0 0.5 1 0</DataArray>""", "", "voxel 1 has the material 0.5")]
    [InlineData("", """<DataArray type="UInt8" Name="material" format="ascii">0 0 1 0</DataArray>""", ":6:", "type 'UInt8'")]
    [InlineData("", """<DataArray type="Int32" Name="material" format="appended" offset="0"/>""", ":6:", "format 'appended'")]
    [InlineData("", """<DataArray type="Int32" Name="material" format="binary">EAAAAAM=</DataArray>""", ":6:", "16 bytes are announced, 1 are there")]
    [InlineData("", """<DataArray type="Int32" Name="material" format="binary">###</DataArray>""", ":6:", "damaged")]
    [InlineData("compressor=\"vtkZLibDataCompressor\"", """<DataArray type="Int32" Name="material" format="binary">AQAAAACAAAAQAAAABAAAAA==AAAAAA==</DataArray>""", ":6:", "damaged")]
    public void Read_BadInput_TellsWhatAndWhere(string attributes, string array, string where, string expected)
    {
        InputException e = Assert.Throws<InputException>(() => ReadText(Image(attributes, array)));
        Assert.StartsWith(_path + (where.Length > 0 ? where : ":"), e.Message, StringComparison.Ordinal);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 0 0 1 0 1")]
    [InlineData("1 2 0 1 0 1")]
    [InlineData("0 1 0 1")]
    [InlineData("0 1 0 a 0 1")]
    public void Read_BadExtent_IsAnInputError(string extent) =>
        Assert.Contains("WholeExtent", Assert.Throws<InputException>(() => ReadText(Image("", "<x/>", extent))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_NotXml_IsAnInputError()
    {
        Assert.Contains(":1:", Assert.Throws<InputException>(() => ReadText("solid cube")).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Throws<InputException>(() => GeometryFile.Read("no_such.vti")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_KeepsTheLineLayoutOfTheReference()
    {
        // DAMASK's reader finds the data on the line after the DataArray tag.
        GeometryFile.Write(_path, new VoxelGrid((2, 1, 1), (2, 1, 1), [0, 1]));
        string[] lines = File.ReadAllLines(_path);
        int tag = Array.FindIndex(lines, l => l.Contains("<DataArray", StringComparison.Ordinal));
        Assert.EndsWith(">", lines[tag], StringComparison.Ordinal);
        Assert.Matches("^ +[A-Za-z0-9+/=]+$", lines[tag + 1]);
        Assert.Equal("</DataArray>", lines[tag + 2].Trim());
    }

    [Fact]
    public void Write_FieldOfWrongLength_IsAnInputError() =>
        Assert.Throws<InputException>(() => GeometryFile.Write(_path, new VoxelGrid((2, 1, 1), (2, 1, 1), [0, 1]), new CellField("a", 1, new double[3])));
}
