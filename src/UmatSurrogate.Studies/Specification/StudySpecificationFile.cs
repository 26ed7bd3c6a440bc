using System.Globalization;
using System.Text.Json.Nodes;
using UmatSurrogate.Damask.Yaml;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Studies;

/// <summary>Reads <c>study.yaml</c> strictly (README.md of this project has the keys).</summary>
public static class StudySpecificationFile
{
    /// <summary>Words for the studies.</summary>
    public static readonly IReadOnlyList<(string Word, StudyKind Kind)> Kinds =
    [
        ("hyperparameters", StudyKind.Hyperparameters), ("data-size", StudyKind.DataSize), ("architecture", StudyKind.Architecture),
        ("load-paths", StudyKind.LoadPaths), ("microstructures", StudyKind.Microstructures), ("textures", StudyKind.Textures), ("gradient", StudyKind.Gradient),
    ];

    /// <summary>Reads a file; names of data sets and models in it are relative to its folder.</summary>
    /// <exception cref="InputException">Names file, line, key and value of what is wrong.</exception>
    public static StudySpecification Read(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        YamlMapping yaml = YamlFile.Read(file);
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        StudyData data = Data(yaml, folder) ?? throw yaml.Error("has no key 'dataset': a folder, a packed file, or a description to be generated.");
        JsonObject training = Tree(yaml, "training");
        List<StudyCase> cases = [];
        foreach (Variant variant in Variants(yaml))
        {
            foreach (YamlValue entry in Entries(yaml, "cases"))
                cases.Add(Case(entry.AsMapping(), folder, data, training, variant));
            foreach (YamlValue entry in Entries(yaml, "sweeps"))
                cases.AddRange(Sweep(entry.AsMapping(), data, training, variant));
        }

        if (cases.Count == 0)
            throw yaml.Error("has neither 'cases' nor 'sweeps'; there is nothing to study.");
        Pretraining? pretraining = null;
        if (yaml.Optional("pretraining")?.AsMapping() is { } before)
        {
            pretraining = new(
                Data(before, folder) ?? throw before.Error("has no key 'dataset'."), Tree(before, "training"));
            before.Complete();
        }

        if (pretraining is null && cases.Find(c => c.Pretrained) is { } lacking)
            throw yaml.Error($"has a case with 'pretrained: true' ({lacking}), but no section 'pretraining'.");
        StudySpecification study = new()
        {
            Title = yaml.TextOr("title", ""),
            Cases = cases,
            Seeds = yaml.Optional("seeds") is { } seeds ? [.. seeds.AsSequence().Select(s => s.AsUInt64())] : [1],
            Pretraining = pretraining,
            Measurements = Measurements(yaml.MappingOrEmpty("measure")),
        };
        yaml.Complete();
        if (study.Seeds.Count == 0 || study.Seeds.Distinct().Count() < study.Seeds.Count)
            throw yaml.Error("has no seeds, or one of them twice.");
        if (study.Cases.GroupBy(c => (c.Group, c.Label)).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw yaml.Error($"has two cases of the name '{twice.First()}'; give them different labels or groups.");
        return study;
    }

    /// <summary>A way of training in which all cases and sweeps are repeated.</summary>
    private sealed record Variant(string? Label, JsonObject Training, bool Pretrained);

    private static IEnumerable<Variant> Variants(YamlMapping yaml)
    {
        if (yaml.Optional("variants") is not { } list)
            return [new(null, [], false)];
        return [.. list.AsSequence().Select(item =>
        {
            YamlMapping variant = item.AsMapping();
            Variant result = new(variant.Required("label").AsString(), Tree(variant, "training"), variant.BooleanOr("pretrained", false));
            variant.Complete();
            return result;
        })];
    }

    private static StudyCase Case(YamlMapping entry, string folder, StudyData data, JsonObject training, Variant variant)
    {
        string label = entry.Required("label").AsString();
        StudyCase result = new()
        {
            Group = variant.Label ?? entry.TextOr("group", ""),
            Label = label,
            X = entry.Optional("x")?.AsDouble(),
            Published = entry.Optional("published")?.AsDouble(),
            Data = CaseData(entry, folder, data),
            Training = SpecificationTree.Merge(SpecificationTree.Merge(training, variant.Training), Tree(entry, "training")),
            Pretrained = entry.BooleanOr("pretrained", variant.Pretrained),
            Model = entry.Optional("model") is { } model ? Path.GetFullPath(Path.Combine(folder, model.AsString())) : null,
        };
        if (variant.Label is not null)
            entry.Optional("group");
        entry.Complete();
        return result;
    }

    /// <summary>The data of a case: a data set of its own (a text), what is said in place of the common description (a section), or the common ones.</summary>
    private static StudyData CaseData(YamlMapping entry, string folder, StudyData common)
    {
        if (entry.Optional("dataset") is { IsMapping: true } overrides)
            return common with { Overrides = SpecificationTree.Merge(common.Overrides ?? [], SpecificationTree.Of(overrides.AsMapping())) };
        return Data(entry, folder) ?? common;
    }

    private static List<StudyCase> Sweep(YamlMapping sweep, StudyData data, JsonObject training, Variant variant)
    {
        string key = sweep.Required("key").AsString();
        string group = variant.Label ?? sweep.TextOr("group", key);
        if (variant.Label is not null)
            sweep.Optional("group");
        string scope = sweep.TextOr("of", "training");
        if (scope is not ("training" or "dataset"))
            throw sweep.Error($"has 'of: {scope}'; it must be training or dataset.");
        JsonObject common = Tree(sweep, "training");
        double[]? published = sweep.Optional("published")?.AsDoubles();
        IReadOnlyList<YamlValue> values = sweep.Required("values").AsSequence();
        if (published is not null && published.Length != values.Count)
            throw sweep.Error($"has {published.Length} published losses for {values.Count} values.");
        List<StudyCase> cases = [];
        foreach (YamlValue value in values)
        {
            if (!value.IsScalar(out string text))
                throw value.Error("must be a single value.");
            JsonObject single = SpecificationTree.Single(key, SpecificationTree.Of(value));
            JsonObject own = SpecificationTree.Merge(SpecificationTree.Merge(training, variant.Training), common);
            cases.Add(new()
            {
                Group = group,
                Label = text,
                X = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double x) ? x : null,
                Data = scope == "dataset" ? data with { Overrides = SpecificationTree.Merge(data.Overrides ?? [], single) } : data,
                Training = scope == "training" ? SpecificationTree.Merge(own, single) : own,
                Pretrained = variant.Pretrained,
                Published = published?[cases.Count],
            });
        }

        sweep.Complete();
        return cases;
    }

