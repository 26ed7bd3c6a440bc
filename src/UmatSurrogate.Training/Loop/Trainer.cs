using System.Security.Cryptography;
using System.Text;
using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;
using static TorchSharp.torch;

namespace UmatSurrogate.Training;

/// <summary>What a training gives.</summary>
/// <param name="Model">The trained model, complete with settings.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Epochs">Losses and errors by epoch; the last one may be incomplete.</param>
/// <param name="Iterations">Iterations done.</param>
/// <param name="Planned">Iterations that the schedule was made for.</param>
/// <param name="End">Why it ended.</param>
/// <param name="ModelEpoch">The epoch after which the model had these weights.</param>
/// <param name="TrainingSequences">Training sequences used.</param>
/// <param name="ValidationSequences">Validation sequences used during training.</param>
/// <param name="Elapsed_s">Time of all iterations, s, those before a resumption included.</param>
public sealed record TrainingResult(
    SurrogateModel Model, ulong Seed, IReadOnlyList<EpochRecord> Epochs, long Iterations, long Planned, TrainingEnd End, int ModelEpoch,
    int TrainingSequences, int ValidationSequences, double Elapsed_s)
{
    /// <summary>The last epoch, complete or not; null if there was none.</summary>
    public EpochRecord? LastEpoch => Epochs.Count > 0 ? Epochs[^1] : null;

    /// <summary>Validation error of the model, MPa; null without validation samples.</summary>
    public double? ValidationError_MPa => Epochs.FirstOrDefault(e => e.Epoch == ModelEpoch)?.ValidationError_MPa;

    /// <summary>The data sets with their numbers of samples and their validation errors.</summary>
    public IReadOnlyList<TrainedDataset> Datasets { get; init; } = [];

    /// <summary>Stress differences s - s_true over the validation sequences, MPa, in a fixed order; the mean of those of several models is that of their mean.</summary>
    internal float[] ValidationDifferences_MPa { get; init; } = [];
}

/// <summary>What a training used of a data set.</summary>
/// <param name="Data">The data set.</param>
/// <param name="TrainingSequences">Training sequences used.</param>
/// <param name="ValidationSequences">Validation sequences used during training.</param>
/// <param name="ValidationError_MPa">Validation error of the model over them, MPa; null without validation samples.</param>
public sealed record TrainedDataset(Dataset Data, int TrainingSequences, int ValidationSequences, double? ValidationError_MPa);

/// <summary>Why a training ended.</summary>
public enum TrainingEnd
{
    /// <summary>The plan is done.</summary>
    Complete,

    /// <summary>The validation error did not fall any more.</summary>
    EarlyStopping,

    /// <summary>The time limit came first; the training can be resumed.</summary>
    TimeLimit,
}

/// <summary>
/// Trains surrogates on one or several data sets with Adam. The same specification, data and thread count give the same weights on the same
/// machine, also when the training is killed and resumed. With a time limit this holds for one and the same plan of iterations.
/// </summary>
public sealed class Trainer
{
    private readonly TrainingSpecification _training;
    private readonly TrainingData _data;
    private readonly SurrogateModel? _initial;
    private readonly JoinedDatasets _datasets;
    private readonly Device _device;

    /// <summary>Trains on one data set.</summary>
    /// <param name="training">What to train.</param>
    /// <param name="data">The data set, of one fidelity; must stay open while training.</param>
    /// <exception cref="InputException">TorchSharp is not available, or specification, data set and initial model do not fit each other.</exception>
    public Trainer(TrainingSpecification training, Dataset data)
        : this(training, new JoinedDatasets([data]))
    {
    }

