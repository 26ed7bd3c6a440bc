using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>
/// Hardening in the iterations of <see cref="FieldUpdate"/>: xi_a = xi_a(start) + t_a h_0 f(xi_a) with f of <see cref="VoceHardening"/> expanded to
/// first order, about the guess and anew where it has drifted too far.
/// </summary>
internal static class FieldHardening
{
    /// <summary>Stress and 1/xi of the guess, and h_0 f about it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Start<TLane>(in UpdateConstants c, in LaneSlip<TLane> xi0, in CrystalState<TLane> guess, ref FieldStep<TLane> w)
        where TLane : unmanaged, ILane<TLane>
    {
        w.S = guess.Stress;
        SlipSystems.ResolvedShear(w.S, out w.T);
        TLane saturation = TLane.All(c.InverseSaturation), slope = TLane.All(-c.HardeningExponent * c.InverseSaturation);
        Begin(saturation, slope, xi0.A1, guess.Xi.A1, out w.y.A1, out w.u.A1, out w.v.A1, out w.f0.A1, out w.f1.A1);
        Begin(saturation, slope, xi0.A2, guess.Xi.A2, out w.y.A2, out w.u.A2, out w.v.A2, out w.f0.A2, out w.f1.A2);
        Begin(saturation, slope, xi0.A3, guess.Xi.A3, out w.y.A3, out w.u.A3, out w.v.A3, out w.f0.A3, out w.f1.A3);
        Begin(saturation, slope, xi0.B1, guess.Xi.B1, out w.y.B1, out w.u.B1, out w.v.B1, out w.f0.B1, out w.f1.B1);
        Begin(saturation, slope, xi0.B2, guess.Xi.B2, out w.y.B2, out w.u.B2, out w.v.B2, out w.f0.B2, out w.f1.B2);
        Begin(saturation, slope, xi0.B3, guess.Xi.B3, out w.y.B3, out w.u.B3, out w.v.B3, out w.f0.B3, out w.f1.B3);
        Begin(saturation, slope, xi0.C1, guess.Xi.C1, out w.y.C1, out w.u.C1, out w.v.C1, out w.f0.C1, out w.f1.C1);
        Begin(saturation, slope, xi0.C2, guess.Xi.C2, out w.y.C2, out w.u.C2, out w.v.C2, out w.f0.C2, out w.f1.C2);
        Begin(saturation, slope, xi0.C3, guess.Xi.C3, out w.y.C3, out w.u.C3, out w.v.C3, out w.f0.C3, out w.f1.C3);
        Begin(saturation, slope, xi0.D1, guess.Xi.D1, out w.y.D1, out w.u.D1, out w.v.D1, out w.f0.D1, out w.f1.D1);
        Begin(saturation, slope, xi0.D2, guess.Xi.D2, out w.y.D2, out w.u.D2, out w.v.D2, out w.f0.D2, out w.f1.D2);
        Begin(saturation, slope, xi0.D3, guess.Xi.D3, out w.y.D3, out w.u.D3, out w.v.D3, out w.f0.D3, out w.f1.D3);
        VoceHardening.Power(c, w.f0, out w.Magnitude);
        TLane modulus = TLane.All(c.HardeningModulus);
        Expand(modulus, w.Magnitude.A1, w.v.A1, ref w.f0.A1, ref w.f1.A1);
        Expand(modulus, w.Magnitude.A2, w.v.A2, ref w.f0.A2, ref w.f1.A2);
        Expand(modulus, w.Magnitude.A3, w.v.A3, ref w.f0.A3, ref w.f1.A3);
        Expand(modulus, w.Magnitude.B1, w.v.B1, ref w.f0.B1, ref w.f1.B1);
        Expand(modulus, w.Magnitude.B2, w.v.B2, ref w.f0.B2, ref w.f1.B2);
        Expand(modulus, w.Magnitude.B3, w.v.B3, ref w.f0.B3, ref w.f1.B3);
        Expand(modulus, w.Magnitude.C1, w.v.C1, ref w.f0.C1, ref w.f1.C1);
        Expand(modulus, w.Magnitude.C2, w.v.C2, ref w.f0.C2, ref w.f1.C2);
        Expand(modulus, w.Magnitude.C3, w.v.C3, ref w.f0.C3, ref w.f1.C3);
        Expand(modulus, w.Magnitude.D1, w.v.D1, ref w.f0.D1, ref w.f1.D1);
        Expand(modulus, w.Magnitude.D2, w.v.D2, ref w.f0.D2, ref w.f1.D2);
        Expand(modulus, w.Magnitude.D3, w.v.D3, ref w.f0.D3, ref w.f1.D3);
    }

