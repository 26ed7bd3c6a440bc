using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using TorchSharp;
using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;
using static TorchSharp.torch;

namespace UmatSurrogate.Training;

/// <summary>What a training gives.</summary>
/// <param name="Model">The trained model, complete with settings.</param>
/// <param name="Epochs">Losses and errors by epoch.</param>
/// <param name="Iterations">Iterations done.</param>
/// <param name="TrainingSequences">Training sequences used.</param>
/// <param name="ValidationSequences">Validation sequences used during training.</param>
/// <param name="Elapsed_s">Time of all iterations, s, those before a resumption included.</param>
public sealed record TrainingResult(
    SurrogateModel Model, IReadOnlyList<EpochRecord> Epochs, long Iterations, int TrainingSequences, int ValidationSequences, double Elapsed_s);

/// <summary>
/// Trains a surrogate on a data set with Adam. The same specification, data and thread count give the same weights on the same
/// machine (unless a time limit is set), also when the training is interrupted and resumed.
/// </summary>
public sealed class Trainer
{
    private readonly TrainingSpecification _training;
    private readonly SequenceSet _sequences;
    private readonly Polycrystal[] _grains;
    private readonly ModelSpecification _model;
    private readonly NetworkInputs _inputs;
    private readonly Validation _validation;
    private readonly SequenceSampler _sampler;
    private readonly string _identity;
    private readonly int _threads;
    private readonly int _validationSequences;

    /// <summary>Reads the data and measures the scaling.</summary>
    /// <param name="training">What to train.</param>
    /// <param name="data">The data set; not needed any more afterwards.</param>
    /// <exception cref="InputException">TorchSharp is not available, or the data set has no training samples.</exception>
    public Trainer(TrainingSpecification training, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(data);
        TorchRuntime.EnsureAvailable();
        training.Check("training specification");
        if (data.TrainingSamples.Count == 0)
            throw new InputException("The data set has no usable training samples. Look at it with 'dataset info'.");

        _training = training;
        _threads = training.Threads > 0 ? training.Threads : Environment.ProcessorCount;
        set_num_threads(_threads);
        _sequences = SequenceSet.Read(data, First(data.TrainingSamples, training.TrainingSamples), _threads);
        SequenceSet validation = SequenceSet.Read(data, First(data.ValidationSamples, training.ValidationSamples), _threads);
        _validationSequences = validation.Count;

        CubicElasticity elasticity = new(data.Spec.Material.C11_Pa, data.Spec.Material.C12_Pa, data.Spec.Material.C44_Pa);
        ModelSpecification unscaled = ModelSettings.Unscaled(training, elasticity);
        _grains = new Polycrystal[data.VolumeElements.Count];
        Parallel.For(0, _grains.Length, new ParallelOptions { MaxDegreeOfParallelism = _threads }, v =>
            _grains[v] = Polycrystal.Create(unscaled, data.VolumeElements[v].Grains));
        float[][] grainFeatures = GrainInputs.Unscaled(data.VolumeElements, training.FeatureSet);
        _model = ModelSettings.Measure(
            unscaled, training, _sequences, _grains, grainFeatures, _threads);
        _inputs = new(GrainInputs.Create(grainFeatures, _grains, _model));
        _sampler = new(_sequences, training);
        _validation = new(validation, _grains, _model, _inputs, _threads);
        _identity = Identity(training, data.ContentHash);
    }

    /// <summary>Runs or continues the training.</summary>
    /// <param name="checkpointFile">Where checkpoints are kept.</param>
    /// <param name="resume">True: go on from the checkpoint if there is one.</param>
    /// <param name="report">Called after every iteration.</param>
    /// <param name="cancellation">Stops between two iterations; the last checkpoint stays.</param>
    public TrainingResult Run(
        string checkpointFile, bool resume, Action<TrainingProgress>? report = null, CancellationToken cancellation = default)
    {
        manual_seed((long)(_training.Seed & long.MaxValue));
        using SurrogateNetwork network = new(_model);
        AdamOptimiser optimiser = new(network);
        using StressLoss loss = new(_training.Loss, _model);
        List<EpochRecord> epochs = [];
        long iterations = 0;
        double elapsedBefore_s = 0;
        if (resume && File.Exists(checkpointFile))
        {
            CheckpointHeader header = Checkpoint.Restore(checkpointFile, _identity, network, optimiser);
            epochs.AddRange(header.Epochs);
            (iterations, elapsedBefore_s) = (header.Iterations, header.Elapsed_s);
        }

        Clock clock = new(_training, elapsedBefore_s, iterations, (long)_training.Epochs * _sampler.BatchesPerEpoch);
        while (epochs.Count < _training.Epochs && (epochs.Count == 0 || !clock.TimeIsOver))
        {
            epochs.Add(RunEpoch(epochs.Count, network, optimiser, loss, clock, epochs.LastOrDefault(), report, cancellation));
            if (epochs.Count % _training.CheckpointInterval == 0 || epochs.Count == _training.Epochs || clock.TimeIsOver)
                Checkpoint.Save(checkpointFile, new(_identity, clock.Iterations, clock.Elapsed_s, epochs), network, optimiser);
        }

        return new(NetworkWeights.Export(network, _model), epochs, clock.Iterations, _sequences.Count, _validationSequences, clock.Elapsed_s);
    }

