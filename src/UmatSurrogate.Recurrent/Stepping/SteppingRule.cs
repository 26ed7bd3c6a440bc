using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Makes the surrogate independent of the host's step size, inside the trained range [x_min, x_max] of step lengths:
/// <list type="bullet">
/// <item>hold: x below x_min, less than the largest trained time since the last commit, and no rest (<see cref="Rests"/>). The point is evaluated from the
/// committed state with the accumulated increment and time; of the state only the held time grows;</item>
/// <item>commit: otherwise; the state advances;</item>
/// <item>sub-step: x above x_max. ceil(x/x_max) equal parts along the straight line in Ub, made isochoric, equal parts of the time; more than
/// <see cref="MaximumParts"/> parts are refused with <see cref="PointStatus.IncrementTooLarge"/>: the host shall cut its increment.</item>
/// </list>
/// x is measured from the committed state. What this promises, as long as a point does not rest: a held response depends on where the point is and on the time since
/// the commit, not on the increments in between; and an increment of n parts is the same as n increments.
/// <para>
/// Pure functions on plain values, without allocation or exceptions: kernels of an accelerator can call
/// <see cref="Decide"/> and <see cref="PlanIsochoric"/>.
/// </para>
/// </summary>
public static class SteppingRule
{
    /// <summary>Largest number of sub-steps of one increment.</summary>
    public const int MaximumParts = 64;

    /// <summary>
    /// Below this part of x_min an increment, held or not (long dwell), counts as zero for the tangent (<see cref="TangentRule.Algorithmic"/>).
    /// Measured in CalculiX: 0.1 makes Newton fail in an implicit dynamic job of tiny increments; 0.03 to 0.001 do not and change no static one.
    /// </summary>
    public const double ZeroIncrementFraction = 0.01;

    /// <summary>Below this length of e_1 there is no direction of straining to continue.</summary>
    public const double DirectionThreshold = 0.1;

    /// <summary>What <see cref="Decide"/> returns for a held step.</summary>
    public const int Held = 0;

    /// <summary>What <see cref="Decide"/> returns for a step of too many parts.</summary>
    public const int TooLarge = -1;

    /// <summary>
    /// Whether a strained point rests since its last commit (dwell, relaxation): slower than any trained rate, for longer than that rate takes
    /// for x_min/100. Rests are committed, so that the straining after them is seen at its own rate; held, they would be
    /// averaged with it, and the first increment after a dwell of 100 s would look like one at a ten-thousandth of its rate. A fresh point
    /// (<paramref name="pathLength"/> 0) has no stress that could relax and stays fresh.
    /// </summary>
    /// <param name="limits">Trained range.</param>
    /// <param name="pathLength">l at the last commit.</param>
    /// <param name="x">Step length since the commit.</param>
    /// <param name="time_s">Time since the commit, s.</param>
    public static bool Rests(in StepLimits limits, double pathLength, double x, double time_s) =>
        pathLength > 0.0
        && time_s * limits.RateMinimum_perSecond > x
        && time_s * limits.RateMinimum_perSecond > ZeroIncrementFraction * limits.LengthMinimum
        && StepOnset.Exponent(limits, pathLength, x, time_s) >= StepOnset.CompleteExponent;

    /// <summary>The decision itself.</summary>
    /// <param name="limits">Trained range.</param>
    /// <param name="pathLength">l at the last commit.</param>
    /// <param name="x">Step length since the commit; NaN is too large.</param>
    /// <param name="time_s">Time since the commit, s.</param>
    /// <returns>The number of sub-steps in which the state advances, 1 to <see cref="MaximumParts"/>; or <see cref="Held"/> or <see cref="TooLarge"/>.</returns>
    public static int Decide(in StepLimits limits, double pathLength, double x, double time_s)
    {
        double parts = Math.Ceiling(x / limits.LengthMaximum);
        if (!(parts <= MaximumParts))
            return TooLarge;
        return x < limits.LengthMinimum && time_s < limits.TimeMaximum_s && !Rests(limits, pathLength, x, time_s) ? Held
            : parts > 1.0 ? (int)parts
            : 1;
    }

    /// <summary>Plans the increment from the committed state to U within dt.</summary>
    internal static StepPlan Plan(in StepLimits limits, in CommittedState state, in SymmetricTensor stretch, double dt_s)
    {
        if (!stretch.IsFinite || !double.IsFinite(dt_s) || dt_s < 0.0)
            return default(StepPlan) with { Status = PointStatus.NonFiniteInput };
        double j = stretch.Determinant;
        if (!CommittedState.IsPositiveDefinite(stretch) || !double.IsFinite(j))
            return default(StepPlan) with { Status = PointStatus.NonPositiveVolume };
        return PlanIsochoric(limits, state, stretch, j, IsochoricStretch.FromStretch(stretch), dt_s);
    }

    /// <summary>The same for a U that was checked, with J = det U and Ub1 = J^(-1/3) U.</summary>
    internal static StepPlan PlanIsochoric(
        in StepLimits limits, in CommittedState state, in SymmetricTensor stretch, double j, in SymmetricTensor isochoric1, double dt_s)
    {
        SymmetricTensor isochoric0 = state.Stretch;
        double x = StrainIncrement.Between(isochoric1 - isochoric0, isochoric0.Inverse).Norm;
        double time_s = state.HeldTime_s + dt_s;
        int decision = Decide(limits, state.PathLength, x, time_s);
        double onset = decision == Held ? StepOnset.Exponent(limits, state.PathLength, x, time_s) : double.PositiveInfinity;
        return new StepPlan(
            decision == TooLarge ? PointStatus.IncrementTooLarge : PointStatus.Ok, stretch, j, isochoric0, isochoric1, x, time_s,
            decision == Held, decision > 1 ? decision : 1, onset);
    }

    /// <summary>
    /// The plan at which <see cref="TangentRule.Algorithmic"/> takes the tangent of a zero increment: the straining of the
    /// fading strain e_1 goes on by x_min, at the same volume and time. False if there is no such direction (fresh point).
    /// </summary>
    internal static bool TryContinue(in StepLimits limits, in CommittedState state, in StepPlan plan, out StepPlan continued)
    {
        continued = plan;
        double length = state.E1.Norm;
        double x = limits.LengthMinimum;
        if (length < DirectionThreshold || !(x > 0.0))
            return false;
        Tensor3x3 increment = (x / length * state.E1).ToTensor().ToTensor() * plan.Isochoric0.ToTensor();
        SymmetricTensor isochoric1 = IsochoricStretch.FromStretch(plan.Isochoric0 + increment.Symmetric);
        continued = plan with { Isochoric1 = isochoric1, Stretch = Math.Cbrt(plan.J) * isochoric1, StepLength = x, OnsetExponent = double.PositiveInfinity };
        return true;
    }

    /// <summary>True if a plan is a zero increment for the tangent.</summary>
    internal static bool IsZeroIncrement(in StepLimits limits, in StepPlan plan) =>
        plan.StepLength < ZeroIncrementFraction * limits.LengthMinimum;
}
