using System.Runtime.CompilerServices;

namespace UmatSurrogate.Recurrent;

/// <summary>The element-wise part of one layer of the linear cell: h' = (B x) + b + (A h).</summary>
internal static unsafe class LinearUnitKernel
{
    /// <summary>h' of one row from the two products and the bias, all of <paramref name="size"/> padded units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Step<TLanes>(int size, float* input, float* bias, float* hidden, float* h)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        for (int i = 0; i < size; i += TLanes.Count)
            TLanes.Store(TLanes.Load(input + i) + TLanes.Load(bias + i) + TLanes.Load(hidden + i), h + i);
    }

    /// <summary>dh' of one direction; <paramref name="hidden"/> is null in the first sub-step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Direction<TLanes>(int size, float* input, float* hidden, float* dh)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        for (int i = 0; i < size; i += TLanes.Count)
            TLanes.Store(hidden == null ? TLanes.Load(input + i) : TLanes.Load(input + i) + TLanes.Load(hidden + i), dh + i);
    }
}
