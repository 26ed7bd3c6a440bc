using System.Collections.Immutable;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Training;

/// <summary>The quantity that training makes small; both are computed on stresses divided by the half-range of the training stresses.</summary>
public enum TrainingLoss
{
    /// <summary>Mean square of the six components, as in the paper. It is reported for every training.</summary>
    MeanSquare,

    /// <summary>
    /// Mean Frobenius norm of the stress difference, per step. Less drawn to the few worst steps; it reaches a smaller mean error.
    /// </summary>
    VectorNorm,
}

/// <summary>How the learning rate runs from its first to its last value.</summary>
public enum LearningRateSchedule
{
    /// <summary>It stays at its first value.</summary>
    Constant,

    /// <summary>Half a cosine from the first to the last value.</summary>
    Cosine,
}

/// <summary>The processor that trains.</summary>
public enum TrainingDevice
{
    /// <summary>The processor of the machine.</summary>
    Cpu,

    /// <summary>A graphics card of NVIDIA; needs a libtorch with CUDA.</summary>
    Cuda,
}

/// <summary>Arithmetic of the matrix products on a graphics card.</summary>
public enum TrainingPrecision
{
    /// <summary>Single precision throughout.</summary>
    Full,

    /// <summary>TensorFloat-32: factors rounded to 10 bits of mantissa, sums in single precision.</summary>
    TensorFloat32,
}

/// <summary>
/// What <c>train.yaml</c> says, for the optimiser Adam (Kingma and Ba 2015, arXiv:1412.6980). Keys in the file are the names here in
/// snake_case, unless said otherwise.
/// </summary>
public sealed record TrainingSpecification
{
    /// <summary>Feature set; in the file <c>features: paper</c>, <c>bishop-hill</c> or <c>cluster</c>.</summary>
    public FeatureSet FeatureSet { get; init; } = FeatureSet.BishopHill;

    /// <summary>The recurrent cell; in the file <c>cell: gru</c>, <c>lmsc</c> or <c>linear</c>.</summary>
    public CellKind Cell { get; init; } = CellKind.Gru;

    /// <summary>
    /// False: the cell passes no hidden state on (<see cref="CellKind.Gru"/> only), so that the stress remembers the path through the strain memories of the
    /// features alone and is steady where a load prescribes stresses.
    /// </summary>
    public bool HiddenMemory { get; init; } = true;

    /// <summary>Which grain networks there are; in the file <c>grains: both</c>, <c>initial-state</c>, <c>step-input</c> or <c>none</c>.</summary>
    public GrainMapping Grains { get; init; } = GrainMapping.Both;

    /// <summary>
    /// What the network sees of the step features; in the file <c>inputs: components</c> or <c>invariants</c>. Invariants need
    /// <see cref="GrainMapping.None"/> and a tensor basis, which then are the defaults of the file.
    /// </summary>
    public InputKind Inputs { get; init; } = InputKind.Components;

    /// <summary>True: the deviatoric step features are a basis of the stress, with weights from the network.</summary>
    public bool TensorBasis { get; init; }

    /// <summary>Hidden size of the cell: its state variables per layer.</summary>
    public int HiddenSize { get; init; } = 64;

    /// <summary>Layers of the cell.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Length of m_x, what the grains add to the input of every step.</summary>
    public int GrainInputSize { get; init; } = 32;

    /// <summary>Width of the linear input layer, and of the dense layers of the cell lmsc; 0 stands for the hidden size.</summary>
    public int InputLayerSize { get; init; }

    /// <summary>Sharpness of the soft maximum over the Bishop-Hill vertices.</summary>
    public double BishopHillSharpness { get; init; } = ModelSpecification.DefaultBishopHillSharpness;

    /// <summary>
    /// Constants of the interacting grains of <c>features: cluster</c>; in the file a section <c>cluster</c> with the keys
    /// <c>relaxation</c> (a list, one factor for each sweep), <c>coupling</c>, <c>sharpness</c> and <c>momentum</c> (a number, or
    /// one for each sweep), <c>output_sharpness</c> and <c>plain_sharpness</c> (two numbers), <c>rotation_sharpness</c>, <c>rotation_floor</c>,
    /// <c>rotation_amplitude</c> (two numbers), <c>grid</c>, and for the vertex classes <c>sweep_vertex_weights</c>,
    /// <c>sweep_vertex_magnitudes</c> and the same with <c>output</c>, <c>plain</c> and <c>rotation</c>: one list, five numbers for each
    /// sharpness of the group (<see cref="VertexClasses"/>); empty: all vertices alike. Null: the constants of the initial model, or the defaults.
    /// </summary>
    public ClusterSettings? Cluster { get; init; }

    /// <summary>True if the stress is forced to zero at the undeformed state; null takes the default of the feature set.</summary>
    public bool? StressFreeReference { get; init; }

    /// <summary>The loss; in the file <c>mse</c> or <c>vector_norm</c>.</summary>
    public TrainingLoss Loss { get; init; } = TrainingLoss.MeanSquare;

    /// <summary>First learning rate.</summary>
    public double LearningRate { get; init; } = 4e-3;

