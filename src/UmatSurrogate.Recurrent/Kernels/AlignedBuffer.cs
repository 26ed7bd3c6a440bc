using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Zeroed memory on the garbage-collected, pinned heap whose start is aligned to 64 bytes (one AVX-512 register, one cache
/// line). The pointer is valid as long as this object is reachable.
/// </summary>
internal sealed unsafe class AlignedBuffer<T>
    where T : unmanaged
{
    private const int Alignment = 64;
    private readonly T[] _storage;

    public AlignedBuffer(int length)
    {
        Length = length;
        _storage = GC.AllocateArray<T>(length + Alignment / sizeof(T), pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_storage));
        Pointer = (T*)((start + Alignment - 1) / Alignment * Alignment);
    }

    public int Length { get; }

    public T* Pointer { get; }

    public Span<T> Span => new(Pointer, Length);
}
