using System.Runtime.CompilerServices;

namespace UmatSurrogate.Recurrent;

/// <summary>What all cells share behind their layers: the output layer, and the part of a derivative that the state carries on.</summary>
internal static unsafe class OutputKernel
{
    /// <summary>The scalar products of the output layer with h: <paramref name="count"/> >= 6 rows of weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output<TLanes>(int size, int count, float* weights, float* h, float* y)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        TLanes s0 = TLanes.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0;
        for (int i = 0; i < size; i += TLanes.Count)
        {
            TLanes v = TLanes.Load(h + i);
            s0 = TLanes.MultiplyAdd(v, TLanes.Load(weights + i), s0);
            s1 = TLanes.MultiplyAdd(v, TLanes.Load(weights + size + i), s1);
            s2 = TLanes.MultiplyAdd(v, TLanes.Load(weights + 2 * size + i), s2);
            s3 = TLanes.MultiplyAdd(v, TLanes.Load(weights + 3 * size + i), s3);
            s4 = TLanes.MultiplyAdd(v, TLanes.Load(weights + 4 * size + i), s4);
            s5 = TLanes.MultiplyAdd(v, TLanes.Load(weights + 5 * size + i), s5);
        }
        (y[0], y[1], y[2]) = (TLanes.Sum(s0), TLanes.Sum(s1), TLanes.Sum(s2));
        (y[3], y[4], y[5]) = (TLanes.Sum(s3), TLanes.Sum(s4), TLanes.Sum(s5));
        for (int c = 6; c < count; c++)
        {
            s0 = TLanes.Zero;
            for (int i = 0; i < size; i += TLanes.Count)
                s0 = TLanes.MultiplyAdd(TLanes.Load(h + i), TLanes.Load(weights + c * size + i), s0);
            y[c] = TLanes.Sum(s0);
        }
    }

    /// <summary>dh &lt;- change + k dh, for one direction of a later sub-step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Carry<TLanes>(int size, float* change, float* k, float* dh)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        for (int i = 0; i < size; i += TLanes.Count)
            TLanes.Store(TLanes.MultiplyAdd(TLanes.Load(k + i), TLanes.Load(dh + i), TLanes.Load(change + i)), dh + i);
    }
}
