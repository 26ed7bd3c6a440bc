using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Makes the surrogate independent of the host's step size, inside the trained range [x_min, x_max] of step lengths:
/// <list type="bullet">
/// <item>hold: x below x_min and less than the largest trained time since the last commit. The point is evaluated from the
/// committed state with the accumulated increment and time; the state does not advance (the held time grows);</item>
/// <item>commit: otherwise; the state advances;</item>
/// <item>sub-step: x above x_max. ceil(x/x_max) equal parts along the straight line in Ub, equal parts of the time; more than
/// <see cref="MaximumParts"/> parts are refused with <see cref="PointStatus.IncrementTooLarge"/>.</item>
/// </list>
/// x is measured from the committed state.
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

    /// <summary>Plans the increment from the committed state to U within dt.</summary>
    internal static StepPlan Plan(ModelSpecification specification, in CommittedState state, in SymmetricTensor stretch, double dt_s)
    {
        if (!stretch.IsFinite || !double.IsFinite(dt_s) || dt_s < 0.0)
            return default(StepPlan) with { Status = PointStatus.NonFiniteInput };
        double j = stretch.Determinant;
        if (!CommittedState.IsPositiveDefinite(stretch) || !double.IsFinite(j))
            return default(StepPlan) with { Status = PointStatus.NonPositiveVolume };
        SymmetricTensor isochoric0 = state.Stretch;
        SymmetricTensor isochoric1 = IsochoricStretch.FromStretch(stretch);
        double x = StrainIncrement.Between(isochoric1 - isochoric0, isochoric0.Inverse).Norm;
        double time = state.HeldTime_s + dt_s;
        TrainedRange trained = specification.Trained;
        bool hold = x < trained.StepLengthMinimum && time < trained.TimeStepMaximum_s;
        double parts = Math.Max(1.0, Math.Ceiling(x / trained.StepLengthMaximum));
        PointStatus status = parts <= MaximumParts ? PointStatus.Ok : PointStatus.IncrementTooLarge;
        return new StepPlan(status, stretch, j, isochoric0, isochoric1, x, time, hold, status == PointStatus.Ok ? (int)parts : 1);
    }

    /// <summary>
    /// The plan at which <see cref="TangentRule.Algorithmic"/> takes the tangent of a zero increment: the straining of the
    /// fading strain e_1 goes on by x_min, at the same volume and time. False if there is no such direction (fresh point).
    /// </summary>
    internal static bool TryContinue(ModelSpecification specification, in CommittedState state, in StepPlan plan, out StepPlan continued)
    {
        continued = plan;
        double length = state.E1.Norm;
        double x = specification.Trained.StepLengthMinimum;
        if (length < DirectionThreshold || !(x > 0.0))
            return false;
        Tensor3x3 increment = (x / length * state.E1).ToTensor().ToTensor() * plan.Isochoric0.ToTensor();
        SymmetricTensor isochoric1 = IsochoricStretch.FromStretch(plan.Isochoric0 + increment.Symmetric);
        continued = plan with { Isochoric1 = isochoric1, Stretch = Math.Cbrt(plan.J) * isochoric1 };
        return true;
    }

    /// <summary>True if a plan is a zero increment for the tangent.</summary>
    internal static bool IsZeroIncrement(ModelSpecification specification, in StepPlan plan) =>
        plan.StepLength < ZeroIncrementFraction * specification.Trained.StepLengthMinimum;
}