    private static StudyData? Data(YamlMapping yaml, string folder)
    {
        string? fidelity = yaml.Optional("fidelity")?.AsString();
        return yaml.Optional("dataset") is { } path ? new(Path.GetFullPath(Path.Combine(folder, path.AsString())), fidelity, null) : null;
    }

    private static StudyMeasurements Measurements(YamlMapping yaml)
    {
        StudyMeasurements d = new();
        StudyMeasurements m = new()
        {
            ConsistencySamples = AtLeast(0, "consistency_samples", d.ConsistencySamples),
            Subjects = AtLeast(1, "subjects", d.Subjects),
            Unseen = AtLeast(1, "unseen", d.Unseen),
            VolumeElements = AtLeast(1, "volume_elements", d.VolumeElements),
            HalfWidths_deg = yaml.Optional("half_widths_deg")?.AsDoubles() ?? d.HalfWidths_deg,
            Strain = yaml.NumberOr("strain", d.Strain),
            Increments = AtLeast(2, "increments", d.Increments),
            Rate_perSecond = yaml.NumberOr("rate_perSecond", d.Rate_perSecond),
            Seed = yaml.Optional("seed")?.AsUInt64() ?? d.Seed,
        };
        yaml.Complete();
        return m;

        int AtLeast(int least, string key, int otherwise) =>
            yaml.IntegerOr(key, otherwise) is var n && n >= least ? n : throw yaml.Error($"has '{key}: {n}'; it must be at least {least}.");
    }

    private static JsonObject Tree(YamlMapping yaml, string key) => yaml.Optional(key) is { } section ? SpecificationTree.Of(section.AsMapping()) : [];

    private static IReadOnlyList<YamlValue> Entries(YamlMapping yaml, string key) => yaml.Optional(key)?.AsSequence() ?? [];
}
