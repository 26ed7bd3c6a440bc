using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>
/// Rate of slip, gamma_dot_a = gamma_dot_0 |tau_a / xi_a|^n sgn(tau_a), with its derivative
/// (Hutchinson 1976, doi:10.1098/rspa.1976.0027; Peirce, Asaro and Needleman 1982, doi:10.1016/0001-6160(82)90005-0).
/// </summary>
public static class PowerLawSlip
{
    /// <summary>
    /// Scaled slip increments G_a = dt gamma_dot_a / sqrt 6 and slopes h_a = dG_a / dT_a [1/Pa] from T_a = sqrt 6 tau_a [Pa] and
    /// the inverse resistances y_a = 1 / (sqrt 6 xi_a) [1/Pa]; <paramref name="k"/> is dt gamma_dot_0 / sqrt 6.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Evaluate<TLane>(
        in UpdateConstants c, TLane k, in LaneSlip<TLane> T, in LaneSlip<TLane> y, out LaneSlip<TLane> G, out LaneSlip<TLane> h)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane kn = TLane.All(c.RateExponent) * k;
        if (c.IntegerRateExponent == 20)
        {
            Twenty(k, kn, T.A1, y.A1, out G.A1, out h.A1);
            Twenty(k, kn, T.A2, y.A2, out G.A2, out h.A2);
            Twenty(k, kn, T.A3, y.A3, out G.A3, out h.A3);
            Twenty(k, kn, T.B1, y.B1, out G.B1, out h.B1);
            Twenty(k, kn, T.B2, y.B2, out G.B2, out h.B2);
            Twenty(k, kn, T.B3, y.B3, out G.B3, out h.B3);
            Twenty(k, kn, T.C1, y.C1, out G.C1, out h.C1);
            Twenty(k, kn, T.C2, y.C2, out G.C2, out h.C2);
            Twenty(k, kn, T.C3, y.C3, out G.C3, out h.C3);
            Twenty(k, kn, T.D1, y.D1, out G.D1, out h.D1);
            Twenty(k, kn, T.D2, y.D2, out G.D2, out h.D2);
            Twenty(k, kn, T.D3, y.D3, out G.D3, out h.D3);
        }
        else if (c.IntegerRateExponent > 0)
        {
            Integer(c.IntegerRateExponent, k, kn, T.A1, y.A1, out G.A1, out h.A1);
            Integer(c.IntegerRateExponent, k, kn, T.A2, y.A2, out G.A2, out h.A2);
            Integer(c.IntegerRateExponent, k, kn, T.A3, y.A3, out G.A3, out h.A3);
            Integer(c.IntegerRateExponent, k, kn, T.B1, y.B1, out G.B1, out h.B1);
            Integer(c.IntegerRateExponent, k, kn, T.B2, y.B2, out G.B2, out h.B2);
            Integer(c.IntegerRateExponent, k, kn, T.B3, y.B3, out G.B3, out h.B3);
            Integer(c.IntegerRateExponent, k, kn, T.C1, y.C1, out G.C1, out h.C1);
            Integer(c.IntegerRateExponent, k, kn, T.C2, y.C2, out G.C2, out h.C2);
            Integer(c.IntegerRateExponent, k, kn, T.C3, y.C3, out G.C3, out h.C3);
            Integer(c.IntegerRateExponent, k, kn, T.D1, y.D1, out G.D1, out h.D1);
            Integer(c.IntegerRateExponent, k, kn, T.D2, y.D2, out G.D2, out h.D2);
            Integer(c.IntegerRateExponent, k, kn, T.D3, y.D3, out G.D3, out h.D3);
        }
        else
        {
            TLane m = TLane.All(c.RateExponent - 1.0);
            Real(m, k, kn, T.A1, y.A1, out G.A1, out h.A1);
            Real(m, k, kn, T.A2, y.A2, out G.A2, out h.A2);
            Real(m, k, kn, T.A3, y.A3, out G.A3, out h.A3);
            Real(m, k, kn, T.B1, y.B1, out G.B1, out h.B1);
            Real(m, k, kn, T.B2, y.B2, out G.B2, out h.B2);
            Real(m, k, kn, T.B3, y.B3, out G.B3, out h.B3);
            Real(m, k, kn, T.C1, y.C1, out G.C1, out h.C1);
            Real(m, k, kn, T.C2, y.C2, out G.C2, out h.C2);
            Real(m, k, kn, T.C3, y.C3, out G.C3, out h.C3);
            Real(m, k, kn, T.D1, y.D1, out G.D1, out h.D1);
            Real(m, k, kn, T.D2, y.D2, out G.D2, out h.D2);
            Real(m, k, kn, T.D3, y.D3, out G.D3, out h.D3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Twenty<TLane>(TLane k, TLane kn, TLane T, TLane y, out TLane G, out TLane h) where TLane : unmanaged, ILane<TLane>
    {
        TLane x = T * y, x2 = x * x, x4 = x2 * x2, x8 = x4 * x4, p = x8 * x8 * x2 * x;
        G = k * (TLane.Abs(p) * x);
        h = kn * (TLane.Abs(p) * y);
    }

    private static void Integer<TLane>(int n, TLane k, TLane kn, TLane T, TLane y, out TLane G, out TLane h)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane x = T * y, b = TLane.Abs(x), p = TLane.All(1.0);
        for (int m = n - 1; m > 0; m >>= 1)
        {
            if ((m & 1) != 0)
                p *= b;
            b *= b;
        }
        G = k * (p * x);
        h = kn * (p * y);
    }

    private static void Real<TLane>(TLane m, TLane k, TLane kn, TLane T, TLane y, out TLane G, out TLane h)
        where TLane : unmanaged, ILane<TLane>
    {
        // |x|^(n-1) = exp((n-1) log|x|); below 1e-30 the rate is zero in double precision for every exponent of practice.
        TLane x = T * y, p = TLane.Exp(m * TLane.Log(TLane.Max(TLane.Abs(x), TLane.All(1e-30))));
        G = k * (p * x);
        h = kn * (p * y);
    }
}
