using Microsoft.Win32.SafeHandles;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>Reads the samples of one file at any position; safe for many threads at once.</summary>
internal sealed class SampleFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly string _file;
    private readonly DataFileHeader _header;

    /// <summary>Opens a file and checks its length and header (not the checksum).</summary>
    /// <exception cref="InputException">Names the file and what is wrong.</exception>
    public SampleFile(string file, in DataFileHeader header)
    {
        (_file, _header) = (file, header);
        using (FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            if (DataFile.CheckHeader(stream, header) is string mismatch)
                throw new InputException($"'{file}': {mismatch}. {DatasetVerification.Remedy}");
        }
        _handle = File.OpenHandle(file, options: FileOptions.RandomAccess);
    }

    public string Name => _file;

    public long Count => _header.Count;

    /// <summary>Reads the bytes of a record, counted within the file, from an offset in it.</summary>
    public void Read(long record, Span<byte> bytes) => ReadAt(_header.Offset(record), bytes);

    /// <summary>The checksum at the end of the file.</summary>
    public void ReadChecksum(Span<byte> bytes) => ReadAt(_header.Offset(_header.Count), bytes[..DataFileHeader.TrailerLength]);

    /// <summary>The heads of all samples of a file.</summary>
    public static SampleHead[] Heads(string file, in DataFileHeader header)
    {
        using SampleFile samples = new(file, header);
        SampleHead[] heads = new SampleHead[samples.Count];
        Span<byte> head = stackalloc byte[DatasetRecords.SampleHeadLength];
        for (int k = 0; k < heads.Length; k++)
        {
            samples.Read(k, head);
            heads[k] = DatasetRecords.ReadSampleHead(head);
        }
        return heads;
    }

    private void ReadAt(long offset, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(_handle, bytes, offset);
            if (read == 0)
                throw new InputException($"'{_file}' ends early, at byte {offset}. {DatasetVerification.Remedy}");
            bytes = bytes[read..];
            offset += read;
        }
    }

    public void Dispose() => _handle.Dispose();
}
