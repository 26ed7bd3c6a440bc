using System.Text.Json;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>
/// Reads <c>dataset.yaml</c> strictly (an unknown key is an error) and writes the resolved description, every default spelled out,
/// as the JSON section <c>spec</c> of a data set's manifest. JSON being YAML, the same reader reads both.
/// </summary>
public static class DatasetSpecFile
{
    private const string Taylor = "taylor";

    private static readonly (string, TimeGrid)[] TimeGrids = [("uniform", TimeGrid.Uniform), ("random", TimeGrid.Random)];

    /// <summary>Reads and checks a description.</summary>
    /// <exception cref="InputException">Names file, line, key, value and what is allowed.</exception>
    public static DatasetSpec Read(string file) => Read(YamlSection.Load(file));

    /// <summary>Reads and checks a description from a section.</summary>
    /// <exception cref="InputException">Names file, line, key, value and what is allowed.</exception>
    public static DatasetSpec Read(YamlSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        section.Choice("fidelity", [(Taylor, 0)], 0);
        YamlSection paths = section.Section("paths");
        DatasetSpec spec = new()
        {
            Seed = section.Seed("seed", 1),
            Material = MaterialSection.Read(section, "material"),
            VolumeElements = ReadVolumeElements(section.Section("volume_elements")),
            PathCount = paths.WholeNumber("count", minimum: 1),
            PathRule = ReadPathRule(paths),
            TrainingSamples = section.WholeNumber("training_samples", minimum: 1),
            Validation = ReadValidation(section.OptionalSection("validation")),
            SamplesPerFile = section.WholeNumber("samples_per_file", 512, minimum: 1, maximum: 65536),
        };
        section.RefuseOtherKeys();
        long entries = DatasetPlan.TrainingMatrixEntries(spec);
        if (spec.TrainingSamples > entries)
        {
            throw section.Wrong("training_samples",
                $"at most {entries}, the number of pairs of a training volume element and a training path");
        }
        return spec;
    }

    /// <summary>Writes the resolved description as a JSON object.</summary>
    public static void Write(Utf8JsonWriter json, DatasetSpec spec)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(spec);
        json.WriteStartObject();
        json.WriteNumber("seed", spec.Seed);
        json.WriteString("fidelity", Taylor);
        MaterialSection.Write(json, "material", spec.Material);
        json.WriteStartObject("volume_elements");
        json.WriteNumber("count", spec.VolumeElements.Count);
        json.WriteNumber("grains", spec.VolumeElements.Grains);
        json.WriteNumber("textured_fraction", spec.VolumeElements.TexturedFraction);
        WriteRange(json, "half_width_deg", spec.VolumeElements.HalfWidth_deg);
        json.WriteEndObject();
        json.WriteStartObject("paths");
        json.WriteNumber("count", spec.PathCount);
        json.WriteNumber("sections", spec.PathRule.Sections);
        json.WriteNumber("section_duration_s", spec.PathRule.SectionDuration_s);
        json.WriteNumber("steps", spec.PathRule.Steps);
        json.WriteNumber("maximum_rate_perSecond", spec.PathRule.MaximumRate_perSecond);
        json.WriteNumber("reversed_fraction", spec.PathRule.ReversedFraction);
        json.WriteString("time_grid", TimeGrids.First(g => g.Item2 == spec.PathRule.TimeGrid).Item1);
        json.WriteNumber("time_grid_decades", spec.PathRule.TimeGridDecades);
        WriteRange(json, "duration_factor", spec.PathRule.DurationFactor);
        json.WriteEndObject();
        json.WriteNumber("training_samples", spec.TrainingSamples);
        json.WriteStartObject("validation");
        json.WriteNumber("fraction", spec.Validation.Fraction);
        json.WriteNumber("maximum_volume_elements", spec.Validation.MaximumVolumeElements);
        json.WriteNumber("maximum_paths", spec.Validation.MaximumPaths);
        json.WriteEndObject();
        json.WriteNumber("samples_per_file", spec.SamplesPerFile);
        json.WriteEndObject();
    }

    private static VolumeElementSpec ReadVolumeElements(YamlSection section)
    {
        VolumeElementSpec defaults = new() { Count = 1 };
        VolumeElementSpec spec = new()
        {
            Count = section.WholeNumber("count", minimum: 1),
            Grains = section.WholeNumber("grains", defaults.Grains, minimum: 1, maximum: 100_000),
            TexturedFraction = Fraction(section, "textured_fraction", defaults.TexturedFraction),
            HalfWidth_deg = section.Range("half_width_deg", defaults.HalfWidth_deg),
        };
        if (spec.HalfWidth_deg.Smallest <= 0 || spec.HalfWidth_deg.Largest > 90)
            throw section.Wrong("half_width_deg", "above 0 and at most 90 degrees");
        section.RefuseOtherKeys();
        return spec;
    }

    private static RandomPathRule ReadPathRule(YamlSection section)
    {
        RandomPathRule defaults = new();
        RandomPathRule rule = new()
        {
            Sections = section.WholeNumber("sections", defaults.Sections, minimum: 1),
            SectionDuration_s = section.Number("section_duration_s", defaults.SectionDuration_s),
            Steps = section.WholeNumber("steps", defaults.Steps, minimum: 1, maximum: 1_000_000),
            MaximumRate_perSecond = section.Number("maximum_rate_perSecond", defaults.MaximumRate_perSecond),
            ReversedFraction = Fraction(section, "reversed_fraction", defaults.ReversedFraction),
            TimeGrid = section.Choice("time_grid", TimeGrids, defaults.TimeGrid),
            TimeGridDecades = section.Number("time_grid_decades", defaults.TimeGridDecades),
            DurationFactor = section.Range("duration_factor", defaults.DurationFactor),
        };
        section.RefuseOtherKeys();
        try
        {
            rule.Check();
        }
        catch (InputException e)
        {
            throw section.Error($"cannot be used. {e.Message}");
        }
        return rule;
    }

    private static ValidationSpec ReadValidation(YamlSection? section)
    {
        ValidationSpec defaults = new();
        if (section is null)
            return defaults;
        ValidationSpec spec = new()
        {
            Fraction = section.Number("fraction", defaults.Fraction),
            MaximumVolumeElements = section.WholeNumber("maximum_volume_elements", defaults.MaximumVolumeElements, minimum: 1),
            MaximumPaths = section.WholeNumber("maximum_paths", defaults.MaximumPaths, minimum: 1),
        };
        if (spec.Fraction is < 0 or >= 1)
            throw section.Wrong("fraction", "at least 0 and below 1");
        section.RefuseOtherKeys();
        return spec;
    }

    private static double Fraction(YamlSection section, string key, double defaultValue)
    {
        double value = section.Number(key, defaultValue);
        return value is >= 0 and <= 1 ? value : throw section.Wrong(key, "between 0 and 1");
    }

    private static void WriteRange(Utf8JsonWriter json, string name, (double Smallest, double Largest) range)
    {
        json.WriteStartArray(name);
        json.WriteNumberValue(range.Smallest);
        json.WriteNumberValue(range.Largest);
        json.WriteEndArray();
    }
}
