using System.Text;
using System.Text.Json;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Tests;

namespace UmatSurrogate.Data.Tests;

/// <summary>dataset.yaml is read strictly, and its resolved JSON form says the same.</summary>
public class DatasetSpecTests
{
    private const string Minimal = "volume_elements: {count: 4}\npaths: {count: 5}\ntraining_samples: 3\n";

    [Fact]
    public void Read_Defaults_AreTheDocumentedOnes()
    {
        DatasetSpec spec = Parse(Minimal);
        Assert.Equal(1UL, spec.Seed);
        Assert.Equal(20, spec.VolumeElements.Grains);
        Assert.Equal(new RandomPathRule(), spec.PathRule);
        Assert.Equal((5, 200, 40.0, 1e-3), (spec.PathRule.Sections, spec.PathRule.Steps, spec.PathRule.SectionDuration_s, spec.PathRule.MaximumRate_perSecond));
        Assert.Equal(0.06, spec.Validation.Fraction);
        Assert.Equal(PhenopowerlawParameters.Aluminium, spec.Material);
    }

    [Theory]
    [InlineData("examples/datasets/tiny.yaml")]
    [InlineData("examples/datasets/taylor-starter.yaml")]
    [InlineData("examples/datasets/full-field-16.yaml")]
    public void Read_ShippedExample_SurvivesTheWayThroughJson(string file)
    {
        DatasetSpec spec = DatasetSpecFile.Read(Path.Combine(TestData.RepositoryRoot, file));
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true }))
            DatasetSpecFile.Write(json, spec);
        Assert.Equal(spec, DatasetSpecFile.Read(YamlSection.Parse(Encoding.UTF8.GetString(stream.ToArray()), "json")));
    }

    [Fact]
    public void SpecHash_OfAFirstVersionDescription_Stays() => Assert.Equal(
        "c98d24770f9594a74edb5dbbcdf01cbe5571c9633b10e9f05506e5c849935320",
        new DatasetManifest(DatasetSpecFile.Read(Path.Combine(TestData.RepositoryRoot, "examples/datasets/taylor-starter.yaml"))).SpecHash.ToString());

    [Fact]
    public void Read_OtherMaterial_SurvivesTheWayThroughJson()
    {
        DatasetSpec spec = Parse(Minimal) with { Material = PhenopowerlawParameters.Aluminium with { HardeningModulus_Pa = 1e8 / 3, HirthInteraction = 2 } };
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
            DatasetSpecFile.Write(json, spec);
        Assert.Equal(spec, DatasetSpecFile.Read(YamlSection.Parse(Encoding.UTF8.GetString(stream.ToArray()), "json")));
    }

    [Theory]
    [InlineData("volume_elements: {count: 4}\npaths: {count: 5, stepz: 7}\ntraining_samples: 3\n", ":2:", "stepz", "steps")]
    [InlineData(Minimal + "sed: 3\n", ":4:", "sed", "seed")]
    [InlineData(Minimal + "fidelity: 32\n", ":4:", "'32'", "taylor")]
    [InlineData(Minimal + "material: steel\n", ":4:", "'steel'", "aluminium")]
    [InlineData("volume_elements: {count: 4, textured_fraction: 2}\npaths: {count: 5}\ntraining_samples: 3\n", ":1:", "'2'", "between 0 and 1")]
    [InlineData("volume_elements: {count: 4, half_width_deg: [10, 5]}\npaths: {count: 5}\ntraining_samples: 3\n", ":1:", "half_width_deg", "smallest")]
    [InlineData("volume_elements: {count: 4}\npaths: {count: 5}\ntraining_samples: 13\n", ":3:", "'13'", "at most 12")]
    [InlineData("volume_elements: {count: 4}\npaths: {count: 5, section_duration_s: -1}\ntraining_samples: 3\n", "section_duration_s", "-1", "positive")]
    [InlineData("paths: {count: 5}\ntraining_samples: 3\n", "dataset.yaml", "volume_elements", "required")]
    public void Read_BadDescription_IsRefusedWithPlaceAndValue(string text, string first, string second, string third)
    {
        InputException e = Assert.Throws<InputException>(() => Parse(text));
        Assert.Contains(first, e.Message);
        Assert.Contains(second, e.Message);
        Assert.Contains(third, e.Message);
        Assert.Contains("dataset.yaml", e.Message);
    }

    private static DatasetSpec Parse(string text) => DatasetSpecFile.Read(YamlSection.Parse(text, "dataset.yaml"));
}
