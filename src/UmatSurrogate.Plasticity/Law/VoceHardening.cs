using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>
/// Hardening xi_dot_a = h_0 f(xi_a) sum_b H_ab |gamma_dot_b| with the saturation factor of the reacting system,
/// f(xi) = |1 - xi/xi_inf|^a sgn(1 - xi/xi_inf), integrated implicitly: xi = xi0 + h_0 f(xi) sum_b H_ab dt |gamma_dot_b|
/// (Peirce, Asaro and Needleman 1982, doi:10.1016/0001-6160(82)90005-0; the form of DAMASK 3, Roters et al. 2019,
/// doi:10.1016/j.commatsci.2018.04.030, whose printed equation still has the factor of the acting system).
/// </summary>
public static class VoceHardening
{
    /// <summary>
    /// h_0 f, h_0 f' [Pa/Pa] and h_0 f''/2 [1/Pa] at xi, the coefficients of the expansion that an update iterates with.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Expand<TLane>(
        in UpdateConstants c, in LaneSlip<TLane> xi, out LaneSlip<TLane> f0, out LaneSlip<TLane> f1, out LaneSlip<TLane> f2)
        where TLane : unmanaged, ILane<TLane>
    {
        Expand(c, xi.A1, out f0.A1, out f1.A1, out f2.A1);
        Expand(c, xi.A2, out f0.A2, out f1.A2, out f2.A2);
        Expand(c, xi.A3, out f0.A3, out f1.A3, out f2.A3);
        Expand(c, xi.B1, out f0.B1, out f1.B1, out f2.B1);
        Expand(c, xi.B2, out f0.B2, out f1.B2, out f2.B2);
        Expand(c, xi.B3, out f0.B3, out f1.B3, out f2.B3);
        Expand(c, xi.C1, out f0.C1, out f1.C1, out f2.C1);
        Expand(c, xi.C2, out f0.C2, out f1.C2, out f2.C2);
        Expand(c, xi.C3, out f0.C3, out f1.C3, out f2.C3);
        Expand(c, xi.D1, out f0.D1, out f1.D1, out f2.D1);
        Expand(c, xi.D2, out f0.D2, out f1.D2, out f2.D2);
        Expand(c, xi.D3, out f0.D3, out f1.D3, out f2.D3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Expand<TLane>(in UpdateConstants c, TLane xi, out TLane f0, out TLane f1, out TLane f2)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane y = TLane.All(1.0) - xi * TLane.All(c.InverseSaturation), a = TLane.Max(TLane.Abs(y), TLane.All(1e-12));
        TLane p = TLane.All(c.HardeningModulus) * Power(c, a); // h_0 |y|^a
        TLane q = TLane.All(c.InverseSaturation) / a;
        f0 = TLane.CopySign(p, y);
        f1 = TLane.All(-c.HardeningExponent) * (p * q);
        f2 = TLane.CopySign(TLane.All(0.5 * c.HardeningExponent * (c.HardeningExponent - 1.0)) * (p * q * q), y);
    }

    /// <summary>|y|^a of all systems, |y| at least 1e-12.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Power<TLane>(in UpdateConstants c, in LaneSlip<TLane> y, out LaneSlip<TLane> p) where TLane : unmanaged, ILane<TLane>
    {
        if (c.HardeningQuarters == 9)
        {
            NineQuarters(y.A1, out p.A1);
            NineQuarters(y.A2, out p.A2);
            NineQuarters(y.A3, out p.A3);
            NineQuarters(y.B1, out p.B1);
            NineQuarters(y.B2, out p.B2);
            NineQuarters(y.B3, out p.B3);
            NineQuarters(y.C1, out p.C1);
            NineQuarters(y.C2, out p.C2);
            NineQuarters(y.C3, out p.C3);
            NineQuarters(y.D1, out p.D1);
            NineQuarters(y.D2, out p.D2);
            NineQuarters(y.D3, out p.D3);
        }
        else
        {
            General(c, y.A1, out p.A1);
            General(c, y.A2, out p.A2);
            General(c, y.A3, out p.A3);
            General(c, y.B1, out p.B1);
            General(c, y.B2, out p.B2);
            General(c, y.B3, out p.B3);
            General(c, y.C1, out p.C1);
            General(c, y.C2, out p.C2);
            General(c, y.C3, out p.C3);
            General(c, y.D1, out p.D1);
            General(c, y.D2, out p.D2);
            General(c, y.D3, out p.D3);
        }
    }

    /// <summary>The exponent 2.25 of aluminium.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void NineQuarters<TLane>(TLane y, out TLane p) where TLane : unmanaged, ILane<TLane>
    {
        TLane a = TLane.Max(TLane.Abs(y), TLane.All(1e-12));
        p = a * a * TLane.Sqrt(TLane.Sqrt(a));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void General<TLane>(in UpdateConstants c, TLane y, out TLane p) where TLane : unmanaged, ILane<TLane> =>
        p = Power(c, TLane.Max(TLane.Abs(y), TLane.All(1e-12)));

    /// <summary>y^a: for exponents that are multiples of a quarter by products and square roots, else by exp and log.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Power<TLane>(in UpdateConstants c, TLane y) where TLane : unmanaged, ILane<TLane>
    {
        if (c.HardeningQuarters == 0)
            return TLane.Exp(TLane.All(c.HardeningExponent) * TLane.Log(y));
        TLane result = TLane.All(1.0), root = TLane.Sqrt(y), power = y;
        if ((c.HardeningQuarters & 1) != 0)
            result = TLane.Sqrt(root);
        if ((c.HardeningQuarters & 2) != 0)
            result *= root;
        for (int m = c.HardeningQuarters >> 2; m > 0; m >>= 1)
        {
            if ((m & 1) != 0)
                result *= power;
            power *= power;
        }

        return result;
    }

    /// <summary>
    /// One step of the fixed point xi = xi0 + h_0 f(xi) t, t_a = sum_b H_ab dt |gamma_dot_b| [-], with f expanded about <paramref name="xe"/>
    /// and linearised in xi (Newton's method for each system by itself).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Next<TLane>(TLane xi0, TLane xi, TLane xe, TLane f0, TLane f1, TLane f2, TLane t)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane u = xi - xe, f = TLane.MultiplyAdd(u, TLane.MultiplyAdd(u, f2, f1), f0), s = t * f1;
        // xi_new (1 - s) = xi0 + t f(xi) - s xi; 1/(1 - s) = 1 + s + s^2 + ... with s of the order of -1e-3: two terms, the rest is iterated.
        TLane r = TLane.MultiplyAdd(t, f, xi0 - xi);
        return xi + TLane.MultiplyAdd(r, s, r);
    }
}
