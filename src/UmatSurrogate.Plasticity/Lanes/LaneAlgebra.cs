using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>Tensor algebra on lanes; the same operations as those of <see cref="Mechanics.Tensor3x3"/>.</summary>
public static class LaneAlgebra
{
    /// <summary>The same tensor at every point.</summary>
    public static LaneTensor<TLane> All<TLane>(in Mechanics.Tensor3x3 a) where TLane : unmanaged, ILane<TLane>
    {
        LaneTensor<TLane> r;
        (r.M11, r.M12, r.M13) = (TLane.All(a.M11), TLane.All(a.M12), TLane.All(a.M13));
        (r.M21, r.M22, r.M23) = (TLane.All(a.M21), TLane.All(a.M22), TLane.All(a.M23));
        (r.M31, r.M32, r.M33) = (TLane.All(a.M31), TLane.All(a.M32), TLane.All(a.M33));
        return r;
    }

    /// <summary>a1 b1 + a2 b2 + a3 b3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Dot<TLane>(TLane a1, TLane b1, TLane a2, TLane b2, TLane a3, TLane b3) where TLane : unmanaged, ILane<TLane> =>
        TLane.MultiplyAdd(a3, b3, TLane.MultiplyAdd(a2, b2, a1 * b1));

    /// <summary>A B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<TLane>(in LaneTensor<TLane> a, in LaneTensor<TLane> b, out LaneTensor<TLane> r)
        where TLane : unmanaged, ILane<TLane>
    {
        r.M11 = Dot(a.M11, b.M11, a.M12, b.M21, a.M13, b.M31);
        r.M12 = Dot(a.M11, b.M12, a.M12, b.M22, a.M13, b.M32);
        r.M13 = Dot(a.M11, b.M13, a.M12, b.M23, a.M13, b.M33);
        r.M21 = Dot(a.M21, b.M11, a.M22, b.M21, a.M23, b.M31);
        r.M22 = Dot(a.M21, b.M12, a.M22, b.M22, a.M23, b.M32);
        r.M23 = Dot(a.M21, b.M13, a.M22, b.M23, a.M23, b.M33);
        r.M31 = Dot(a.M31, b.M11, a.M32, b.M21, a.M33, b.M31);
        r.M32 = Dot(a.M31, b.M12, a.M32, b.M22, a.M33, b.M32);
        r.M33 = Dot(a.M31, b.M13, a.M32, b.M23, a.M33, b.M33);
    }

    /// <summary>A B^T.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyTransposed<TLane>(in LaneTensor<TLane> a, in LaneTensor<TLane> b, out LaneTensor<TLane> r)
        where TLane : unmanaged, ILane<TLane>
    {
        r.M11 = Dot(a.M11, b.M11, a.M12, b.M12, a.M13, b.M13);
        r.M12 = Dot(a.M11, b.M21, a.M12, b.M22, a.M13, b.M23);
        r.M13 = Dot(a.M11, b.M31, a.M12, b.M32, a.M13, b.M33);
        r.M21 = Dot(a.M21, b.M11, a.M22, b.M12, a.M23, b.M13);
        r.M22 = Dot(a.M21, b.M21, a.M22, b.M22, a.M23, b.M23);
        r.M23 = Dot(a.M21, b.M31, a.M22, b.M32, a.M23, b.M33);
        r.M31 = Dot(a.M31, b.M11, a.M32, b.M12, a.M33, b.M13);
        r.M32 = Dot(a.M31, b.M21, a.M32, b.M22, a.M33, b.M23);
        r.M33 = Dot(a.M31, b.M31, a.M32, b.M32, a.M33, b.M33);
    }

    /// <summary>A S, S symmetric.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<TLane>(in LaneTensor<TLane> a, in LaneSymmetric<TLane> s, out LaneTensor<TLane> r)
        where TLane : unmanaged, ILane<TLane>
    {
        r.M11 = Dot(a.M11, s.S11, a.M12, s.S12, a.M13, s.S13);
        r.M12 = Dot(a.M11, s.S12, a.M12, s.S22, a.M13, s.S23);
        r.M13 = Dot(a.M11, s.S13, a.M12, s.S23, a.M13, s.S33);
        r.M21 = Dot(a.M21, s.S11, a.M22, s.S12, a.M23, s.S13);
        r.M22 = Dot(a.M21, s.S12, a.M22, s.S22, a.M23, s.S23);
        r.M23 = Dot(a.M21, s.S13, a.M22, s.S23, a.M23, s.S33);
        r.M31 = Dot(a.M31, s.S11, a.M32, s.S12, a.M33, s.S13);
        r.M32 = Dot(a.M31, s.S12, a.M32, s.S22, a.M33, s.S23);
        r.M33 = Dot(a.M31, s.S13, a.M32, s.S23, a.M33, s.S33);
    }

