using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>Point-wise choice between two structs made of lanes only.</summary>
internal static unsafe class LaneMerge
{
    /// <summary>Takes over <paramref name="a"/> into <paramref name="b"/> where the mask is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Choose<TLane, T>(TLane mask, in T a, ref T b) where TLane : unmanaged, ILane<TLane> where T : unmanaged
    {
        fixed (T* source = &a, target = &b)
        {
            for (int i = 0; i < sizeof(T) / sizeof(TLane); i++)
                ((TLane*)target)[i] = TLane.Choose(mask, ((TLane*)source)[i], ((TLane*)target)[i]);
        }
    }
}
