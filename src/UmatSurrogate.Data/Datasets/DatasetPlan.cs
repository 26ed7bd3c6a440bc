using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Data;

/// <summary>One entry of the matrix of volume elements and paths.</summary>
internal readonly record struct DatasetEntry(int VolumeElement, int Path, DatasetSplit Split);

/// <summary>A volume element and where it comes from.</summary>
internal readonly record struct PlannedVolumeElement(VolumeElement VolumeElement, TextureComponent? Texture, double HalfWidth_deg);

/// <summary>A part of a data set and where its samples and files stand.</summary>
/// <param name="Part">Its description.</param>
/// <param name="FirstSample">Index of its first sample: training samples first, then the validation block.</param>
/// <param name="SampleCount">Samples, validation included.</param>
/// <param name="FirstFile">Index of its first file.</param>
/// <param name="ValidationPaths">Paths per held-out volume element.</param>
/// <param name="Matrix">Training entries drawn from the matrix, volume element x paths + path; empty for the distinct pairing.</param>
internal sealed record PlannedPart(DatasetPart Part, int FirstSample, int SampleCount, int FirstFile, int ValidationPaths, long[] Matrix)
{
    public int FileCount => (SampleCount + Part.SamplesPerFile - 1) / Part.SamplesPerFile;

    public int LastTrainingFile => FirstFile + (Part.TrainingSamples - 1) / Part.SamplesPerFile;
}

/// <summary>
/// Everything a data set holds, as a function of its description alone: no file, thread or shard enters here.
/// The first volume elements and paths are the held-out ones (all are drawn alike, so that the choice of the first is no bias).
/// Samples, part by part: first the training entries, drawn without replacement from the matrix of training volume elements and
/// training paths and put in random order, or paired one to one; then the validation block, every held-out volume element (up to the maximum)
/// with every held-out path (up to the maximum). What is held out is so for all parts. A data set of one volume element is about this
/// microstructure: it is in the training and in the validation samples, and only paths are held out.
/// </summary>
internal sealed class DatasetPlan
{
    // Streams of the description's seed: the kind in the upper byte, the index below it.
    private const ulong VolumeElementStream = 1UL << 56;
    private const ulong PathStream = 2UL << 56;
    private const ulong MatrixStream = 3UL << 56;

    private readonly int _heldOutVolumeElements;
    private readonly int _heldOutPaths;
    private readonly PlannedPart[] _parts;

    public DatasetPlan(DatasetSpec spec)
    {
        Spec = spec;
        (_heldOutVolumeElements, _heldOutPaths) = HeldOut(spec);
        IReadOnlyList<DatasetPart> parts = spec.AllParts();
        _parts = new PlannedPart[parts.Count];
        long samples = 0, files = 0;
        for (int k = 0; k < _parts.Length; k++)
        {
            DatasetPart part = parts[k];
            int validationPaths = Math.Min(_heldOutPaths, part.MaximumPaths);
            long count = part.TrainingSamples + (long)Math.Min(ValidationVolumeElements(spec), part.MaximumVolumeElements) * validationPaths;
            if (samples + count > int.MaxValue)
                throw new InputException($"The description asks for {samples + count} samples, validation included; at most {int.MaxValue} are possible.");
            long[] matrix = spec.Pairing == SamplePairing.Distinct
                ? []
                : DrawWithoutReplacement(TrainingEntries(spec), part.TrainingSamples, new RandomStream(spec.Seed, MatrixStream | (uint)k));
            _parts[k] = new(part, (int)samples, (int)count, (int)files, validationPaths, matrix);
            samples += count;
            files += _parts[k].FileCount;
        }
        (SampleCount, FileCount) = ((int)samples, (int)files);
    }

    public DatasetSpec Spec { get; }

    /// <summary>The parts with their ranges of samples and files.</summary>
    public IReadOnlyList<PlannedPart> Parts => _parts;

    public int SampleCount { get; }

    public int FileCount { get; }

    /// <summary>Training samples of all parts.</summary>
    public int TrainingSampleCount => _parts.Sum(p => p.Part.TrainingSamples);

