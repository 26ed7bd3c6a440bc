using System.Security.Cryptography;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>A data set that was packed.</summary>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Samples">Samples in it.</param>
/// <param name="StressStep_Pa">Every stress is a whole multiple of this.</param>
/// <param name="LargestError_Pa">Largest difference from a stress before packing.</param>
/// <param name="Sha256">SHA-256 of the file, hexadecimal.</param>
public readonly record struct PackedDataset(long Bytes, int Samples, double StressStep_Pa, double LargestError_Pa, string Sha256);

/// <summary>
/// The compact form of a data set, one file: volume elements and paths as the description that draws them, stresses as whole multiples of a
/// step, predicted and entropy-coded (<see cref="StressCodec"/>). Unpacked, it is a data set like any other; its spec hash tells the step apart, so that
/// rounded and unrounded files cannot be mixed.
/// </summary>
public static class DatasetArchive
{
    /// <summary>Largest relative difference accepted between sums over the volume elements.</summary>
    private const double SumTolerance = 1e-9;

    /// <summary>Largest difference accepted between the paths drawn on this machine and those the stresses were coded with.</summary>
    private const double PathTolerance = 1e-9;

    /// <summary>True if a file is a packed data set.</summary>
    public static bool IsArchive(string file) => PackedFile.Begins(file);

    /// <summary>Packs a data set.</summary>
    /// <param name="directory">The data set.</param>
    /// <param name="file">File to write.</param>
    /// <param name="step_Pa">Stresses are rounded to multiples of this, Pa: each is off by at most half of it, the 33 component by at most all of it.</param>
    /// <param name="trainingSamples">
    /// Only so many of the first training samples, with the whole validation block: the data set that the description with this number gives. Needs the
    /// distinct pairing and one part; files of other samples may be missing. Null: all.
    /// </param>
    /// <exception cref="InputException">The data set is not complete as far as needed, or the step is not positive or far too small.</exception>
    public static PackedDataset Pack(string directory, string file, double step_Pa, int? trainingSamples = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(file);
        if (!(step_Pa > 0) || !double.IsFinite(step_Pa))
            throw new InputException(FormattableString.Invariant($"The step of the stresses is {step_Pa} Pa; it must be positive."));
        DatasetManifest source = DatasetManifest.Read(directory);
        DatasetManifest manifest = new(trainingSamples is int n ? Shortened(source.Plan.Spec, n) : source.Plan.Spec, step_Pa);
        byte[][] original = ReadRecords(source, directory, manifest.Plan);
        byte[][] records = Array.ConvertAll(original, r => SampleBlocks.Rounded(r, step_Pa));
        byte[][] blocks = new byte[(records.Length + SampleBlocks.SamplesPerBlock - 1) / SampleBlocks.SamplesPerBlock][];
        Parallel.For(0, blocks.Length, b => blocks[b] = SampleBlocks.Encode(manifest.Plan, Block(records, b), step_Pa));
        int shift = source.Plan.TrainingSampleCount - manifest.Plan.TrainingSampleCount;
        FailureRecord[] failures = [.. DatasetFailures.Read(directory)
            .Where(f => f.Sample < manifest.Plan.TrainingSampleCount || f.Sample >= source.Plan.TrainingSampleCount || shift == 0)
            .Select(f => f.Sample < manifest.Plan.TrainingSampleCount ? f : f with { Sample = f.Sample - shift })];
        UnpackedDataset tables = new(manifest, Draw(manifest.Plan.Spec.VolumeElements.Count, manifest.Plan.VolumeElement),
            Draw(manifest.Plan.Spec.PathCount, manifest.Plan.Path), records, failures);
        byte[] checksums = [.. tables.VolumeElementChecksum(), .. tables.PathChecksum(), .. RecordChecksum(records), .. BitConverter.GetBytes(tables.VolumeElementSum())];
        PackedFile.Write(file, [manifest.ToUtf8(), FailureRecord.Write(failures), checksums, .. blocks]);
        if (!RecordChecksum(Read(file).Records).AsSpan().SequenceEqual(RecordChecksum(records)))
            throw new InvalidOperationException("Unpacking does not give what was packed.");
        byte[] written = File.ReadAllBytes(file);
        return new(written.Length, records.Length, step_Pa, LargestDifference(original, records), Convert.ToHexStringLower(SHA256.HashData(written)));
    }

