using System.Runtime.CompilerServices;

namespace UmatSurrogate.Recurrent;

internal static unsafe partial class InteractionProduct
{
    /// <summary>4 registers of rows, 1 vector: 4 accumulators.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Four1<TLanes, T>(T* a, int rows, int columns, T* s, T* y)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        int n = TLanes.Count;
        TLanes y00 = TLanes.Zero, y01 = TLanes.Zero, y02 = TLanes.Zero, y03 = TLanes.Zero;
        for (int k = 0; k < columns; k++, a += rows)
        {
            TLanes a0 = TLanes.Load(a), a1 = TLanes.Load(a + n), a2 = TLanes.Load(a + 2 * n), a3 = TLanes.Load(a + 3 * n);
            TLanes x = TLanes.Broadcast(s[k]);
            y00 = TLanes.MultiplyAdd(a0, x, y00);
            y01 = TLanes.MultiplyAdd(a1, x, y01);
            y02 = TLanes.MultiplyAdd(a2, x, y02);
            y03 = TLanes.MultiplyAdd(a3, x, y03);
        }
        TLanes.Store(y00, y);
        TLanes.Store(y01, y + n);
        TLanes.Store(y02, y + 2 * n);
        TLanes.Store(y03, y + 3 * n);
    }

    /// <summary>3 registers of rows, 1 vector: 3 accumulators.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Three1<TLanes, T>(T* a, int rows, int columns, T* s, T* y)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        int n = TLanes.Count;
        TLanes y00 = TLanes.Zero, y01 = TLanes.Zero, y02 = TLanes.Zero;
        for (int k = 0; k < columns; k++, a += rows)
        {
            TLanes a0 = TLanes.Load(a), a1 = TLanes.Load(a + n), a2 = TLanes.Load(a + 2 * n);
            TLanes x = TLanes.Broadcast(s[k]);
            y00 = TLanes.MultiplyAdd(a0, x, y00);
            y01 = TLanes.MultiplyAdd(a1, x, y01);
            y02 = TLanes.MultiplyAdd(a2, x, y02);
        }
        TLanes.Store(y00, y);
        TLanes.Store(y01, y + n);
        TLanes.Store(y02, y + 2 * n);
    }

    /// <summary>4 registers of rows, 2 vectors: 8 accumulators.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Four2<TLanes, T>(T* a, int rows, int columns, T* s, T* y, int stride)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        int n = TLanes.Count;
        T* s1 = s + stride;
        TLanes y00 = TLanes.Zero, y01 = TLanes.Zero, y02 = TLanes.Zero, y03 = TLanes.Zero;
        TLanes y10 = TLanes.Zero, y11 = TLanes.Zero, y12 = TLanes.Zero, y13 = TLanes.Zero;
        for (int k = 0; k < columns; k++, a += rows)
        {
            TLanes a0 = TLanes.Load(a), a1 = TLanes.Load(a + n), a2 = TLanes.Load(a + 2 * n), a3 = TLanes.Load(a + 3 * n);
            TLanes x = TLanes.Broadcast(s[k]);
            y00 = TLanes.MultiplyAdd(a0, x, y00);
            y01 = TLanes.MultiplyAdd(a1, x, y01);
            y02 = TLanes.MultiplyAdd(a2, x, y02);
            y03 = TLanes.MultiplyAdd(a3, x, y03);
            x = TLanes.Broadcast(s1[k]);
            y10 = TLanes.MultiplyAdd(a0, x, y10);
            y11 = TLanes.MultiplyAdd(a1, x, y11);
            y12 = TLanes.MultiplyAdd(a2, x, y12);
            y13 = TLanes.MultiplyAdd(a3, x, y13);
        }
        TLanes.Store(y00, y);
        TLanes.Store(y01, y + n);
        TLanes.Store(y02, y + 2 * n);
        TLanes.Store(y03, y + 3 * n);
        TLanes.Store(y10, y + stride);
        TLanes.Store(y11, y + stride + n);
        TLanes.Store(y12, y + stride + 2 * n);
        TLanes.Store(y13, y + stride + 3 * n);
    }

    /// <summary>3 registers of rows, 2 vectors: 6 accumulators.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Three2<TLanes, T>(T* a, int rows, int columns, T* s, T* y, int stride)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        int n = TLanes.Count;
        T* s1 = s + stride;
        TLanes y00 = TLanes.Zero, y01 = TLanes.Zero, y02 = TLanes.Zero;
        TLanes y10 = TLanes.Zero, y11 = TLanes.Zero, y12 = TLanes.Zero;
        for (int k = 0; k < columns; k++, a += rows)
        {
            TLanes a0 = TLanes.Load(a), a1 = TLanes.Load(a + n), a2 = TLanes.Load(a + 2 * n);
            TLanes x = TLanes.Broadcast(s[k]);
            y00 = TLanes.MultiplyAdd(a0, x, y00);
            y01 = TLanes.MultiplyAdd(a1, x, y01);
            y02 = TLanes.MultiplyAdd(a2, x, y02);
            x = TLanes.Broadcast(s1[k]);
            y10 = TLanes.MultiplyAdd(a0, x, y10);
            y11 = TLanes.MultiplyAdd(a1, x, y11);
            y12 = TLanes.MultiplyAdd(a2, x, y12);
        }
        TLanes.Store(y00, y);
        TLanes.Store(y01, y + n);
        TLanes.Store(y02, y + 2 * n);
        TLanes.Store(y10, y + stride);
        TLanes.Store(y11, y + stride + n);
        TLanes.Store(y12, y + stride + 2 * n);
    }

    /// <summary>4 registers of rows, 6 vectors: 24 accumulators.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Four6<TLanes, T>(T* a, int rows, int columns, T* s, T* y, int stride)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        int n = TLanes.Count;
        T* s1 = s + stride;
        T* s2 = s + 2 * stride;
        T* s3 = s + 3 * stride;
        T* s4 = s + 4 * stride;
        T* s5 = s + 5 * stride;
        TLanes y00 = TLanes.Zero, y01 = TLanes.Zero, y02 = TLanes.Zero, y03 = TLanes.Zero;
        TLanes y10 = TLanes.Zero, y11 = TLanes.Zero, y12 = TLanes.Zero, y13 = TLanes.Zero;
        TLanes y20 = TLanes.Zero, y21 = TLanes.Zero, y22 = TLanes.Zero, y23 = TLanes.Zero;
        TLanes y30 = TLanes.Zero, y31 = TLanes.Zero, y32 = TLanes.Zero, y33 = TLanes.Zero;
        TLanes y40 = TLanes.Zero, y41 = TLanes.Zero, y42 = TLanes.Zero, y43 = TLanes.Zero;
        TLanes y50 = TLanes.Zero, y51 = TLanes.Zero, y52 = TLanes.Zero, y53 = TLanes.Zero;
        for (int k = 0; k < columns; k++, a += rows)
        {
            TLanes a0 = TLanes.Load(a), a1 = TLanes.Load(a + n), a2 = TLanes.Load(a + 2 * n), a3 = TLanes.Load(a + 3 * n);
            TLanes x = TLanes.Broadcast(s[k]);
            y00 = TLanes.MultiplyAdd(a0, x, y00);
            y01 = TLanes.MultiplyAdd(a1, x, y01);
            y02 = TLanes.MultiplyAdd(a2, x, y02);
            y03 = TLanes.MultiplyAdd(a3, x, y03);
            x = TLanes.Broadcast(s1[k]);
            y10 = TLanes.MultiplyAdd(a0, x, y10);
            y11 = TLanes.MultiplyAdd(a1, x, y11);
            y12 = TLanes.MultiplyAdd(a2, x, y12);
            y13 = TLanes.MultiplyAdd(a3, x, y13);
            x = TLanes.Broadcast(s2[k]);
            y20 = TLanes.MultiplyAdd(a0, x, y20);
            y21 = TLanes.MultiplyAdd(a1, x, y21);
            y22 = TLanes.MultiplyAdd(a2, x, y22);
            y23 = TLanes.MultiplyAdd(a3, x, y23);
            x = TLanes.Broadcast(s3[k]);
            y30 = TLanes.MultiplyAdd(a0, x, y30);
            y31 = TLanes.MultiplyAdd(a1, x, y31);
            y32 = TLanes.MultiplyAdd(a2, x, y32);
            y33 = TLanes.MultiplyAdd(a3, x, y33);
            x = TLanes.Broadcast(s4[k]);
            y40 = TLanes.MultiplyAdd(a0, x, y40);
            y41 = TLanes.MultiplyAdd(a1, x, y41);
            y42 = TLanes.MultiplyAdd(a2, x, y42);
            y43 = TLanes.MultiplyAdd(a3, x, y43);
            x = TLanes.Broadcast(s5[k]);
            y50 = TLanes.MultiplyAdd(a0, x, y50);
            y51 = TLanes.MultiplyAdd(a1, x, y51);
            y52 = TLanes.MultiplyAdd(a2, x, y52);
            y53 = TLanes.MultiplyAdd(a3, x, y53);
        }
        TLanes.Store(y00, y);
        TLanes.Store(y01, y + n);
        TLanes.Store(y02, y + 2 * n);
        TLanes.Store(y03, y + 3 * n);
        TLanes.Store(y10, y + stride);
        TLanes.Store(y11, y + stride + n);
        TLanes.Store(y12, y + stride + 2 * n);
        TLanes.Store(y13, y + stride + 3 * n);
        TLanes.Store(y20, y + 2 * stride);
        TLanes.Store(y21, y + 2 * stride + n);
        TLanes.Store(y22, y + 2 * stride + 2 * n);
        TLanes.Store(y23, y + 2 * stride + 3 * n);
        TLanes.Store(y30, y + 3 * stride);
        TLanes.Store(y31, y + 3 * stride + n);
        TLanes.Store(y32, y + 3 * stride + 2 * n);
        TLanes.Store(y33, y + 3 * stride + 3 * n);
        TLanes.Store(y40, y + 4 * stride);
        TLanes.Store(y41, y + 4 * stride + n);
        TLanes.Store(y42, y + 4 * stride + 2 * n);
        TLanes.Store(y43, y + 4 * stride + 3 * n);
        TLanes.Store(y50, y + 5 * stride);
        TLanes.Store(y51, y + 5 * stride + n);
        TLanes.Store(y52, y + 5 * stride + 2 * n);
        TLanes.Store(y53, y + 5 * stride + 3 * n);
    }

    /// <summary>3 registers of rows, 6 vectors: 18 accumulators.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Three6<TLanes, T>(T* a, int rows, int columns, T* s, T* y, int stride)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        int n = TLanes.Count;
        T* s1 = s + stride;
        T* s2 = s + 2 * stride;
        T* s3 = s + 3 * stride;
        T* s4 = s + 4 * stride;
        T* s5 = s + 5 * stride;
        TLanes y00 = TLanes.Zero, y01 = TLanes.Zero, y02 = TLanes.Zero;
        TLanes y10 = TLanes.Zero, y11 = TLanes.Zero, y12 = TLanes.Zero;
        TLanes y20 = TLanes.Zero, y21 = TLanes.Zero, y22 = TLanes.Zero;
        TLanes y30 = TLanes.Zero, y31 = TLanes.Zero, y32 = TLanes.Zero;
        TLanes y40 = TLanes.Zero, y41 = TLanes.Zero, y42 = TLanes.Zero;
        TLanes y50 = TLanes.Zero, y51 = TLanes.Zero, y52 = TLanes.Zero;
        for (int k = 0; k < columns; k++, a += rows)
        {
            TLanes a0 = TLanes.Load(a), a1 = TLanes.Load(a + n), a2 = TLanes.Load(a + 2 * n);
            TLanes x = TLanes.Broadcast(s[k]);
            y00 = TLanes.MultiplyAdd(a0, x, y00);
            y01 = TLanes.MultiplyAdd(a1, x, y01);
            y02 = TLanes.MultiplyAdd(a2, x, y02);
            x = TLanes.Broadcast(s1[k]);
            y10 = TLanes.MultiplyAdd(a0, x, y10);
            y11 = TLanes.MultiplyAdd(a1, x, y11);
            y12 = TLanes.MultiplyAdd(a2, x, y12);
            x = TLanes.Broadcast(s2[k]);
            y20 = TLanes.MultiplyAdd(a0, x, y20);
            y21 = TLanes.MultiplyAdd(a1, x, y21);
            y22 = TLanes.MultiplyAdd(a2, x, y22);
            x = TLanes.Broadcast(s3[k]);
            y30 = TLanes.MultiplyAdd(a0, x, y30);
            y31 = TLanes.MultiplyAdd(a1, x, y31);
            y32 = TLanes.MultiplyAdd(a2, x, y32);
            x = TLanes.Broadcast(s4[k]);
            y40 = TLanes.MultiplyAdd(a0, x, y40);
            y41 = TLanes.MultiplyAdd(a1, x, y41);
            y42 = TLanes.MultiplyAdd(a2, x, y42);
            x = TLanes.Broadcast(s5[k]);
            y50 = TLanes.MultiplyAdd(a0, x, y50);
            y51 = TLanes.MultiplyAdd(a1, x, y51);
            y52 = TLanes.MultiplyAdd(a2, x, y52);
        }
        TLanes.Store(y00, y);
        TLanes.Store(y01, y + n);
        TLanes.Store(y02, y + 2 * n);
        TLanes.Store(y10, y + stride);
        TLanes.Store(y11, y + stride + n);
        TLanes.Store(y12, y + stride + 2 * n);
        TLanes.Store(y20, y + 2 * stride);
        TLanes.Store(y21, y + 2 * stride + n);
        TLanes.Store(y22, y + 2 * stride + 2 * n);
        TLanes.Store(y30, y + 3 * stride);
        TLanes.Store(y31, y + 3 * stride + n);
        TLanes.Store(y32, y + 3 * stride + 2 * n);
        TLanes.Store(y40, y + 4 * stride);
        TLanes.Store(y41, y + 4 * stride + n);
        TLanes.Store(y42, y + 4 * stride + 2 * n);
        TLanes.Store(y50, y + 5 * stride);
        TLanes.Store(y51, y + 5 * stride + n);
        TLanes.Store(y52, y + 5 * stride + 2 * n);
    }
}
