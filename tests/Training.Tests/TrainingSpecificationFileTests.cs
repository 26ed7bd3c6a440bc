using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;
using UmatSurrogate.Training;

namespace UmatSurrogate.Tests;

public sealed class TrainingSpecificationFileTests
{
    [Fact]
    public void SectionCluster_KeepsTheDefaultsOfTheKeysThatAreAbsent()
    {
        Assert.Null(Read("features: cluster\n").Cluster);
        Assert.Equal(new ClusterSettings() with { RotationAmplitude = [1, 0.5] }, Read("features: cluster\ncluster:\n  rotation_amplitude: [1, 0.5]\n").Cluster);
    }

    [Fact]
    public void ShippedConstants_AreASectionOfTheSpecification()
    {
        ClusterSettings fitted = Read("features: cluster\n" + File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "examples", "models", "cluster-200.yaml"))).Cluster!;
        Assert.Equal(3, fitted.Sweeps);
        Assert.DoesNotContain(ClusterConstant.Of(fitted).Zip(ClusterConstant.Of(new())), pair => pair.First.Key != pair.Second.Key
            || (pair.First.Key is not ("rotation_floor" or "grid") && pair.First.Values.SequenceEqual(pair.Second.Values)));
    }

    [Fact]
    public void AbsentKeys_KeepTheirDefaults() =>
        Assert.Equal(new TrainingSpecification { FeatureSet = FeatureSet.Paper }, Read("features: paper\n"));

    [Fact]
    public void Seeds_AreAnEnsemble()
    {
        Assert.Equal([3UL, 18446744073709551615UL], Read("features: paper\nseeds: [3, 18446744073709551615]\n").Seeds.ToArray());
        Assert.Contains("twice", Assert.Throws<InputException>(() => Read("features: paper\nseeds: [3, 3]\n")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Augmentation_OfANetworkWithoutGrains_IsOff()
    {
        Assert.Equal(SymmetryAugmentation.Cube, Read("features: bishop-hill\n").Augmentation);
        Assert.Equal(SymmetryAugmentation.Cube, Read("features: bishop-hill\ngrains: none\n").Augmentation);
        Assert.Equal(SymmetryAugmentation.None, Read("features: paper\ngrains: none\n").Augmentation);
        Assert.Contains(
            "one microstructure", Assert.Throws<InputException>(() => Read("features: paper\ngrains: none\nsymmetry_augmentation: true\n")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", SymmetryAugmentation.Cube)]
    [InlineData("false", SymmetryAugmentation.None)]
    [InlineData("none", SymmetryAugmentation.None)]
    [InlineData("cube", SymmetryAugmentation.Cube)]
    [InlineData("any", SymmetryAugmentation.Any)]
    public void Augmentation_HasOldAndNewWords(string word, SymmetryAugmentation expected) =>
        Assert.Equal(expected, Read($"features: cluster\nsymmetry_augmentation: {word}\n").Augmentation);

    [Fact]
    public void AnyRotation_OfFeaturesThatHoldSeeds_IsRefused() => Assert.Contains(
        "seeds", Assert.Throws<InputException>(() => Read("features: paper\nsymmetry_augmentation: any\n")).Message, StringComparison.Ordinal);

    [Fact]
    public void SampleLimits_AreOneNumberOrAList()
    {
        TrainingSpecification training = Read("features: paper\ntraining_samples: [9000, 1000]\nvalidation_samples: 0\n");
        Assert.Equal([9000, 1000], training.TrainingSamples.Values.ToArray());
        Assert.Equal(SampleLimits.All, training.ValidationSamples);
        Assert.Contains("training_samples", Assert.Throws<InputException>(() => Read("features: paper\ntraining_samples: [9000, -1]\n")).Message, StringComparison.Ordinal);
        Assert.Contains("2 numbers for 3 data sets", Assert.Throws<InputException>(() => training.TrainingSamples.Check("training_samples", 3)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("starter.train.yaml")]
    [InlineData("full.train.yaml")]
    [InlineData("full-field.train.yaml")]
    public void Examples_AreRead(string file) =>
        Assert.True(TrainingSpecificationFile.Read(Path.Combine(TestData.RepositoryRoot, "examples", "models", file)).Epochs > 0);

    [Fact]
    public void EveryKey_StandsInTheHelp()
    {
        InputException error = Assert.Throws<InputException>(() => Read("features: paper\nunknown_key: 1\n"));
        foreach (string line in TrainingSpecificationHelp.Text.Split('\n').Where(l => l.StartsWith("  ", StringComparison.Ordinal)))
            Assert.Contains(line.Trim().Split(' ')[0], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryKey_IsRead()
    {
        TrainingSpecification training = Read("""
            features: bishop-hill
            cell: lmsc
            grains: step-input
            tensor_basis: true
            hidden_size: 96
            layers: 3
            grain_input_size: 16
            input_layer_size: 48
            bishop_hill_sharpness: 12
            cluster:
              coupling: 2.0
              relaxation: [1.0, 0.5]
              sharpness: [4, 5]
              momentum: 0.1
              output_sharpness: [2, 8]
              plain_sharpness: [3, 16]
              output_vertex_weights: [0.1, -0.2, 0.3, 0, -0.4, 0.5, 0.6, 0.7, -0.8, 0.9]
              rotation_vertex_magnitudes: [1.1, 0.9, 1, 1.2, 0.8]
              rotation_sharpness: 4
              rotation_amplitude: [0.9, 0.1]
              rotation_floor: 0.1
              grid: 12
            stress_free_reference: false
            loss: vector_norm
            optimiser: adam
            learning_rate: 2.0e-3
            learning_rate_end: 1.0e-5
            schedule: constant
            warm_up_iterations: 7
            gradient_norm_limit: 0.5
            batch: 32
            epochs: 9
            iterations: 500
            weight_decay: 0.01
            patience: 4
            symmetry_augmentation: none
            sequence_prefix: 0.25
            zero_step_fraction: 0.1
            checkpoint_time_s: 20
            sequence_memory_MiB: 100
            initial_model: /models/first.safetensors
            device: cuda
            precision: tf32
            seeds: []
            time_limit_s: 60
            sequence_points: [30, 70]
            sequence_density_ratio: 0.2
            step_length_minimum: 1.0e-4
            training_samples: 1000
            validation_samples: 50
            validation_interval: 2
            checkpoint_interval: 3
            seed: 99
            threads: 4
            """);
        Assert.Equal(
            new TrainingSpecification
            {
                FeatureSet = FeatureSet.BishopHill,
                Cell = CellKind.Lmsc,
                Grains = GrainMapping.StepInput,
                TensorBasis = true,
                HiddenSize = 96,
                Layers = 3,
                GrainInputSize = 16,
                InputLayerSize = 48,
                BishopHillSharpness = 12,
                Cluster = new()
                {
                    Coupling = [2],
                    Relaxation = [1.0, 0.5],
                    Sharpness = [4, 5],
                    Momentum = [0.1, 0.1],
                    OutputSharpness = [2, 8],
                    PlainSharpness = [3, 16],
                    SweepVertices = VertexClasses.Alike, // another number of sweeps than that of the defaults
                    OutputVertices = new() { Weights = [0.1, -0.2, 0.3, 0, -0.4, 0.5, 0.6, 0.7, -0.8, 0.9], Magnitudes = new ClusterSettings().OutputVertices.Magnitudes },
                    RotationVertices = new() { Weights = new ClusterSettings().RotationVertices.Weights, Magnitudes = [1.1, 0.9, 1, 1.2, 0.8] },
                    RotationSharpness = 4,
                    RotationAmplitude = [0.9, 0.1],
                    RotationFloor = 0.1,
                    Grid = 12,
                },
                StressFreeReference = false,
                Loss = TrainingLoss.VectorNorm,
                LearningRate = 2e-3,
                LearningRateEnd = 1e-5,
                Schedule = LearningRateSchedule.Constant,
                WarmUpIterations = 7,
                GradientNormLimit = 0.5,
                Batch = 32,
                Epochs = 9,
                Iterations = 500,
                WeightDecay = 0.01,
                Patience = 4,
                SymmetryAugmentation = SymmetryAugmentation.None,
                SequencePrefix = 0.25,
                ZeroStepFraction = 0.1,
                CheckpointTime_s = 20,
                SequenceMemory_MiB = 100,
                InitialModel = "/models/first.safetensors",
                Device = TrainingDevice.Cuda,
                Precision = TrainingPrecision.TensorFloat32,
                TimeLimit_s = 60,
                SequencePointsMinimum = 30,
                SequencePointsMaximum = 70,
                SequenceDensityRatio = 0.2,
                StepLengthMinimum = 1e-4,
                TrainingSamples = 1000,
                ValidationSamples = 50,
                ValidationInterval = 2,
                CheckpointInterval = 3,
                Seed = 99,
                Threads = 4,
            },
            training);
    }

    [Theory]
    [InlineData("features: bishop-hill\nhiden_size: 64\n", ":2", "hiden_size", "hidden_size")]
    [InlineData("features: lstm\n", "lstm", "paper", "bishop-hill")]
    [InlineData("hidden_size: 64\n", "features", "has no key", "")]
    [InlineData("features: paper\noptimiser: sgd\n", "sgd", "adam", ":2")]
    [InlineData("features: paper\nlearning_rate: -1\n", "learning_rate", "-1", "positive")]
    [InlineData("features: paper\nsequence_points: [20.5, 100]\n", "sequence_points", "integers", ":2")]
    [InlineData("features: paper\nsequence_density_ratio: 0\n", "sequence_density_ratio", "0", "above 0")]
    [InlineData("features: paper\nlearning_rate: 1.0e-3\nlearning_rate_end: 1.0e-2\n", "learning_rate_end", "0.01", "")]
    [InlineData("features: cluster\ncluster:\n  copling: 2\n", "copling", "coupling", ":3")]
    [InlineData("features: cluster\ncluster:\n  relaxation: [0.5, 0.5]\n  momentum: [0, 0.1, 0.2]\n", "cluster.momentum (length)", "3", "2 values")]
    [InlineData("features: cluster\ncluster:\n  output_vertex_weights: [4, 0, 0, 0, 0, 0, 0, 0, 0, 0]\n", "cluster.output_vertex_weights", "4", "-3 to 3")]
    [InlineData("features: cluster\ncluster:\n  rotation_vertex_magnitudes: [1, 1]\n", "cluster.rotation_vertex_magnitudes", "2 values", "expected 5")]
    [InlineData("features: cluster\ncluster:\n  plain_sharpness: [3, 40]\n", "cluster.plain_sharpness", "40", "20")]
    public void WhatIsWrong_IsNamed(string text, string first, string second, string third)
    {
        InputException error = Assert.Throws<InputException>(() => Read(text));
        Assert.Contains(first, error.Message, StringComparison.Ordinal);
        Assert.Contains(second, error.Message, StringComparison.Ordinal);
        Assert.Contains(third, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("starter.train.yaml", 64)]
    [InlineData("full.train.yaml", 256)]
    public void ShippedSpecifications_AreValid(string file, int hidden)
    {
        TrainingSpecification training = TrainingSpecificationFile.Read(Path.Combine(TestData.RepositoryRoot, "examples", "models", file));
        Assert.Equal(hidden, training.HiddenSize);
        Assert.Equal(2, training.Layers);
    }

    private static TrainingSpecification Read(string text)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            return TrainingSpecificationFile.Read(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
