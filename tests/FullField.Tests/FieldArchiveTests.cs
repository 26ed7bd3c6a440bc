using PureHDF;
using PureHDF.VOL.Native;
using UmatSurrogate.Damask;
using UmatSurrogate.Hdf5;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Tests;

/// <summary>HDF5 files of fields, read back.</summary>
public sealed class FieldArchiveTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("umat-surrogate-field-archive");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Write_ReadBack_ShapesAndValues()
    {
        VoxelGrid grid = new((2, 3, 4), (1.0, 2.0, 3.0), [.. Enumerable.Range(0, 24)]);
        double[] F = [.. Enumerable.Range(0, 9 * 24).Select(i => 0.1 * i)], scalar = [.. Enumerable.Range(0, 24).Select(i => -1.0 * i)];
        string file = Path.Combine(_folder.FullName, "fields.h5");
        FieldArchive.Write(file, grid, new CellField("F", 9, F), new CellField("sigma_vM", 1, scalar));
        using NativeFile archive = H5File.OpenRead(file);
        Assert.Equal(FieldArchive.Schema, archive.Attribute("schema").Read<string>());
        Assert.Equal([2, 3, 4], archive.Dataset("geometry/cells").Read<int[]>());
        Assert.Equal([1.0, 2.0, 3.0], archive.Dataset("geometry/size_m").Read<double[]>());
        Assert.Equal(grid.Material, archive.Dataset("geometry/material").Read<int[]>());
        var stored = archive.Dataset("fields/F");
        Assert.Equal([4UL, 3UL, 2UL, 3UL, 3UL], stored.Space.Dimensions);
        Assert.Equal(F, stored.Read<double[]>());
        Assert.Equal([4UL, 3UL, 2UL], archive.Dataset("fields/sigma_vM").Space.Dimensions);
        Assert.Equal(scalar, archive.Dataset("fields/sigma_vM").Read<double[]>());
    }

    [Fact]
    public void Write_ThatCannotBe_SaysWhy()
    {
        VoxelGrid grid = new((1, 1, 1), (1.0, 1.0, 1.0), [0]);
        Assert.Contains("2 values for 1 voxels", Assert.Throws<InputException>(() => FieldArchive.Write("x.h5", grid, new CellField("a", 1, new double[2]))).Message, StringComparison.Ordinal);
        string missing = Path.Combine(_folder.FullName, "missing", "fields.h5");
        Assert.Contains(missing, Assert.Throws<InputException>(() => FieldArchive.Write(missing, grid)).Message, StringComparison.Ordinal);
    }
}
