using System.Diagnostics;
using System.Globalization;
using UmatSurrogate.Recurrent;
using static TorchSharp.torch;

namespace UmatSurrogate.Training;

/// <summary>The training of one model: weights, optimiser, and where it stands.</summary>
internal sealed class TrainingRun : IDisposable
{
    // A mean loss of an epoch this many times that of a stress of zero is no training any more.
    private const double DivergenceFactor = 10;

    // A validation error this many times the smallest one is told at once.
    private const double WarningFactor = 2;

    private readonly TrainingData _data;
    private readonly TrainingSpecification _training;
    private readonly SequenceSampler _sampler;
    private readonly string _identity;
    private readonly string _checkpointFile;
    private readonly Action<string>? _warn;
    private readonly NetworkReplicas _networks;
    private readonly AdamOptimiser _optimiser;
    private readonly IReadOnlyList<string> _names;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly TrainingState _state;
    private float[][]? _best;
    private readonly double _elapsedBefore_s;
    private readonly long _iterationsBefore;
    private double _saved_s;

    /// <summary>Makes the network and, to resume, restores the checkpoint; otherwise plans the iterations.</summary>
    public TrainingRun(
        TrainingData data, TrainingSpecification training, SurrogateModel? initial, Device device, string identity, string checkpointFile, bool resume,
        Action<string>? warn)
    {
        (_data, _training, _identity, _checkpointFile, _warn) = (data, training, identity, checkpointFile, warn);
        _sampler = data.Sampler(training);
        manual_seed((long)(training.Seed & long.MaxValue));
        SurrogateNetwork network = SurrogateNetwork.Create(data.Model, device);
        if (initial is not null)
            NetworkWeights.Load(network, initial);
        if (!training.HiddenMemory)
            ClosedGates.Close(network);
        _optimiser = new(network);
        _names = [.. network.named_parameters().Select(p => p.name)];
        _networks = new(network, training.Loss, data.Parts);
        if (resume && File.Exists(checkpointFile))
        {
            (_state, _best) = Checkpoint.Restore(checkpointFile, identity, Network, _optimiser);
            (_elapsedBefore_s, _iterationsBefore) = (_state.Elapsed_s, _state.Iterations);
            _networks.Refresh();
        }
        else
        {
            _networks.Refresh();
            _state = new() { Planned = Plan() };
            Save();
        }
    }

    /// <summary>Where the training stands.</summary>
    public TrainingState State => _state;

    private SurrogateNetwork Network => _networks.Network;

    private double Elapsed_s => _elapsedBefore_s + _watch.Elapsed.TotalSeconds;

    private bool TimeIsOver => _training.TimeLimit_s > 0 && _watch.Elapsed.TotalSeconds >= _training.TimeLimit_s;

