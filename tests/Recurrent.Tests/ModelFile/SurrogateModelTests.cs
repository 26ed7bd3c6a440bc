using System.Buffers.Binary;
using System.Text;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Recurrent;

public sealed class SurrogateModelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("umat-surrogate-").FullName;
    private readonly SurrogateModel _model = TestModels.Random(TestModels.Specification(FeatureSet.BishopHill, 2, 5) with { TrainingRecordJson = "{\"dataset\":\"abc\",\"mean_error_MPa\":1.5}" }, 9);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string File(string name) => Path.Combine(_folder, name);

    [Fact]
    public void SaveAndLoad_SameModelSameBytes()
    {
        _model.Save(File("a.safetensors"));
        SurrogateModel loaded = SurrogateModel.Load(File("a.safetensors"));
        loaded.Save(File("b.safetensors"));
        Assert.Equal(System.IO.File.ReadAllBytes(File("a.safetensors")), System.IO.File.ReadAllBytes(File("b.safetensors")));
        Assert.Equal(_model.ContentHash, loaded.ContentHash);
        Assert.Equal(18 + 10, loaded.StateSize);
        Assert.Contains("abc", loaded.Specification.TrainingRecordJson, StringComparison.Ordinal);
        foreach ((string name, _) in loaded.Specification.TensorShapes())
            Assert.Equal(_model.Tensor(name).ToArray(), loaded.Tensor(name).ToArray());
        Assert.Equal(_model.Specification.StepMaximum.AsSpan().ToArray(), loaded.Specification.StepMaximum.AsSpan().ToArray());
        Assert.Equal(_model.Specification.Elasticity, loaded.Specification.Elasticity);
    }

    private InputException Refused(string from, string to)
    {
        _model.Save(File("m.safetensors"));
        byte[] bytes = System.IO.File.ReadAllBytes(File("m.safetensors"));
        int header = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        string text = Encoding.UTF8.GetString(bytes, 8, header).Replace(from, to, StringComparison.Ordinal);
        Assert.DoesNotContain(from.Length > to.Length || !to.Contains(from, StringComparison.Ordinal) ? from : "\0", text, StringComparison.Ordinal);
        byte[] changed = Encoding.UTF8.GetBytes(text);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)changed.Length);
        System.IO.File.WriteAllBytes(File("m.safetensors"), [.. length, .. changed, .. bytes[(8 + header)..]]);
        return Assert.Throws<InputException>(() => SurrogateModel.Load(File("m.safetensors")));
    }

    [Theory]
    [InlineData("umat-surrogate/model/1", "umat-surrogate/model/2", "model/2")]
    [InlineData("\\u0022layers\\u0022:2", "\\u0022layers\\u0022:3", "grain_hidden.2.weight")]
    [InlineData("\\u0022hidden_size\\u0022:5", "\\u0022hidden_size\\u0022:6", "shape")]
    [InlineData("\\u0022hidden_size\\u0022:5", "\\u0022hidden_size\\u0022:-5", "hidden_size")]
    [InlineData("\\u0022dt_reference_s\\u0022:1", "\\u0022dt_reference_s\\u0022:0", "dt_reference_s")]
    [InlineData("\\u0022cell\\u0022:\\u0022gru\\u0022", "\\u0022cell\\u0022:\\u0022lstm\\u0022", "lstm")]
    [InlineData("\\u0022cell\\u0022:\\u0022gru\\u0022", "\\u0022cell\\u0022:\\u0022gru\\u0022,\\u0022grains\\u0022:\\u0022some\\u0022", "some")]
    [InlineData("\\u0022x_min\\u0022", "\\u0022x_mim\\u0022", "x_min")]
    [InlineData("\\u0022layers\\u0022:2", "\\u0022layers\\u0022:2,\\u0022extra\\u0022:1", "extra")]
    [InlineData("\\u0022layers\\u0022:2", "\\u0022layers\\u0022:2,\\u0022layers\\u0022:2", "twice")]
    [InlineData("umat_surrogate", "another_thing1", "umat_surrogate")]
    [InlineData("output.bias", "output.bios", "output.bias")]
    [InlineData("\"F32\"", "\"F16\"", "F16")]
    [InlineData("\"shape\":[6]", "\"shape\":[7]", "[7]")]
    [InlineData("\"shape\":[6]", "\"shape\":[-6]", "-6")]
    [InlineData("\"shape\":[6]", "\"shope\":[6]", "shope")]
    public void Load_WrongHeader_NamesFileAndValue(string from, string to, string named)
    {
        InputException e = Refused(from, to);
        Assert.Contains("m.safetensors", e.Message, StringComparison.Ordinal);
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CellKind.Gru, GrainMapping.None, true)]
    [InlineData(CellKind.Lmsc, GrainMapping.InitialState, false)]
    [InlineData(CellKind.Lmsc, GrainMapping.None, true)]
    [InlineData(CellKind.Linear, GrainMapping.StepInput, false)]
    public void SaveAndLoad_OtherCells_SameModel(CellKind cell, GrainMapping grains, bool basis)
    {
        SurrogateModel model = TestModels.Random(TestModels.WithCell(TestModels.Specification(FeatureSet.BishopHill, 2, 5), cell, grains, basis), 9);
        model.Save(File("c.safetensors"));
        SurrogateModel loaded = SurrogateModel.Load(File("c.safetensors"));
        Assert.Equal(model.ContentHash, loaded.ContentHash);
        Assert.Equal((cell, grains, basis), (loaded.Specification.Cell, loaded.Specification.Grains, loaded.Specification.TensorBasis));
    }

    /// <summary>A model file that was written before other cells existed: its checksum still fits, nothing is added to its settings.</summary>
    [Fact]
    public void Load_FileWithoutLaterKeys_SameHash()
    {
        SurrogateModel model = SurrogateModel.Load(Path.Combine(TestData.RepositoryRoot, "examples", "models", "starter.safetensors"));
        Assert.Equal("9fc75befda391ceee4bc74b0415dc4673dc8ab6f3db5a6080159d6968fb84767", model.ContentHash);
        Assert.Equal((CellKind.Gru, GrainMapping.Both, false), (model.Specification.Cell, model.Specification.Grains, model.Specification.TensorBasis));
    }

    /// <summary>A model with interacting grains that was written before the vertex classes: all vertices alike and the old rotation, not today's defaults.</summary>
    [Fact]
    public void Load_ClusterWithoutLaterKeys_VerticesAlike()
    {
        ClusterSettings old = new()
        {
            Coupling = [2.0],
            Relaxation = [0.5, 0.4],
            Sharpness = [4, 5],
            Momentum = [0, 0.1],
            SweepVertices = VertexClasses.Alike,
            OutputVertices = VertexClasses.Alike,
            PlainVertices = VertexClasses.Alike,
            RotationVertices = VertexClasses.Alike,
            RotationSharpness = 5,
            RotationAmplitude = [1, 0],
            RotationFloor = 1e-6,
        };
        TestModels.Random(TestModels.Specification(FeatureSet.Cluster, 1, 5) with { Cluster = old }, 9).Save(File("old.safetensors"));
        string text = Encoding.UTF8.GetString(System.IO.File.ReadAllBytes(File("old.safetensors")));
        Assert.Contains("\\u0022coupling\\u0022:2,", text, StringComparison.Ordinal);
        Assert.DoesNotContain("vertex", text, StringComparison.Ordinal);
        Assert.DoesNotContain("rotation", text, StringComparison.Ordinal);
        Assert.Equal(old, SurrogateModel.Load(File("old.safetensors")).Specification.Cluster);
    }

    [Fact]
    public void SaveAndLoad_VertexClasses_SameSettingsAndBytes()
    {
        foreach (ClusterSettings settings in new[] { TestModels.WeightedCluster, new ClusterSettings() })
        {
            SurrogateModel model = TestModels.Random(TestModels.Specification(FeatureSet.Cluster, 1, 5) with { Cluster = settings }, 9);
            model.Save(File("v.safetensors"));
            SurrogateModel loaded = SurrogateModel.Load(File("v.safetensors"));
            Assert.Equal(settings, loaded.Specification.Cluster);
            Assert.Equal(model.ContentHash, loaded.ContentHash);
        }
    }

    [Fact]
    public void Create_LmscWithStretchedIncrement_Refused()
    {
        ModelSpecification specification = TestModels.WithCell(TestModels.Specification(FeatureSet.BishopHill, 2, 5), CellKind.Lmsc);
        specification = specification with { StepMaximum = specification.StepMaximum.SetItem(specification.StepFeatureCount - 2, 2.0) };
        Assert.Contains("increment", Assert.Throws<InputException>(() => TestModels.Random(specification, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_EveryTruncationAndFlippedHeaderByte_InputExceptionOrValidModel()
    {
        _model.Save(File("t.safetensors"));
        byte[] bytes = System.IO.File.ReadAllBytes(File("t.safetensors"));
        for (int length = 0; length < bytes.Length; length += length < 40 ? 1 : 611)
        {
            System.IO.File.WriteAllBytes(File("t.safetensors"), bytes[..length]);
            Assert.Throws<InputException>(() => SurrogateModel.Load(File("t.safetensors")));
        }
        for (int i = 0; i < 4000; i += 7)
        {
            byte[] flipped = [.. bytes];
            flipped[i] ^= 0x11;
            try
            {
                SafetensorsFile.Parse("t", flipped);
            }
            catch (InputException)
            {
            }
        }
    }

    [Fact]
    public void Load_OneFlippedBitInAWeight_RefusedByTheChecksum()
    {
        _model.Save(File("b.safetensors"));
        byte[] bytes = System.IO.File.ReadAllBytes(File("b.safetensors"));
        bytes[^100] ^= 0x01; // the lowest bit of a weight: still a finite number
        System.IO.File.WriteAllBytes(File("b.safetensors"), bytes);
        string message = Assert.Throws<InputException>(() => SurrogateModel.Load(File("b.safetensors"))).Message;
        Assert.Contains("checksum", message, StringComparison.Ordinal);
        Assert.Contains(_model.ContentHash, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ExtraBytesOrMissingFileOrNaN_Refused()
    {
        _model.Save(File("x.safetensors"));
        byte[] bytes = System.IO.File.ReadAllBytes(File("x.safetensors"));
        System.IO.File.WriteAllBytes(File("y.safetensors"), [.. bytes, 0, 0, 0, 0]);
        Assert.Throws<InputException>(() => SurrogateModel.Load(File("y.safetensors")));
        Assert.Throws<InputException>(() => SurrogateModel.Load(File("absent.safetensors")));
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(bytes.Length - 4), float.NaN);
        System.IO.File.WriteAllBytes(File("y.safetensors"), bytes);
        Assert.Contains("output.bias", Assert.Throws<InputException>(() => SurrogateModel.Load(File("y.safetensors"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Save_UnboundedRange_Refused()
    {
        SurrogateModel model = TestModels.Random(TestModels.Specification(FeatureSet.Paper, 1, 4) with { Trained = TrainedRange.Unbounded }, 1);
        Assert.Throws<InputException>(() => model.Save(File("u.safetensors")));
        Assert.NotEmpty(model.ContentHash);
    }
}
