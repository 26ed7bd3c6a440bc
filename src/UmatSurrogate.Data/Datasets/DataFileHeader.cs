using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace UmatSurrogate.Data;

/// <summary>What the records of a binary file of a data set are.</summary>
internal enum DataFileKind
{
    VolumeElements = 1,
    Paths = 2,
    Samples = 3,
}

/// <summary>
/// The 96-byte header of every binary file of a data set, little endian:
/// <c>magic "UMATDATA" (8), version u32, kind u32, first record u64, record count u64, record length in bytes u64, size u32
/// (grains per volume element, or increments T per path), zero u32, spec hash (32), zero (16)</c>.
/// The records follow, then the SHA-256 of all bytes before it (32).
/// </summary>
internal readonly record struct DataFileHeader(DataFileKind Kind, long First, long Count, long RecordLength, int Size, SpecHash SpecHash)
{
    public const int Length = 96;
    public const int TrailerLength = 32;
    public const uint Version = 1;

    private static ReadOnlySpan<byte> Magic => "UMATDATA"u8;

    /// <summary>The length of a complete file.</summary>
    public long FileLength => Length + Count * RecordLength + TrailerLength;

    /// <summary>Where a record starts, counted within the file.</summary>
    public long Offset(long record) => Length + record * RecordLength;

    public void Write(Span<byte> bytes)
    {
        bytes[..Length].Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], (uint)Kind);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], First);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], Count);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], RecordLength);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[40..], Size);
        SpecHash.CopyTo(bytes[48..80]);
    }

    /// <summary>What is wrong with the header found in a file, or null if it is this one.</summary>
    public string? Mismatch(ReadOnlySpan<byte> found)
    {
        if (found.Length < Length || !found[..8].SequenceEqual(Magic))
            return "it does not begin with the mark of a data file";
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(found[8..]);
        if (version != Version)
            return $"its format version is {version}; this program reads version {Version}";
        Span<byte> expected = stackalloc byte[Length];
        Write(expected);
        if (!found[48..80].SequenceEqual(expected[48..80]))
            return "it belongs to a data set with another description";
        return found[..Length].SequenceEqual(expected) ? null : "its header does not agree with the manifest";
    }

    /// <summary>Refuses to run where memory is not little endian: records are copied between memory and file as they are.</summary>
    public static void RequireLittleEndian()
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Data sets are read and written on little-endian machines only.");
    }
}

/// <summary>SHA-256 of a data set's resolved description, 32 bytes.</summary>
internal readonly record struct SpecHash(ulong Word0, ulong Word1, ulong Word2, ulong Word3)
{
    public static SpecHash Of(ReadOnlySpan<byte> description)
    {
        Span<byte> hash = stackalloc byte[32];
        System.Security.Cryptography.SHA256.HashData(description, hash);
        return MemoryMarshal.Read<SpecHash>(hash);
    }

    public void CopyTo(Span<byte> bytes) => MemoryMarshal.Write(bytes, this);

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[32];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
