using System.Runtime.CompilerServices;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Derivatives of one layer along the 5 directions of a tangent. The derivative of a unit is a sum over its gates g, with
/// coefficients k_g that belong to the point:
/// <code>
/// dy = sum_g k_g (W_g dx),   computed as   (sum_g k_g W_g) dx
/// </code>
/// which needs G + 5 multiply-adds per weight column instead of 5 G. Every element is one sum over k in one accumulator.
/// The other file holds the tiles of two blocks.
/// </summary>
internal static unsafe partial class DirectionProduct
{
    /// <summary>dy (+)= (sum_g k_g W_g) dx for 5 directions.</summary>
    /// <param name="weights">W, 2 or 3 gates.</param>
    /// <param name="dx">5 directions, <paramref name="dxStride"/> apart.</param>
    /// <param name="dxStride">Distance of the directions in dx.</param>
    /// <param name="k0">Coefficients of gate 0, padded units.</param>
    /// <param name="k1">Coefficients of gate 1.</param>
    /// <param name="k2">Coefficients of gate 2 (unused if there are two gates).</param>
    /// <param name="dy">5 directions, one padded row of units apart.</param>
    /// <param name="add">Whether dy is added to.</param>
    public static void Multiply<TLanes>(PackedMatrix weights, float* dx, int dxStride, float* k0, float* k1, float* k2, float* dy, bool add)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int n = TLanes.Count, gates = weights.Gates;
        int block = 0;
        // Two blocks at a time share the directions; that needs 32 registers.
        for (; n == 16 && block + 2 <= weights.Blocks; block += 2)
        {
            int unit = block * n;
            float* w = weights.Column(gates * block, n);
            if (gates == 3)
                Gates3Blocks2<TLanes>(weights.Columns, w, dx, dxStride, k0 + unit, k1 + unit, k2 + unit, dy + unit, weights.PaddedUnits, add);
            else
                Gates2Blocks2<TLanes>(weights, 2 * block, dx, dxStride, k0 + unit, k1 + unit, dy + unit, add);
        }
        for (; block < weights.Blocks; block++)
        {
            int unit = block * n;
            float* w0 = weights.Column(gates * block, n);
            float* w1 = weights.Column(gates * block + 1, n);
            if (gates == 3)
                Gates3<TLanes>(weights.Columns, w0, dx, dxStride, k0 + unit, k1 + unit, k2 + unit, dy + unit, weights.PaddedUnits, add);
            else
                Gates2<TLanes>(weights.Columns, w0, w1, dx, dxStride, k0 + unit, k1 + unit, dy + unit, weights.PaddedUnits, add);
        }
    }

    /// <summary>Three gates: the three registers of a block stand side by side.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Gates3<TLanes>(
        int columns, float* w, float* dx, int stride, float* k0, float* k1, float* k2, float* dy, int dyStride, bool add)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int n = TLanes.Count;
        TLanes kr = TLanes.Load(k0), kz = TLanes.Load(k1), kn = TLanes.Load(k2);
        float* dx1 = dx + stride;
        float* dx2 = dx + 2 * stride;
        float* dx3 = dx + 3 * stride;
        float* dx4 = dx + 4 * stride;
        TLanes s0 = TLanes.Zero, s1 = TLanes.Zero, s2 = TLanes.Zero, s3 = TLanes.Zero, s4 = TLanes.Zero;
        for (int k = 0; k < columns; k++, w += 3 * n)
        {
            TLanes m = TLanes.MultiplyAdd(kn, TLanes.Load(w + 2 * n), TLanes.MultiplyAdd(kz, TLanes.Load(w + n), kr * TLanes.Load(w)));
            s0 = TLanes.MultiplyAdd(TLanes.Broadcast(dx[k]), m, s0);
            s1 = TLanes.MultiplyAdd(TLanes.Broadcast(dx1[k]), m, s1);
            s2 = TLanes.MultiplyAdd(TLanes.Broadcast(dx2[k]), m, s2);
            s3 = TLanes.MultiplyAdd(TLanes.Broadcast(dx3[k]), m, s3);
            s4 = TLanes.MultiplyAdd(TLanes.Broadcast(dx4[k]), m, s4);
        }
        Write(dy, s0, add);
        Write(dy + dyStride, s1, add);
        Write(dy + 2 * dyStride, s2, add);
        Write(dy + 3 * dyStride, s3, add);
        Write(dy + 4 * dyStride, s4, add);
    }

    /// <summary>Two gates: the two registers of a block may stand in different panels.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Gates2<TLanes>(
        int columns, float* w0, float* w1, float* dx, int stride, float* k0, float* k1, float* dy, int dyStride, bool add)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int n = TLanes.Count;
        TLanes ka = TLanes.Load(k0), kb = TLanes.Load(k1);
        float* dx1 = dx + stride;
        float* dx2 = dx + 2 * stride;
        float* dx3 = dx + 3 * stride;
        float* dx4 = dx + 4 * stride;
        TLanes s0 = TLanes.Zero, s1 = TLanes.Zero, s2 = TLanes.Zero, s3 = TLanes.Zero, s4 = TLanes.Zero;
        for (int k = 0; k < columns; k++, w0 += 3 * n, w1 += 3 * n)
        {
            TLanes m = TLanes.MultiplyAdd(kb, TLanes.Load(w1), ka * TLanes.Load(w0));
            s0 = TLanes.MultiplyAdd(TLanes.Broadcast(dx[k]), m, s0);
            s1 = TLanes.MultiplyAdd(TLanes.Broadcast(dx1[k]), m, s1);
            s2 = TLanes.MultiplyAdd(TLanes.Broadcast(dx2[k]), m, s2);
            s3 = TLanes.MultiplyAdd(TLanes.Broadcast(dx3[k]), m, s3);
            s4 = TLanes.MultiplyAdd(TLanes.Broadcast(dx4[k]), m, s4);
        }
        Write(dy, s0, add);
        Write(dy + dyStride, s1, add);
        Write(dy + 2 * dyStride, s2, add);
        Write(dy + 3 * dyStride, s3, add);
        Write(dy + 4 * dyStride, s4, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<TLanes>(float* y, TLanes value, bool add)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        TLanes.Store(add ? TLanes.Load(y) + value : value, y);
    }
}
