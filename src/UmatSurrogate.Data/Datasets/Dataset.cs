using System.Security.Cryptography;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Data;

/// <summary>A complete data set on disk, opened for reading. Samples are read on demand; safe for use by many threads at once.</summary>
public sealed class Dataset : IDisposable
{
    private readonly DatasetManifest _manifest;
    private readonly SampleFile[] _files;
    private readonly TextureComponent?[] _textures;

    private Dataset(
        DatasetManifest manifest, PlannedVolumeElement[] volumeElements, LoadPath[] paths, SampleFile[] files, string contentHash)
    {
        _manifest = manifest;
        _files = files;
        _textures = Array.ConvertAll(volumeElements, v => v.Texture);
        VolumeElements = Array.ConvertAll(volumeElements, v => v.VolumeElement);
        Paths = paths;
        ContentHash = contentHash;
        (List<int> training, List<int> validation) = ([], []);
        Span<byte> head = stackalloc byte[DatasetRecords.SampleHeadLength];
        for (int index = 0; index < SampleCount; index++)
        {
            (SampleFile file, int record) = Locate(index);
            file.Read(record, head);
            (DatasetEntry entry, PointStatus status, _) = DatasetRecords.ReadSampleHead(head);
            if (entry != manifest.Plan.Entry(index))
                throw new InputException($"'{file.Name}': sample {index} is not the one that the description gives. {DatasetVerification.Remedy}");
            if (status != PointStatus.Ok)
                FailedCount++;
            else
                (entry.Split == DatasetSplit.Training ? training : validation).Add(index);
        }
        (TrainingSamples, ValidationSamples) = (training, validation);
    }

    /// <summary>The volume elements.</summary>
    public IReadOnlyList<VolumeElement> VolumeElements { get; }

    /// <summary>The texture component of each volume element; null where the orientations are uniformly random.</summary>
    public IReadOnlyList<TextureComponent?> VolumeElementTextures => _textures;

    /// <summary>The paths.</summary>
    public IReadOnlyList<LoadPath> Paths { get; }

    /// <summary>Number of samples, failed ones included.</summary>
    public int SampleCount => _manifest.Plan.SampleCount;

    /// <summary>Number of samples whose simulation failed; they are in no list of usable samples.</summary>
    public int FailedCount { get; }

    /// <summary>
    /// Indices of the usable (not failed) training samples, in the random order in which they were drawn: any prefix is a fair smaller set.
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
    /// tested for length and header (<see cref="DatasetVerification.Verify"/> tests every byte).
    /// </summary>
    /// <exception cref="InputException">Not a data set, a file is missing or damaged, or an unknown format version.</exception>
    public static Dataset Open(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        DatasetManifest manifest = DatasetManifest.Read(directory);
        RequireAllFiles(manifest, directory);
        using IncrementalHash content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        PlannedVolumeElement[] volumeElements = ReadTable(
            Path.Combine(directory, DatasetManifest.VolumeElementFileName), manifest.VolumeElementHeader, content, DatasetRecords.ReadVolumeElement);
        LoadPath[] paths = ReadTable(Path.Combine(directory, DatasetManifest.PathFileName), manifest.PathHeader, content, DatasetRecords.ReadPath);
        List<SampleFile> files = [];
        try
        {
            Span<byte> checksum = stackalloc byte[DataFileHeader.TrailerLength];
            for (int k = 0; k < manifest.Plan.FileCount; k++)
            {
                SampleFile file = new(Path.Combine(directory, DatasetManifest.SampleFileName(k)), manifest.SampleHeader(k));
                files.Add(file);
                file.ReadChecksum(checksum);
                content.AppendData(checksum);
            }
            return new Dataset(manifest, volumeElements, paths, [.. files], Convert.ToHexStringLower(content.GetHashAndReset()));
        }
        catch
        {
            files.ForEach(f => f.Dispose());
            throw;
        }
    }

    /// <summary>Reads one sample, 0 .. <see cref="SampleCount"/> - 1.</summary>
    /// <exception cref="InputException">The file ends early.</exception>
    public DatasetSample ReadSample(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, SampleCount);
        (SampleFile file, int record) = Locate(index);
        byte[] bytes = new byte[DatasetRecords.SampleLength(Spec.PathRule.Steps)];
        file.Read(record, bytes);
        (DatasetEntry entry, PointStatus status, int failedIncrement) = DatasetRecords.ReadSampleHead(bytes);
        ReadOnlySpan<float> stresses = DatasetRecords.Stresses(bytes);
        LoadPath path = Paths[entry.Path];
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
            VolumeElementIndex = entry.VolumeElement,
            PathIndex = entry.Path,
            Split = entry.Split,
            Status = status,
            FailedIncrement = failedIncrement,
            Times_s = path.Times_s,
            DeformationGradients = path.DeformationGradients,
            DeviatoricCauchyStress_Pa = deviator,
            MeanStress_Pa = mean,
        };
    }

    /// <summary>Closes the files.</summary>
    public void Dispose() => Array.ForEach(_files, f => f.Dispose());

    private (SampleFile File, int Record) Locate(int index)
    {
        (int file, int record) = Math.DivRem(index, Spec.SamplesPerFile);
        return (_files[file], record);
    }

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

    private static T[] ReadTable<T>(string file, in DataFileHeader header, IncrementalHash content, RecordReader<T> read)
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
        Span<byte> checksum = stackalloc byte[DataFileHeader.TrailerLength];
        stream.ReadExactly(checksum);
        content.AppendData(checksum);
        return table;
    }
}
