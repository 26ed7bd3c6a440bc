using System.Text.Json;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Data;

/// <summary>
/// Reads <c>dataset.yaml</c> strictly (an unknown key is an error) and writes the resolved description, every default spelled out,
/// as the JSON section <c>spec</c> of a data set's manifest. JSON being YAML, the same reader reads both.
/// </summary>
public static class DatasetSpecFile
{
    private const int LargestRetries = 6;

    private static readonly (string, TimeGrid)[] TimeGrids = [("uniform", TimeGrid.Uniform), ("random", TimeGrid.Random)];
    private static readonly (string, SamplePairing)[] Pairings = [("matrix", SamplePairing.Matrix), ("distinct", SamplePairing.Distinct)];
    private static readonly (string, SpectralOperator)[] Operators =
        [("continuous", SpectralOperator.Continuous), ("FWBW_difference", SpectralOperator.Rotated)];

    private static readonly (string, bool)[] Fidelities = [(Fidelity.TaylorWord, false), (Fidelity.FullFieldWord, true)];

    /// <summary>Reads and checks a description.</summary>
    /// <exception cref="InputException">Names file, line, key, value and what is allowed.</exception>
    public static DatasetSpec Read(string file) => Read(YamlSection.Load(file));

    /// <summary>Reads and checks a description from a section.</summary>
    /// <exception cref="InputException">Names file, line, key, value and what is allowed.</exception>
    public static DatasetSpec Read(YamlSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        YamlSection paths = section.Section("paths");
        DatasetSpec spec = new()
        {
            Seed = section.Seed("seed", 1),
            Material = MaterialSection.Read(section, "material"),
            VolumeElements = ReadVolumeElements(section.Section("volume_elements")),
            PathCount = paths.WholeNumber("count", minimum: 1),
            PathRule = ReadPathRule(paths),
            Pairing = section.Choice("pairing", Pairings, SamplePairing.Matrix),
            Validation = ReadValidation(section.OptionalSection("validation")),
        };
        spec = section.Has("parts") ? spec with { Parts = ReadParts(section, spec) } : WithOnePart(spec, ReadPart(section, spec));
        section.RefuseOtherKeys();
        return spec;
    }

    /// <summary>The keys of one part at the top level.</summary>
    private static DatasetSpec WithOnePart(DatasetSpec spec, DatasetPart part)
    {
        DatasetSpec plain = spec with { TrainingSamples = part.TrainingSamples, SamplesPerFile = part.SamplesPerFile };
        return plain.IsFirstVersion && plain.AllParts()[0] == part ? plain : spec with { Parts = new(part) };
    }

    private static DatasetParts ReadParts(YamlSection section, DatasetSpec spec)
    {
        List<DatasetPart> parts = [];
        foreach (YamlSection part in section.Sections("parts"))
        {
            parts.Add(ReadPart(part, spec));
            part.RefuseOtherKeys();
        }
        if (parts.Count == 0)
            throw section.Wrong("parts", "a list of at least one part");
        if (parts.DistinctBy(p => p.Fidelity).Count() < parts.Count)
            throw section.Wrong("parts", "a list in which every fidelity stands once");
        return new([.. parts]);
    }

