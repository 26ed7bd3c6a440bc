using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>Operations on one value per slip system, system by system.</summary>
public static class LaneSlipAlgebra
{
    /// <summary>a b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply<TLane>(in LaneSlip<TLane> a, in LaneSlip<TLane> b, out LaneSlip<TLane> r)
        where TLane : unmanaged, ILane<TLane>
    {
        r.A1 = a.A1 * b.A1;
        r.A2 = a.A2 * b.A2;
        r.A3 = a.A3 * b.A3;
        r.B1 = a.B1 * b.B1;
        r.B2 = a.B2 * b.B2;
        r.B3 = a.B3 * b.B3;
        r.C1 = a.C1 * b.C1;
        r.C2 = a.C2 * b.C2;
        r.C3 = a.C3 * b.C3;
        r.D1 = a.D1 * b.D1;
        r.D2 = a.D2 * b.D2;
        r.D3 = a.D3 * b.D3;
    }

    /// <summary>a - b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract<TLane>(in LaneSlip<TLane> a, in LaneSlip<TLane> b, out LaneSlip<TLane> r)
        where TLane : unmanaged, ILane<TLane>
    {
        r.A1 = a.A1 - b.A1;
        r.A2 = a.A2 - b.A2;
        r.A3 = a.A3 - b.A3;
        r.B1 = a.B1 - b.B1;
        r.B2 = a.B2 - b.B2;
        r.B3 = a.B3 - b.B3;
        r.C1 = a.C1 - b.C1;
        r.C2 = a.C2 - b.C2;
        r.C3 = a.C3 - b.C3;
        r.D1 = a.D1 - b.D1;
        r.D2 = a.D2 - b.D2;
        r.D3 = a.D3 - b.D3;
    }

    /// <summary>|a| times a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Magnitude<TLane>(double factor, in LaneSlip<TLane> a, out LaneSlip<TLane> r) where TLane : unmanaged, ILane<TLane>
    {
        TLane f = TLane.All(factor);
        r.A1 = f * TLane.Abs(a.A1);
        r.A2 = f * TLane.Abs(a.A2);
        r.A3 = f * TLane.Abs(a.A3);
        r.B1 = f * TLane.Abs(a.B1);
        r.B2 = f * TLane.Abs(a.B2);
        r.B3 = f * TLane.Abs(a.B3);
        r.C1 = f * TLane.Abs(a.C1);
        r.C2 = f * TLane.Abs(a.C2);
        r.C3 = f * TLane.Abs(a.C3);
        r.D1 = f * TLane.Abs(a.D1);
        r.D2 = f * TLane.Abs(a.D2);
        r.D3 = f * TLane.Abs(a.D3);
    }

    /// <summary>The largest |a|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Largest<TLane>(in LaneSlip<TLane> a) where TLane : unmanaged, ILane<TLane>
    {
        TLane p = TLane.Max(TLane.Max(TLane.Abs(a.A1), TLane.Abs(a.A2)), TLane.Abs(a.A3));
        TLane q = TLane.Max(TLane.Max(TLane.Abs(a.B1), TLane.Abs(a.B2)), TLane.Abs(a.B3));
        TLane r = TLane.Max(TLane.Max(TLane.Abs(a.C1), TLane.Abs(a.C2)), TLane.Abs(a.C3));
        TLane s = TLane.Max(TLane.Max(TLane.Abs(a.D1), TLane.Abs(a.D2)), TLane.Abs(a.D3));
        return TLane.Max(TLane.Max(p, q), TLane.Max(r, s));
    }

    /// <summary>Takes over <paramref name="a"/> into <paramref name="b"/> where the mask is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Choose<TLane>(TLane mask, in LaneSlip<TLane> a, ref LaneSlip<TLane> b) where TLane : unmanaged, ILane<TLane>
    {
        b.A1 = TLane.Choose(mask, a.A1, b.A1);
        b.A2 = TLane.Choose(mask, a.A2, b.A2);
        b.A3 = TLane.Choose(mask, a.A3, b.A3);
        b.B1 = TLane.Choose(mask, a.B1, b.B1);
        b.B2 = TLane.Choose(mask, a.B2, b.B2);
        b.B3 = TLane.Choose(mask, a.B3, b.B3);
        b.C1 = TLane.Choose(mask, a.C1, b.C1);
        b.C2 = TLane.Choose(mask, a.C2, b.C2);
        b.C3 = TLane.Choose(mask, a.C3, b.C3);
        b.D1 = TLane.Choose(mask, a.D1, b.D1);
        b.D2 = TLane.Choose(mask, a.D2, b.D2);
        b.D3 = TLane.Choose(mask, a.D3, b.D3);
    }
}
