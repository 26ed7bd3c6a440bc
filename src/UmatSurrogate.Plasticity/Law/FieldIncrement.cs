using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>
/// One bundle of crystals through one increment for full fields: the same equations as <see cref="CrystalIncrement"/>, begun from a separate
/// first guess, because the solver of a field evaluates every voxel several times from the same committed state with little different F.
/// </summary>
public static class FieldIncrement
{
    private const double FlowLevel = 0.95, FlowGrowth = 1.02;

    /// <summary>
    /// Updates from <paramref name="s0"/> to F1 and gives P [Pa]. The first guess does not change the result by more than the tolerances.
    /// Returned: mask of the points that failed; there P is zero and <paramref name="s1"/> is <paramref name="s0"/>.
    /// </summary>
    /// <param name="c">The law's parameters and tolerances.</param>
    /// <param name="F0">Deformation gradients at the start; needed where an increment is divided.</param>
    /// <param name="F1">Deformation gradients at the end.</param>
    /// <param name="dt">Time of the increment [s].</param>
    /// <param name="s0">Committed state at the start.</param>
    /// <param name="s1">
    /// On entry a first guess in <c>Stress</c> and <c>Xi</c> (the rest is not read): the last trial of this increment, or of <see cref="Predict"/>,
    /// or any numbers. On return the new state.
    /// </param>
    /// <param name="P">First Piola-Kirchhoff stresses [Pa].</param>
    /// <param name="scratch">Memory that no other thread uses.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TLane Advance<TLane>(
        in UpdateConstants c, in LaneTensor<TLane> F0, in LaneTensor<TLane> F1, TLane dt, in CrystalState<TLane> s0,
        ref CrystalState<TLane> s1, out LaneTensor<TLane> P, ref FieldStep<TLane> scratch) where TLane : unmanaged, ILane<TLane>
    {
        TLane ok = FieldUpdate.Step(c, F1, dt, s0, ref scratch, ref s1, out P), hard = TLane.ButNot(TLane.LessOrEqual(TLane.All(0.0), TLane.All(1.0)), ok);
        return TLane.Any(hard) ? Hard(c, F0, F1, dt, s0, hard, ref s1, ref P) : hard;
    }

    /// <summary>The same with scratch memory of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TLane Advance<TLane>(
        in UpdateConstants c, in LaneTensor<TLane> F0, in LaneTensor<TLane> F1, TLane dt, in CrystalState<TLane> s0,
        ref CrystalState<TLane> s1, out LaneTensor<TLane> P) where TLane : unmanaged, ILane<TLane>
    {
        Unsafe.SkipInit(out FieldStep<TLane> scratch);
        return Advance(c, F0, F1, dt, s0, ref s1, out P, ref scratch);
    }

    /// <summary>The points of a mask by <see cref="CrystalIncrement"/>; the others keep what they have, to the last bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static TLane Hard<TLane>(
        in UpdateConstants c, in LaneTensor<TLane> F0, in LaneTensor<TLane> F1, TLane dt, in CrystalState<TLane> s0, TLane hard,
        ref CrystalState<TLane> s1, ref LaneTensor<TLane> P) where TLane : unmanaged, ILane<TLane>
    {
        TLane failed = CrystalIncrement.Advance(c, F0, F1, dt, s0, hard, out CrystalState<TLane> next, out _, out LaneTensor<TLane> stress, out _);
        TLane solved = TLane.ButNot(hard, failed);
        LaneMerge.Choose(solved, next, ref s1);
        LaneMerge.Choose(solved, stress, ref P);
        if (TLane.Any(failed))
        {
            LaneMerge.Choose(failed, s0, ref s1);
            LaneMerge.Choose(failed, default(LaneTensor<TLane>), ref P);
        }

        return failed;
    }

    /// <summary>
    /// First guess for the first evaluation of an increment: dev S and xi extrapolated in time from two committed states.
    /// </summary>
    /// <param name="s0">Committed state, the start of the increment.</param>
    /// <param name="ratio">Time of the increment over that of the one before; 0: no extrapolation.</param>
    /// <param name="s1">On entry the committed state before <paramref name="s0"/> (anything finite if the ratio is 0), on return the guess.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Predict<TLane>(in CrystalState<TLane> s0, TLane ratio, ref CrystalState<TLane> s1) where TLane : unmanaged, ILane<TLane>
    {
        LaneDeviator<TLane> change;
        change.D1 = s0.Stress.D1 - s1.Stress.D1;
        change.D2 = s0.Stress.D2 - s1.Stress.D2;
        change.D3 = s0.Stress.D3 - s1.Stress.D3;
        change.D4 = s0.Stress.D4 - s1.Stress.D4;
        change.D5 = s0.Stress.D5 - s1.Stress.D5;
        SlipSystems.ResolvedShear(s0.Stress, out LaneSlip<TLane> T);
        SlipSystems.ResolvedShear(change, out LaneSlip<TLane> dT);
        TLane part = ratio, flow = TLane.All(SlipSystems.Root6 * FlowLevel), growth = TLane.All(FlowGrowth), rise = TLane.Less(flow, TLane.All(0.0));
        rise = TLane.Either(rise, Rises(ratio, flow, growth, T.A1, dT.A1, s0.Xi.A1));
        rise = TLane.Either(rise, Rises(ratio, flow, growth, T.A2, dT.A2, s0.Xi.A2));
        rise = TLane.Either(rise, Rises(ratio, flow, growth, T.A3, dT.A3, s0.Xi.A3));
        rise = TLane.Either(rise, Rises(ratio, flow, growth, T.B1, dT.B1, s0.Xi.B1));
        rise = TLane.Either(rise, Rises(ratio, flow, growth, T.B2, dT.B2, s0.Xi.B2));
        rise = TLane.Either(rise, Rises(ratio, flow, growth, T.B3, dT.B3, s0.Xi.B3));
        rise = TLane.Either(rise, Rises(ratio, flow, growth, T.C1, dT.C1, s0.Xi.C1));
        rise = TLane.Either(rise, Rises(ratio, flow, growth, T.C2, dT.C2, s0.Xi.C2));
        rise = TLane.Either(rise, Rises(ratio, flow, growth, T.C3, dT.C3, s0.Xi.C3));
        rise = TLane.Either(rise, Rises(ratio, flow, growth, T.D1, dT.D1, s0.Xi.D1));
        rise = TLane.Either(rise, Rises(ratio, flow, growth, T.D2, dT.D2, s0.Xi.D2));
        rise = TLane.Either(rise, Rises(ratio, flow, growth, T.D3, dT.D3, s0.Xi.D3));
        if (TLane.Any(rise))
            part = TLane.Choose(rise, Extrapolation(T, dT, s0.Xi, ratio), ratio);
        s1.Stress.D1 = TLane.MultiplyAdd(part, change.D1, s0.Stress.D1);
        s1.Stress.D2 = TLane.MultiplyAdd(part, change.D2, s0.Stress.D2);
        s1.Stress.D3 = TLane.MultiplyAdd(part, change.D3, s0.Stress.D3);
        s1.Stress.D4 = TLane.MultiplyAdd(part, change.D4, s0.Stress.D4);
        s1.Stress.D5 = TLane.MultiplyAdd(part, change.D5, s0.Stress.D5);
        s1.Xi.A1 = TLane.MultiplyAdd(ratio, s0.Xi.A1 - s1.Xi.A1, s0.Xi.A1);
        s1.Xi.A2 = TLane.MultiplyAdd(ratio, s0.Xi.A2 - s1.Xi.A2, s0.Xi.A2);
        s1.Xi.A3 = TLane.MultiplyAdd(ratio, s0.Xi.A3 - s1.Xi.A3, s0.Xi.A3);
        s1.Xi.B1 = TLane.MultiplyAdd(ratio, s0.Xi.B1 - s1.Xi.B1, s0.Xi.B1);
        s1.Xi.B2 = TLane.MultiplyAdd(ratio, s0.Xi.B2 - s1.Xi.B2, s0.Xi.B2);
        s1.Xi.B3 = TLane.MultiplyAdd(ratio, s0.Xi.B3 - s1.Xi.B3, s0.Xi.B3);
        s1.Xi.C1 = TLane.MultiplyAdd(ratio, s0.Xi.C1 - s1.Xi.C1, s0.Xi.C1);
        s1.Xi.C2 = TLane.MultiplyAdd(ratio, s0.Xi.C2 - s1.Xi.C2, s0.Xi.C2);
        s1.Xi.C3 = TLane.MultiplyAdd(ratio, s0.Xi.C3 - s1.Xi.C3, s0.Xi.C3);
        s1.Xi.D1 = TLane.MultiplyAdd(ratio, s0.Xi.D1 - s1.Xi.D1, s0.Xi.D1);
        s1.Xi.D2 = TLane.MultiplyAdd(ratio, s0.Xi.D2 - s1.Xi.D2, s0.Xi.D2);
        s1.Xi.D3 = TLane.MultiplyAdd(ratio, s0.Xi.D3 - s1.Xi.D3, s0.Xi.D3);
    }

    /// <summary>Mask: |tau| of a system would rise past the level of flow, and by more than flow does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Rises<TLane>(TLane ratio, TLane flow, TLane growth, TLane T, TLane dT, TLane xi) where TLane : unmanaged, ILane<TLane> =>
        TLane.Less(TLane.Max(flow * xi, growth * TLane.Abs(T)), TLane.Abs(TLane.MultiplyAdd(ratio, dT, T)));

    /// <summary>The part of the ratio that takes the largest |tau/xi| to the level of flow, or by as much as flow raises it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static TLane Extrapolation<TLane>(in LaneSlip<TLane> T, in LaneSlip<TLane> dT, in LaneSlip<TLane> xi, TLane ratio)
        where TLane : unmanaged, ILane<TLane>
    {
        CrystalUpdate.InverseResistance(xi, out LaneSlip<TLane> y);
        LaneSlipAlgebra.Multiply(T, y, out LaneSlip<TLane> x);
        LaneSlipAlgebra.Multiply(dT, y, out LaneSlip<TLane> dx);
        TLane now = LaneSlipAlgebra.Largest(x), then = TLane.All(0.0);
        then = TLane.Max(then, TLane.Abs(TLane.MultiplyAdd(ratio, dx.A1, x.A1)));
        then = TLane.Max(then, TLane.Abs(TLane.MultiplyAdd(ratio, dx.A2, x.A2)));
        then = TLane.Max(then, TLane.Abs(TLane.MultiplyAdd(ratio, dx.A3, x.A3)));
        then = TLane.Max(then, TLane.Abs(TLane.MultiplyAdd(ratio, dx.B1, x.B1)));
        then = TLane.Max(then, TLane.Abs(TLane.MultiplyAdd(ratio, dx.B2, x.B2)));
        then = TLane.Max(then, TLane.Abs(TLane.MultiplyAdd(ratio, dx.B3, x.B3)));
        then = TLane.Max(then, TLane.Abs(TLane.MultiplyAdd(ratio, dx.C1, x.C1)));
        then = TLane.Max(then, TLane.Abs(TLane.MultiplyAdd(ratio, dx.C2, x.C2)));
        then = TLane.Max(then, TLane.Abs(TLane.MultiplyAdd(ratio, dx.C3, x.C3)));
        then = TLane.Max(then, TLane.Abs(TLane.MultiplyAdd(ratio, dx.D1, x.D1)));
        then = TLane.Max(then, TLane.Abs(TLane.MultiplyAdd(ratio, dx.D2, x.D2)));
        then = TLane.Max(then, TLane.Abs(TLane.MultiplyAdd(ratio, dx.D3, x.D3)));
        TLane limit = TLane.Max(TLane.All(FlowLevel), TLane.All(FlowGrowth) * now);
        TLane part = ratio * (limit - now) / TLane.Max(then - now, TLane.All(1e-30)); // a maximum of |linear functions| is convex
        return TLane.Choose(TLane.LessOrEqual(then, limit), ratio, part);
    }
}