    /// <summary>Reads the keys of a part, which stand at the top level when there is only one.</summary>
    private static DatasetPart ReadPart(YamlSection section, DatasetSpec spec)
    {
        bool fullField = section.Choice("fidelity", Fidelities, false);
        Fidelity fidelity = fullField ? Fidelity.FullField(section.WholeNumber("grid", 16, minimum: 1, maximum: Fidelity.LargestGrid)) : Fidelity.Taylor;
        DatasetPart part = new()
        {
            Fidelity = fidelity,
            TrainingSamples = section.WholeNumber("training_samples", minimum: 1),
            MaximumVolumeElements = section.WholeNumber("maximum_volume_elements", spec.Validation.MaximumVolumeElements, minimum: 0),
            MaximumPaths = section.WholeNumber("maximum_paths", spec.Validation.MaximumPaths, minimum: 0),
            SamplesPerFile = section.WholeNumber("samples_per_file", DatasetPart.DefaultSamplesPerFile(fidelity), minimum: 1, maximum: 65536),
            Retries = section.WholeNumber("retries", DatasetPart.DefaultRetries(fidelity), minimum: 0, maximum: LargestRetries),
        };
        if (fullField)
        {
            part = part with
            {
                Operator = section.Choice("derivative", Operators, part.Operator),
                RelativeDivergence = section.Number("relative_divergence", part.RelativeDivergence),
            };
            if (part.RelativeDivergence is not (> 0 and < 1))
                throw section.Wrong("relative_divergence", "above 0 and below 1");
        }
        long entries = DatasetPlan.TrainingEntries(spec);
        return part.TrainingSamples <= entries
            ? part
            : throw section.Wrong("training_samples", spec.Pairing == SamplePairing.Matrix
                ? $"at most {entries}, the number of pairs of a training volume element and a training path"
                : $"at most {entries}, the larger of the numbers of training volume elements and training paths");
    }

    /// <summary>Writes the resolved description as a JSON object.</summary>
    public static void Write(Utf8JsonWriter json, DatasetSpec spec)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(spec);
        json.WriteStartObject();
        json.WriteNumber("seed", spec.Seed);
        if (spec.IsFirstVersion)
            json.WriteString("fidelity", Fidelity.TaylorWord);
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
        if (spec.PathRule.WalkFraction > 0)
            json.WriteNumber("walk_fraction", spec.PathRule.WalkFraction);
        if (spec.PathRule.WalkSpread > 0)
            json.WriteNumber("walk_spread", spec.PathRule.WalkSpread);
        json.WriteString("time_grid", TimeGrids.First(g => g.Item2 == spec.PathRule.TimeGrid).Item1);
        json.WriteNumber("time_grid_decades", spec.PathRule.TimeGridDecades);
        WriteRange(json, "duration_factor", spec.PathRule.DurationFactor);
        json.WriteEndObject();
        if (spec.IsFirstVersion)
        {
            json.WriteNumber("training_samples", spec.TrainingSamples);
            WriteValidation(json, spec.Validation);
            json.WriteNumber("samples_per_file", spec.SamplesPerFile);
        }
        else
        {
            json.WriteString("pairing", Pairings.First(p => p.Item2 == spec.Pairing).Item1);
            WriteValidation(json, spec.Validation);
            WriteParts(json, spec);
        }
        json.WriteEndObject();
    }

    private static void WriteValidation(Utf8JsonWriter json, ValidationSpec validation)
    {
        json.WriteStartObject("validation");
        json.WriteNumber("fraction", validation.Fraction);
        json.WriteNumber("maximum_volume_elements", validation.MaximumVolumeElements);
        json.WriteNumber("maximum_paths", validation.MaximumPaths);
        json.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter json, DatasetSpec spec)
    {
        json.WriteStartArray("parts");
        foreach (DatasetPart part in spec.AllParts())
        {
            json.WriteStartObject();
            WriteFidelity(json, part);
            json.WriteNumber("training_samples", part.TrainingSamples);
            json.WriteNumber("maximum_volume_elements", part.MaximumVolumeElements);
            json.WriteNumber("maximum_paths", part.MaximumPaths);
            json.WriteNumber("samples_per_file", part.SamplesPerFile);
            json.WriteNumber("retries", part.Retries);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteFidelity(Utf8JsonWriter json, DatasetPart part)
    {
        json.WriteString("fidelity", part.Fidelity.Word);
        if (!part.Fidelity.IsFullField)
            return;
        json.WriteNumber("grid", part.Fidelity.VoxelsPerEdge);
        json.WriteString("derivative", Operators.First(o => o.Item2 == part.Operator).Item1);
        json.WriteNumber("relative_divergence", part.RelativeDivergence);
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
            WalkFraction = Fraction(section, "walk_fraction", defaults.WalkFraction),
            WalkSpread = section.Number("walk_spread", defaults.WalkSpread),
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
