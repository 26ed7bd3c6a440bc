using UmatSurrogate.Mechanics;
using UmatSurrogate.Plugin;
using UmatSurrogate.Plugin.Configuration;

namespace UmatSurrogate.Tests.Plugin;

public sealed class ConfigurationTests : IDisposable
{
    private const string Material = """ "model": "model.safetensors", "microstructure": { "file": "ve.json" } """;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_AllKeys_AreUnderstood()
    {
        PluginConfiguration configuration = Read("""
            {
              // comments are allowed
              "host": "calculix",
              "tangent": "elastic",
              "materials": {
                "steel": { "model": "a.safetensors", "microstructure": { "seed": 5, "grains": 12, "texture": "goss", "halfwidth_deg": 10 } },
                "*": { "model": "/m/b.safetensors", "microstructure": { "table": "t.csv" } },
              },
              "trace": { "file": "trace.csv", "sample": 50, "seed": 1, "state": true }
            }
            """);
        Assert.Equal(TangentChoice.Elastic, configuration.Tangent);
        Assert.NotNull(configuration.Host);
        Assert.Equal(["STEEL", "*"], configuration.Materials.Select(m => m.Name));
        Assert.Equal(_folder.File("a.safetensors"), configuration.Materials[0].ModelFiles.Single());
        Assert.Equal("/m/b.safetensors", configuration.Materials[1].ModelFiles.Single());
        var seeded = Assert.IsType<MicrostructureDefinition.Seeded>(configuration.Materials[0].Microstructure);
        Assert.Equal((5UL, 12, 10.0), (seeded.Seed, seeded.Grains, seeded.HalfWidth_deg));
        Assert.Equal((50, 1UL, true), (configuration.Trace!.SampleSize, configuration.Trace.SampleSeed, configuration.Trace.WithState));
    }

    [Theory]
    [InlineData("analytic", TangentChoice.Analytic)]
    [InlineData("consistent", TangentChoice.Analytic)]
    [InlineData("positive-definite", TangentChoice.PositiveDefinite)]
    public void Read_TangentAndEnsemble(string tangent, object choice)
    {
        PluginConfiguration configuration = Read($$"""
            { "tangent": "{{tangent}}", "materials": { "a": { "model": ["a", "b"], "microstructure": { "file": "ve.json" }, "spread_limit_MPa": 2.5 } } }
            """);
        Assert.Equal(choice, configuration.Tangent);
        Assert.Equal([_folder.File("a"), _folder.File("b")], configuration.Materials[0].ModelFiles);
        Assert.Equal(2.5e6, configuration.Materials[0].SpreadLimit_Pa);
    }

    [Theory]
    [InlineData("""{ "materials": { "a": { "model": [], "microstructure": { "file": "ve.json" } } } }""", "model", "at least one")]
    [InlineData("""{ "materials": { "a": { "model": ["x", 3], "microstructure": { "file": "ve.json" } } } }""", "model", "list of texts")]
    [InlineData("""{ "materials": { "a": { MATERIAL } }, "tangent": "secant" }""", "tangent", "positive-definite")]
    [InlineData("""{ "materials": { "a": { MATERIAL } }, "colour": 1 }""", "unknown key \"colour\"", "known here: materials, host, tangent, trace")]
    [InlineData("""{ "materials": { "a": { MATERIAL, "file": 1 } } }""", "materials.a", "unknown key \"file\"")]
    [InlineData("""{ "materials": { "a": { MATERIAL }, "A": { MATERIAL } } }""", "stands twice", "A")]
    [InlineData("""{ "materials": {} }""", "empty", "\"*\"")]
    [InlineData("""{ "materials": { "a": { "model": 3, "microstructure": { "file": "ve.json" } } } }""", "\"model\" must be", "found 3")]
    [InlineData("""{ "materials": { "a": { "model": "m", "microstructure": { } } } }""", "exactly one of", "\"seed\"")]
    [InlineData("""{ "materials": { "a": { "model": "m", "microstructure": { "file": "f", "grains": 3 } } } }""", "\"grains\" belongs to", "seed")]
    [InlineData("""{ "materials": { "a": { "model": "m", "microstructure": { "seed": 1, "grains": 0 } } } }""", "\"grains\" must be", "found 0")]
    [InlineData("""{ "materials": { "a": { "model": "m", "microstructure": { "seed": 1, "grains": 2, "texture": "silk", "halfwidth_deg": 1 } } } }""", "texture", "silk")]
    [InlineData("""{ "materials": { "a": { "model": "m", "microstructure": { "seed": 1, "grains": 2, "texture": "goss" } } } }""", "texture", "belong together")]
    [InlineData("""{ "materials": { "a": { MATERIAL } }, "host": "abaqus" }""", "host", "calculix")]
    [InlineData("""{ "materials": { "a": { MATERIAL } }, "trace": { "file": "t", "sample": 3 } }""", "trace", "seed")]
    [InlineData("""{ "materials": { "a": { MATERIAL } }, "trace": { "file": "t", "points": [[1]] } }""", "points", "pairs")]
    [InlineData("{ \"materials\": \n", "line 2", "JSON")]
    public void Read_BadInput_SaysWhatAndWhere(string text, string first, string second)
    {
        InputException error = Assert.Throws<InputException>(() => Read(text.Replace("MATERIAL", Material, StringComparison.Ordinal)));
        Assert.Contains("umat-surrogate.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(first, error.Message, StringComparison.Ordinal);
        Assert.Contains(second, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Runtime_MissingModel_SaysWhich()
    {
        File.Delete(_folder.File("model.safetensors"));
        InputException error = Assert.Throws<InputException>(() => _folder.Runtime());
        Assert.Contains("model.safetensors", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Runtime_DamagedModel_SaysWhich()
    {
        byte[] bytes = File.ReadAllBytes(_folder.File("model.safetensors"));
        File.WriteAllBytes(_folder.File("model.safetensors"), bytes[..(bytes.Length / 2)]);
        InputException error = Assert.Throws<InputException>(() => _folder.Runtime());
        Assert.Contains("model.safetensors", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("element,file\n1,ve.json\n1,ve.json\n", "element 1 stands in the table twice")]
    [InlineData("1;ve.json\n", "line 1")]
    [InlineData("element,file\n1,none.json\n", "none.json")]
    public void Runtime_BadTable_SaysWhere(string table, string expected)
    {
        _folder.Write("table.csv", table);
        InputException error = Assert.Throws<InputException>(() => _folder.Runtime("""{ "table": "table.csv" }"""));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_NoConfigurationAnywhere_SaysWhereItWasLookedFor()
    {
        string? before = Environment.GetEnvironmentVariable(ConfigurationLocation.Variable);
        try
        {
            Environment.SetEnvironmentVariable(ConfigurationLocation.Variable, _folder.File("none.json"));
            InputException error = Assert.Throws<InputException>(ConfigurationLocation.Find);
            Assert.Contains(ConfigurationLocation.Variable, error.Message, StringComparison.Ordinal);
            Environment.SetEnvironmentVariable(ConfigurationLocation.Variable, null);
            error = Assert.Throws<InputException>(ConfigurationLocation.Find);
            Assert.Contains(ConfigurationLocation.FileName, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable(ConfigurationLocation.Variable, before);
        }
    }

    private PluginConfiguration Read(string text) => ConfigurationReader.Read(_folder.Write("umat-surrogate.json", text));
}