    /// <summary>Writes the data set of a packed file as a directory.</summary>
    /// <exception cref="InputException">The file is damaged, or the directory holds another data set.</exception>
    public static void Unpack(string file, string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        UnpackedDataset data = Read(file);
        DatasetManifest manifest = data.Manifest;
        const string writer = "unpack";
        Directory.CreateDirectory(directory);
        manifest.WriteOrCompare(directory, writer);
        DataFile.Write(Path.Combine(directory, DatasetManifest.VolumeElementFileName), writer, manifest.VolumeElementHeader,
            (k, bytes) => DatasetRecords.WriteVolumeElement(data.VolumeElements[k], bytes));
        DataFile.Write(Path.Combine(directory, DatasetManifest.PathFileName), writer, manifest.PathHeader,
            (k, bytes) => DatasetRecords.WritePath(data.Paths[k], bytes));
        for (int k = 0; k < manifest.Plan.FileCount; k++)
        {
            DataFileHeader header = manifest.SampleHeader(k);
            FailureRecord[] failures = [.. data.Failures.Where(f => f.Sample >= header.First && f.Sample < header.First + header.Count)];
            if (failures.Length > 0)
                DataFile.WriteText(Path.Combine(directory, DatasetManifest.FailureFileName(k)), writer, FailureRecord.Write(failures));
            DataFile.Write(Path.Combine(directory, DatasetManifest.SampleFileName(k)), writer, header,
                (i, bytes) => data.Records[header.First + i].CopyTo(bytes));
        }
    }

    /// <summary>Unpacks a file into memory.</summary>
    /// <exception cref="InputException">No packed data set, damaged, or this machine draws other volume elements or paths from the description.</exception>
    internal static UnpackedDataset Read(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        byte[][] sections = PackedFile.Read(file);
        DatasetManifest manifest = DatasetManifest.Parse(sections[PackedFile.ManifestSection], file);
        DatasetPlan plan = manifest.Plan;
        byte[][] records = new byte[plan.SampleCount][];
        Parallel.For(0, sections.Length - PackedFile.FirstBlockSection, b => SampleBlocks.Decode(
            plan, sections[PackedFile.FirstBlockSection + b], b * SampleBlocks.SamplesPerBlock, Block(records, b), manifest.StressStep_Pa));
        UnpackedDataset data = new(
            manifest, Draw(plan.Spec.VolumeElements.Count, plan.VolumeElement), Draw(plan.Spec.PathCount, plan.Path), records,
            FailureRecord.Read(sections[PackedFile.FailureSection], file));
        CheckTables(data, sections[PackedFile.ChecksumSection], file);
        return RecordChecksum(records).AsSpan().SequenceEqual(sections[PackedFile.ChecksumSection].AsSpan(64, 32))
            ? data
            : throw new InputException($"'{file}': the stresses do not unpack to what was packed; this machine computes the predictions differently.");
    }

    /// <summary>The manifest of a packed data set; nothing else is unpacked.</summary>
    internal static DatasetManifest ReadManifest(string file) => DatasetManifest.Parse(PackedFile.Read(file)[PackedFile.ManifestSection], file);

