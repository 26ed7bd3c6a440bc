using System.Runtime.CompilerServices;

namespace UmatSurrogate.Recurrent;

internal static unsafe partial class DirectionProduct
{
    /// <summary>Three gates, two blocks.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Gates3Blocks2<TLanes>(
        int columns, float* w, float* dx, int stride, float* k0, float* k1, float* k2, float* dy, int dyStride, bool add)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int n = TLanes.Count;
        TLanes krA = TLanes.Load(k0), kzA = TLanes.Load(k1), knA = TLanes.Load(k2);
        TLanes krB = TLanes.Load(k0 + n), kzB = TLanes.Load(k1 + n), knB = TLanes.Load(k2 + n);
        float* v = w + 3 * n * columns;
        float* dx1 = dx + stride;
        float* dx2 = dx + 2 * stride;
        float* dx3 = dx + 3 * stride;
        float* dx4 = dx + 4 * stride;
        TLanes a0 = TLanes.Zero, a1 = TLanes.Zero, a2 = TLanes.Zero, a3 = TLanes.Zero, a4 = TLanes.Zero;
        TLanes b0 = TLanes.Zero, b1 = TLanes.Zero, b2 = TLanes.Zero, b3 = TLanes.Zero, b4 = TLanes.Zero;
        for (int k = 0; k < columns; k++, w += 3 * n, v += 3 * n)
        {
            TLanes mA = TLanes.MultiplyAdd(knA, TLanes.Load(w + 2 * n), TLanes.MultiplyAdd(kzA, TLanes.Load(w + n), krA * TLanes.Load(w)));
            TLanes mB = TLanes.MultiplyAdd(knB, TLanes.Load(v + 2 * n), TLanes.MultiplyAdd(kzB, TLanes.Load(v + n), krB * TLanes.Load(v)));
            TLanes d = TLanes.Broadcast(dx[k]);
            a0 = TLanes.MultiplyAdd(d, mA, a0);
            b0 = TLanes.MultiplyAdd(d, mB, b0);
            d = TLanes.Broadcast(dx1[k]);
            a1 = TLanes.MultiplyAdd(d, mA, a1);
            b1 = TLanes.MultiplyAdd(d, mB, b1);
            d = TLanes.Broadcast(dx2[k]);
            a2 = TLanes.MultiplyAdd(d, mA, a2);
            b2 = TLanes.MultiplyAdd(d, mB, b2);
            d = TLanes.Broadcast(dx3[k]);
            a3 = TLanes.MultiplyAdd(d, mA, a3);
            b3 = TLanes.MultiplyAdd(d, mB, b3);
            d = TLanes.Broadcast(dx4[k]);
            a4 = TLanes.MultiplyAdd(d, mA, a4);
            b4 = TLanes.MultiplyAdd(d, mB, b4);
        }
        Write(dy, a0, add);
        Write(dy + dyStride, a1, add);
        Write(dy + 2 * dyStride, a2, add);
        Write(dy + 3 * dyStride, a3, add);
        Write(dy + 4 * dyStride, a4, add);
        dy += n;
        Write(dy, b0, add);
        Write(dy + dyStride, b1, add);
        Write(dy + 2 * dyStride, b2, add);
        Write(dy + 3 * dyStride, b3, add);
        Write(dy + 4 * dyStride, b4, add);
    }

    /// <summary>Two gates, two blocks: their four columns of registers stand in one panel and the next.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Gates2Blocks2<TLanes>(
        PackedMatrix weights, int column, float* dx, int stride, float* k0, float* k1, float* dy, bool add)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int n = TLanes.Count;
        int columns = weights.Columns, dyStride = weights.PaddedUnits;
        float* wA = weights.Column(column, n);
        float* uA = weights.Column(column + 1, n);
        float* wB = weights.Column(column + 2, n);
        float* uB = weights.Column(column + 3, n);
        TLanes kwA = TLanes.Load(k0), kuA = TLanes.Load(k1), kwB = TLanes.Load(k0 + n), kuB = TLanes.Load(k1 + n);
        float* dx1 = dx + stride;
        float* dx2 = dx + 2 * stride;
        float* dx3 = dx + 3 * stride;
        float* dx4 = dx + 4 * stride;
        TLanes a0 = TLanes.Zero, a1 = TLanes.Zero, a2 = TLanes.Zero, a3 = TLanes.Zero, a4 = TLanes.Zero;
        TLanes b0 = TLanes.Zero, b1 = TLanes.Zero, b2 = TLanes.Zero, b3 = TLanes.Zero, b4 = TLanes.Zero;
        for (int k = 0, at = 0; k < columns; k++, at += 3 * n)
        {
            TLanes mA = TLanes.MultiplyAdd(kuA, TLanes.Load(uA + at), kwA * TLanes.Load(wA + at));
            TLanes mB = TLanes.MultiplyAdd(kuB, TLanes.Load(uB + at), kwB * TLanes.Load(wB + at));
            TLanes d = TLanes.Broadcast(dx[k]);
            a0 = TLanes.MultiplyAdd(d, mA, a0);
            b0 = TLanes.MultiplyAdd(d, mB, b0);
            d = TLanes.Broadcast(dx1[k]);
            a1 = TLanes.MultiplyAdd(d, mA, a1);
            b1 = TLanes.MultiplyAdd(d, mB, b1);
            d = TLanes.Broadcast(dx2[k]);
            a2 = TLanes.MultiplyAdd(d, mA, a2);
            b2 = TLanes.MultiplyAdd(d, mB, b2);
            d = TLanes.Broadcast(dx3[k]);
            a3 = TLanes.MultiplyAdd(d, mA, a3);
            b3 = TLanes.MultiplyAdd(d, mB, b3);
            d = TLanes.Broadcast(dx4[k]);
            a4 = TLanes.MultiplyAdd(d, mA, a4);
            b4 = TLanes.MultiplyAdd(d, mB, b4);
        }
        Write(dy, a0, add);
        Write(dy + dyStride, a1, add);
        Write(dy + 2 * dyStride, a2, add);
        Write(dy + 3 * dyStride, a3, add);
        Write(dy + 4 * dyStride, a4, add);
        dy += n;
        Write(dy, b0, add);
        Write(dy + dyStride, b1, add);
        Write(dy + 2 * dyStride, b2, add);
        Write(dy + 3 * dyStride, b3, add);
        Write(dy + 4 * dyStride, b4, add);
    }
}
