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

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The record's file of a model file: <c>x.safetensors</c> has <c>x.record.json</c>.</summary>
    public static string FileOf(string modelFile) => Path.ChangeExtension(modelFile, ".record.json");

    /// <summary>A short form of the record, kept inside the model file; nothing in it depends on the time of day or the speed of the machine.</summary>
    public static JsonObject Summary(TrainingSpecification training, string datasetHash, TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(result);
        return new()
        {
            ["dataset_sha256"] = datasetHash,
            ["training_samples"] = result.TrainingSequences,
            ["epochs"] = result.Epochs.Count,
            ["iterations"] = result.Iterations,
            ["mean_square_error"] = result.Epochs[^1].MeanSquareError,
            ["validation_error_MPa"] = result.Epochs[^1].ValidationError_MPa,
            ["seed"] = training.Seed,
        };
    }

    /// <summary>Writes the record beside the model.</summary>
    /// <param name="modelFile">The model file, already written.</param>
    /// <param name="training">The specification.</param>
    /// <param name="data">The data set.</param>
    /// <param name="result">The outcome.</param>
    public static void Write(string modelFile, TrainingSpecification training, Dataset data, TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(result);
        using MemoryStream datasetSpec = new();
        using (Utf8JsonWriter writer = new(datasetSpec))
            DatasetSpecFile.Write(writer, data.Spec);
        JsonObject outcome = Summary(training, data.ContentHash, result);
        outcome["time_s"] = Math.Round(result.Elapsed_s, 1);
        JsonObject record = new()
        {
            ["schema"] = Schema,
            ["model"] = Path.GetFileName(modelFile),
            ["model_sha256"] = SurrogateModel.Load(modelFile).ContentHash,
            ["specification"] = Specification(training),
            ["dataset"] = new JsonObject
            {
                ["sha256"] = data.ContentHash,
                ["samples"] = data.SampleCount,
                ["training_samples_used"] = result.TrainingSequences,
                ["validation_samples_used"] = result.ValidationSequences,
                ["spec"] = JsonNode.Parse(datasetSpec.ToArray()),
            },
            ["result"] = outcome,
            ["epochs"] = new JsonArray([.. result.Epochs.Select(Epoch)]),
            ["environment"] = Environment(training),
        };
        string file = FileOf(modelFile);
        File.WriteAllText(file + ".partial", record.ToJsonString(Indented) + "\n");
        File.Move(file + ".partial", file, overwrite: true);
    }

    private static JsonNode Epoch(EpochRecord epoch) => new JsonObject
    {
        ["epoch"] = epoch.Epoch,
        ["loss"] = epoch.Loss,
        ["mean_square_error"] = epoch.MeanSquareError,
        ["validation_error_MPa"] = epoch.ValidationError_MPa,
        ["learning_rate"] = epoch.LearningRate,
        ["elapsed_s"] = Math.Round(epoch.Elapsed_s, 1),
    };

    private static JsonObject Specification(TrainingSpecification t)
    {
        JsonObject specification = Common(t);
        if (t.FeatureSet == FeatureSet.Cluster)
        {
            specification["cluster"] = new JsonObject
            {
                ["coupling"] = t.Cluster.Coupling,
                ["sharpness"] = new JsonArray([.. t.Cluster.Sharpness.Select(v => (JsonNode)v)]),
                ["relaxation"] = new JsonArray([.. t.Cluster.Relaxation.Select(v => (JsonNode)v)]),
                ["momentum"] = new JsonArray([.. t.Cluster.Momentum.Select(v => (JsonNode)v)]),
                ["grid"] = t.Cluster.Grid,
            };
        }

        return specification;
    }

    private static JsonObject Common(TrainingSpecification t) => new()
    {
        ["features"] = TrainingSpecificationFile.FeatureSets.First(f => f.Value == t.FeatureSet).Word,
        ["cell"] = CellWords.Cells.First(c => c.Value == t.Cell).Word,
        ["grains"] = CellWords.GrainMappings.First(g => g.Value == t.Grains).Word,
        ["output_skip"] = t.OutputSkip,
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
        ["epochs"] = t.Epochs,
        ["time_limit_s"] = t.TimeLimit_s,
        ["sequence_points"] = new JsonArray(t.SequencePointsMinimum, t.SequencePointsMaximum),
        ["sequence_density_ratio"] = t.SequenceDensityRatio,
        ["step_length_minimum"] = t.StepLengthMinimum,
        ["training_samples"] = t.TrainingSamples,
        ["validation_samples"] = t.ValidationSamples,
        ["seed"] = t.Seed,
        ["threads"] = t.Threads,
    };

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
