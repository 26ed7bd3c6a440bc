using System.Buffers.Binary;
using System.Numerics;

namespace UmatSurrogate.Mechanics;

/// <summary>
/// SHA-256 (FIPS 180-4, doi:10.6028/NIST.FIPS.180-4) in managed code. .NET's own loads the system's OpenSSL, which a library in
/// somebody else's process must not do: it may be missing, and its absence ends the process.
/// Data are appended in pieces of any length; the digest is taken once.
/// </summary>
public sealed class Sha256Digest
{
    private const int BlockSize = 64;

    private static readonly uint[] K =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    private readonly uint[] _h = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
    private readonly byte[] _block = new byte[BlockSize];
    private ulong _length;

    /// <summary>Length of a digest in bytes.</summary>
    public const int Size = 32;

    /// <summary>The digest of one piece of data, 32 bytes.</summary>
    public static byte[] Of(ReadOnlySpan<byte> data)
    {
        Sha256Digest digest = new();
        digest.Append(data);
        return digest.Finish();
    }

    /// <summary>Adds data.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        int filled = (int)(_length % BlockSize);
        _length += (ulong)data.Length;
        if (filled > 0)
        {
            int taken = Math.Min(BlockSize - filled, data.Length);
            data[..taken].CopyTo(_block.AsSpan(filled));
            data = data[taken..];
            if (filled + taken < BlockSize)
                return;
            Compress(_block);
        }
        for (; data.Length >= BlockSize; data = data[BlockSize..])
            Compress(data);
        data.CopyTo(_block);
    }

    /// <summary>The digest, 32 bytes; nothing may be appended after it.</summary>
    public byte[] Finish()
    {
        ulong bits = 8 * _length;
        int filled = (int)(_length % BlockSize);
        Span<byte> padding = stackalloc byte[2 * BlockSize];
        padding.Clear();
        padding[0] = 0x80;
        int count = (filled < BlockSize - 8 ? BlockSize : 2 * BlockSize) - filled;
        BinaryPrimitives.WriteUInt64BigEndian(padding[(count - 8)..], bits);
        Append(padding[..count]);
        byte[] digest = new byte[Size];
        for (int i = 0; i < 8; i++)
            BinaryPrimitives.WriteUInt32BigEndian(digest.AsSpan(4 * i), _h[i]);
        return digest;
    }

    private void Compress(ReadOnlySpan<byte> block)
    {
        Span<uint> w = stackalloc uint[64];
        for (int t = 0; t < 16; t++)
            w[t] = BinaryPrimitives.ReadUInt32BigEndian(block[(4 * t)..]);
        for (int t = 16; t < 64; t++)
        {
            uint s0 = BitOperations.RotateRight(w[t - 15], 7) ^ BitOperations.RotateRight(w[t - 15], 18) ^ (w[t - 15] >> 3);
            uint s1 = BitOperations.RotateRight(w[t - 2], 17) ^ BitOperations.RotateRight(w[t - 2], 19) ^ (w[t - 2] >> 10);
            w[t] = w[t - 16] + s0 + w[t - 7] + s1;
        }
        (uint a, uint b, uint c, uint d, uint e, uint f, uint g, uint h) = (_h[0], _h[1], _h[2], _h[3], _h[4], _h[5], _h[6], _h[7]);
        for (int t = 0; t < 64; t++)
        {
            uint sum1 = BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
            uint t1 = h + sum1 + ((e & f) ^ (~e & g)) + K[t] + w[t];
            uint sum0 = BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);
            uint t2 = sum0 + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + t1, c, b, a, t1 + t2);
        }
        (_h[0], _h[1], _h[2], _h[3]) = (_h[0] + a, _h[1] + b, _h[2] + c, _h[3] + d);
        (_h[4], _h[5], _h[6], _h[7]) = (_h[4] + e, _h[5] + f, _h[6] + g, _h[7] + h);
    }
}
