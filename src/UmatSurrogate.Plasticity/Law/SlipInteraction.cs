using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>
/// Hardening interaction of the twelve fcc slip systems: H_ab = h[type(a, b)], a reacting, b acting. Types: 1 self, 2 coplanar, 3 collinear,
/// 4 Hirth, 5 glissile I, 6 glissile II, 7 Lomer (Madec and Kubin 2017, doi:10.1016/j.actamat.2016.12.040). The table is not symmetric in 5 and 6.
/// </summary>
public static class SlipInteraction
{
    /// <summary>Type of the interaction of acting system b on reacting system a, both from 0 to 11: one digit each, row by row.</summary>
    private const string Types =
        "122476355467" +
        "212746647535" +
        "221553674764" +
        "476122467355" +
        "746212535647" +
        "553221764674" +
        "355467122476" +
        "647535212746" +
        "674764221553" +
        "467355476122" +
        "535647746212" +
        "764674553221";

    /// <summary>Type, 1 to 7, of the interaction of acting system <paramref name="b"/> on reacting system <paramref name="a"/>, from 0 to 11.</summary>
    public static int Type(int a, int b) => Types[12 * a + b] - '0';

    /// <summary>r_a = sum_b H_ab G_b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply<TLane>(in UpdateConstants c, in LaneSlip<TLane> G, out LaneSlip<TLane> r) where TLane : unmanaged, ILane<TLane>
    {
        TLane h1 = TLane.All(c.H1), h2 = TLane.All(c.H2), h3 = TLane.All(c.H3), h4 = TLane.All(c.H4);
        TLane h5 = TLane.All(c.H5), h6 = TLane.All(c.H6), h7 = TLane.All(c.H7);
        r.A1 = Row(h1, h2, h3, h4, h5, h6, h7, G.A1, G.A2 + G.A3, G.C1, G.B1 + G.D1, G.C2 + G.C3, G.B3 + G.D2, G.B2 + G.D3);
        r.A2 = Row(h1, h2, h3, h4, h5, h6, h7, G.A2, G.A1 + G.A3, G.D2, G.B2 + G.C2, G.D1 + G.D3, G.B3 + G.C1, G.B1 + G.C3);
        r.A3 = Row(h1, h2, h3, h4, h5, h6, h7, G.A3, G.A1 + G.A2, G.B3, G.C3 + G.D3, G.B1 + G.B2, G.C1 + G.D2, G.C2 + G.D1);
        r.B1 = Row(h1, h2, h3, h4, h5, h6, h7, G.B1, G.B2 + G.B3, G.D1, G.A1 + G.C1, G.D2 + G.D3, G.A3 + G.C2, G.A2 + G.C3);
        r.B2 = Row(h1, h2, h3, h4, h5, h6, h7, G.B2, G.B1 + G.B3, G.C2, G.A2 + G.D2, G.C1 + G.C3, G.A3 + G.D1, G.A1 + G.D3);
        r.B3 = Row(h1, h2, h3, h4, h5, h6, h7, G.B3, G.B1 + G.B2, G.A3, G.C3 + G.D3, G.A1 + G.A2, G.C2 + G.D1, G.C1 + G.D2);
        r.C1 = Row(h1, h2, h3, h4, h5, h6, h7, G.C1, G.C2 + G.C3, G.A1, G.B1 + G.D1, G.A2 + G.A3, G.B2 + G.D3, G.B3 + G.D2);
        r.C2 = Row(h1, h2, h3, h4, h5, h6, h7, G.C2, G.C1 + G.C3, G.B2, G.A2 + G.D2, G.B1 + G.B3, G.A1 + G.D3, G.A3 + G.D1);
        r.C3 = Row(h1, h2, h3, h4, h5, h6, h7, G.C3, G.C1 + G.C2, G.D3, G.A3 + G.B3, G.D1 + G.D2, G.A1 + G.B2, G.A2 + G.B1);
        r.D1 = Row(h1, h2, h3, h4, h5, h6, h7, G.D1, G.D2 + G.D3, G.B1, G.A1 + G.C1, G.B2 + G.B3, G.A2 + G.C3, G.A3 + G.C2);
        r.D2 = Row(h1, h2, h3, h4, h5, h6, h7, G.D2, G.D1 + G.D3, G.A2, G.B2 + G.C2, G.A1 + G.A3, G.B1 + G.C3, G.B3 + G.C1);
        r.D3 = Row(h1, h2, h3, h4, h5, h6, h7, G.D3, G.D1 + G.D2, G.C3, G.A3 + G.B3, G.C1 + G.C2, G.A2 + G.B1, G.A1 + G.B2);
    }

    /// <summary>r_a = sum_b H_ab G_b and the sum of all G; with few operations where all systems of other planes act alike.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply<TLane>(in UpdateConstants c, in LaneSlip<TLane> G, out LaneSlip<TLane> r, out TLane sum)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane a = G.A1 + G.A2 + G.A3, b = G.B1 + G.B2 + G.B3, d = G.D1 + G.D2 + G.D3, e = G.C1 + G.C2 + G.C3;
        sum = a + b + (e + d);
        if (c.UniformLatentInteraction == 0)
        {
            Apply(c, G, out r);
            return;
        }

        TLane self = TLane.All(c.H1 - c.H2), plane = TLane.All(c.H2 - c.H3), latent = TLane.All(c.H3) * sum;
        a = TLane.MultiplyAdd(plane, a, latent);
        b = TLane.MultiplyAdd(plane, b, latent);
        d = TLane.MultiplyAdd(plane, d, latent);
        e = TLane.MultiplyAdd(plane, e, latent);
        r.A1 = TLane.MultiplyAdd(self, G.A1, a);
        r.A2 = TLane.MultiplyAdd(self, G.A2, a);
        r.A3 = TLane.MultiplyAdd(self, G.A3, a);
        r.B1 = TLane.MultiplyAdd(self, G.B1, b);
        r.B2 = TLane.MultiplyAdd(self, G.B2, b);
        r.B3 = TLane.MultiplyAdd(self, G.B3, b);
        r.C1 = TLane.MultiplyAdd(self, G.C1, e);
        r.C2 = TLane.MultiplyAdd(self, G.C2, e);
        r.C3 = TLane.MultiplyAdd(self, G.C3, e);
        r.D1 = TLane.MultiplyAdd(self, G.D1, d);
        r.D2 = TLane.MultiplyAdd(self, G.D2, d);
        r.D3 = TLane.MultiplyAdd(self, G.D3, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Row<TLane>(
        TLane h1, TLane h2, TLane h3, TLane h4, TLane h5, TLane h6, TLane h7,
        TLane g1, TLane g2, TLane g3, TLane g4, TLane g5, TLane g6, TLane g7) where TLane : unmanaged, ILane<TLane>
    {
        TLane p = TLane.MultiplyAdd(h3, g3, TLane.MultiplyAdd(h2, g2, h1 * g1));
        TLane q = TLane.MultiplyAdd(h5, g5, h4 * g4);
        return p + TLane.MultiplyAdd(h7, g7, TLane.MultiplyAdd(h6, g6, q));
    }
}
