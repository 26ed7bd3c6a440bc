using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Training;

/// <summary>What all models of a training share: sequences, volume elements, settings with their scaling, validation.</summary>
internal sealed class TrainingData
{
    // Fewer sequences side by side than this waste the width of the registers.
    private const int SmallestPart = 8;

    private readonly SequenceSource _source;
    private readonly VolumeElementInputs _volumeElements;
    private readonly int _threads;

    /// <summary>Reads the data and measures the scaling (with the first seed, so that all members of an ensemble have the same).</summary>
    /// <exception cref="InputException">A data set has no training samples, or does not fit the specification.</exception>
    public TrainingData(TrainingSpecification training, JoinedDatasets data, SurrogateModel? initial, int threads)
    {
        IReadOnlyList<int>[] samples = data.TrainingSamples(training.TrainingSamples);
        for (int k = 0; k < samples.Length; k++)
        {
            if (samples[k].Count == 0)
                throw new InputException($"The data set '{data.Sets[k].Source}' has no usable training samples. Look at it with 'dataset info'.");
        }

        int steps = data.Steps;
        if (training.SequencePointsMinimum > steps)
        {
            throw new InputException(
                $"sequence_points asks for at least {training.SequencePointsMinimum} time points of a path; the paths of the data set have {steps} increments. Give at most {steps}.");
        }

        if (training.SequencePointsMaximum > steps)
            Notes.Add($"sequence_points: {training.SequencePointsMaximum} are more than the {steps} increments of the paths; {steps} are drawn at most.");
        _threads = threads;
        Parts = training.Device == TrainingDevice.Cpu ? Math.Clamp(training.Batch / SmallestPart, 1, threads) : 1;
        _source = new(data, [.. samples.SelectMany(s => s)], training.SequenceMemory_MiB, training.Batch, threads);
        if (_source.IsStreamed)
        {
            Notes.Add(
                $"The {_source.Count} training sequences do not fit into {training.SequenceMemory_MiB} MiB (sequence_memory_MiB): they are read again in every epoch, {_source.WindowSequences} at a time.");
        }

        ModelSpecification unscaled = ModelSettings.Unscaled(training, data.Elasticity);
        _volumeElements = new(data.VolumeElements, unscaled);
        ModelSpecification measured = ModelSettings.Measure(unscaled, training, _source, _volumeElements, threads);
        Model = initial is null ? measured : ModelSettings.Continue(measured, initial.Specification, training.InitialModel!);
        IReadOnlyList<int>[] held = data.ValidationSamples(training.ValidationSamples);
        Validation = new([.. held.Select(s => SequenceSet.Read(data, s, threads))], _volumeElements, Model, threads);
        CountBySet = [.. samples.Select(s => s.Count)];
    }

    /// <summary>What the user should know about how the specification was taken.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Parts of a batch, each for a thread with a network of its own.</summary>
    public int Parts { get; }

    /// <summary>All settings of the models.</summary>
    public ModelSpecification Model { get; }

    /// <summary>The validation.</summary>
    public Validation Validation { get; }

    /// <summary>Number of training sequences.</summary>
    public int Count => _source.Count;

    /// <summary>Number of training sequences of each data set.</summary>
    public IReadOnlyList<int> CountBySet { get; }

    /// <summary>Sequences in memory together.</summary>
    public int WindowSequences => _source.WindowSequences;

    /// <summary>The draws of one model.</summary>
    public SequenceSampler Sampler(TrainingSpecification training) => new(_source.Count, _source.Steps, _source.WindowSequences, training);

    /// <summary>Batches [first, end) of an epoch, each in equal parts, made beside their use by all threads.</summary>
    public IEnumerable<SequenceBatch[]> Batches(SequenceSampler sampler, int epoch, int first, int end, int parts)
    {
        int[] order = sampler.Order(epoch);
        return BatchPrefetch.Run(end - first, i =>
        {
            DrawnBatch drawn = sampler.Draw(epoch, order, first + i);
            SequenceWindow window = _source.Window(order, sampler.WindowOf(first + i).First);
            drawn = drawn.In(window, (first + i) * sampler.Batch);
            return Array.ConvertAll(drawn.Divide(parts), p => SequenceBatch.Assemble(window.Sequences, p, _volumeElements, Model, _threads));
        });
    }
}
