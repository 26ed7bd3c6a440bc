using System.Buffers.Binary;
using System.Security.Cryptography;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>
/// The finished samples of a file that is not complete yet, so that a killed process loses no more than the simulations it was in. A header
/// (<see cref="DataFileHeader"/> of the sample file), then entries: <c>sample i32, failure length i32, record, failure text, SHA-256 of the entry so
/// far (32)</c>. An entry that was cut short, and everything after it, is ignored and written over.
/// </summary>
internal sealed class SampleJournal : IDisposable
{
    /// <summary>Ending of the names.</summary>
    public const string Ending = ".journal";

    private const int EntryHeadLength = 8;
    private const int LongestFailure = 1 << 24;

    private readonly FileStream _stream;

    private SampleJournal(FileStream stream) => _stream = stream;

    /// <summary>The journal of a sample file that a process writes.</summary>
    public static string NameOf(string sampleFile, string writer) => $"{sampleFile}.{writer}{Ending}";

    /// <summary>The samples in all journals of a sample file, whoever wrote them; those that a running process holds are passed over.</summary>
    public static IReadOnlyList<SimulatedSample> ReadAll(string sampleFile, in DataFileHeader header)
    {
        List<SimulatedSample> samples = [];
        string directory = Path.GetDirectoryName(sampleFile)!;
        foreach (string journal in Directory.GetFiles(directory, $"{Path.GetFileName(sampleFile)}.*{Ending}").Order(StringComparer.Ordinal))
        {
            try
            {
                using FileStream stream = new(journal, FileMode.Open, FileAccess.Read, FileShare.Read);
                Read(stream, header, samples);
            }
            catch (IOException)
            {
                // Held by the process that writes it, or deleted by it meanwhile.
            }
        }
        return samples;
    }

    /// <summary>Opens a journal for adding, after its last complete entry.</summary>
    /// <exception cref="InputException">Another process adds to it.</exception>
    public static SampleJournal Open(string sampleFile, string writer, in DataFileHeader header)
    {
        string name = NameOf(sampleFile, writer);
        FileStream stream;
        try
        {
            stream = new(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InputException($"'{name}' is in use: another process generates the same shard in this directory. ({e.Message})", e);
        }
        long valid = Read(stream, header, []);
        stream.SetLength(valid);
        stream.Position = valid;
        if (valid == 0)
        {
            byte[] bytes = new byte[DataFileHeader.Length];
            header.Write(bytes);
            stream.Write(bytes);
            stream.Flush();
        }
        return new(stream);
    }

    /// <summary>Adds a sample; it is in the hands of the operating system when the call returns.</summary>
    public void Add(SimulatedSample sample)
    {
        byte[] failure = sample.Failure is null ? [] : FailureRecord.Write([sample.Failure]);
        byte[] entry = new byte[EntryHeadLength + sample.Record.Length + failure.Length + DataFileHeader.TrailerLength];
        BinaryPrimitives.WriteInt32LittleEndian(entry, sample.Sample);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(4), failure.Length);
        sample.Record.CopyTo(entry, EntryHeadLength);
        failure.CopyTo(entry, EntryHeadLength + sample.Record.Length);
        int content = entry.Length - DataFileHeader.TrailerLength;
        SHA256.HashData(entry.AsSpan(0, content), entry.AsSpan(content));
        _stream.Write(entry);
        _stream.Flush();
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>Reads the complete entries of an open journal and returns where they end; 0 if the header is not the expected one.</summary>
    private static long Read(FileStream stream, in DataFileHeader header, List<SimulatedSample> samples)
    {
        byte[] found = new byte[DataFileHeader.Length];
        if (stream.ReadAtLeast(found, found.Length, throwOnEndOfStream: false) < found.Length || header.Mismatch(found) is not null)
            return 0;
        byte[] head = new byte[EntryHeadLength];
        while (true)
        {
            long end = stream.Position;
            if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
                return end;
            (int sample, int failureLength) = (BinaryPrimitives.ReadInt32LittleEndian(head), BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(4)));
            if (sample < header.First || sample >= header.First + header.Count || failureLength is < 0 or > LongestFailure)
                return end;
            byte[] entry = new byte[EntryHeadLength + (int)header.RecordLength + failureLength + DataFileHeader.TrailerLength];
            head.CopyTo(entry, 0);
            int rest = entry.Length - EntryHeadLength;
            if (stream.ReadAtLeast(entry.AsSpan(EntryHeadLength), rest, throwOnEndOfStream: false) < rest)
                return end;
            int content = entry.Length - DataFileHeader.TrailerLength;
            if (!SHA256.HashData(entry.AsSpan(0, content)).AsSpan().SequenceEqual(entry.AsSpan(content)))
                return end;
            ReadOnlySpan<byte> failure = entry.AsSpan(content - failureLength, failureLength);
            samples.Add(new(sample, entry.AsSpan(EntryHeadLength, (int)header.RecordLength).ToArray(),
                failureLength == 0 ? null : FailureRecord.Read(failure, stream.Name)[0]));
        }
    }
}
