using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace UmatSurrogate.FullField;

/// <summary>Zeroed, pinned doubles aligned to a cache line; pointers into it are valid while the object is reachable.</summary>
internal sealed unsafe class AlignedMemory
{
    private const int Line = 64;

    // Held for its memory alone.
    private readonly double[] _storage;

    public AlignedMemory(long doubles)
    {
        _storage = GC.AllocateArray<double>(checked((int)(doubles + Line / sizeof(double))), pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_storage));
        Data = (double*)((start + Line - 1) & ~(Line - 1));
    }

    /// <summary>The first double.</summary>
    public double* Data { get; }
}
