using System.Buffers.Binary;
using System.IO.Compression;

namespace UmatSurrogate.Damask;

/// <summary>
/// The binary form of a data array in VTK XML files: base64 of a header of unsigned integers and the data.
/// Compressed: [number of blocks, block size, size of the last block or 0, compressed size of each block], then the blocks
/// as zlib streams; header and blocks are separate base64 texts one after the other. Not compressed: [number of bytes], data.
/// </summary>
internal static class VtkBlocks
{
    private const int BlockSize = 32768;

    /// <summary>The bytes of an array. Throws <see cref="FormatException"/> or <see cref="InvalidDataException"/> on damaged data.</summary>
    public static byte[] Decode(string base64, bool compressed, int headerWordBytes)
    {
        byte[] raw = FromBase64Segments(base64);
        int position = 0;
        if (!compressed)
        {
            long length = ReadWord(raw, ref position, headerWordBytes);
            return Take(raw, ref position, length).ToArray();
        }
        long blocks = ReadWord(raw, ref position, headerWordBytes);
        long blockSize = ReadWord(raw, ref position, headerWordBytes);
        long lastSize = ReadWord(raw, ref position, headerWordBytes);
        if (blocks == 0)
            return [];
        if (blocks < 0 || blocks > raw.Length || blockSize <= 0 || blockSize > Array.MaxLength || lastSize < 0 || lastSize > blockSize)
            throw new InvalidDataException($"the block table ({blocks} blocks of {blockSize} bytes, last {lastSize}) is damaged");
        long total = (blocks - 1) * blockSize + (lastSize == 0 ? blockSize : lastSize);
        if (total > Array.MaxLength)
            throw new InvalidDataException($"{total} bytes are more than one array can hold");
        long[] sizes = new long[blocks];
        for (int b = 0; b < blocks; b++)
            sizes[b] = ReadWord(raw, ref position, headerWordBytes);
        byte[] result = new byte[total];
        long start = 0;
        foreach (long size in sizes)
        {
            int wanted = (int)Math.Min(blockSize, total - start);
            Inflate(Take(raw, ref position, size), result.AsSpan((int)start, wanted));
            start += wanted;
        }
        return result;
    }

    /// <summary>Writes bytes as zlib-compressed blocks with a header of 32-bit words.</summary>
    public static string EncodeCompressed(ReadOnlySpan<byte> data)
    {
        int blocks = (data.Length + BlockSize - 1) / BlockSize;
        byte[] header = new byte[4 * (3 + blocks)];
        WriteWord(header, 0, blocks);
        WriteWord(header, 1, BlockSize);
        WriteWord(header, 2, data.Length % BlockSize);
        using MemoryStream body = new();
        for (int b = 0; b < blocks; b++)
        {
            long before = body.Length;
            using (ZLibStream zlib = new(body, CompressionLevel.Optimal, leaveOpen: true))
                zlib.Write(data[(b * BlockSize)..Math.Min(data.Length, (b + 1) * BlockSize)]);
            WriteWord(header, 3 + b, (int)(body.Length - before));
        }
        return Convert.ToBase64String(header) + Convert.ToBase64String(body.GetBuffer(), 0, (int)body.Length);
    }

    private static void Inflate(ReadOnlySpan<byte> compressed, Span<byte> target)
    {
        using MemoryStream source = new(compressed.ToArray());
        using ZLibStream zlib = new(source, CompressionMode.Decompress);
        int read = zlib.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        if (read != target.Length || zlib.ReadByte() != -1)
            throw new InvalidDataException($"a block does not hold the {target.Length} bytes that the block table announces");
    }

    /// <summary>Decodes base64 texts that follow each other, each possibly ending with '='; white space is skipped.</summary>
    private static byte[] FromBase64Segments(string text)
    {
        using MemoryStream result = new();
        int start = 0;
        while (start < text.Length)
        {
            int padding = text.IndexOf('=', start);
            int end = padding < 0 ? text.Length : padding;
            while (end < text.Length && text[end] == '=')
                end++;
            result.Write(Convert.FromBase64String(text[start..end]));
            start = end;
        }
        return result.ToArray();
    }

    private static ReadOnlySpan<byte> Take(byte[] raw, ref int position, long length)
    {
        if (length < 0 || length > raw.Length - position)
            throw new InvalidDataException($"{length} bytes are announced, {raw.Length - position} are there");
        ReadOnlySpan<byte> part = raw.AsSpan(position, (int)length);
        position += (int)length;
        return part;
    }

    private static long ReadWord(byte[] raw, ref int position, int bytes)
    {
        ReadOnlySpan<byte> word = Take(raw, ref position, bytes);
        return bytes == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(word) : BinaryPrimitives.ReadInt64LittleEndian(word);
    }

    private static void WriteWord(byte[] header, int index, int value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4 * index, 4), (uint)value);
}
