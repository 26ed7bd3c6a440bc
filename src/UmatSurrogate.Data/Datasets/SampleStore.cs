using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>Where the samples of an open data set are: in the files of its directory, or unpacked in memory. Safe for many threads at once.</summary>
internal abstract class SampleStore : IDisposable
{
    /// <summary>Reads the first bytes of the record of a sample.</summary>
    public abstract void Read(int sample, Span<byte> bytes);

    /// <summary>The checksum of a sample file.</summary>
    public abstract byte[] Checksum(int file);

    /// <summary>Where a sample is, for messages.</summary>
    public abstract string NameOf(int sample);

    public abstract void Dispose();
}

/// <summary>Samples in the files of a directory.</summary>
internal sealed class FolderSamples : SampleStore
{
    private readonly DatasetPlan _plan;
    private readonly SampleFile[] _files;

    /// <summary>Opens all files and checks their lengths and headers.</summary>
    public FolderSamples(DatasetManifest manifest, string directory)
    {
        _plan = manifest.Plan;
        List<SampleFile> files = [];
        try
        {
            for (int k = 0; k < _plan.FileCount; k++)
                files.Add(new(Path.Combine(directory, DatasetManifest.SampleFileName(k)), manifest.SampleHeader(k)));
        }
        catch
        {
            files.ForEach(f => f.Dispose());
            throw;
        }
        _files = [.. files];
    }

    public override void Read(int sample, Span<byte> bytes)
    {
        (int file, int record) = _plan.Locate(sample);
        _files[file].Read(record, bytes);
    }

    public override byte[] Checksum(int file)
    {
        byte[] checksum = new byte[DataFileHeader.TrailerLength];
        _files[file].ReadChecksum(checksum);
        return checksum;
    }

    public override string NameOf(int sample) => _files[_plan.Locate(sample).File].Name;

    public override void Dispose() => Array.ForEach(_files, f => f.Dispose());
}

/// <summary>Samples in memory.</summary>
internal sealed class MemorySamples(DatasetManifest manifest, byte[][] records, string name) : SampleStore
{
    public override void Read(int sample, Span<byte> bytes) => records[sample].AsSpan(0, bytes.Length).CopyTo(bytes);

    public override byte[] Checksum(int file)
    {
        DataFileHeader header = manifest.SampleHeader(file);
        return DataFile.Checksum(header, (k, bytes) => records[header.First + k].CopyTo(bytes));
    }

    public override string NameOf(int sample) => name;

    public override void Dispose()
    {
    }
}