    /// <summary>Before the power is taken: f0 is 1 - xi/xi_inf and f1 what |1 - xi/xi_inf|^a is multiplied with for f'.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Begin<TLane>(
        TLane saturation, TLane slope, TLane xi0, TLane xi, out TLane y, out TLane u, out TLane v, out TLane f0, out TLane f1)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane change = xi - xi0, s = TLane.NegateMultiplyAdd(xi, saturation, TLane.All(1.0)), a = TLane.Max(TLane.Abs(s), TLane.All(1e-12));
        TLane r = TLane.All(1.0) / (xi * a); // one division for 1/xi and 1/a
        y = TLane.All(SlipSystems.InverseRoot6) * (a * r);
        f1 = slope * (xi * r);
        f0 = s;
        u = change;
        v = change;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Expand<TLane>(TLane modulus, TLane power, TLane v, ref TLane f0, ref TLane f1) where TLane : unmanaged, ILane<TLane>
    {
        TLane f = modulus * power, slope = f1 * f;
        f1 = slope;
        f0 = TLane.NegateMultiplyAdd(slope, v, TLane.CopySign(f, f0));
    }

    /// <summary>Largest distance [Pa] of a resistance from where f was expanded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static TLane Drift<TLane>(in FieldStep<TLane> w) where TLane : unmanaged, ILane<TLane>
    {
        LaneSlipAlgebra.Subtract(w.u, w.v, out LaneSlip<TLane> d);
        return LaneSlipAlgebra.Largest(d);
    }

    /// <summary>Expands f about the present resistances at the points of a mask.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void ExpandAnew<TLane>(in UpdateConstants c, TLane mask, in LaneSlip<TLane> xi0, ref FieldStep<TLane> w)
        where TLane : unmanaged, ILane<TLane>
    {
        LaneSlip<TLane> xi;
        xi.A1 = xi0.A1 + w.u.A1;
        xi.A2 = xi0.A2 + w.u.A2;
        xi.A3 = xi0.A3 + w.u.A3;
        xi.B1 = xi0.B1 + w.u.B1;
        xi.B2 = xi0.B2 + w.u.B2;
        xi.B3 = xi0.B3 + w.u.B3;
        xi.C1 = xi0.C1 + w.u.C1;
        xi.C2 = xi0.C2 + w.u.C2;
        xi.C3 = xi0.C3 + w.u.C3;
        xi.D1 = xi0.D1 + w.u.D1;
        xi.D2 = xi0.D2 + w.u.D2;
        xi.D3 = xi0.D3 + w.u.D3;
        VoceHardening.Expand(c, xi, out LaneSlip<TLane> f0, out LaneSlip<TLane> f1, out _);
        f0.A1 = TLane.NegateMultiplyAdd(f1.A1, w.u.A1, f0.A1);
        f0.A2 = TLane.NegateMultiplyAdd(f1.A2, w.u.A2, f0.A2);
        f0.A3 = TLane.NegateMultiplyAdd(f1.A3, w.u.A3, f0.A3);
        f0.B1 = TLane.NegateMultiplyAdd(f1.B1, w.u.B1, f0.B1);
        f0.B2 = TLane.NegateMultiplyAdd(f1.B2, w.u.B2, f0.B2);
        f0.B3 = TLane.NegateMultiplyAdd(f1.B3, w.u.B3, f0.B3);
        f0.C1 = TLane.NegateMultiplyAdd(f1.C1, w.u.C1, f0.C1);
        f0.C2 = TLane.NegateMultiplyAdd(f1.C2, w.u.C2, f0.C2);
        f0.C3 = TLane.NegateMultiplyAdd(f1.C3, w.u.C3, f0.C3);
        f0.D1 = TLane.NegateMultiplyAdd(f1.D1, w.u.D1, f0.D1);
        f0.D2 = TLane.NegateMultiplyAdd(f1.D2, w.u.D2, f0.D2);
        f0.D3 = TLane.NegateMultiplyAdd(f1.D3, w.u.D3, f0.D3);
        LaneSlipAlgebra.Choose(mask, w.u, ref w.v);
        LaneSlipAlgebra.Choose(mask, f0, ref w.f0);
        LaneSlipAlgebra.Choose(mask, f1, ref w.f1);
    }

    /// <summary>
    /// New slip resistances for the present slip increments, which are then corrected to first order for the change.
    /// </summary>
    /// <param name="c">The law's parameters.</param>
    /// <param name="xi0">Resistances at the start of the increment.</param>
    /// <param name="w">In: G, u, y. Out: the same, renewed.</param>
    /// <param name="change">Sum of the squares of the relative changes of the resistances.</param>
    /// <param name="slip">Sum of |G_a|.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Harden<TLane>(in UpdateConstants c, in LaneSlip<TLane> xi0, ref FieldStep<TLane> w, out TLane change, out TLane slip)
        where TLane : unmanaged, ILane<TLane>
    {
        LaneSlipAlgebra.Magnitude(SlipSystems.Root6, w.G, out w.Magnitude);
        SlipInteraction.Apply(c, w.Magnitude, out w.HardeningSum, out slip);
        TLane n = TLane.All(c.RateExponent), squares = TLane.All(0.0), strain = TLane.All(0.0), inverse = TLane.All(0.0);
        Harden(n, xi0.A1, w.HardeningSum.A1, w.f0.A1, w.f1.A1, ref w.u.A1, ref w.y.A1, ref w.G.A1, ref squares, ref strain, ref inverse);
        Harden(n, xi0.A2, w.HardeningSum.A2, w.f0.A2, w.f1.A2, ref w.u.A2, ref w.y.A2, ref w.G.A2, ref squares, ref strain, ref inverse);
        Harden(n, xi0.A3, w.HardeningSum.A3, w.f0.A3, w.f1.A3, ref w.u.A3, ref w.y.A3, ref w.G.A3, ref squares, ref strain, ref inverse);
        Harden(n, xi0.B1, w.HardeningSum.B1, w.f0.B1, w.f1.B1, ref w.u.B1, ref w.y.B1, ref w.G.B1, ref squares, ref strain, ref inverse);
        Harden(n, xi0.B2, w.HardeningSum.B2, w.f0.B2, w.f1.B2, ref w.u.B2, ref w.y.B2, ref w.G.B2, ref squares, ref strain, ref inverse);
        Harden(n, xi0.B3, w.HardeningSum.B3, w.f0.B3, w.f1.B3, ref w.u.B3, ref w.y.B3, ref w.G.B3, ref squares, ref strain, ref inverse);
        Harden(n, xi0.C1, w.HardeningSum.C1, w.f0.C1, w.f1.C1, ref w.u.C1, ref w.y.C1, ref w.G.C1, ref squares, ref strain, ref inverse);
        Harden(n, xi0.C2, w.HardeningSum.C2, w.f0.C2, w.f1.C2, ref w.u.C2, ref w.y.C2, ref w.G.C2, ref squares, ref strain, ref inverse);
        Harden(n, xi0.C3, w.HardeningSum.C3, w.f0.C3, w.f1.C3, ref w.u.C3, ref w.y.C3, ref w.G.C3, ref squares, ref strain, ref inverse);
        Harden(n, xi0.D1, w.HardeningSum.D1, w.f0.D1, w.f1.D1, ref w.u.D1, ref w.y.D1, ref w.G.D1, ref squares, ref strain, ref inverse);
        Harden(n, xi0.D2, w.HardeningSum.D2, w.f0.D2, w.f1.D2, ref w.u.D2, ref w.y.D2, ref w.G.D2, ref squares, ref strain, ref inverse);
        Harden(n, xi0.D3, w.HardeningSum.D3, w.f0.D3, w.f1.D3, ref w.u.D3, ref w.y.D3, ref w.G.D3, ref squares, ref strain, ref inverse);
        change = squares;

        // A common factor 1 + r on all |G_b| changes xi_a by r u_a and thus all G_a by about -r s, s = n times the mean of u/xi; and a change of
        // stress dS changes all G_a by about the factor 1 + n y N:dS / sum |G|.
        w.Softening = TLane.All(c.RateExponent * SlipSystems.Root6 / 12.0) * strain;
        w.Coupling = TLane.All(c.RateExponent * SlipSystems.Root6 / 12.0) * inverse / ((TLane.All(1.0) + w.Softening) * TLane.Max(slip, TLane.All(1e-30)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Harden<TLane>(
        TLane n, TLane xi0, TLane t, TLane f0, TLane f1, ref TLane u, ref TLane y, ref TLane G, ref TLane change, ref TLane strain, ref TLane inverse)
        where TLane : unmanaged, ILane<TLane>
    {
        // e is the relative change of xi; with it y is renewed by one step of Newton's method for 1/(sqrt 6 xi), exact to e^2.
        TLane next = t * TLane.MultiplyAdd(f1, u, f0), before = y;
        TLane e = TLane.MultiplyAdd(TLane.All(SlipSystems.Root6) * before, xi0 + next, TLane.All(-1.0));
        TLane after = TLane.NegateMultiplyAdd(e, before, before);
        G = TLane.NegateMultiplyAdd(n * e, G, G);
        change = TLane.MultiplyAdd(e, e, change);
        strain = TLane.MultiplyAdd(next, after, strain);
        inverse += after;
        u = next;
        y = after;
    }
}
