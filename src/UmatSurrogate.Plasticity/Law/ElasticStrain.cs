using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>
/// Elastic strain and stress of the intermediate configuration for a plastic increment N = dt Lp: with Fe* = F Fp0^-1 (trial) and B = Fe*^T Fe*,
/// Fe = Fe* (I - N), E = ((I - N)^T B (I - N) - I)/2 and S = C : E with cubic C
/// (Roters et al. 2019, doi:10.1016/j.commatsci.2018.04.030, section on finite-strain mechanics).
/// </summary>
public static class ElasticStrain
{
    /// <summary>Elastic Green-Lagrange strain E and M = (I - N)^T B, which the derivative dE = -sym(M dN) needs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<TLane>(in LaneSymmetric<TLane> B, in LaneTensor<TLane> N, out LaneTensor<TLane> M, out LaneSymmetric<TLane> E)
        where TLane : unmanaged, ILane<TLane>
    {
        M.M11 = Subtract(B.S11, N.M11, B.S11, N.M21, B.S12, N.M31, B.S13);
        M.M12 = Subtract(B.S12, N.M11, B.S12, N.M21, B.S22, N.M31, B.S23);
        M.M13 = Subtract(B.S13, N.M11, B.S13, N.M21, B.S23, N.M31, B.S33);
        M.M21 = Subtract(B.S12, N.M12, B.S11, N.M22, B.S12, N.M32, B.S13);
        M.M22 = Subtract(B.S22, N.M12, B.S12, N.M22, B.S22, N.M32, B.S23);
        M.M23 = Subtract(B.S23, N.M12, B.S13, N.M22, B.S23, N.M32, B.S33);
        M.M31 = Subtract(B.S13, N.M13, B.S11, N.M23, B.S12, N.M33, B.S13);
        M.M32 = Subtract(B.S23, N.M13, B.S12, N.M23, B.S22, N.M33, B.S23);
        M.M33 = Subtract(B.S33, N.M13, B.S13, N.M23, B.S23, N.M33, B.S33);
        TLane half = TLane.All(0.5), one = TLane.All(1.0);
        E.S11 = half * (Subtract(M.M11, M.M11, N.M11, M.M12, N.M21, M.M13, N.M31) - one);
        E.S22 = half * (Subtract(M.M22, M.M21, N.M12, M.M22, N.M22, M.M23, N.M32) - one);
        E.S33 = half * (Subtract(M.M33, M.M31, N.M13, M.M32, N.M23, M.M33, N.M33) - one);
        E.S12 = half * Subtract(M.M12, M.M11, N.M12, M.M12, N.M22, M.M13, N.M32);
        E.S13 = half * Subtract(M.M13, M.M11, N.M13, M.M12, N.M23, M.M13, N.M33);
        E.S23 = half * Subtract(M.M23, M.M21, N.M13, M.M22, N.M23, M.M23, N.M33);
    }

    /// <summary>Residual strain C^-1 : dev S - dev E in the deviator basis, where C is diagonal for cubic symmetry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Residual<TLane>(in UpdateConstants c, in LaneDeviator<TLane> S, in LaneSymmetric<TLane> E, out LaneDeviator<TLane> r)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane c1 = TLane.All(c.InverseShear1), c2 = TLane.All(c.InverseShear2);
        LaneAlgebra.Deviator(E, out LaneDeviator<TLane> e);
        r.D1 = TLane.MultiplyAdd(c1, S.D1, -e.D1);
        r.D2 = TLane.MultiplyAdd(c1, S.D2, -e.D2);
        r.D3 = TLane.MultiplyAdd(c2, S.D3, -e.D3);
        r.D4 = TLane.MultiplyAdd(c2, S.D4, -e.D4);
        r.D5 = TLane.MultiplyAdd(c2, S.D5, -e.D5);
    }

    /// <summary>The same straight from Fe: E = (Fe^T Fe - I)/2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Residual<TLane>(in UpdateConstants c, in LaneDeviator<TLane> S, in LaneTensor<TLane> Fe, out LaneDeviator<TLane> r)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane half = TLane.All(0.5), root = TLane.All(SlipSystems.InverseRoot2), c1 = TLane.All(c.InverseShear1), c2 = TLane.All(c.InverseShear2);
        TLane b11 = LaneAlgebra.Dot(Fe.M11, Fe.M11, Fe.M21, Fe.M21, Fe.M31, Fe.M31);
        TLane b22 = LaneAlgebra.Dot(Fe.M12, Fe.M12, Fe.M22, Fe.M22, Fe.M32, Fe.M32);
        TLane b33 = LaneAlgebra.Dot(Fe.M13, Fe.M13, Fe.M23, Fe.M23, Fe.M33, Fe.M33);
        TLane b12 = LaneAlgebra.Dot(Fe.M11, Fe.M12, Fe.M21, Fe.M22, Fe.M31, Fe.M32);
        TLane b13 = LaneAlgebra.Dot(Fe.M11, Fe.M13, Fe.M21, Fe.M23, Fe.M31, Fe.M33);
        TLane b23 = LaneAlgebra.Dot(Fe.M12, Fe.M13, Fe.M22, Fe.M23, Fe.M32, Fe.M33);
        r.D1 = TLane.NegateMultiplyAdd(half * root, b11 - b22, c1 * S.D1);
        r.D2 = TLane.NegateMultiplyAdd(half * TLane.All(SlipSystems.InverseRoot6), b33 + b33 - (b11 + b22), c1 * S.D2);
        r.D3 = TLane.NegateMultiplyAdd(root, b12, c2 * S.D3);
        r.D4 = TLane.NegateMultiplyAdd(root, b13, c2 * S.D4);
        r.D5 = TLane.NegateMultiplyAdd(root, b23, c2 * S.D5);
    }

    /// <summary>A (I - N): Fe of the trial Fe*, or Fp^-1 at the end from that at the start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AfterSlip<TLane>(in LaneTensor<TLane> a, in LaneTensor<TLane> N, out LaneTensor<TLane> r)
        where TLane : unmanaged, ILane<TLane>
    {
        r.M11 = Subtract(a.M11, a.M11, N.M11, a.M12, N.M21, a.M13, N.M31);
        r.M12 = Subtract(a.M12, a.M11, N.M12, a.M12, N.M22, a.M13, N.M32);
        r.M13 = Subtract(a.M13, a.M11, N.M13, a.M12, N.M23, a.M13, N.M33);
        r.M21 = Subtract(a.M21, a.M21, N.M11, a.M22, N.M21, a.M23, N.M31);
        r.M22 = Subtract(a.M22, a.M21, N.M12, a.M22, N.M22, a.M23, N.M32);
        r.M23 = Subtract(a.M23, a.M21, N.M13, a.M22, N.M23, a.M23, N.M33);
        r.M31 = Subtract(a.M31, a.M31, N.M11, a.M32, N.M21, a.M33, N.M31);
        r.M32 = Subtract(a.M32, a.M31, N.M12, a.M32, N.M22, a.M33, N.M32);
        r.M33 = Subtract(a.M33, a.M31, N.M13, a.M32, N.M23, a.M33, N.M33);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Subtract<TLane>(TLane c, TLane a1, TLane b1, TLane a2, TLane b2, TLane a3, TLane b3)
        where TLane : unmanaged, ILane<TLane> =>
        TLane.NegateMultiplyAdd(a3, b3, TLane.NegateMultiplyAdd(a2, b2, TLane.NegateMultiplyAdd(a1, b1, c)));
}
