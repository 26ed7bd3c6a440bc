using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Data;

/// <summary>One entry of the matrix of volume elements and paths.</summary>
internal readonly record struct DatasetEntry(int VolumeElement, int Path, DatasetSplit Split);

/// <summary>A volume element and where it comes from.</summary>
internal readonly record struct PlannedVolumeElement(VolumeElement VolumeElement, TextureComponent? Texture, double HalfWidth_deg);

/// <summary>
/// Everything a data set holds, as a function of its description alone: no file, thread or shard enters here.
/// The first volume elements and paths are the held-out ones (all are drawn alike, so that the choice of the first is no bias).
/// Samples: first the training entries, drawn without replacement from the matrix of training volume elements and
/// training paths and put in random order; then the validation block, every held-out volume element (up to the maximum) with every
/// held-out path (up to the maximum).
/// </summary>
internal sealed class DatasetPlan
{
    // Streams of the description's seed: the kind in the upper byte, the index below it.
    private const ulong VolumeElementStream = 1UL << 56;
    private const ulong PathStream = 2UL << 56;
    private const ulong MatrixStream = 3UL << 56;

    private readonly long[] _training;
    private readonly int _heldOutVolumeElements;
    private readonly int _heldOutPaths;
    private readonly int _validationPaths;

    public DatasetPlan(DatasetSpec spec)
    {
        Spec = spec;
        (_heldOutVolumeElements, _heldOutPaths) = HeldOut(spec);
        int validationVolumeElements = Math.Min(_heldOutVolumeElements, spec.Validation.MaximumVolumeElements);
        _validationPaths = Math.Min(_heldOutPaths, spec.Validation.MaximumPaths);
        _training = DrawWithoutReplacement(TrainingMatrixEntries(spec), spec.TrainingSamples, new RandomStream(spec.Seed, MatrixStream));
        long samples = _training.Length + (long)validationVolumeElements * _validationPaths;
        if (samples > int.MaxValue)
            throw new InputException($"The description asks for {samples} samples, validation included; at most {int.MaxValue} are possible.");
        SampleCount = (int)samples;
        FileCount = (SampleCount + spec.SamplesPerFile - 1) / spec.SamplesPerFile;
    }

    public DatasetSpec Spec { get; }

    public int SampleCount { get; }

    public int FileCount { get; }

    /// <summary>Samples 0 .. this - 1 are training samples, the others validation samples.</summary>
    public int TrainingSampleCount => _training.Length;

    /// <summary>Volume elements 0 .. this - 1 are held out.</summary>
    public int HeldOutVolumeElements => _heldOutVolumeElements;

    /// <summary>Paths 0 .. this - 1 are held out.</summary>
    public int HeldOutPaths => _heldOutPaths;

    /// <summary>The number of pairs of a training volume element and a training path.</summary>
    public static long TrainingMatrixEntries(DatasetSpec spec)
    {
        (int volumeElements, int paths) = HeldOut(spec);
        return Math.Max(0L, spec.VolumeElements.Count - volumeElements) * Math.Max(0L, spec.PathCount - paths);
    }

    /// <summary>First sample and number of samples of a file.</summary>
    public (int First, int Count) FileRange(int file)
    {
        int first = file * Spec.SamplesPerFile;
        return (first, Math.Min(Spec.SamplesPerFile, SampleCount - first));
    }

    public DatasetEntry Entry(int sample)
    {
        if (sample < _training.Length)
        {
            int trainingPaths = Spec.PathCount - _heldOutPaths;
            (long row, long column) = Math.DivRem(_training[sample], trainingPaths);
            return new(_heldOutVolumeElements + (int)row, _heldOutPaths + (int)column, DatasetSplit.Training);
        }
        int entry = sample - _training.Length;
        return new(entry / _validationPaths, entry % _validationPaths, DatasetSplit.Validation);
    }

    public PlannedVolumeElement VolumeElement(int index)
    {
        VolumeElementSpec spec = Spec.VolumeElements;
        RandomStream random = new(Spec.Seed, VolumeElementStream | (uint)index);
        ulong seed = random.NextUInt64();
        if (random.NextDouble() >= spec.TexturedFraction)
            return new(VolumeElementGenerator.Random(spec.Grains, seed), null, 0);
        TextureComponent[] components = Enum.GetValues<TextureComponent>();
        TextureComponent component = components[random.NextInt32(components.Length)];
        double halfWidth_deg = random.NextDouble(spec.HalfWidth_deg.Smallest, spec.HalfWidth_deg.Largest);
        return new(VolumeElementGenerator.Textured(spec.Grains, component, halfWidth_deg, seed), component, halfWidth_deg);
    }

    public LoadPath Path(int index) => RandomPathGenerator.Generate(Spec.PathRule, new RandomStream(Spec.Seed, PathStream | (uint)index));

    private static (int VolumeElements, int Paths) HeldOut(DatasetSpec spec)
    {
        int Count(int all) => spec.Validation.Fraction == 0 ? 0 : Math.Max(1, (int)Math.Round(spec.Validation.Fraction * all));
        return (Count(spec.VolumeElements.Count), Count(spec.PathCount));
    }

    /// <summary>
    /// Floyd's sampling (Bentley and Floyd 1987, doi:10.1145/30401.315746), then a Fisher-Yates shuffle: any set of
    /// <paramref name="count"/> of the numbers 0 .. <paramref name="bound"/> - 1 in any order is equally likely.
    /// </summary>
    private static long[] DrawWithoutReplacement(long bound, int count, RandomStream random)
    {
        long[] drawn = new long[count];
        HashSet<long> seen = new(count);
        for (int k = 0; k < count; k++)
        {
            long last = bound - count + k;
            long candidate = Below(last + 1, random);
            drawn[k] = seen.Add(candidate) ? candidate : last;
            seen.Add(drawn[k]);
        }
        for (int k = count - 1; k > 0; k--)
        {
            int other = random.NextInt32(k + 1);
            (drawn[k], drawn[other]) = (drawn[other], drawn[k]);
        }
        return drawn;
    }

    /// <summary>An integer in 0 .. bound - 1; the bias is below bound / 2^64.</summary>
    private static long Below(long bound, RandomStream random) => (long)Math.BigMul(random.NextUInt64(), (ulong)bound, out _);
}
