using System.Runtime.CompilerServices;

namespace UmatSurrogate.Recurrent;

internal static unsafe partial class MatrixProduct
{
    /// <summary>8 rows, 1 panel: 24 accumulators.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Rows8<TLanes>(float* x, int xStride, float* w, int columns, float* y, int yStride, int* at)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int n = TLanes.Count;
        float* x1 = x + xStride;
        float* x2 = x + 2 * xStride;
        float* x3 = x + 3 * xStride;
        float* x4 = x + 4 * xStride;
        float* x5 = x + 5 * xStride;
        float* x6 = x + 6 * xStride;
        float* x7 = x + 7 * xStride;
        TLanes r0 = TLanes.Zero, z0 = TLanes.Zero, n0 = TLanes.Zero;
        TLanes r1 = TLanes.Zero, z1 = TLanes.Zero, n1 = TLanes.Zero;
        TLanes r2 = TLanes.Zero, z2 = TLanes.Zero, n2 = TLanes.Zero;
        TLanes r3 = TLanes.Zero, z3 = TLanes.Zero, n3 = TLanes.Zero;
        TLanes r4 = TLanes.Zero, z4 = TLanes.Zero, n4 = TLanes.Zero;
        TLanes r5 = TLanes.Zero, z5 = TLanes.Zero, n5 = TLanes.Zero;
        TLanes r6 = TLanes.Zero, z6 = TLanes.Zero, n6 = TLanes.Zero;
        TLanes r7 = TLanes.Zero, z7 = TLanes.Zero, n7 = TLanes.Zero;
        for (int k = 0; k < columns; k++, w += 3 * n)
        {
            TLanes wr = TLanes.Load(w), wz = TLanes.Load(w + n), wn = TLanes.Load(w + 2 * n);
            TLanes b = TLanes.Broadcast(x[k]);
            r0 = TLanes.MultiplyAdd(b, wr, r0);
            z0 = TLanes.MultiplyAdd(b, wz, z0);
            n0 = TLanes.MultiplyAdd(b, wn, n0);
            b = TLanes.Broadcast(x1[k]);
            r1 = TLanes.MultiplyAdd(b, wr, r1);
            z1 = TLanes.MultiplyAdd(b, wz, z1);
            n1 = TLanes.MultiplyAdd(b, wn, n1);
            b = TLanes.Broadcast(x2[k]);
            r2 = TLanes.MultiplyAdd(b, wr, r2);
            z2 = TLanes.MultiplyAdd(b, wz, z2);
            n2 = TLanes.MultiplyAdd(b, wn, n2);
            b = TLanes.Broadcast(x3[k]);
            r3 = TLanes.MultiplyAdd(b, wr, r3);
            z3 = TLanes.MultiplyAdd(b, wz, z3);
            n3 = TLanes.MultiplyAdd(b, wn, n3);
            b = TLanes.Broadcast(x4[k]);
            r4 = TLanes.MultiplyAdd(b, wr, r4);
            z4 = TLanes.MultiplyAdd(b, wz, z4);
            n4 = TLanes.MultiplyAdd(b, wn, n4);
            b = TLanes.Broadcast(x5[k]);
            r5 = TLanes.MultiplyAdd(b, wr, r5);
            z5 = TLanes.MultiplyAdd(b, wz, z5);
            n5 = TLanes.MultiplyAdd(b, wn, n5);
            b = TLanes.Broadcast(x6[k]);
            r6 = TLanes.MultiplyAdd(b, wr, r6);
            z6 = TLanes.MultiplyAdd(b, wz, z6);
            n6 = TLanes.MultiplyAdd(b, wn, n6);
            b = TLanes.Broadcast(x7[k]);
            r7 = TLanes.MultiplyAdd(b, wr, r7);
            z7 = TLanes.MultiplyAdd(b, wz, z7);
            n7 = TLanes.MultiplyAdd(b, wn, n7);
        }
        TLanes.Store(r0, y + at[0]);
        TLanes.Store(z0, y + at[1]);
        TLanes.Store(n0, y + at[2]);
        TLanes.Store(r1, y + yStride + at[0]);
        TLanes.Store(z1, y + yStride + at[1]);
        TLanes.Store(n1, y + yStride + at[2]);
        TLanes.Store(r2, y + 2 * yStride + at[0]);
        TLanes.Store(z2, y + 2 * yStride + at[1]);
        TLanes.Store(n2, y + 2 * yStride + at[2]);
        TLanes.Store(r3, y + 3 * yStride + at[0]);
        TLanes.Store(z3, y + 3 * yStride + at[1]);
        TLanes.Store(n3, y + 3 * yStride + at[2]);
        TLanes.Store(r4, y + 4 * yStride + at[0]);
        TLanes.Store(z4, y + 4 * yStride + at[1]);
        TLanes.Store(n4, y + 4 * yStride + at[2]);
        TLanes.Store(r5, y + 5 * yStride + at[0]);
        TLanes.Store(z5, y + 5 * yStride + at[1]);
        TLanes.Store(n5, y + 5 * yStride + at[2]);
        TLanes.Store(r6, y + 6 * yStride + at[0]);
        TLanes.Store(z6, y + 6 * yStride + at[1]);
        TLanes.Store(n6, y + 6 * yStride + at[2]);
        TLanes.Store(r7, y + 7 * yStride + at[0]);
        TLanes.Store(z7, y + 7 * yStride + at[1]);
        TLanes.Store(n7, y + 7 * yStride + at[2]);
    }

    /// <summary>5 rows, 1 panel: 15 accumulators.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Rows5<TLanes>(float* x, int xStride, float* w, int columns, float* y, int yStride, int* at)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int n = TLanes.Count;
        float* x1 = x + xStride;
        float* x2 = x + 2 * xStride;
        float* x3 = x + 3 * xStride;
        float* x4 = x + 4 * xStride;
        TLanes r0 = TLanes.Zero, z0 = TLanes.Zero, n0 = TLanes.Zero;
        TLanes r1 = TLanes.Zero, z1 = TLanes.Zero, n1 = TLanes.Zero;
        TLanes r2 = TLanes.Zero, z2 = TLanes.Zero, n2 = TLanes.Zero;
        TLanes r3 = TLanes.Zero, z3 = TLanes.Zero, n3 = TLanes.Zero;
        TLanes r4 = TLanes.Zero, z4 = TLanes.Zero, n4 = TLanes.Zero;
        for (int k = 0; k < columns; k++, w += 3 * n)
        {
            TLanes wr = TLanes.Load(w), wz = TLanes.Load(w + n), wn = TLanes.Load(w + 2 * n);
            TLanes b = TLanes.Broadcast(x[k]);
            r0 = TLanes.MultiplyAdd(b, wr, r0);
            z0 = TLanes.MultiplyAdd(b, wz, z0);
            n0 = TLanes.MultiplyAdd(b, wn, n0);
            b = TLanes.Broadcast(x1[k]);
            r1 = TLanes.MultiplyAdd(b, wr, r1);
            z1 = TLanes.MultiplyAdd(b, wz, z1);
            n1 = TLanes.MultiplyAdd(b, wn, n1);
            b = TLanes.Broadcast(x2[k]);
            r2 = TLanes.MultiplyAdd(b, wr, r2);
            z2 = TLanes.MultiplyAdd(b, wz, z2);
            n2 = TLanes.MultiplyAdd(b, wn, n2);
            b = TLanes.Broadcast(x3[k]);
            r3 = TLanes.MultiplyAdd(b, wr, r3);
            z3 = TLanes.MultiplyAdd(b, wz, z3);
            n3 = TLanes.MultiplyAdd(b, wn, n3);
            b = TLanes.Broadcast(x4[k]);
            r4 = TLanes.MultiplyAdd(b, wr, r4);
            z4 = TLanes.MultiplyAdd(b, wz, z4);
            n4 = TLanes.MultiplyAdd(b, wn, n4);
        }
        TLanes.Store(r0, y + at[0]);
        TLanes.Store(z0, y + at[1]);
        TLanes.Store(n0, y + at[2]);
        TLanes.Store(r1, y + yStride + at[0]);
        TLanes.Store(z1, y + yStride + at[1]);
        TLanes.Store(n1, y + yStride + at[2]);
        TLanes.Store(r2, y + 2 * yStride + at[0]);
        TLanes.Store(z2, y + 2 * yStride + at[1]);
        TLanes.Store(n2, y + 2 * yStride + at[2]);
        TLanes.Store(r3, y + 3 * yStride + at[0]);
        TLanes.Store(z3, y + 3 * yStride + at[1]);
        TLanes.Store(n3, y + 3 * yStride + at[2]);
        TLanes.Store(r4, y + 4 * yStride + at[0]);
        TLanes.Store(z4, y + 4 * yStride + at[1]);
        TLanes.Store(n4, y + 4 * yStride + at[2]);
    }

    /// <summary>4 rows, 1 panel: 12 accumulators.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Rows4<TLanes>(float* x, int xStride, float* w, int columns, float* y, int yStride, int* at)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int n = TLanes.Count;
        float* x1 = x + xStride;
        float* x2 = x + 2 * xStride;
        float* x3 = x + 3 * xStride;
        TLanes r0 = TLanes.Zero, z0 = TLanes.Zero, n0 = TLanes.Zero;
        TLanes r1 = TLanes.Zero, z1 = TLanes.Zero, n1 = TLanes.Zero;
        TLanes r2 = TLanes.Zero, z2 = TLanes.Zero, n2 = TLanes.Zero;
        TLanes r3 = TLanes.Zero, z3 = TLanes.Zero, n3 = TLanes.Zero;
        for (int k = 0; k < columns; k++, w += 3 * n)
        {
            TLanes wr = TLanes.Load(w), wz = TLanes.Load(w + n), wn = TLanes.Load(w + 2 * n);
            TLanes b = TLanes.Broadcast(x[k]);
            r0 = TLanes.MultiplyAdd(b, wr, r0);
            z0 = TLanes.MultiplyAdd(b, wz, z0);
            n0 = TLanes.MultiplyAdd(b, wn, n0);
            b = TLanes.Broadcast(x1[k]);
            r1 = TLanes.MultiplyAdd(b, wr, r1);
            z1 = TLanes.MultiplyAdd(b, wz, z1);
            n1 = TLanes.MultiplyAdd(b, wn, n1);
            b = TLanes.Broadcast(x2[k]);
            r2 = TLanes.MultiplyAdd(b, wr, r2);
            z2 = TLanes.MultiplyAdd(b, wz, z2);
            n2 = TLanes.MultiplyAdd(b, wn, n2);
            b = TLanes.Broadcast(x3[k]);
            r3 = TLanes.MultiplyAdd(b, wr, r3);
            z3 = TLanes.MultiplyAdd(b, wz, z3);
            n3 = TLanes.MultiplyAdd(b, wn, n3);
        }
        TLanes.Store(r0, y + at[0]);
        TLanes.Store(z0, y + at[1]);
        TLanes.Store(n0, y + at[2]);
        TLanes.Store(r1, y + yStride + at[0]);
        TLanes.Store(z1, y + yStride + at[1]);
        TLanes.Store(n1, y + yStride + at[2]);
        TLanes.Store(r2, y + 2 * yStride + at[0]);
        TLanes.Store(z2, y + 2 * yStride + at[1]);
        TLanes.Store(n2, y + 2 * yStride + at[2]);
        TLanes.Store(r3, y + 3 * yStride + at[0]);
        TLanes.Store(z3, y + 3 * yStride + at[1]);
        TLanes.Store(n3, y + 3 * yStride + at[2]);
    }

    /// <summary>2 rows, 2 panels: 12 accumulators.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Rows2Panels2<TLanes>(float* x, int xStride, float* w, int columns, float* y, int yStride, int* at)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int n = TLanes.Count;
        int panel = 3 * n * columns;
        float* x1 = x + xStride;
        TLanes r00 = TLanes.Zero, z00 = TLanes.Zero, n00 = TLanes.Zero;
        TLanes r01 = TLanes.Zero, z01 = TLanes.Zero, n01 = TLanes.Zero;
        TLanes r10 = TLanes.Zero, z10 = TLanes.Zero, n10 = TLanes.Zero;
        TLanes r11 = TLanes.Zero, z11 = TLanes.Zero, n11 = TLanes.Zero;
        for (int k = 0; k < columns; k++, w += 3 * n)
        {
            TLanes b0 = TLanes.Broadcast(x[k]);
            TLanes b1 = TLanes.Broadcast(x1[k]);
            float* v = w;
            TLanes wr = TLanes.Load(v);
            TLanes wz = TLanes.Load(v + n);
            TLanes wn = TLanes.Load(v + 2 * n);
            r00 = TLanes.MultiplyAdd(b0, wr, r00);
            z00 = TLanes.MultiplyAdd(b0, wz, z00);
            n00 = TLanes.MultiplyAdd(b0, wn, n00);
            r10 = TLanes.MultiplyAdd(b1, wr, r10);
            z10 = TLanes.MultiplyAdd(b1, wz, z10);
            n10 = TLanes.MultiplyAdd(b1, wn, n10);
            v += panel;
            wr = TLanes.Load(v);
            wz = TLanes.Load(v + n);
            wn = TLanes.Load(v + 2 * n);
            r01 = TLanes.MultiplyAdd(b0, wr, r01);
            z01 = TLanes.MultiplyAdd(b0, wz, z01);
            n01 = TLanes.MultiplyAdd(b0, wn, n01);
            r11 = TLanes.MultiplyAdd(b1, wr, r11);
            z11 = TLanes.MultiplyAdd(b1, wz, z11);
            n11 = TLanes.MultiplyAdd(b1, wn, n11);
        }
        TLanes.Store(r00, y + at[0]);
        TLanes.Store(z00, y + at[1]);
        TLanes.Store(n00, y + at[2]);
        TLanes.Store(r01, y + at[3]);
        TLanes.Store(z01, y + at[4]);
        TLanes.Store(n01, y + at[5]);
        TLanes.Store(r10, y + yStride + at[0]);
        TLanes.Store(z10, y + yStride + at[1]);
        TLanes.Store(n10, y + yStride + at[2]);
        TLanes.Store(r11, y + yStride + at[3]);
        TLanes.Store(z11, y + yStride + at[4]);
        TLanes.Store(n11, y + yStride + at[5]);
    }

    /// <summary>1 row, 4 panels: 12 accumulators, enough to hide the latency of the multiply-add.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Rows1Panels4<TLanes>(float* x, int xStride, float* w, int columns, float* y, int yStride, int* at)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int n = TLanes.Count;
        int panel = 3 * n * columns;
        TLanes r00 = TLanes.Zero, z00 = TLanes.Zero, n00 = TLanes.Zero;
        TLanes r01 = TLanes.Zero, z01 = TLanes.Zero, n01 = TLanes.Zero;
        TLanes r02 = TLanes.Zero, z02 = TLanes.Zero, n02 = TLanes.Zero;
        TLanes r03 = TLanes.Zero, z03 = TLanes.Zero, n03 = TLanes.Zero;
        for (int k = 0; k < columns; k++, w += 3 * n)
        {
            TLanes b0 = TLanes.Broadcast(x[k]);
            float* v = w;
            r00 = TLanes.MultiplyAdd(b0, TLanes.Load(v), r00);
            z00 = TLanes.MultiplyAdd(b0, TLanes.Load(v + n), z00);
            n00 = TLanes.MultiplyAdd(b0, TLanes.Load(v + 2 * n), n00);
            v += panel;
            r01 = TLanes.MultiplyAdd(b0, TLanes.Load(v), r01);
            z01 = TLanes.MultiplyAdd(b0, TLanes.Load(v + n), z01);
            n01 = TLanes.MultiplyAdd(b0, TLanes.Load(v + 2 * n), n01);
            v += panel;
            r02 = TLanes.MultiplyAdd(b0, TLanes.Load(v), r02);
            z02 = TLanes.MultiplyAdd(b0, TLanes.Load(v + n), z02);
            n02 = TLanes.MultiplyAdd(b0, TLanes.Load(v + 2 * n), n02);
            v += panel;
            r03 = TLanes.MultiplyAdd(b0, TLanes.Load(v), r03);
            z03 = TLanes.MultiplyAdd(b0, TLanes.Load(v + n), z03);
            n03 = TLanes.MultiplyAdd(b0, TLanes.Load(v + 2 * n), n03);
        }
        TLanes.Store(r00, y + at[0]);
        TLanes.Store(z00, y + at[1]);
        TLanes.Store(n00, y + at[2]);
        TLanes.Store(r01, y + at[3]);
        TLanes.Store(z01, y + at[4]);
        TLanes.Store(n01, y + at[5]);
        TLanes.Store(r02, y + at[6]);
        TLanes.Store(z02, y + at[7]);
        TLanes.Store(n02, y + at[8]);
        TLanes.Store(r03, y + at[9]);
        TLanes.Store(z03, y + at[10]);
        TLanes.Store(n03, y + at[11]);
    }

    /// <summary>1 row, 1 panel.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Rows1<TLanes>(float* x, int xStride, float* w, int columns, float* y, int yStride, int* at)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int n = TLanes.Count;
        TLanes r0 = TLanes.Zero, z0 = TLanes.Zero, n0 = TLanes.Zero;
        for (int k = 0; k < columns; k++, w += 3 * n)
        {
            TLanes wr = TLanes.Load(w), wz = TLanes.Load(w + n), wn = TLanes.Load(w + 2 * n);
            TLanes b = TLanes.Broadcast(x[k]);
            r0 = TLanes.MultiplyAdd(b, wr, r0);
            z0 = TLanes.MultiplyAdd(b, wz, z0);
            n0 = TLanes.MultiplyAdd(b, wn, n0);
        }
        TLanes.Store(r0, y + at[0]);
        TLanes.Store(z0, y + at[1]);
        TLanes.Store(n0, y + at[2]);
    }
}
