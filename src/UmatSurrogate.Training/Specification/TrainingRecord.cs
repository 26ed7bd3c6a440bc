using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using UmatSurrogate.Data;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Training;

/// <summary>The record beside a model (<c>model.record.json</c>): what was trained on what, with which outcome, where and how long.</summary>
public static class TrainingRecord
{
    /// <summary>Value of the record's key <c>schema</c>.</summary>
    public const string Schema = "umat-surrogate/training-record/1";

    private static readonly Dictionary<TrainingEnd, string> Words = new()
    {
        [TrainingEnd.Complete] = "complete",
        [TrainingEnd.EarlyStopping] = "early_stopping",
        [TrainingEnd.TimeLimit] = "time_limit",
    };

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The record's file of a model file: <c>x.safetensors</c> has <c>x.record.json</c>.</summary>
    public static string FileOf(string modelFile) => Path.ChangeExtension(modelFile, ".record.json");

    /// <summary>The word of the record for the end of a training.</summary>
    public static string Word(TrainingEnd end) => Words[end];

    /// <summary>A short form of the record, kept inside the model file; nothing in it depends on the time of day or the speed of the machine.</summary>
    public static JsonObject Summary(TrainingSpecification training, TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(result);
        return new()
        {
            ["dataset_sha256"] = Hashes(result),
            ["training_samples"] = result.TrainingSequences,
            ["epochs"] = result.Epochs.Count,
            ["iterations"] = result.Iterations,
            ["planned_iterations"] = result.Planned,
            ["end"] = Word(result.End),
            ["mean_square_error"] = result.Epochs.LastOrDefault(e => e.Epoch <= result.ModelEpoch)?.MeanSquareError,
            ["validation_error_MPa"] = result.ValidationError_MPa,
            ["weights_of_epoch"] = result.ModelEpoch,
            ["seed"] = result.Seed,
            ["initial_model"] = Initial(training),
        };
    }

    /// <summary>The hash of the one data set, or a list of those of several.</summary>
    internal static JsonNode Hashes(TrainingResult result) => result.Datasets.Count == 1
        ? JsonValue.Create(result.Datasets[0].Data.ContentHash)
        : new JsonArray([.. result.Datasets.Select(d => JsonValue.Create(d.Data.ContentHash))]);

    private static JsonObject? Initial(TrainingSpecification training)
    {
        if (training.InitialModel is not { } file)
            return null;
        SurrogateModel model = SurrogateModel.Load(file);
        return new()
        {
            ["file"] = Path.GetFileName(file),
            ["sha256"] = model.ContentHash,
            ["training"] = JsonNode.Parse(model.Specification.TrainingRecordJson),
        };
    }

    /// <summary>Writes the record beside the model.</summary>
    /// <param name="modelFile">The model file, already written.</param>
    /// <param name="training">The specification.</param>
    /// <param name="result">The outcome.</param>
    public static void Write(string modelFile, TrainingSpecification training, TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(result);
        JsonObject outcome = Summary(training, result);
        outcome["time_s"] = Math.Round(result.Elapsed_s, 1);
        JsonObject record = new()
        {
            ["schema"] = Schema,
            ["model"] = Path.GetFileName(modelFile),
            ["model_sha256"] = SurrogateModel.Load(modelFile).ContentHash,
            ["specification"] = Specification(training, result.Model.Specification.Cluster),
            [result.Datasets.Count == 1 ? "dataset" : "datasets"] = result.Datasets.Count == 1
                ? Dataset(result.Datasets[0])
                : new JsonArray([.. result.Datasets.Select(Dataset)]),
            ["result"] = outcome,
            ["epochs"] = new JsonArray([.. result.Epochs.Select(Epoch)]),
            ["environment"] = Environment(training),
        };
        string file = FileOf(modelFile);
        File.WriteAllText(file + ".partial", record.ToJsonString(Indented) + "\n");
        File.Move(file + ".partial", file, overwrite: true);
    }

    private static JsonNode Dataset(TrainedDataset dataset)
    {
        using MemoryStream description = new();
        using (Utf8JsonWriter writer = new(description))
            DatasetSpecFile.Write(writer, dataset.Data.Spec);
        return new JsonObject
        {
            ["sha256"] = dataset.Data.ContentHash,
            ["samples"] = dataset.Data.SampleCount,
            ["training_samples_used"] = dataset.TrainingSequences,
            ["validation_samples_used"] = dataset.ValidationSequences,
            ["validation_error_MPa"] = dataset.ValidationError_MPa,
            ["spec"] = JsonNode.Parse(description.ToArray()),
        };
    }

    private static JsonNode Epoch(EpochRecord epoch)
    {
        JsonObject node = new()
        {
            ["epoch"] = epoch.Epoch,
            ["loss"] = epoch.Loss,
            ["mean_square_error"] = epoch.MeanSquareError,
            ["validation_error_MPa"] = epoch.ValidationError_MPa,
            ["learning_rate"] = epoch.LearningRate,
            ["elapsed_s"] = Math.Round(epoch.Elapsed_s, 1),
        };
        if (epoch.ValidationErrorBySet_MPa is { } errors)
            node["validation_error_by_dataset_MPa"] = new JsonArray([.. errors.Select(e => JsonValue.Create(e))]);
        return node;
    }

