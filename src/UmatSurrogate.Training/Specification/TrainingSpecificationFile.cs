using System.Collections.Immutable;
using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Training;

/// <summary>Reads <c>train.yaml</c> strictly: an unknown key is an error that names the known ones.</summary>
public static class TrainingSpecificationFile
{
    /// <summary>Words for the feature sets.</summary>
    public static readonly IReadOnlyList<(string Word, FeatureSet Value)> FeatureSets =
        [("paper", FeatureSet.Paper), ("bishop-hill", FeatureSet.BishopHill), ("cluster", FeatureSet.Cluster)];

    /// <summary>Words for the losses.</summary>
    public static readonly IReadOnlyList<(string Word, TrainingLoss Value)> Losses =
        [("mse", TrainingLoss.MeanSquare), ("vector_norm", TrainingLoss.VectorNorm)];

    /// <summary>Words for the schedules.</summary>
    public static readonly IReadOnlyList<(string Word, LearningRateSchedule Value)> Schedules =
        [("constant", LearningRateSchedule.Constant), ("cosine", LearningRateSchedule.Cosine)];

    /// <summary>Words for the devices.</summary>
    public static readonly IReadOnlyList<(string Word, TrainingDevice Value)> Devices =
        [("cpu", TrainingDevice.Cpu), ("cuda", TrainingDevice.Cuda)];

    /// <summary>Words for the precisions.</summary>
    public static readonly IReadOnlyList<(string Word, TrainingPrecision Value)> Precisions =
        [("float32", TrainingPrecision.Full), ("tf32", TrainingPrecision.TensorFloat32)];

    /// <summary>Words for the rotations; the last two are other spellings.</summary>
    public static readonly IReadOnlyList<(string Word, SymmetryAugmentation Value)> SymmetryAugmentations =
    [
        ("none", SymmetryAugmentation.None), ("cube", SymmetryAugmentation.Cube), ("any", SymmetryAugmentation.Any),
        ("false", SymmetryAugmentation.None), ("true", SymmetryAugmentation.Cube),
    ];

    private static readonly IReadOnlyList<(string Word, bool Value)> TrueOrFalse = [("true", true), ("false", false)];

    /// <summary>Reads a file; keys that are absent keep their defaults (see <see cref="TrainingSpecification"/>).</summary>
    /// <exception cref="InputException">Names file, line, key and value of what is wrong.</exception>
    public static TrainingSpecification Read(string file)
    {
        TrainingSpecification d = new();
        YamlSection yaml = YamlSection.Load(file);
        yaml.Choice("optimiser", [("adam", 0)], 0);
        (double fewest, double most) = yaml.Range("sequence_points", (d.SequencePointsMinimum, d.SequencePointsMaximum));
        if (!double.IsInteger(fewest) || !double.IsInteger(most) || most > int.MaxValue)
            throw yaml.Wrong("sequence_points", "[fewest, most], two integers");
        InputKind inputs = yaml.Choice<InputKind>("inputs", CellWords.Inputs, d.Inputs);
        bool invariants = inputs == InputKind.Invariants;
        TrainingSpecification training = new()
        {
            FeatureSet = yaml.Choice<FeatureSet>("features", FeatureSets),
            Cell = yaml.Choice<CellKind>("cell", CellWords.Cells, d.Cell),
            HiddenMemory = yaml.Choice<bool>("hidden_memory", TrueOrFalse, d.HiddenMemory),
            Inputs = inputs,
            Grains = yaml.Choice<GrainMapping>("grains", CellWords.GrainMappings, invariants ? GrainMapping.None : d.Grains),
            TensorBasis = yaml.Choice<bool>("tensor_basis", TrueOrFalse, invariants || d.TensorBasis),
            HiddenSize = yaml.WholeNumber("hidden_size", d.HiddenSize, minimum: 1, maximum: 4096),
            Layers = yaml.WholeNumber("layers", d.Layers, minimum: 1, maximum: 64),
            GrainInputSize = yaml.WholeNumber("grain_input_size", d.GrainInputSize, minimum: 1, maximum: 4096),
            InputLayerSize = yaml.WholeNumber("input_layer_size", d.InputLayerSize, minimum: 0, maximum: 4096),
            BishopHillSharpness = yaml.Number("bishop_hill_sharpness", d.BishopHillSharpness),
            Cluster = yaml.OptionalSection("cluster") is { } cluster ? Cluster(cluster) : null,
            StressFreeReference = yaml.Has("stress_free_reference")
                ? yaml.Choice<bool>("stress_free_reference", TrueOrFalse)
                : null,
            Loss = yaml.Choice<TrainingLoss>("loss", Losses, d.Loss),
            LearningRate = yaml.Number("learning_rate", d.LearningRate),
            LearningRateEnd = yaml.Number("learning_rate_end", d.LearningRateEnd),
            Schedule = yaml.Choice<LearningRateSchedule>("schedule", Schedules, d.Schedule),
            WarmUpIterations = yaml.WholeNumber("warm_up_iterations", d.WarmUpIterations, minimum: 0),
            GradientNormLimit = yaml.Number("gradient_norm_limit", d.GradientNormLimit),
            Batch = yaml.WholeNumber("batch", d.Batch, minimum: 1, maximum: 65536),
            WeightDecay = yaml.Number("weight_decay", d.WeightDecay),
            Iterations = yaml.WholeNumber("iterations", (int)d.Iterations, minimum: 0),
            Patience = yaml.WholeNumber("patience", d.Patience, minimum: 0),
            Epochs = yaml.WholeNumber("epochs", d.Epochs, minimum: 1),
            TimeLimit_s = yaml.Number("time_limit_s", d.TimeLimit_s),
            SequencePointsMinimum = (int)fewest,
            SequencePointsMaximum = (int)most,
            SequenceDensityRatio = yaml.Number("sequence_density_ratio", d.SequenceDensityRatio),
            SequencePrefix = yaml.Number("sequence_prefix", d.SequencePrefix),
            SymmetryAugmentation = yaml.Has("symmetry_augmentation") ? yaml.Choice<SymmetryAugmentation>("symmetry_augmentation", SymmetryAugmentations) : null,
            ZeroStepFraction = yaml.Number("zero_step_fraction", d.ZeroStepFraction),
            StepLengthMinimum = yaml.Number("step_length_minimum", d.StepLengthMinimum),
            TrainingSamples = Limits(yaml, "training_samples", d.TrainingSamples),
            ValidationSamples = Limits(yaml, "validation_samples", d.ValidationSamples),
            ValidationInterval = yaml.WholeNumber("validation_interval", d.ValidationInterval, minimum: 1),
            CheckpointInterval = yaml.WholeNumber("checkpoint_interval", d.CheckpointInterval, minimum: 1),
            CheckpointTime_s = yaml.Number("checkpoint_time_s", d.CheckpointTime_s),
            SequenceMemory_MiB = yaml.WholeNumber("sequence_memory_MiB", d.SequenceMemory_MiB, minimum: 1),
            InitialModel = yaml.Has("initial_model")
                ? Path.GetFullPath(yaml.Text("initial_model"), Path.GetDirectoryName(Path.GetFullPath(file))!)
                : null,
            Device = yaml.Choice<TrainingDevice>("device", Devices, d.Device),
            Precision = yaml.Choice<TrainingPrecision>("precision", Precisions, d.Precision),
            Seed = yaml.Seed("seed", d.Seed),
            Seeds = ImmutableArray.CreateRange(yaml.Seeds("seeds")),
            Threads = yaml.WholeNumber("threads", d.Threads, minimum: 0, maximum: 1024),
        };
        yaml.RefuseOtherKeys();
        training.Check(file);
        return training;
    }

