using System.Diagnostics.CodeAnalysis;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Microstructure;

/// <summary>
/// The one source of random numbers: Philox4x32-10, a counter-based generator (Salmon, Moraes, Dror and Shaw 2011,
/// doi:10.1145/2063384.2063405). Key = seed (64 bits), counter = [block index (low 64 bits), stream (high 64 bits)];
/// every block gives four 32-bit words, taken two at a time as 64-bit numbers, first word low.
/// Streams of one seed are independent, so that sample i of a set can be drawn from stream i in any order and on any
/// thread. The sequence of <see cref="NextUInt64"/> and everything made of it by +, -, *, / and square roots (uniform
/// numbers, directions, orientations) is the same on every machine and stays the same for ever; normal and gamma
/// variates also use Math.Log and Math.Pow, whose last digit may depend on the platform's mathematical library.
/// Not thread-safe: one instance per thread.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "A stream of random numbers is the field's term; it is no System.IO.Stream.")]
public sealed class RandomStream
{
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;
    private const int Rounds = 10;

    private readonly ulong _seed;
    private readonly ulong _stream;
    private ulong _block;
    private ulong _second;
    private bool _hasSecond;

    public RandomStream(ulong seed, ulong stream)
    {
        _seed = seed;
        _stream = stream;
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        if (_hasSecond)
        {
            _hasSecond = false;
            return _second;
        }
        (ulong first, _second) = Block(_seed, _block, _stream);
        _block++;
        _hasSecond = true;
        return first;
    }

    /// <summary>Uniform on [0, 1): the upper 53 bits over 2^53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform on (0, 1], for logarithms.</summary>
    public double NextPositiveDouble() => ((NextUInt64() >> 11) + 1) * (1.0 / (1UL << 53));

    /// <summary>Uniform on [minimum, maximum).</summary>
    public double NextDouble(double minimum, double maximum) => minimum + (maximum - minimum) * NextDouble();

    /// <summary>Uniform integer in 0..count-1 without bias (Lemire 2019, doi:10.1145/3230636).</summary>
    public int NextInt32(int count)
    {
        if (count <= 0)
            throw new InputException($"A random integer below {count} was asked for; the bound must be positive.");
        ulong bound = (ulong)count;
        ulong high = Math.BigMul(NextUInt64(), bound, out ulong low);
        if (low < bound)
        {
            ulong threshold = (0UL - bound) % bound;
            while (low < threshold)
                high = Math.BigMul(NextUInt64(), bound, out low);
        }
        return (int)high;
    }

    /// <summary>Standard normal variate by Marsaglia's polar method; the second of each pair is discarded.</summary>
    public double NextNormal()
    {
        while (true)
        {
            double x = 2.0 * NextDouble() - 1.0;
            double y = 2.0 * NextDouble() - 1.0;
            double s = x * x + y * y;
            if (s > 0.0 && s < 1.0)
                return x * Math.Sqrt(-2.0 * Math.Log(s) / s);
        }
    }

    /// <summary>
    /// Gamma variate of the given shape (at least 1) and scale 1 by Marsaglia and Tsang 2000, doi:10.1145/358407.358414.
    /// </summary>
    public double NextGamma(double shape)
    {
        if (!(shape >= 1.0))
            throw new InputException($"The gamma variate's shape is {shape}; it must be at least 1.");
        double d = shape - 1.0 / 3.0;
        double c = 1.0 / Math.Sqrt(9.0 * d);
        while (true)
        {
            double x = NextNormal();
            double v = 1.0 + c * x;
            if (v <= 0.0)
                continue;
            v = v * v * v;
            if (Math.Log(NextPositiveDouble()) < 0.5 * x * x + d - d * v + d * Math.Log(v))
                return d * v;
        }
    }

    /// <summary>One block of Philox4x32-10 for a 64-bit key and a 128-bit counter (low half, high half).</summary>
    public static (ulong First, ulong Second) Block(ulong key, ulong counterLow, ulong counterHigh)
    {
        uint c0 = (uint)counterLow, c1 = (uint)(counterLow >> 32), c2 = (uint)counterHigh, c3 = (uint)(counterHigh >> 32);
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            ulong p0 = (ulong)Multiplier0 * c0;
            ulong p1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            unchecked
            {
                k0 += Weyl0;
                k1 += Weyl1;
            }
        }
        return (c0 | ((ulong)c1 << 32), c2 | ((ulong)c3 << 32));
    }
}