    /// <summary>Volume elements 0 .. this - 1 are held out.</summary>
    public int HeldOutVolumeElements => _heldOutVolumeElements;

    /// <summary>Paths 0 .. this - 1 are held out.</summary>
    public int HeldOutPaths => _heldOutPaths;

    /// <summary>How many training samples a part can have: the pairs of a training volume element and a training path that the pairing offers.</summary>
    public static long TrainingEntries(DatasetSpec spec)
    {
        (int volumeElements, int paths) = HeldOut(spec);
        long rows = Math.Max(0L, spec.VolumeElements.Count - volumeElements), columns = Math.Max(0L, spec.PathCount - paths);
        return spec.Pairing == SamplePairing.Matrix ? rows * columns : rows * columns == 0 ? 0 : Math.Max(rows, columns);
    }

    public PlannedPart PartOfSample(int sample) => Array.Find(_parts, p => sample < p.FirstSample + p.SampleCount)!;

    public PlannedPart PartOfFile(int file) => Array.Find(_parts, p => file < p.FirstFile + p.FileCount)!;

    /// <summary>First sample and number of samples of a file.</summary>
    public (int First, int Count) FileRange(int file)
    {
        PlannedPart part = PartOfFile(file);
        int first = (file - part.FirstFile) * part.Part.SamplesPerFile;
        return (part.FirstSample + first, Math.Min(part.Part.SamplesPerFile, part.SampleCount - first));
    }

    /// <summary>The file of a sample, and its position in it.</summary>
    public (int File, int Record) Locate(int sample)
    {
        PlannedPart part = PartOfSample(sample);
        (int file, int record) = Math.DivRem(sample - part.FirstSample, part.Part.SamplesPerFile);
        return (part.FirstFile + file, record);
    }

    public DatasetEntry Entry(int sample)
    {
        PlannedPart part = PartOfSample(sample);
        int k = sample - part.FirstSample;
        if (k >= part.Part.TrainingSamples)
        {
            (int row, int column) = Math.DivRem(k - part.Part.TrainingSamples, part.ValidationPaths);
            return new(row, column, DatasetSplit.Validation);
        }
        (int volumeElements, int paths) = (Spec.VolumeElements.Count - _heldOutVolumeElements, Spec.PathCount - _heldOutPaths);
        (long volumeElement, long path) = Spec.Pairing == SamplePairing.Distinct ? (k % volumeElements, k % paths) : Math.DivRem(part.Matrix[k], paths);
        return new(_heldOutVolumeElements + (int)volumeElement, _heldOutPaths + (int)path, DatasetSplit.Training);
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

    /// <summary>The seed with which the generator of volume elements was called.</summary>
    public ulong VolumeElementSeed(int index) => new RandomStream(Spec.Seed, VolumeElementStream | (uint)index).NextUInt64();

    /// <summary>The stream of the description's seed from which a path is drawn.</summary>
    public static ulong PathRandomStream(int index) => PathStream | (uint)index;

    /// <summary>The path to within rounding, the same bits on every machine.</summary>
    public LoadPath PortablePath(int index) =>
        RandomPathGenerator.Generate(Spec.PathRule, new RandomStream(Spec.Seed, PathRandomStream(index)), ElementaryFunctions.Portable);

    public LoadPath Path(int index) => RandomPathGenerator.Generate(Spec.PathRule, new RandomStream(Spec.Seed, PathRandomStream(index)));

    private static (int VolumeElements, int Paths) HeldOut(DatasetSpec spec)
    {
        int Count(int all) => spec.Validation.Fraction == 0 ? 0 : Math.Max(1, (int)Math.Round(spec.Validation.Fraction * all));
        return (spec.VolumeElements.Count == 1 ? 0 : Count(spec.VolumeElements.Count), Count(spec.PathCount));
    }

    /// <summary>Volume elements 0 .. this - 1 are in the validation samples: the held-out ones, or the only one.</summary>
    private static int ValidationVolumeElements(DatasetSpec spec) => Math.Max(HeldOut(spec).VolumeElements, spec.VolumeElements.Count == 1 ? 1 : 0);

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
