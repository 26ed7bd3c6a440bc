using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace UmatSurrogate.Spectral;

/// <summary>Zeroed memory for doubles that does not move and begins at a multiple of 64 bytes; valid while the object is reachable.</summary>
internal sealed unsafe class AlignedBlock
{
    private readonly double[] _storage;

    public AlignedBlock(long length)
    {
        _storage = GC.AllocateArray<double>(checked((int)length + 8), pinned: true);
        Pointer = (double*)(((nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_storage)) + 63) & ~63);
        Length = length;
    }

    /// <summary>The first element.</summary>
    public double* Pointer { get; }

    /// <summary>Number of elements.</summary>
    public long Length { get; }
}
