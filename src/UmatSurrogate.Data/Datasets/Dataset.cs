using System.Security.Cryptography;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Data;

/// <summary>A complete data set on disk, opened for reading. Samples are read on demand; safe for use by many threads at once.</summary>
public sealed class Dataset : IDisposable
{
    private readonly DatasetManifest _manifest;
    private readonly SampleStore _samples;

    private Dataset(DatasetManifest manifest, PlannedVolumeElement[] volumeElements, LoadPath[] paths, SampleStore samples, string contentHash, Fidelity? only, string source)
    {
        _manifest = manifest;
        _samples = samples;
        Source = source;
        VolumeElementTextures = Array.ConvertAll(volumeElements, v => v.Texture);
        VolumeElements = Array.ConvertAll(volumeElements, v => v.VolumeElement);
        Paths = paths;
        ContentHash = contentHash;
        Fidelities = [.. manifest.Plan.Parts.Select(p => p.Part.Fidelity).Where(f => only is null || f == only)];
        (List<int> training, List<int> validation) = ([], []);
        Span<byte> bytes = stackalloc byte[DatasetRecords.SampleHeadLength];
        foreach (PlannedPart part in manifest.Plan.Parts)
        {
            for (int index = part.FirstSample; index < part.FirstSample + part.SampleCount; index++)
            {
                samples.Read(index, bytes);
                SampleHead head = DatasetRecords.ReadSampleHead(bytes);
                if (head.Entry != manifest.Plan.Entry(index) || head.Fidelity != part.Part.Fidelity)
                    throw new InputException($"'{samples.NameOf(index)}': sample {index} is not the one that the description gives. {DatasetVerification.Remedy}");
                if (!Fidelities.Contains(head.Fidelity))
                    continue;
                if (head.Status != PointStatus.Ok)
                {
                    FailedCount++;
                    continue;
                }
                (head.Entry.Split == DatasetSplit.Training ? training : validation).Add(index);
                if (head.Halvings > 0)
                    RecoveredCount++;
            }
        }
        (TrainingSamples, ValidationSamples) = (training, validation);
    }

    /// <summary>The directory or packed file it was opened from, as it was named.</summary>
    public string Source { get; }

    /// <summary>The volume elements.</summary>
    public IReadOnlyList<VolumeElement> VolumeElements { get; }

    /// <summary>The texture component of each volume element; null where the orientations are uniformly random.</summary>
    public IReadOnlyList<TextureComponent?> VolumeElementTextures { get; }

    /// <summary>The paths.</summary>
    public IReadOnlyList<LoadPath> Paths { get; }

    /// <summary>Number of samples, failed ones included.</summary>
    public int SampleCount => _manifest.Plan.SampleCount;

    /// <summary>The fidelities whose samples stand in the lists below, in the order of the description.</summary>
    public IReadOnlyList<Fidelity> Fidelities { get; }

    /// <summary>Number of samples whose simulation failed; they are in no list of usable samples.</summary>
    public int FailedCount { get; }

    /// <summary>Number of usable samples whose simulation succeeded only with smaller increments.</summary>
    public int RecoveredCount { get; }

    /// <summary>0 for stresses as simulated; otherwise the data set was packed, and every stress is a whole multiple of this, Pa.</summary>
    public double StressStep_Pa => _manifest.StressStep_Pa;

    /// <summary>
    /// Indices of the usable (not failed) training samples, in the random order in which they were drawn: within a fidelity any prefix is a fair smaller set.
    /// </summary>
    public IReadOnlyList<int> TrainingSamples { get; }

    /// <summary>Indices of the usable (not failed) validation samples.</summary>
    public IReadOnlyList<int> ValidationSamples { get; }

    /// <summary>SHA-256 over the checksums of all files in order, hexadecimal: changes with any byte of the data.</summary>
    public string ContentHash { get; }

    /// <summary>SHA-256 of the resolved description, hexadecimal.</summary>
    public string SpecHash => _manifest.SpecHash.ToString();

    /// <summary>The description it was made from.</summary>
    public DatasetSpec Spec => _manifest.Plan.Spec;

    /// <summary>The crystals.</summary>
    public PhenopowerlawParameters Material => Spec.Material;

    /// <summary>
    /// Opens a complete data set: the tables of volume elements and paths are read and their checksums tested, the sample files are
    /// tested for length and header (<see cref="DatasetVerification.Verify"/> tests every byte). Or opens a packed data set
    /// (<see cref="DatasetArchive"/>): it is unpacked into memory and its checksum tested.
    /// </summary>
    /// <param name="path">A directory, or a packed file.</param>
    /// <param name="only">For a data set of several fidelities: the one whose samples are listed; null lists all.</param>
    /// <exception cref="InputException">Not a data set, a file is missing or damaged, an unknown format version, or a fidelity that it does not hold.</exception>
    public static Dataset Open(string path, Fidelity? only = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return File.Exists(path) ? OpenPacked(path, only) : OpenFolder(path, only);
    }

    /// <summary>For uses that do not tell one fidelity from another, as training: refuses a data set that lists several.</summary>
    /// <exception cref="InputException">Several fidelities are listed.</exception>
    public void RequireOneFidelity()
    {
        if (Fidelities.Count > 1)
        {
            throw new InputException(
                $"The data set holds samples of several fidelities: {string.Join(", ", Fidelities)}. Choose one with --fidelity {Fidelities[0].Option}, for example.");
        }
    }