    /// <summary>Reads the data and measures the scaling.</summary>
    /// <param name="training">What to train.</param>
    /// <param name="data">The data sets; must stay open while training.</param>
    /// <exception cref="InputException">TorchSharp is not available, or specification, data sets and initial model do not fit each other.</exception>
    public Trainer(TrainingSpecification training, JoinedDatasets data)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(data);
        TorchRuntime.EnsureAvailable();
        training.Check("training specification");
        _device = TorchRuntime.Device(training.Device, training.Precision);
        int threads = training.Threads > 0 ? training.Threads : Environment.ProcessorCount;
        set_num_threads(1); // A batch is divided among threads, not the products of a step.
        Seeds = training.Seeds.IsDefaultOrEmpty ? [training.Seed] : [.. training.Seeds];
        _initial = training.InitialModel is null ? null : SurrogateModel.Load(training.InitialModel);
        if (_initial is not null)
            ClosedGates.Require(training, _initial);
        ClusterSettings cluster = training.Cluster ?? (_initial is { Specification.Features: FeatureSet.Cluster } ? _initial.Specification.Cluster : new());
        _training = training with { Seed = Seeds[0], Seeds = [], Cluster = cluster };
        _data = new(_training, data, _initial, threads);
        _datasets = data;
    }

    /// <summary>Seeds of the models to train.</summary>
    public IReadOnlyList<ulong> Seeds { get; }

    /// <summary>What the user should know about how the specification was taken.</summary>
    public IReadOnlyList<string> Notes => _data.Notes;

    /// <summary>Called with what the user should be told while a model is trained: a validation error far above the smallest one.</summary>
    public Action<string>? Warn { get; set; }

    /// <summary>Runs or continues the training of the first model (see <see cref="RunMember"/>).</summary>
    public TrainingResult Run(
        string checkpointFile, bool resume, Action<TrainingProgress>? report = null, CancellationToken cancellation = default) =>
        RunMember(0, checkpointFile, resume, report, cancellation);

    /// <summary>Runs or continues the training of one model.</summary>
    /// <param name="member">Position in <see cref="Seeds"/>.</param>
    /// <param name="checkpointFile">Where checkpoints are kept.</param>
    /// <param name="resume">True: go on from the checkpoint if there is one.</param>
    /// <param name="report">Called after every iteration.</param>
    /// <param name="cancellation">Stops between two iterations, with a checkpoint.</param>
    /// <exception cref="TrainingDivergedException">The loss exploded; the last good checkpoint stays.</exception>
    public TrainingResult RunMember(
        int member, string checkpointFile, bool resume, Action<TrainingProgress>? report = null, CancellationToken cancellation = default)
    {
        TrainingSpecification training = _training with { Seed = Seeds[member] };
        using TrainingRun run = new(_data, training, _initial, _device, Identity(training), checkpointFile, resume, Warn);
        run.Go(report is null ? null : p => report(p with { Member = member + 1, Members = Seeds.Count }), cancellation);
        TrainingState state = run.State;
        (SurrogateModel model, int modelEpoch, IReadOnlyList<EpochRecord> epochs) = run.Finish();
        EpochRecord? ofModel = epochs.FirstOrDefault(e => e.Epoch == modelEpoch);
        return new(
            model, training.Seed, epochs, state.Iterations, state.Planned,
            !state.IsFinished ? TrainingEnd.TimeLimit : state.Iterations < state.Planned ? TrainingEnd.EarlyStopping : TrainingEnd.Complete,
            modelEpoch, _data.Count, _data.Validation.Count, state.Elapsed_s)
        {
            Datasets = [.. _datasets.Sets.Select((d, k) => new TrainedDataset(
                d, _data.CountBySet[k], _data.Validation.CountBySet[k],
                _datasets.Sets.Count == 1 ? ofModel?.ValidationError_MPa : ofModel?.ValidationErrorBySet_MPa?[k]))],
            ValidationDifferences_MPa = run.ValidationDifferences_MPa(),
        };
    }

    /// <summary>Hash of everything that decides the course of the training; not of its limits and reports.</summary>
    private string Identity(TrainingSpecification training)
    {
        TrainingSpecification course = training with
        {
            TimeLimit_s = 0,
            Threads = 0,
            CheckpointInterval = 1,
            CheckpointTime_s = 1,
            SequenceMemory_MiB = 1,
            InitialModel = _initial?.ContentHash,
        };
        // A setting that came later counts only where it differs: checkpoints of before stay valid.
        string settings = course.ToString().Replace($"{nameof(course.Inputs)} = {InputKind.Components}, ", "", StringComparison.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{settings}\n{_data.WindowSequences}\n{_datasets.ContentHash}")));
    }
}
