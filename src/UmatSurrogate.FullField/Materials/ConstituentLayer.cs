using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.FullField;

/// <summary>
/// The k-th constituent of every voxel of a group, in bundles of <c>TLane.Width</c> voxels. All of them are of one phase and differ in orientation
/// and state.
/// </summary>
internal abstract class ConstituentLayer<TLane> where TLane : unmanaged, ILane<TLane>
{
    /// <summary>Doubles of state of one constituent, see <see cref="GetState"/>.</summary>
    public abstract int StateLength { get; }

    /// <summary>
    /// Makes the first guess of the first trial of an increment from the last two committed states; <paramref name="ratio"/> is its length over that of the
    /// increment before, or 0 if there is none.
    /// </summary>
    public abstract void Predict(int bundle, TLane ratio);

    /// <summary>Trial of a bundle: P [Pa] after a step of dt from F0 to F1 from the committed state. Its iterations begin at the last trial or prediction.</summary>
    /// <returns>Mask of the points that found no solution; P is not valid there.</returns>
    public abstract TLane Evaluate(int bundle, in LaneTensor<TLane> F0, in LaneTensor<TLane> F1, TLane dt, out LaneTensor<TLane> P, ref FieldStep<TLane> scratch);

    /// <summary>Makes the last trial of every bundle the committed state.</summary>
    public abstract void Commit();

    /// <summary>The initial state of one constituent with the orientation O (v_crystal = O v_sample).</summary>
    public abstract void Initialise(int index, in Tensor3x3 O);

    /// <summary>Fp^-1 of a constituent in the committed state, det 1.</summary>
    public abstract Tensor3x3 FpInverse(int index);

    /// <summary>Slip resistances [Pa] of a constituent in the committed state; zeros for an elastic one.</summary>
    public abstract void SlipResistances(int index, Span<double> xi);

    /// <summary>The committed state of a constituent and what a prediction needs, <see cref="StateLength"/> doubles.</summary>
    public abstract void GetState(int index, Span<double> state);

    /// <summary>Replaces the committed state of a constituent.</summary>
    public abstract void SetState(int index, ReadOnlySpan<double> state);
}