    /// <summary>
    /// Volume elements and paths are drawn with logarithms and powers of the platform, whose last digit may differ from that of the machine that packed.
    /// That is accepted; other volume elements and paths are not.
    /// </summary>
    private static void CheckTables(UnpackedDataset data, ReadOnlySpan<byte> checksums, string file)
    {
        if (checksums[..32].SequenceEqual(data.VolumeElementChecksum()) && checksums[32..64].SequenceEqual(data.PathChecksum()))
            return;
        double sum = BitConverter.ToDouble(checksums[96..104]);
        if (!(Math.Abs(data.VolumeElementSum() - sum) <= SumTolerance * Math.Abs(sum)))
            throw new InputException($"'{file}': this machine draws other volume elements from the description than those that the stresses belong to.");
        for (int p = 0; p < data.Paths.Length; p++)
        {
            LoadPath portable = data.Manifest.Plan.PortablePath(p), path = data.Paths[p];
            for (int t = 0; t <= path.IncrementCount; t++)
            {
                if (Math.Abs(path.Times_s[t] - portable.Times_s[t]) > PathTolerance * path.Times_s[^1]
                    || (path.DeformationGradients[t] - portable.DeformationGradients[t]).Norm > PathTolerance)
                {
                    throw new InputException($"'{file}': this machine draws another path {p} from the description than the one that the stresses belong to.");
                }
            }
        }
    }

    private static DatasetSpec Shortened(DatasetSpec spec, int trainingSamples)
    {
        IReadOnlyList<DatasetPart> parts = spec.AllParts();
        if (spec.Pairing != SamplePairing.Distinct || parts.Count > 1)
            throw new InputException("Only a data set of one part with 'pairing: distinct' can be shortened: elsewhere the first samples are not those of a shorter description.");
        return trainingSamples >= 1 && trainingSamples <= parts[0].TrainingSamples
            ? spec with { Parts = new(parts[0] with { TrainingSamples = trainingSamples }) }
            : throw new InputException($"{trainingSamples} training samples were asked for; the data set has 1 to {parts[0].TrainingSamples}.");
    }

    /// <summary>The records of a plan whose samples are those of the data set in a directory, or its first ones.</summary>
    private static byte[][] ReadRecords(DatasetManifest source, string directory, DatasetPlan plan)
    {
        int shift = source.Plan.TrainingSampleCount - plan.TrainingSampleCount;
        byte[][] records = new byte[plan.SampleCount][];
        SampleFile? file = null;
        int open = -1;
        try
        {
            for (int k = 0; k < records.Length; k++)
            {
                int sample = shift == 0 || k < plan.TrainingSampleCount ? k : k + shift;
                (int which, int record) = source.Plan.Locate(sample);
                if (which != open)
                {
                    file?.Dispose();
                    (file, open) = (OpenChecked(source, directory, which), which);
                }
                records[k] = new byte[DatasetRecords.SampleLength(plan.Spec.PathRule.Steps)];
                file!.Read(record, records[k]);
            }
        }
        finally
        {
            file?.Dispose();
        }
        return records;
    }

    private static SampleFile OpenChecked(DatasetManifest source, string directory, int file)
    {
        string name = Path.Combine(directory, DatasetManifest.SampleFileName(file));
        return DataFile.Check(name, source.SampleHeader(file)) is string problem
            ? throw new InputException($"'{name}': {problem}. {DatasetVerification.Remedy}")
            : new SampleFile(name, source.SampleHeader(file));
    }

    private static Span<byte[]> Block(byte[][] records, int block)
    {
        int first = block * SampleBlocks.SamplesPerBlock;
        return records.AsSpan(first, Math.Min(SampleBlocks.SamplesPerBlock, records.Length - first));
    }

    private static T[] Draw<T>(int count, Func<int, T> draw)
    {
        T[] result = new T[count];
        Parallel.For(0, count, k => result[k] = draw(k));
        return result;
    }

    private static byte[] RecordChecksum(byte[][] records)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Array.ForEach(records, hash.AppendData);
        return hash.GetHashAndReset();
    }

    private static double LargestDifference(byte[][] original, byte[][] rounded)
    {
        double largest = 0;
        for (int k = 0; k < original.Length; k++)
        {
            ReadOnlySpan<float> a = DatasetRecords.Stresses(original[k]), b = DatasetRecords.Stresses(rounded[k]);
            for (int i = 0; i < a.Length; i++)
                largest = Math.Max(largest, Math.Abs((double)a[i] - b[i]));
        }
        return largest;
    }
}