    private EpochRecord RunEpoch(
        int epoch, SurrogateNetwork network, AdamOptimiser optimiser, StressLoss loss, Clock clock, EpochRecord? last,
        Action<TrainingProgress>? report, CancellationToken cancellation)
    {
        int[] order = _sampler.Order(epoch);
        double lossSum = 0;
        double squareSum = 0;
        int count = 0;
        double rate = 0;
        foreach (SequenceBatch batch in BatchPrefetch.Run(
            _sampler.BatchesPerEpoch, b => SequenceBatch.Assemble(_sequences, _sampler.Draw(epoch, order, b), _grains, _model, _threads)))
        {
            cancellation.ThrowIfCancellationRequested();
            rate = LearningRate.At(_training, clock.Fraction, clock.Iterations);
            (double value, double square) = Step(network, optimiser, loss, batch, rate);
            if (!double.IsFinite(value))
            {
                throw new InputException(
                    $"The training diverged: the loss is {value} in epoch {epoch + 1}. Lower learning_rate (now {_training.LearningRate:R}).");
            }

            lossSum += value;
            squareSum += square;
            count++;
            clock.Count();
            report?.Invoke(clock.Progress(epoch + 1, value, last?.ValidationError_MPa ?? double.NaN, rate, batch.Count));
            if (clock.TimeIsOver)
                break;
        }

        bool validate = !_validation.IsEmpty
            && ((epoch + 1) % _training.ValidationInterval == 0 || epoch + 1 == _training.Epochs || clock.TimeIsOver);
        double? error_MPa = validate ? _validation.MeanError_MPa(network) : null;
        return new(epoch + 1, lossSum / count, squareSum / count, error_MPa, rate, clock.Elapsed_s);
    }

    private (double Loss, double MeanSquare) Step(
        SurrogateNetwork network, AdamOptimiser optimiser, StressLoss loss, SequenceBatch batch, double rate)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor stress, Tensor truth) = _inputs.Forward(network, batch);
        Tensor difference = stress - truth;
        Tensor value = loss.Value(difference);
        value.backward();
        optimiser.Step(rate, _training.GradientNormLimit);
        return (value.item<float>(), loss.MeanSquare(difference.detach()).item<float>());
    }

    /// <summary>Hash of everything that decides the course of the training; not of its limits, threads and reports.</summary>
    private static string Identity(TrainingSpecification training, string dataHash)
    {
        TrainingSpecification course = training with
        {
            TimeLimit_s = 0,
            Threads = 0,
            ValidationSamples = 0,
            ValidationInterval = 1,
            CheckpointInterval = 1,
        };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{course}\n{dataHash}")));
    }

    private static IReadOnlyList<int> First(IReadOnlyList<int> samples, int limit) =>
        limit > 0 && limit < samples.Count ? [.. samples.Take(limit)] : samples;

    private sealed class Clock(TrainingSpecification training, double elapsedBefore_s, long iterationsBefore, long planned)
    {
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private long _iterationsHere;

        public long Iterations => iterationsBefore + _iterationsHere;

        public void Count() => _iterationsHere++;

        public double Elapsed_s => elapsedBefore_s + _watch.Elapsed.TotalSeconds;

        public bool TimeIsOver => training.TimeLimit_s > 0 && Elapsed_s >= training.TimeLimit_s;

        public double Fraction => Math.Max(
            (double)Iterations / planned, training.TimeLimit_s > 0 ? Elapsed_s / training.TimeLimit_s : 0.0);

        public TrainingProgress Progress(int epoch, double loss, double validation_MPa, double rate, int sequences)
        {
            double now_s = _watch.Elapsed.TotalSeconds;
            double perIteration_s = now_s / _iterationsHere;
            double remaining_s = perIteration_s * (planned - Iterations);
            if (training.TimeLimit_s > 0)
                remaining_s = Math.Min(remaining_s, Math.Max(0.0, training.TimeLimit_s - Elapsed_s));
            return new(epoch, Math.Min(1.0, Fraction), loss, validation_MPa, rate, sequences / perIteration_s, Elapsed_s, remaining_s);
        }
    }
}
