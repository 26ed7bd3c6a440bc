using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>
/// One bundle of crystals through one increment for full fields: the same equations as <see cref="CrystalIncrement"/>, begun from a separate
/// first guess, because the solver of a field evaluates every voxel several times from the same committed state with little different F.
/// </summary>
public static class FieldIncrement
{
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TLane Advance<TLane>(
        in UpdateConstants c, in LaneTensor<TLane> F0, in LaneTensor<TLane> F1, TLane dt, in CrystalState<TLane> s0,
        ref CrystalState<TLane> s1, out LaneTensor<TLane> P) where TLane : unmanaged, ILane<TLane>
    {
        TLane failed = CrystalIncrement.Advance(c, F0, F1, dt, s0, out CrystalState<TLane> next, out _, out P, out _);
        s1 = next;
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
        s1 = s0;
    }
}
