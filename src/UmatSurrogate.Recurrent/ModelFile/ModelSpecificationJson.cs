using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// JSON form of <see cref="ModelSpecification"/>. Unknown, missing and repeated keys are refused, and so is any other
/// format version; numbers are written so that they read back to the same bits.
/// </summary>
internal static class ModelSpecificationJson
{
    // What models without these keys have.
    private const double RotationSharpness = 5.0;
    private const double RotationFloor = 1e-6;

    public static string Write(ModelSpecification s)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("format", ModelSpecification.Format);
            json.WriteString("features", Name(s.Features));
            json.WriteString("cell", CellWords.Cells.First(c => c.Value == s.Cell).Word);
            // Settings that came later are written only where they differ from what models without them have: those keep their hashes.
            if (s.Grains != GrainMapping.Both)
                json.WriteString("grains", CellWords.GrainMappings.First(g => g.Value == s.Grains).Word);
            if (s.Inputs != InputKind.Components)
                json.WriteString("inputs", CellWords.Inputs.First(i => i.Value == s.Inputs).Word);
            if (s.TensorBasis)
            {
                json.WriteBoolean("tensor_basis", true);
                WriteArray(json, "basis_scale", s.BasisScale);
            }
            json.WriteNumber("hidden_size", s.HiddenSize);
            json.WriteNumber("layers", s.Layers);
            json.WriteNumber("grain_input_size", s.GrainInputSize);
            json.WriteNumber("grain_layer_size", s.GrainLayerSize);
            json.WriteNumber("input_layer_size", s.InputLayerSize);
            WriteArray(json, "step_minimum", s.StepMinimum);
            WriteArray(json, "step_maximum", s.StepMaximum);
            WriteArray(json, "grain_minimum", s.GrainMinimum);
            WriteArray(json, "grain_maximum", s.GrainMaximum);
            WriteArray(json, "stress_minimum_Pa", s.StressMinimum_Pa);
            WriteArray(json, "stress_maximum_Pa", s.StressMaximum_Pa);
            json.WriteNumber("dt_reference_s", s.TimeStepReference_s);
            WriteArray(json, "fading_strains", s.FadingStrains);
            json.WriteNumber("bishop_hill_sharpness", s.BishopHillSharpness);
            if (s.Features == FeatureSet.Cluster)
            {
                WriteArray(json, "elastic_plastic_strains", s.ElasticPlasticStrains);
                WriteCluster(json, s.Cluster);
            }