    /// <summary>Trains to the end of the plan, to early stopping, or to the time limit.</summary>
    /// <param name="report">Called after every iteration with the progress.</param>
    /// <param name="cancellation">Stops between two iterations, with a checkpoint.</param>
    public void Go(Action<TrainingProgress>? report, CancellationToken cancellation)
    {
        int batches = _sampler.BatchesPerEpoch;
        while (!_state.IsFinished && !TimeIsOver)
        {
            int epoch = (int)(_state.Iterations / batches);
            int first = (int)(_state.Iterations % batches);
            int end = (int)Math.Min(batches, _state.Planned - (long)epoch * batches);
            foreach (SequenceBatch[] batch in _data.Batches(_sampler, epoch, first, end, _data.Parts))
            {
                if (TimeIsOver || cancellation.IsCancellationRequested)
                    break;
                double loss = Iterate(batch, epoch);
                report?.Invoke(Progress(epoch + 1, loss, batch.Sum(p => p.Count)));
                if (_watch.Elapsed.TotalSeconds - _saved_s > _training.CheckpointTime_s && _state.Iterations % batches != 0)
                    Save();
            }

            if (_state.Iterations == (long)epoch * batches + end)
                EndEpoch(epoch);
            else
                Save();
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// The epochs, a begun one of a run that has not come to its end as the last, and the model with the weights of the smallest validation
    /// error (the last ones without validation samples), and the epoch after which it had them.
    /// </summary>
    public (SurrogateModel Model, int ModelEpoch, IReadOnlyList<EpochRecord> Epochs) Finish()
    {
        List<EpochRecord> epochs = [.. _state.Epochs];
        bool presentIsBest = _best is null;
        if (_state.Sums.Count > 0)
        {
            epochs.Add(_state.Sums.Record(epochs.Count + 1, Validate(), Elapsed_s));
            presentIsBest |= epochs[^1].ValidationError_MPa < _state.BestError_MPa;
        }

        if (!presentIsBest)
        {
            int p = 0;
            foreach ((_, TorchSharp.Modules.Parameter parameter) in Network.named_parameters())
                NetworkWeights.Write(parameter, _best![p++]);
            _networks.Refresh();
        }

        int epoch = !presentIsBest ? _state.BestEpoch : epochs.Count > 0 ? epochs[^1].Epoch : 0;
        return (NetworkWeights.Export(Network, _data.Model), epoch, epochs);
    }

    /// <summary>Stress differences of the present weights over the validation sequences, MPa.</summary>
    public float[] ValidationDifferences_MPa() => _data.Validation.Differences_MPa(_networks);

    public void Dispose()
    {
        _networks.Dispose();
    }

    private double Iterate(SequenceBatch[] batch, int epoch)
    {
        double rate = LearningRate.At(_training, (double)_state.Iterations / _state.Planned, _state.Iterations);
        (double value, double square, double zero, float[][] gradients) = _networks.Gradients(batch);
        if (!double.IsFinite(value))
            throw Diverged($"the loss is {value} in epoch {epoch + 1}, iteration {_state.Iterations + 1}");
        if (!_training.HiddenMemory)
            ClosedGates.Hold(_names, gradients);
        _optimiser.Step(gradients, rate, _training.GradientNormLimit, _training.WeightDecay);
        _networks.Refresh();
        _state.Sums = _state.Sums.Add(value, square, zero, rate);
        _state.Iterations++;
        return value;
    }

    private void EndEpoch(int epoch)
    {
        if (_state.Sums.Loss > DivergenceFactor * _state.Sums.LossOfZero)
        {
            throw Diverged(
                $"the mean loss of epoch {epoch + 1} is {_state.Sums.Loss / _state.Sums.LossOfZero:G3} times that of a stress of zero");
        }

        bool last = _state.Iterations == _state.Planned;
        ValidationError? validation = last || (epoch + 1) % _training.ValidationInterval == 0 ? Validate() : null;
        _state.Epochs.Add(_state.Sums.Record(epoch + 1, validation, Elapsed_s));
        if (validation is not null)
            KeepBest(validation.All_MPa, epoch + 1);
        _state.Sums = default;
        _state.IsFinished = last || (_training.Patience > 0 && _state.ValidationsSinceBest >= _training.Patience);
        if (_state.IsFinished || TimeIsOver || (epoch + 1) % _training.CheckpointInterval == 0)
            Save();
    }

    private void KeepBest(double error_MPa, int epoch)
    {
        if (error_MPa < (_state.BestError_MPa ?? double.PositiveInfinity))
        {
            (_state.BestError_MPa, _state.BestEpoch, _state.ValidationsSinceBest) = (error_MPa, epoch, 0);
            _best = [.. Network.named_parameters().Select(p => NetworkWeights.Read(p.parameter))];
        }
        else
        {
            _state.ValidationsSinceBest++;
        }

        bool far = error_MPa > WarningFactor * _state.BestError_MPa;
        if (far && !_state.IsFarFromBest)
        {
            _warn?.Invoke(string.Create(
                CultureInfo.InvariantCulture,
                $"the validation error after epoch {epoch} is {error_MPa:F2} MPa, more than {WarningFactor:R} times the smallest one, {_state.BestError_MPa:F2} MPa after epoch {_state.BestEpoch}: the training may be diverging (learning rate now {_state.Sums.Rate:G3}, learning_rate {_training.LearningRate:R}). The model keeps the weights of the smallest error."));
        }

        _state.IsFarFromBest = far;
    }

    private ValidationError? Validate() => _data.Validation.Count > 0 ? _data.Validation.Error(_networks) : null;

    private void Save()
    {
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in Network.named_parameters())
        {
            if (Array.Exists(NetworkWeights.Read(parameter), v => !float.IsFinite(v)))
                throw Diverged($"the weights {name} are not finite after iteration {_state.Iterations}");
        }

        _state.Elapsed_s = Elapsed_s;
        Checkpoint.Save(_checkpointFile, _identity, _state, Network, _optimiser, _best);
        _saved_s = _watch.Elapsed.TotalSeconds;
    }

    private TrainingDivergedException Diverged(string what) => new(
        $"The training diverged: {what}. Lower learning_rate (now {_training.LearningRate:R}) or set gradient_norm_limit (now {_training.GradientNormLimit:R}). "
        + $"The last good checkpoint is kept: {_checkpointFile}");

    /// <summary>Iterations: those of the epochs, not more than asked for, and not more than fit into the time limit.</summary>
    private long Plan()
    {
        long planned = (long)_training.Epochs * _sampler.BatchesPerEpoch;
        if (_training.Iterations > 0)
            planned = Math.Min(planned, _training.Iterations);
        return _training.TimeLimit_s > 0 ? Math.Min(planned, Math.Max(1, IterationsInTime(_training.TimeLimit_s))) : planned;
    }

    /// <summary>
    /// Measures gradients of some batches, without changing a weight, and the validation. What the plan leaves free of the limit is for
    /// checkpoints and for a machine that is a little slower later.
    /// </summary>
    private long IterationsInTime(double limit_s)
    {
        const double UsedShare = 0.92, MeasuringShare = 0.02, LongestMeasuring_s = 20;
        const int UncountedBatches = 2, CountedBatches = 3;
        int batch = 0;
        long steps = 0;
        double begin_s = 0;
        foreach (SequenceBatch[] parts in _data.Batches(_sampler, 0, 0, _sampler.BatchesPerEpoch, _data.Parts))
        {
            if (batch == UncountedBatches)
                begin_s = _watch.Elapsed.TotalSeconds; // The first ones compile the program and fill caches.
            _networks.Gradients(parts);
            steps += batch++ >= UncountedBatches ? parts[0].Steps : 0;
            double now_s = _watch.Elapsed.TotalSeconds;
            if (batch >= UncountedBatches + CountedBatches && now_s - begin_s > Math.Min(LongestMeasuring_s, MeasuringShare * limit_s))
                break;
        }

        if (steps == 0)
            return long.MaxValue; // An epoch of one or two batches is not worth a plan.
        double perStep_s = (_watch.Elapsed.TotalSeconds - begin_s) / steps;
        double validationBegin_s = _watch.Elapsed.TotalSeconds;
        Validate();
        double validation_s = _watch.Elapsed.TotalSeconds - validationBegin_s;
        double free_s = UsedShare * limit_s - _watch.Elapsed.TotalSeconds - validation_s;
        double epoch_s = Enumerable.Range(0, _sampler.BatchesPerEpoch).Sum(b => perStep_s * _sampler.Steps(0, b)) + validation_s / _training.ValidationInterval;
        return (long)(free_s / epoch_s * _sampler.BatchesPerEpoch);
    }

    private TrainingProgress Progress(int epoch, double loss, int sequences)
    {
        double perIteration_s = _watch.Elapsed.TotalSeconds / (_state.Iterations - _iterationsBefore);
        double remaining_s = perIteration_s * (_state.Planned - _state.Iterations);
        if (_training.TimeLimit_s > 0)
            remaining_s = Math.Min(remaining_s, Math.Max(0.0, _training.TimeLimit_s - _watch.Elapsed.TotalSeconds));
        EpochRecord? validated = _state.Epochs.LastOrDefault(e => e.ValidationError_MPa is not null);
        return new(
            1, 1, epoch, (double)_state.Iterations / _state.Planned, loss, validated?.ValidationError_MPa ?? double.NaN, _state.Sums.Rate,
            sequences / perIteration_s, Elapsed_s, remaining_s);
    }
}