    private static SampleLimits Limits(YamlSection yaml, string key, SampleLimits otherwise)
    {
        if (yaml.Numbers(key, 1) is not { } values)
            return otherwise;
        return values.Length > 0 && values.All(v => double.IsInteger(v) && v is >= 0 and <= int.MaxValue)
            ? new([.. values.Select(v => (int)v)])
            : throw yaml.Wrong(key, "a whole number >= 0, or a list of such numbers, one for each data set");
    }

    private static ClusterSettings Cluster(YamlSection yaml)
    {
        ClusterSettings d = new();
        double[] relaxation = yaml.Numbers("relaxation", d.Sweeps) ?? [.. d.Relaxation];
        bool sameSweeps = relaxation.Length == d.Sweeps;
        double[]? sharpness = yaml.Numbers("sharpness", relaxation.Length), momentum = yaml.Numbers("momentum", relaxation.Length);
        ClusterSettings cluster = new()
        {
            Coupling = [.. yaml.Numbers("coupling", 1) ?? (sameSweeps ? [.. d.Coupling] : [d.Coupling.Average()])],
            Relaxation = [.. relaxation],
            Sharpness = [.. sharpness ?? (sameSweeps ? [.. d.Sharpness] : Enumerable.Repeat(d.Sharpness[^1], relaxation.Length))],
            Momentum = [.. momentum ?? (sameSweeps ? [.. d.Momentum] : Enumerable.Repeat(0.0, relaxation.Length))],
            OutputSharpness = [.. yaml.Numbers("output_sharpness", 2) ?? [.. d.OutputSharpness]],
            PlainSharpness = [.. yaml.Numbers("plain_sharpness", 2) ?? [.. d.PlainSharpness]],
            SweepVertices = Vertices("sweep", relaxation.Length, sameSweeps ? d.SweepVertices : VertexClasses.Alike),
            OutputVertices = Vertices("output", 2, d.OutputVertices),
            PlainVertices = Vertices("plain", 2, d.PlainVertices),
            RotationVertices = Vertices("rotation", 1, d.RotationVertices),
            RotationSharpness = yaml.Number("rotation_sharpness", d.RotationSharpness),
            RotationAmplitude = [.. yaml.Numbers("rotation_amplitude", 2) ?? [.. d.RotationAmplitude]],
            RotationFloor = yaml.Number("rotation_floor", d.RotationFloor),
            Grid = yaml.WholeNumber("grid", d.Grid, minimum: 2, maximum: 256),
        };
        yaml.RefuseOtherKeys();
        return cluster;

        VertexClasses Vertices(string name, int maxima, VertexClasses otherwise) => new()
        {
            Weights = [.. yaml.Numbers($"{name}_vertex_weights", VertexClasses.Count * maxima) ?? [.. otherwise.Weights]],
            Magnitudes = [.. yaml.Numbers($"{name}_vertex_magnitudes", VertexClasses.Count * maxima) ?? [.. otherwise.Magnitudes]],
        };
    }
}
