using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace UmatSurrogate.Spectral;

/// <summary>Zeroed, pinned doubles aligned to 64 bytes, a multiple of 8 in number. Pointers are valid while the object is reachable.</summary>
public sealed unsafe class AlignedVector
{
    // Held for its memory alone.
    private readonly double[] _storage;

    /// <param name="length">Number of doubles, rounded up to a multiple of 8.</param>
    /// <exception cref="OverflowException">There are 2^31 or more.</exception>
    public AlignedVector(long length)
    {
        Length = checked((int)((length + 7) & ~7L));
        _storage = GC.AllocateArray<double>(checked(Length + 8), pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_storage));
        Data = (double*)((start + 63) & ~63);
    }

    /// <summary>Number of doubles.</summary>
    public int Length { get; }

    /// <summary>The first double.</summary>
    public double* Data { get; }

    /// <summary>All doubles.</summary>
    public Span<double> All => new(Data, Length);
}
