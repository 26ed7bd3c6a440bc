using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>Loops over pieces of vectors; lengths are multiples of 8 and pointers aligned to 64 bytes.</summary>
internal static unsafe class VectorKernels
{
    /// <summary>a . b</summary>
    public static double Dot(double* a, double* b, int n) =>
        Vector512.IsHardwareAccelerated ? Dot<Vector512Lane>(a, b, n)
        : Vector256.IsHardwareAccelerated ? Dot<Vector256Lane>(a, b, n)
        : Dot<ScalarLane>(a, b, n);

    /// <summary>target += f a</summary>
    public static void Add(double* target, double f, double* a, int n)
    {
        if (Vector512.IsHardwareAccelerated)
            Add<Vector512Lane>(target, f, a, n);
        else if (Vector256.IsHardwareAccelerated)
            Add<Vector256Lane>(target, f, a, n);
        else
            Add<ScalarLane>(target, f, a, n);
    }

    /// <summary>target = a + f b; the target may be a or b.</summary>
    public static void Combine(double* target, double* a, double f, double* b, int n)
    {
        if (Vector512.IsHardwareAccelerated)
            Combine<Vector512Lane>(target, a, f, b, n);
        else if (Vector256.IsHardwareAccelerated)
            Combine<Vector256Lane>(target, a, f, b, n);
        else
            Combine<ScalarLane>(target, a, f, b, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Dot<TLane>(double* a, double* b, int n) where TLane : unmanaged, ILane<TLane>
    {
        int w = TLane.Width;
        TLane s0 = TLane.All(0.0), s1 = s0, s2 = s0, s3 = s0;
        int i = 0;
        for (; i + 4 * w <= n; i += 4 * w)
        {
            s0 = TLane.MultiplyAdd(TLane.Load(a + i), TLane.Load(b + i), s0);
            s1 = TLane.MultiplyAdd(TLane.Load(a + i + w), TLane.Load(b + i + w), s1);
            s2 = TLane.MultiplyAdd(TLane.Load(a + i + 2 * w), TLane.Load(b + i + 2 * w), s2);
            s3 = TLane.MultiplyAdd(TLane.Load(a + i + 3 * w), TLane.Load(b + i + 3 * w), s3);
        }

        for (; i < n; i += w)
            s0 = TLane.MultiplyAdd(TLane.Load(a + i), TLane.Load(b + i), s0);
        return LaneSum.Of(s0 + s1 + (s2 + s3));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<TLane>(double* target, double f, double* a, int n) where TLane : unmanaged, ILane<TLane>
    {
        TLane factor = TLane.All(f);
        for (int i = 0; i < n; i += TLane.Width)
            TLane.Store(target + i, TLane.MultiplyAdd(factor, TLane.Load(a + i), TLane.Load(target + i)));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine<TLane>(double* target, double* a, double f, double* b, int n) where TLane : unmanaged, ILane<TLane>
    {
        TLane factor = TLane.All(f);
        for (int i = 0; i < n; i += TLane.Width)
            TLane.Store(target + i, TLane.MultiplyAdd(factor, TLane.Load(b + i), TLane.Load(a + i)));
    }
}
