using System.Security.Cryptography;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>
/// Writes and checks the binary files of a data set. A file appears under its name only when it is complete and on disk: it is
/// written under a temporary name, flushed to the disk and renamed, so that a process killed at any moment leaves
/// complete files and at most temporary ones.
/// </summary>
internal static class DataFile
{
    /// <summary>Ending of temporary names.</summary>
    public const string PartialEnding = ".partial";

    private const int BufferLength = 1 << 16;

    /// <summary>Writes header, records and checksum.</summary>
    /// <param name="file">Final name.</param>
    /// <param name="writer">Distinguishes temporary names of processes that may write the same file at once.</param>
    /// <param name="header">The header.</param>
    /// <param name="fillRecord">Fills the record of an index counted within the file.</param>
    public static void Write(string file, string writer, in DataFileHeader header, RecordFiller fillRecord)
    {
        DataFileHeader own = header;
        WriteWhole(file, writer, stream => WriteTo(stream, own, fillRecord));
    }

    /// <summary>Writes a text in the same way; it carries no checksum.</summary>
    public static void WriteText(string file, string writer, byte[] text) => WriteWhole(file, writer, stream => stream.Write(text));

    /// <summary>The checksum that a file with these records has.</summary>
    public static byte[] Checksum(in DataFileHeader header, RecordFiller fillRecord) => WriteTo(Stream.Null, header, fillRecord);

    private static void WriteWhole(string file, string writer, Action<FileStream> write)
    {
        string partial = $"{file}.{writer}{PartialEnding}";
        try
        {
            using (FileStream stream = new(partial, FileMode.Create, FileAccess.Write, FileShare.None, BufferLength))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(partial, file, overwrite: true);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InputException($"'{file}' cannot be written: {e.Message}", e);
        }
    }

    private static byte[] WriteTo(Stream stream, in DataFileHeader header, RecordFiller fillRecord)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] record = new byte[Math.Max(header.RecordLength, DataFileHeader.Length)];
        header.Write(record);
        Append(stream, hash, record.AsSpan(0, DataFileHeader.Length));
        Span<byte> bytes = record.AsSpan(0, (int)header.RecordLength);
        for (long k = 0; k < header.Count; k++)
        {
            bytes.Clear();
            fillRecord(k, bytes);
            Append(stream, hash, bytes);
        }
        byte[] checksum = hash.GetHashAndReset();
        stream.Write(checksum);
        return checksum;
    }

    /// <summary>What is wrong with a file, or null if it is complete and its checksum holds.</summary>
    public static string? Check(string file, in DataFileHeader expected)
    {
        if (!File.Exists(file))
            return "it is missing";
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, BufferLength);
        if (CheckHeader(stream, expected) is string mismatch)
            return mismatch;
        stream.Position = 0;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[BufferLength];
        for (long left = expected.FileLength - DataFileHeader.TrailerLength; left > 0;)
        {
            int length = (int)Math.Min(left, buffer.Length);
            stream.ReadExactly(buffer, 0, length);
            hash.AppendData(buffer, 0, length);
            left -= length;
        }
        Span<byte> trailer = stackalloc byte[DataFileHeader.TrailerLength];
        stream.ReadExactly(trailer);
        return trailer.SequenceEqual(hash.GetHashAndReset()) ? null : "its checksum does not hold: some bytes were changed";
    }

    /// <summary>What is wrong with the length or the header of an open file, or null; the checksum is not looked at.</summary>
    public static string? CheckHeader(FileStream stream, in DataFileHeader expected)
    {
        Span<byte> header = stackalloc byte[DataFileHeader.Length];
        stream.Position = 0;
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
            return $"it has {stream.Length} bytes instead of {expected.FileLength}";
        if (expected.Mismatch(header) is string mismatch)
            return mismatch;
        return stream.Length == expected.FileLength ? null : $"it has {stream.Length} bytes instead of {expected.FileLength}";
    }

    /// <summary>Deletes the temporary files and journals of killed processes; one that a running process holds open is left alone.</summary>
    public static void DeleteAbandoned(string directory)
    {
        foreach (string partial in (string[])[.. Directory.GetFiles(directory, "*" + PartialEnding), .. Directory.GetFiles(directory, "*" + SampleJournal.Ending)])
        {
            try
            {
                using (new FileStream(partial, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                    File.Delete(partial);
            }
            catch (IOException)
            {
                // Held by another process, or renamed or deleted by it meanwhile: not abandoned.
            }
        }
    }

    private static void Append(Stream stream, IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        hash.AppendData(bytes);
    }
}

/// <summary>Fills the bytes of one record (cleared before).</summary>
internal delegate void RecordFiller(long record, Span<byte> bytes);