    private static JsonObject Specification(TrainingSpecification t, ClusterSettings cluster)
    {
        JsonObject specification = Common(t);
        if (t.FeatureSet == FeatureSet.Cluster)
            specification["cluster"] = new JsonObject(ClusterConstant.Of(cluster).Select(c =>
                KeyValuePair.Create(c.Key, c.IsList ? Numbers(c.Values) : (JsonNode?)JsonValue.Create(c.Values[0]))));

        return specification;
    }

    private static JsonArray Numbers(IEnumerable<double> values) => new([.. values.Select(v => (JsonNode)v)]);

    private static JsonObject Common(TrainingSpecification t) => new()
    {
        ["features"] = TrainingSpecificationFile.FeatureSets.First(f => f.Value == t.FeatureSet).Word,
        ["cell"] = CellWords.Cells.First(c => c.Value == t.Cell).Word,
        ["hidden_memory"] = t.HiddenMemory,
        ["grains"] = CellWords.GrainMappings.First(g => g.Value == t.Grains).Word,
        ["inputs"] = CellWords.Inputs.First(i => i.Value == t.Inputs).Word,
        ["tensor_basis"] = t.TensorBasis,
        ["hidden_size"] = t.HiddenSize,
        ["layers"] = t.Layers,
        ["grain_input_size"] = t.GrainInputSize,
        ["input_layer_size"] = t.InputLayerSize > 0 ? t.InputLayerSize : t.HiddenSize,
        ["bishop_hill_sharpness"] = t.BishopHillSharpness,
        ["stress_free_reference"] = t.StressFreeReference,
        ["loss"] = TrainingSpecificationFile.Losses.First(l => l.Value == t.Loss).Word,
        ["optimiser"] = "adam",
        ["learning_rate"] = t.LearningRate,
        ["learning_rate_end"] = t.LearningRateEnd,
        ["schedule"] = TrainingSpecificationFile.Schedules.First(s => s.Value == t.Schedule).Word,
        ["warm_up_iterations"] = t.WarmUpIterations,
        ["gradient_norm_limit"] = t.GradientNormLimit,
        ["batch"] = t.Batch,
        ["weight_decay"] = t.WeightDecay,
        ["epochs"] = t.Epochs,
        ["iterations"] = t.Iterations,
        ["time_limit_s"] = t.TimeLimit_s,
        ["patience"] = t.Patience,
        ["sequence_points"] = new JsonArray(t.SequencePointsMinimum, t.SequencePointsMaximum),
        ["sequence_density_ratio"] = t.SequenceDensityRatio,
        ["sequence_prefix"] = t.SequencePrefix,
        ["symmetry_augmentation"] = TrainingSpecificationFile.SymmetryAugmentations.First(a => a.Value == t.Augmentation).Word,
        ["zero_step_fraction"] = t.ZeroStepFraction,
        ["step_length_minimum"] = t.StepLengthMinimum,
        ["training_samples"] = Limits(t.TrainingSamples),
        ["validation_samples"] = Limits(t.ValidationSamples),
        ["validation_interval"] = t.ValidationInterval,
        ["checkpoint_interval"] = t.CheckpointInterval,
        ["checkpoint_time_s"] = t.CheckpointTime_s,
        ["sequence_memory_MiB"] = t.SequenceMemory_MiB,
        ["initial_model"] = Path.GetFileName(t.InitialModel),
        ["device"] = TrainingSpecificationFile.Devices.First(d => d.Value == t.Device).Word,
        ["precision"] = TrainingSpecificationFile.Precisions.First(p => p.Value == t.Precision).Word,
        ["seed"] = t.Seed,
        ["seeds"] = new JsonArray([.. t.Seeds.Select(s => JsonValue.Create(s))]),
        ["threads"] = t.Threads,
    };

    private static JsonNode Limits(SampleLimits limits) =>
        limits.Values.Length == 1 ? JsonValue.Create(limits.Values[0]) : new JsonArray([.. limits.Values.Select(v => JsonValue.Create(v))]);

    private static JsonObject Environment(TrainingSpecification training) => new()
    {
        ["program"] = InformationalVersion(typeof(TrainingRecord).Assembly),
        ["torchsharp"] = InformationalVersion(typeof(TorchSharp.torch).Assembly),
        ["dotnet"] = RuntimeInformation.FrameworkDescription,
        ["operating_system"] = RuntimeInformation.OSDescription,
        ["processor"] = Processor(),
        ["cores"] = System.Environment.ProcessorCount,
        ["threads"] = training.Threads > 0 ? training.Threads : System.Environment.ProcessorCount,
        ["date"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    private static string InformationalVersion(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? FileVersionInfo.GetVersionInfo(assembly.Location).ProductVersion ?? "unknown";

    private static string Processor()
    {
        const string list = "/proc/cpuinfo";
        string? line = File.Exists(list) ? File.ReadLines(list).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':') + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