    /// <summary>A^T A.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransposeTimesSelf<TLane>(in LaneTensor<TLane> a, out LaneSymmetric<TLane> r) where TLane : unmanaged, ILane<TLane>
    {
        r.S11 = Dot(a.M11, a.M11, a.M21, a.M21, a.M31, a.M31);
        r.S22 = Dot(a.M12, a.M12, a.M22, a.M22, a.M32, a.M32);
        r.S33 = Dot(a.M13, a.M13, a.M23, a.M23, a.M33, a.M33);
        r.S12 = Dot(a.M11, a.M12, a.M21, a.M22, a.M31, a.M32);
        r.S13 = Dot(a.M11, a.M13, a.M21, a.M23, a.M31, a.M33);
        r.S23 = Dot(a.M12, a.M13, a.M22, a.M23, a.M32, a.M33);
    }

    /// <summary>sym(A^T B) = (A^T B + B^T A)/2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SymmetricTransposeTimes<TLane>(in LaneTensor<TLane> a, in LaneTensor<TLane> b, out LaneSymmetric<TLane> r)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane half = TLane.All(0.5);
        r.S11 = Dot(a.M11, b.M11, a.M21, b.M21, a.M31, b.M31);
        r.S22 = Dot(a.M12, b.M12, a.M22, b.M22, a.M32, b.M32);
        r.S33 = Dot(a.M13, b.M13, a.M23, b.M23, a.M33, b.M33);
        r.S12 = half * (Dot(a.M11, b.M12, a.M21, b.M22, a.M31, b.M32) + Dot(a.M12, b.M11, a.M22, b.M21, a.M32, b.M31));
        r.S13 = half * (Dot(a.M11, b.M13, a.M21, b.M23, a.M31, b.M33) + Dot(a.M13, b.M11, a.M23, b.M21, a.M33, b.M31));
        r.S23 = half * (Dot(a.M12, b.M13, a.M22, b.M23, a.M32, b.M33) + Dot(a.M13, b.M12, a.M23, b.M22, a.M33, b.M32));
    }

    /// <summary>The determinant.</summary>
    public static TLane Determinant<TLane>(in LaneTensor<TLane> a) where TLane : unmanaged, ILane<TLane> => Dot(
        a.M11, a.M22 * a.M33 - a.M23 * a.M32, a.M12, a.M23 * a.M31 - a.M21 * a.M33, a.M13, a.M21 * a.M32 - a.M22 * a.M31);

    /// <summary>The deviator of a symmetric tensor in the orthonormal basis of <see cref="LaneDeviator{TLane}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Deviator<TLane>(in LaneSymmetric<TLane> s, out LaneDeviator<TLane> d) where TLane : unmanaged, ILane<TLane>
    {
        TLane root2 = TLane.All(Root2);
        d.D1 = TLane.All(SlipSystems.InverseRoot2) * (s.S11 - s.S22);
        d.D2 = TLane.All(SlipSystems.InverseRoot6) * (s.S33 + s.S33 - (s.S11 + s.S22));
        (d.D3, d.D4, d.D5) = (root2 * s.S12, root2 * s.S13, root2 * s.S23);
    }

    /// <summary>The symmetric tensor with deviator <paramref name="d"/> and trace 3 <paramref name="mean"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FromDeviator<TLane>(in LaneDeviator<TLane> d, TLane mean, out LaneSymmetric<TLane> s)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane half = TLane.All(SlipSystems.InverseRoot2), p = half * d.D1, q = TLane.All(SlipSystems.InverseRoot6) * d.D2;
        s.S11 = mean + (p - q);
        s.S22 = mean - (p + q);
        s.S33 = mean + (q + q);
        (s.S12, s.S13, s.S23) = (half * d.D3, half * d.D4, half * d.D5);
    }

    internal const double Root2 = 1.41421356237309504880;
}