    /// <summary>Last learning rate of the cosine schedule.</summary>
    public double LearningRateEnd { get; init; } = 2e-5;

    /// <summary>The schedule; in the file <c>constant</c> or <c>cosine</c>.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Cosine;

    /// <summary>Iterations over which the learning rate grows linearly from zero.</summary>
    public int WarmUpIterations { get; init; } = 100;

    /// <summary>Largest 2-norm of the gradient; a longer gradient is scaled down to it. 0: no limit.</summary>
    public double GradientNormLimit { get; init; } = 1.0;

    /// <summary>Sequences per iteration.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>Decay of the weights outside the gradient (AdamW), per unit of the learning rate; 0: none.</summary>
    public double WeightDecay { get; init; }

    /// <summary>How often every training sample is seen.</summary>
    public int Epochs { get; init; } = 40;

    /// <summary>Most iterations, whatever the epochs; 0: as many as the epochs have. The schedule ends with the last iteration.</summary>
    public long Iterations { get; init; }

    /// <summary>
    /// Longest time of one run in seconds; 0: no limit. The speed is measured before the first iteration, and as many iterations are
    /// planned as fit: the plan, with its schedule, is kept in the checkpoint and followed by every resumption. A run that is at its limit
    /// before the end of the plan stops with a checkpoint; <c>--resume</c> goes on.
    /// </summary>
    public double TimeLimit_s { get; init; }

    /// <summary>
    /// Early stopping: the training ends after this many validations without a smaller error. 0: it runs to its end. In both cases the model
    /// has the weights of the smallest validation error.
    /// </summary>
    public int Patience { get; init; }

    /// <summary>Fewest time points drawn from a path for one sequence, the start not counted.</summary>
    public int SequencePointsMinimum { get; init; } = 20;

    /// <summary>Most time points drawn from a path for one sequence. In the file both
    /// are <c>sequence_points: [fewest, most]</c>. The length of each batch is log-uniform between the two.</summary>
    public int SequencePointsMaximum { get; init; } = 100;

    /// <summary>
    /// Ratio of the densities with which points are drawn from the sparsest and the densest part of a path (1: uniform), so that the
    /// steps within a sequence vary over decades.
    /// </summary>
    public double SequenceDensityRatio { get; init; } = 0.05;

    /// <summary>
    /// The shortest piece of a path, from its start, that sequences are drawn from, as a share of the path, in (0, 1]: the length of the piece is
    /// log-uniform between this and the whole path (one third of the sequences: the whole), but never less than the points need. 1: always the
    /// whole path.
    /// </summary>
    public double SequencePrefix { get; init; } = 1.0;

    /// <summary>
    /// Rotates every drawn sequence (volume element, path and stress together): exact further samples. In the file <c>none</c>, <c>cube</c>
    /// (<c>true</c> is the same; the 24 rotations of the box, seeds shifted periodically) or <c>any</c> (all rotations; not for
    /// <c>features: paper</c>, which see the positions of the seeds). Null: cube, but none for a network that sees nothing of the grains
    /// (<c>features: paper</c> and <c>grains: none</c>) and so belongs to one microstructure, and for <c>inputs: invariants</c>, which
    /// no rotation changes.
    /// </summary>
    public SymmetryAugmentation? SymmetryAugmentation { get; init; }

    /// <summary>The rotations that are used.</summary>
    public SymmetryAugmentation Augmentation => SymmetryAugmentation ?? (SeesGrains && Inputs == InputKind.Components ? Training.SymmetryAugmentation.Cube : Training.SymmetryAugmentation.None);

    private bool SeesGrains => FeatureSet != FeatureSet.Paper || Grains != GrainMapping.None;

    /// <summary>
    /// Steps in which nothing happens (no strain, no time; the stress stays), added to a sequence, as a share of its drawn steps.
    /// </summary>
    public double ZeroStepFraction { get; init; }

    /// <summary>
    /// Lower bound of the shortest step that the model commits at run time (Frobenius norm of the deviatoric strain increment); shorter
    /// increments are held and added up. The bound is raised to the 1 % quantile of the training steps if that is larger.
    /// </summary>
    public double StepLengthMinimum { get; init; } = 4e-4;

    /// <summary>Largest number of training samples used of every data set, or a list with one number for each; 0: all.</summary>
    public SampleLimits TrainingSamples { get; init; } = SampleLimits.All;

    /// <summary>Largest number of validation samples used during training, likewise. (<c>evaluate</c> uses all.)</summary>
    public SampleLimits ValidationSamples { get; init; } = 256;

    /// <summary>Epochs between two validations.</summary>
    public int ValidationInterval { get; init; } = 1;

    /// <summary>Epochs between two checkpoints.</summary>
    public int CheckpointInterval { get; init; } = 1;

    /// <summary>Longest time between two checkpoints within an epoch, s.</summary>
    public double CheckpointTime_s { get; init; } = 300;

    /// <summary>
    /// Memory for training sequences, MiB; in the file <c>sequence_memory_MiB</c>. A larger data set is read from the disk in every epoch.
    /// </summary>
    public int SequenceMemory_MiB { get; init; } = 4096;