    private static Dataset OpenFolder(string directory, Fidelity? only)
    {
        DatasetManifest manifest = DatasetManifest.Read(directory);
        RequireFidelity(manifest, only, directory);
        RequireAllFiles(manifest, directory);
        PlannedVolumeElement[] volumeElements = ReadTable(
            Path.Combine(directory, DatasetManifest.VolumeElementFileName), manifest.VolumeElementHeader, DatasetRecords.ReadVolumeElement, out byte[] first);
        LoadPath[] paths = ReadTable(Path.Combine(directory, DatasetManifest.PathFileName), manifest.PathHeader, DatasetRecords.ReadPath, out byte[] second);
        return Open(manifest, volumeElements, paths, [first, second], new FolderSamples(manifest, directory), only, directory);
    }

    private static Dataset OpenPacked(string file, Fidelity? only)
    {
        UnpackedDataset unpacked = DatasetArchive.Read(file);
        RequireFidelity(unpacked.Manifest, only, file);
        byte[][] tables = [unpacked.VolumeElementChecksum(), unpacked.PathChecksum()];
        return Open(
            unpacked.Manifest, unpacked.VolumeElements, unpacked.Paths, tables, new MemorySamples(unpacked.Manifest, unpacked.Records, file), only, file);
    }

    private static Dataset Open(
        DatasetManifest manifest, PlannedVolumeElement[] volumeElements, LoadPath[] paths, IEnumerable<byte[]> tables, SampleStore samples, Fidelity? only, string source)
    {
        try
        {
            using IncrementalHash content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (byte[] checksum in tables.Concat(Enumerable.Range(0, manifest.Plan.FileCount).Select(samples.Checksum)))
                content.AppendData(checksum);
            return new Dataset(manifest, volumeElements, paths, samples, Convert.ToHexStringLower(content.GetHashAndReset()), only, source);
        }
        catch
        {
            samples.Dispose();
            throw;
        }
    }

    private static void RequireFidelity(DatasetManifest manifest, Fidelity? only, string path)
    {
        IEnumerable<Fidelity> held = manifest.Plan.Parts.Select(p => p.Part.Fidelity);
        if (only is Fidelity fidelity && !held.Contains(fidelity))
            throw new InputException($"The data set '{path}' holds no samples of the fidelity '{fidelity}'; it holds {string.Join(", ", held)}.");
    }

    /// <summary>Positions of volume element and path of a sample, without reading it.</summary>
    public (int VolumeElement, int Path) Pair(int index)
    {
        DatasetEntry entry = _manifest.Plan.Entry(index);
        return (entry.VolumeElement, entry.Path);
    }

    /// <summary>Reads one sample, 0 .. <see cref="SampleCount"/> - 1.</summary>
    /// <exception cref="InputException">The file ends early.</exception>
    public DatasetSample ReadSample(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, SampleCount);
        byte[] bytes = new byte[DatasetRecords.SampleLength(Spec.PathRule.Steps)];
        _samples.Read(index, bytes);
        SampleHead head = DatasetRecords.ReadSampleHead(bytes);
        ReadOnlySpan<float> stresses = DatasetRecords.Stresses(bytes);
        LoadPath path = Paths[head.Entry.Path];
        SymmetricTensor[] deviator = new SymmetricTensor[path.Times_s.Length];
        double[] mean = new double[path.Times_s.Length];
        for (int t = 0; t < mean.Length; t++)
        {
            ReadOnlySpan<float> s = stresses.Slice(DatasetRecords.StressComponents * t, DatasetRecords.StressComponents);
            deviator[t] = new(s[0], s[1], s[2], s[3], s[4], s[5]);
            mean[t] = s[6];
        }
        return new DatasetSample
        {
            VolumeElementIndex = head.Entry.VolumeElement,
            PathIndex = head.Entry.Path,
            Split = head.Entry.Split,
            Fidelity = head.Fidelity,
            PartsPerIncrement = 1 << head.Halvings,
            Status = head.Status,
            FailedIncrement = head.FailedIncrement,
            Times_s = path.Times_s,
            DeformationGradients = path.DeformationGradients,
            DeviatoricCauchyStress_Pa = deviator,
            MeanStress_Pa = mean,
        };
    }

    /// <summary>Closes the files.</summary>
    public void Dispose() => _samples.Dispose();

    private static void RequireAllFiles(DatasetManifest manifest, string directory)
    {
        List<string> missing = [.. manifest.Files().Select(f => f.Name).Where(name => !File.Exists(Path.Combine(directory, name)))];
        if (missing.Count > 0)
        {
            throw new InputException(
                $"The data set in '{directory}' is not complete: {missing.Count} files are missing, the first is '{missing[0]}'. "
                + "Run 'dataset generate' with the same description and directory (it makes only what is missing), or 'dataset merge' the other shards.");
        }
    }

    private delegate T RecordReader<T>(ReadOnlySpan<byte> record);

    private static T[] ReadTable<T>(string file, in DataFileHeader header, RecordReader<T> read, out byte[] checksum)
    {
        if (DataFile.Check(file, header) is string problem)
            throw new InputException($"'{file}': {problem}. {DatasetVerification.Remedy}");
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        stream.Position = DataFileHeader.Length;
        byte[] record = new byte[header.RecordLength];
        T[] table = new T[header.Count];
        for (int k = 0; k < table.Length; k++)
        {
            stream.ReadExactly(record);
            table[k] = read(record);
        }
        checksum = new byte[DataFileHeader.TrailerLength];
        stream.ReadExactly(checksum);
        return table;
    }
}