            json.WriteBoolean("stress_free_reference", s.StressFreeReference);
            json.WriteStartObject("trained");
            json.WriteNumber("x_min", s.Trained.StepLengthMinimum);
            json.WriteNumber("x_max", s.Trained.StepLengthMaximum);
            json.WriteNumber("dt_min_s", s.Trained.TimeStepMinimum_s);
            json.WriteNumber("dt_max_s", s.Trained.TimeStepMaximum_s);
            json.WriteNumber("rate_min_perSecond", s.Trained.RateMinimum_perSecond);
            json.WriteNumber("rate_max_perSecond", s.Trained.RateMaximum_perSecond);
            json.WriteNumber("path_length_max", s.Trained.PathLengthMaximum);
            WriteArray(json, "stretch_minimum", s.Trained.StretchMinimum);
            WriteArray(json, "stretch_maximum", s.Trained.StretchMaximum);
            WriteOptional(json, "grains_min", s.Trained.GrainsMinimum);
            WriteOptional(json, "grains_max", s.Trained.GrainsMaximum);
            WriteOptional(json, "texture_index_max", s.Trained.TextureIndexMaximum);
            WriteOptional(json, "turn_max_deg", s.Trained.TurnMaximum_deg);
            WriteOptional(json, "path_excess_max", s.Trained.PathExcessMaximum);
            json.WriteEndObject();
            json.WriteStartObject("elasticity");
            json.WriteNumber("C11_Pa", s.Elasticity.C11_Pa);
            json.WriteNumber("C12_Pa", s.Elasticity.C12_Pa);
            json.WriteNumber("C44_Pa", s.Elasticity.C44_Pa);
            json.WriteEndObject();
            json.WritePropertyName("training");
            using (JsonDocument record = JsonDocument.Parse(s.TrainingRecordJson))
                record.RootElement.WriteTo(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static ModelSpecification Read(string source, string text)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            throw new InputException($"{source}: the model settings are not valid JSON ({e.Message}). The file is damaged; export the model again.", e);
        }
        using (document)
        {
            var o = new StrictObject(source, "", document.RootElement);
            string format = o.Text("format");
            if (format != ModelSpecification.Format)
                throw new InputException($"{source}: format is '{format}', this program reads '{ModelSpecification.Format}'. Use the program version that wrote the model, or export it again.");
            StrictObject trained = o.Object("trained");
            StrictObject elasticity = o.Object("elasticity");
            FeatureSet features = Parse(source, o.Text("features"));
            var result = new ModelSpecification
            {
                Features = features,
                Cell = Word(source, "cell", o.Text("cell"), CellWords.Cells),
                Grains = o.Has("grains") ? Word(source, "grains", o.Text("grains"), CellWords.GrainMappings) : GrainMapping.Both,
                Inputs = o.Has("inputs") ? Word(source, "inputs", o.Text("inputs"), CellWords.Inputs) : InputKind.Components,
                TensorBasis = o.Has("tensor_basis") && o.Boolean("tensor_basis"),
                BasisScale = o.Has("basis_scale") ? o.Numbers("basis_scale") : [],
                HiddenSize = o.Integer("hidden_size"),
                Layers = o.Integer("layers"),
                GrainInputSize = o.Integer("grain_input_size"),
                GrainLayerSize = o.Integer("grain_layer_size"),
                InputLayerSize = o.Integer("input_layer_size"),
                StepMinimum = o.Numbers("step_minimum"),
                StepMaximum = o.Numbers("step_maximum"),
                GrainMinimum = o.Numbers("grain_minimum"),
                GrainMaximum = o.Numbers("grain_maximum"),
                StressMinimum_Pa = o.Numbers("stress_minimum_Pa"),
                StressMaximum_Pa = o.Numbers("stress_maximum_Pa"),
                TimeStepReference_s = o.Number("dt_reference_s"),
                FadingStrains = o.Numbers("fading_strains"),
                BishopHillSharpness = o.Number("bishop_hill_sharpness"),
                Cluster = features == FeatureSet.Cluster ? ReadCluster(o.Object("cluster")) : new ClusterSettings(),
                ElasticPlasticStrains = features == FeatureSet.Cluster ? o.Numbers("elastic_plastic_strains") : [1.3e-3, 2.5e-3],
                StressFreeReference = o.Boolean("stress_free_reference"),
                Trained = new TrainedRange
                {
                    StepLengthMinimum = trained.Number("x_min"),
                    StepLengthMaximum = trained.Number("x_max"),
                    TimeStepMinimum_s = trained.Number("dt_min_s"),
                    TimeStepMaximum_s = trained.Number("dt_max_s"),
                    RateMinimum_perSecond = trained.Number("rate_min_perSecond"),
                    RateMaximum_perSecond = trained.Number("rate_max_perSecond"),
                    PathLengthMaximum = trained.Number("path_length_max"),
                    StretchMinimum = trained.Numbers("stretch_minimum"),
                    StretchMaximum = trained.Numbers("stretch_maximum"),
                    GrainsMinimum = trained.Has("grains_min") ? trained.Integer("grains_min") : null,
                    GrainsMaximum = trained.Has("grains_max") ? trained.Integer("grains_max") : null,
                    TextureIndexMaximum = trained.Has("texture_index_max") ? trained.Number("texture_index_max") : null,
                    TurnMaximum_deg = trained.Has("turn_max_deg") ? trained.Number("turn_max_deg") : null,
                    PathExcessMaximum = trained.Has("path_excess_max") ? trained.Number("path_excess_max") : null,
                },
                Elasticity = new CubicElasticity(elasticity.Number("C11_Pa"), elasticity.Number("C12_Pa"), elasticity.Number("C44_Pa")),
                TrainingRecordJson = o.RawObject("training"),
            };
            elasticity.RefuseUnread();
            trained.RefuseUnread();
            o.RefuseUnread();
            result.Validate(source);
            return result;
        }
    }

    private static void WriteCluster(Utf8JsonWriter json, ClusterSettings cluster)
    {
        json.WriteStartObject("cluster");
        if (cluster.Coupling.Length == 1)
            json.WriteNumber("coupling", cluster.Coupling[0]);
        else
            WriteArray(json, "coupling", cluster.Coupling);
        WriteArray(json, "sharpness", cluster.Sharpness);
        WriteArray(json, "relaxation", cluster.Relaxation);
        WriteArray(json, "momentum", cluster.Momentum);
        WriteArray(json, "output_sharpness", cluster.OutputSharpness);
        WriteArray(json, "plain_sharpness", cluster.PlainSharpness);
        // What came later, as above: only where it differs from what models without these keys have.
        WriteVertices(json, "sweep", cluster.SweepVertices);
        WriteVertices(json, "output", cluster.OutputVertices);
        WriteVertices(json, "plain", cluster.PlainVertices);
        WriteVertices(json, "rotation", cluster.RotationVertices);
        if (cluster.RotationSharpness != RotationSharpness)
            json.WriteNumber("rotation_sharpness", cluster.RotationSharpness);
        if (!cluster.RotationAmplitude.AsSpan().SequenceEqual([1.0, 0.0]))
            WriteArray(json, "rotation_amplitude", cluster.RotationAmplitude);
        if (cluster.RotationFloor != RotationFloor)
            json.WriteNumber("rotation_floor", cluster.RotationFloor);
        json.WriteNumber("grid", cluster.Grid);
        json.WriteEndObject();
    }

    private static ClusterSettings ReadCluster(StrictObject o)
    {
        var cluster = new ClusterSettings
        {
            Coupling = o.NumberOrNumbers("coupling"),
            Sharpness = o.Numbers("sharpness"),
            Relaxation = o.Numbers("relaxation"),
            Momentum = o.Numbers("momentum"),
            OutputSharpness = o.Numbers("output_sharpness"),
            PlainSharpness = o.Numbers("plain_sharpness"),
            SweepVertices = ReadVertices(o, "sweep"),
            OutputVertices = ReadVertices(o, "output"),
            PlainVertices = ReadVertices(o, "plain"),
            RotationVertices = ReadVertices(o, "rotation"),
            RotationSharpness = o.Has("rotation_sharpness") ? o.Number("rotation_sharpness") : RotationSharpness,
            RotationAmplitude = o.Has("rotation_amplitude") ? o.Numbers("rotation_amplitude") : [1.0, 0.0],
            RotationFloor = o.Has("rotation_floor") ? o.Number("rotation_floor") : RotationFloor,
            Grid = o.Integer("grid"),
        };
        o.RefuseUnread();
        return cluster;
    }

    private static void WriteVertices(Utf8JsonWriter json, string name, VertexClasses vertices)
    {
        if (!vertices.Weights.IsEmpty)
            WriteArray(json, $"{name}_vertex_weights", vertices.Weights);
        if (!vertices.Magnitudes.IsEmpty)
            WriteArray(json, $"{name}_vertex_magnitudes", vertices.Magnitudes);
    }

    private static VertexClasses ReadVertices(StrictObject o, string name)
    {
        string weights = $"{name}_vertex_weights", magnitudes = $"{name}_vertex_magnitudes";
        return new VertexClasses
        {
            Weights = o.Has(weights) ? o.Numbers(weights) : [],
            Magnitudes = o.Has(magnitudes) ? o.Numbers(magnitudes) : [],
        };
    }

    private static string Name(FeatureSet features) => features switch
    {
        FeatureSet.Paper => "paper",
        FeatureSet.BishopHill => "bishop-hill",
        FeatureSet.Cluster => "cluster",
        _ => throw new InputException($"Unknown feature set {(int)features}."),
    };

    private static FeatureSet Parse(string source, string name) => name switch
    {
        "paper" => FeatureSet.Paper,
        "bishop-hill" => FeatureSet.BishopHill,
        "cluster" => FeatureSet.Cluster,
        _ => throw new InputException($"{source}: 'features' is '{name}', expected 'paper', 'bishop-hill' or 'cluster'."),
    };

    private static void WriteOptional(Utf8JsonWriter json, string name, double? value)
    {
        if (value is double number)
            json.WriteNumber(name, number);
    }

    private static T Word<T>(string source, string key, string word, IReadOnlyList<(string Word, T Value)> known)
    {
        foreach ((string name, T value) in known)
        {
            if (name == word)
                return value;
        }
        throw new InputException($"{source}: '{key}' is '{word}', this program knows {string.Join(", ", known.Select(k => $"'{k.Word}'"))}. Use the program version that wrote the model.");
    }

    private static void WriteArray(Utf8JsonWriter json, string name, ImmutableArray<double> values)
    {
        json.WriteStartArray(name);
        foreach (double value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    /// <summary>A JSON object of which every key must be read exactly once.</summary>
    private sealed class StrictObject
    {
        private readonly string _source;
        private readonly string _prefix;
        private readonly Dictionary<string, JsonElement> _unread = new(StringComparer.Ordinal);
        private readonly SortedSet<string> _known = new(StringComparer.Ordinal);

        public StrictObject(string source, string prefix, JsonElement element)
        {
            _source = source;
            _prefix = prefix;
            if (element.ValueKind != JsonValueKind.Object)
                throw new InputException($"{source}: '{prefix}' is a JSON {element.ValueKind}, expected an object.");
            foreach (JsonProperty property in element.EnumerateObject())
            {
                if (!_unread.TryAdd(property.Name, property.Value))
                    throw new InputException($"{source}: the key '{prefix}{property.Name}' stands twice.");
            }
        }

        /// <summary>Whether an optional key stands there; it is then known either way.</summary>
        public bool Has(string key)
        {
            _known.Add(key);
            return _unread.ContainsKey(key);
        }

        public StrictObject Object(string key) => new(_source, $"{_prefix}{key}.", Take(key, JsonValueKind.Object));

        public string RawObject(string key) => Take(key, JsonValueKind.Object).GetRawText();

        public string Text(string key) => Take(key, JsonValueKind.String).GetString()!;

        public bool Boolean(string key)
        {
            JsonElement value = Take(key, JsonValueKind.Undefined);
            return value.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? value.GetBoolean()
                : throw Wrong(key, value, "true or false");
        }

        public int Integer(string key)
        {
            JsonElement value = Take(key, JsonValueKind.Number);
            return value.TryGetInt32(out int number) ? number : throw Wrong(key, value, "an integer");
        }

        public double Number(string key)
        {
            JsonElement value = Take(key, JsonValueKind.Number);
            return value.TryGetDouble(out double number) && double.IsFinite(number) ? number : throw Wrong(key, value, "a finite number");
        }

        /// <summary>A list of numbers, or one number as a list of one.</summary>
        public ImmutableArray<double> NumberOrNumbers(string key) =>
            _unread.TryGetValue(key, out JsonElement value) && value.ValueKind == JsonValueKind.Array ? Numbers(key) : [Number(key)];

        public ImmutableArray<double> Numbers(string key)
        {
            JsonElement value = Take(key, JsonValueKind.Array);
            ImmutableArray<double>.Builder builder = ImmutableArray.CreateBuilder<double>(value.GetArrayLength());
            foreach (JsonElement element in value.EnumerateArray())
            {
                if (element.ValueKind != JsonValueKind.Number || !element.TryGetDouble(out double number) || !double.IsFinite(number))
                    throw Wrong(key, element, "finite numbers");
                builder.Add(number);
            }
            return builder.MoveToImmutable();
        }

        public void RefuseUnread()
        {
            foreach (string key in _unread.Keys)
                throw new InputException($"{_source}: unknown key '{_prefix}{key}' in the model settings; known here: {string.Join(", ", _known)}.");
        }

        private JsonElement Take(string key, JsonValueKind kind)
        {
            _known.Add(key);
            if (!_unread.Remove(key, out JsonElement value))
                throw new InputException($"{_source}: the model settings lack the key '{_prefix}{key}'.");
            if (kind != JsonValueKind.Undefined && value.ValueKind != kind)
                throw Wrong(key, value, $"a JSON {kind}");
            return value;
        }

        private InputException Wrong(string key, JsonElement value, string expected) =>
            new(string.Create(CultureInfo.InvariantCulture, $"{_source}: '{_prefix}{key}' is '{value}', expected {expected}."));
    }
}
