using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>
/// The twelve {111}&lt;110&gt; slip systems of an fcc crystal, crystal frame. On plane k with normal n = sigma/sqrt 3, sigma_i = +-1, the three
/// slip directions are the component-wise products sigma * (0,1,-1), sigma * (-1,0,1) and sigma * (1,-1,0), over sqrt 2. Planes
/// A (1,1,1), B (-1,-1,1), C (1,-1,-1), D (-1,1,-1) in this order give DAMASK's order of systems 1 to 12. With e_ij = sigma_i sigma_j
/// (no sum) every Schmid tensor has components e_ij times -1, 0 or 1 over sqrt 6, so all contractions are sums and differences;
/// sums over the planes with the signs 1, e_12, e_13, e_23 are a four-point Hadamard transform.
/// </summary>
public static class SlipSystems
{
    /// <summary>sqrt 6 times the resolved shear stresses, T_a = sqrt 6 S : (s_a x n_a).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ResolvedShear<TLane>(in LaneDeviator<TLane> S, out LaneSlip<TLane> T) where TLane : unmanaged, ILane<TLane>
    {
        TLane half = TLane.All(InverseRoot2), d = half * S.D1, q = TLane.All(Root3Over2) * S.D2;
        TLane s12 = half * S.D3, s13 = half * S.D4, s23 = half * S.D5;
        TLane a = -(d + q), b = q - d, c = d + d; // S22 - S33, S33 - S11, S11 - S22
        T.A1 = a + (s12 - s13);
        T.A2 = b + (s23 - s12);
        T.A3 = c + (s13 - s23);
        T.B1 = a + (s12 + s13);
        T.B2 = b - (s23 + s12);
        T.B3 = c + (s23 - s13);
        T.C1 = a + (s13 - s12);
        T.C2 = b + (s23 + s12);
        T.C3 = c - (s13 + s23);
        T.D1 = a - (s12 + s13);
        T.D2 = b + (s12 - s23);
        T.D3 = c + (s13 + s23);
    }

    /// <summary>sum_a G_a sqrt 6 (s_a x n_a): for G_a = dt gamma_dot_a / sqrt 6 the plastic strain increment dt Lp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumOfSlips<TLane>(in LaneSlip<TLane> G, out LaneTensor<TLane> L) where TLane : unmanaged, ILane<TLane>
    {
        Planes(G.A3 - G.A2, G.B3 - G.B2, G.C3 - G.C2, G.D3 - G.D2, out L.M11, out L.M12, out L.M13, out _);
        Planes(G.A1 - G.A3, G.B1 - G.B3, G.C1 - G.C3, G.D1 - G.D3, out L.M22, out L.M21, out _, out L.M23);
        Planes(G.A2 - G.A1, G.B2 - G.B1, G.C2 - G.C1, G.D2 - G.D1, out L.M33, out _, out L.M31, out L.M32);
    }

    /// <summary>Sums over the four planes with the signs 1, e_12, e_13 and e_23.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Planes<TLane>(TLane a, TLane b, TLane c, TLane d, out TLane one, out TLane e12, out TLane e13, out TLane e23)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane p = a + b, q = c + d, r = a - b, s = c - d;
        (one, e12, e13, e23) = (p + q, p - q, r - s, r + s);
    }

    internal const double InverseRoot2 = 0.70710678118654752440;
    internal const double Root3Over2 = 1.22474487139158904910;
    internal const double InverseRoot6 = 0.40824829046386301637;
    internal const double Root6 = 2.44948974278317809820;
}
