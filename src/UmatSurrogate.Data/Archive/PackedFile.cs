using System.Buffers.Binary;
using System.Security.Cryptography;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>
/// The file of a packed data set, little endian: <c>"UMATPACK" (8), version u32, number of sections u32, for each section its length u64 and its
/// bytes, SHA-256 of all before (32)</c>. Sections: 0 the manifest of the unpacked data set, 1 the failure records, 2 SHA-256 of volume-elements.bin, of
/// paths.bin and of all sample records, and the weighted sum of all volume elements f64 (104 bytes), 3 and on the blocks of samples.
/// </summary>
internal static class PackedFile
{
    public const int ManifestSection = 0;
    public const int FailureSection = 1;
    public const int ChecksumSection = 2;
    public const int FirstBlockSection = 3;

    private const uint Version = 1;
    private const int HeadLength = 16;

    private static ReadOnlySpan<byte> Magic => "UMATPACK"u8;

    /// <summary>True if a file begins as a packed data set does.</summary>
    public static bool Begins(string file)
    {
        if (!File.Exists(file))
            return false;
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        Span<byte> found = stackalloc byte[8];
        return stream.ReadAtLeast(found, 8, throwOnEndOfStream: false) == 8 && found.SequenceEqual(Magic);
    }

    public static void Write(string file, IReadOnlyList<byte[]> sections)
    {
        using MemoryStream stream = new();
        Span<byte> head = stackalloc byte[HeadLength];
        Magic.CopyTo(head);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(head[12..], sections.Count);
        stream.Write(head);
        foreach (byte[] section in sections)
        {
            BinaryPrimitives.WriteInt64LittleEndian(head, section.Length);
            stream.Write(head[..8]);
            stream.Write(section);
        }
        stream.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        DataFile.WriteText(file, "pack", stream.ToArray());
    }

    /// <summary>The sections of a file whose checksum holds.</summary>
    /// <exception cref="InputException">Not a packed data set, an unknown version, or damaged.</exception>
    public static byte[][] Read(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        if (bytes.Length < HeadLength + 32 || !bytes.AsSpan(0, 8).SequenceEqual(Magic))
            throw new InputException($"'{file}' is no packed data set: it does not begin with its mark.");
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8));
        if (version != Version)
            throw new InputException($"'{file}' is a packed data set of version {version}; this program reads version {Version}.");
        if (!SHA256.HashData(bytes.AsSpan(0, bytes.Length - 32)).AsSpan().SequenceEqual(bytes.AsSpan(bytes.Length - 32)))
            throw new InputException($"'{file}' is damaged: its checksum does not hold. Get the file again.");
        byte[][] sections = new byte[BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12))][];
        int position = HeadLength;
        for (int k = 0; k < sections.Length; k++)
        {
            int length = checked((int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(position)));
            sections[k] = bytes.AsSpan(position + 8, length).ToArray();
            position += 8 + length;
        }
        return sections;
    }
}
