using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>
/// One bundle of crystals through one increment: the implicit step, halved where it does not converge. Each point has its own part of the
/// increment; points that are through wait masked. F runs along the straight line from F0 to F1.
/// </summary>
public static class CrystalIncrement
{
    /// <summary>
    /// Updates from <paramref name="s0"/> and gives P [Pa]. <paramref name="w"/> describes the undivided step; it is valid, and a tangent can be
    /// made from it, at the points that are not in the mask <paramref name="divided"/>. Returned: mask of the points that failed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TLane Advance<TLane>(
        in UpdateConstants c, in LaneTensor<TLane> F0, in LaneTensor<TLane> F1, TLane dt, in CrystalState<TLane> s0,
        out CrystalState<TLane> s1, out CrystalStep<TLane> w, out LaneTensor<TLane> P, out TLane divided)
        where TLane : unmanaged, ILane<TLane> =>
        Advance(c, F0, F1, dt, s0, TLane.LessOrEqual(TLane.All(0.0), TLane.All(1.0)), out s1, out w, out P, out divided);

    /// <summary>The same for the points in the mask <paramref name="active"/>; only there the results are valid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TLane Advance<TLane>(
        in UpdateConstants c, in LaneTensor<TLane> F0, in LaneTensor<TLane> F1, TLane dt, in CrystalState<TLane> s0, TLane active,
        out CrystalState<TLane> s1, out CrystalStep<TLane> w, out LaneTensor<TLane> P, out TLane divided)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane ok = CrystalUpdate.Step(c, F1, dt, s0, active, out s1, out w);
        divided = TLane.ButNot(active, ok);
        CrystalUpdate.Stress(s0, w, out P);
        return TLane.Any(divided) ? Divide(c, F0, F1, dt, s0, divided, ref s1, ref P) : divided;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static TLane Divide<TLane>(
        in UpdateConstants c, in LaneTensor<TLane> F0, in LaneTensor<TLane> F1, TLane dt, in CrystalState<TLane> s0, TLane points,
        ref CrystalState<TLane> s1, ref LaneTensor<TLane> P) where TLane : unmanaged, ILane<TLane>
    {
        TLane one = TLane.All(1.0), done = TLane.All(0.0), part = TLane.All(0.5);
        TLane smallest = TLane.All(c.SmallestPart), pending = points, failed = TLane.Less(one, done);
        CrystalState<TLane> state = s0;
        while (TLane.Any(pending))
        {
            TLane end = TLane.Min(done + part, one);
            Between(F0, F1, end, out LaneTensor<TLane> F);
            TLane ok = CrystalUpdate.Step(c, F, (end - done) * dt, state, pending, out CrystalState<TLane> next, out CrystalStep<TLane> w);
            CrystalUpdate.Stress(state, w, out LaneTensor<TLane> stress);
            TLane finished = TLane.Both(ok, TLane.LessOrEqual(one, end)), retry = TLane.ButNot(pending, ok);
            LaneMerge.Choose(ok, next, ref state);
            LaneMerge.Choose(finished, stress, ref P);
            LaneMerge.Choose(finished, next, ref s1);
            done = TLane.Choose(ok, end, done);
            part = TLane.Choose(retry, TLane.All(0.5) * part, part);
            TLane lost = TLane.Both(retry, TLane.Less(part, smallest));
            failed = TLane.Either(failed, lost);
            pending = TLane.ButNot(TLane.ButNot(pending, finished), lost);
        }

        return failed;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Between<TLane>(in LaneTensor<TLane> F0, in LaneTensor<TLane> F1, TLane part, out LaneTensor<TLane> F)
        where TLane : unmanaged, ILane<TLane>
    {
        F.M11 = TLane.MultiplyAdd(part, F1.M11 - F0.M11, F0.M11);
        F.M12 = TLane.MultiplyAdd(part, F1.M12 - F0.M12, F0.M12);
        F.M13 = TLane.MultiplyAdd(part, F1.M13 - F0.M13, F0.M13);
        F.M21 = TLane.MultiplyAdd(part, F1.M21 - F0.M21, F0.M21);
        F.M22 = TLane.MultiplyAdd(part, F1.M22 - F0.M22, F0.M22);
        F.M23 = TLane.MultiplyAdd(part, F1.M23 - F0.M23, F0.M23);
        F.M31 = TLane.MultiplyAdd(part, F1.M31 - F0.M31, F0.M31);
        F.M32 = TLane.MultiplyAdd(part, F1.M32 - F0.M32, F0.M32);
        F.M33 = TLane.MultiplyAdd(part, F1.M33 - F0.M33, F0.M33);
    }
}
