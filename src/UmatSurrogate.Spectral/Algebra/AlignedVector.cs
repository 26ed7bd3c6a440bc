using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace UmatSurrogate.Spectral;

/// <summary>Zeroed, pinned doubles aligned to 64 bytes, a multiple of 8 in number. Pointers are valid while the object is reachable.</summary>
internal sealed unsafe class AlignedVector
{
    // Held for its memory alone.
    private readonly double[] _storage;

    public AlignedVector(long length)
    {
        Length = checked((int)((length + 7) & ~7L));
        _storage = GC.AllocateArray<double>(checked(Length + 8), pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_storage));
        Data = (double*)((start + 63) & ~63);
    }

    public int Length { get; }

    public double* Data { get; }

    public Span<double> All => new(Data, Length);
}