    /// <summary>
    /// A model file whose weights and scaling the training starts from (fine-tuning); null: fresh weights. Features and sizes must be the
    /// same. In the file relative to the folder of the file.
    /// </summary>
    public string? InitialModel { get; init; }

    /// <summary>Where the network is trained; in the file <c>cpu</c> or <c>cuda</c>.</summary>
    public TrainingDevice Device { get; init; } = TrainingDevice.Cpu;

    /// <summary>Arithmetic on <c>cuda</c>; in the file <c>float32</c> or <c>tf32</c>. The processor computes in single precision.</summary>
    public TrainingPrecision Precision { get; init; } = TrainingPrecision.Full;

    /// <summary>Seed of the initial weights, the order of the samples and everything drawn.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Seeds of the members of an ensemble: one model each, alike but for seed and weights. Empty: one model with <see cref="Seed"/>.
    /// </summary>
    public ImmutableArray<ulong> Seeds { get; init; } = [];

    /// <summary>Threads of the network; 0: all cores. Features are prepared beside it by as many threads.</summary>
    public int Threads { get; init; }

    /// <summary>Checks the numbers against each other and against their ranges.</summary>
    /// <param name="source">Where the specification comes from, for the message.</param>
    /// <exception cref="InputException">Names the key, its value and what is allowed.</exception>
    public void Check(string source)
    {
        if (Inputs == InputKind.Invariants)
            ModelSpecification.CheckInvariants(source, FeatureSet, Cell, Grains, TensorBasis);
        Require(LearningRate > 0, "learning_rate", LearningRate, "positive");
        Require(LearningRateEnd >= 0 && LearningRateEnd <= LearningRate, "learning_rate_end", LearningRateEnd, "from 0 to learning_rate");
        Require(GradientNormLimit >= 0, "gradient_norm_limit", GradientNormLimit, "0 (no limit) or positive");
        Require(TimeLimit_s >= 0, "time_limit_s", TimeLimit_s, "0 (no limit) or positive");
        Require(SequencePointsMinimum >= 1, "sequence_points (first)", SequencePointsMinimum, "at least 1");
        Require(
            SequencePointsMaximum >= SequencePointsMinimum, "sequence_points (second)", SequencePointsMaximum, "not smaller than the first");
        Require(SequenceDensityRatio is > 0 and <= 1, "sequence_density_ratio", SequenceDensityRatio, "above 0 and at most 1");
        Require(StepLengthMinimum >= 0, "step_length_minimum", StepLengthMinimum, "0 or positive");
        if (!HiddenMemory && (Cell != CellKind.Gru || FeatureSet == FeatureSet.Paper))
        {
            throw new InputException(
                $"{source}: 'hidden_memory' is false, which needs cell: gru and features that remember the strain (bishop-hill or cluster). Change these or leave the key out.");
        }

        Require(SequencePrefix is > 0 and <= 1, "sequence_prefix", SequencePrefix, "above 0 and at most 1");
        if (Augmentation != Training.SymmetryAugmentation.None && !SeesGrains)
        {
            throw new InputException(
                $"{source}: 'symmetry_augmentation' is set, but with features: paper and grains: none the network knows one microstructure only; a rotated one is another. Leave the key out.");
        }

        if (Augmentation == Training.SymmetryAugmentation.Any && FeatureSet == FeatureSet.Paper)
        {
            throw new InputException(
                $"{source}: 'symmetry_augmentation' is any, but features: paper holds the positions of the seeds in the box, of which only the 24 rotations of the cube make another box. Give cube, or other features.");
        }

        if (Precision == TrainingPrecision.TensorFloat32 && Device == TrainingDevice.Cpu)
            throw new InputException($"{source}: 'precision' is tf32, which only device: cuda has. Leave the key out.");
        Require(ZeroStepFraction is >= 0 and <= 1, "zero_step_fraction", ZeroStepFraction, "from 0 to 1");
        Require(WeightDecay >= 0 && WeightDecay * LearningRate < 1, "weight_decay", WeightDecay, "0 or positive, and below 1/learning_rate");
        Require(CheckpointTime_s > 0, "checkpoint_time_s", CheckpointTime_s, "positive");
        if (!Seeds.IsDefaultOrEmpty && Seeds.Distinct().Count() != Seeds.Length)
            throw new InputException($"{source}: 'seeds' names a seed twice ({string.Join(", ", Seeds)}); two members of an ensemble would be the same model.");
        if (!Seeds.IsDefaultOrEmpty && Seeds.Length > SurrogateEnsemble.MaximumMembers)
            throw new InputException($"{source}: 'seeds' has {Seeds.Length} entries; an ensemble has at most {SurrogateEnsemble.MaximumMembers} models.");
        Require(BishopHillSharpness > 0, "bishop_hill_sharpness", BishopHillSharpness, "positive");

        Cluster?.Validate(source);

        void Require(bool condition, string key, double value, string allowed)
        {
            if (!condition)
                throw new InputException($"{source}: '{key}' is {value:R}; it must be {allowed}.");
        }
    }
}
