using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>How one increment of one point is taken (see <see cref="SteppingRule"/>).</summary>
/// <param name="Status">Ok, or why the point cannot be evaluated.</param>
/// <param name="Stretch">U at the end of the increment.</param>
/// <param name="J">det U.</param>
/// <param name="Isochoric0">Ub0, the committed isochoric stretch.</param>
/// <param name="Isochoric1">Ub1 = J^(-1/3) U.</param>
/// <param name="StepLength">x of the whole increment from the committed state.</param>
/// <param name="Time_s">Time since the commit, this increment included, s.</param>
/// <param name="Hold">True: evaluate, but keep the committed state.</param>
/// <param name="Parts">Number of equal sub-steps, at least 1.</param>
internal readonly record struct StepPlan(
    PointStatus Status, SymmetricTensor Stretch, double J, SymmetricTensor Isochoric0, SymmetricTensor Isochoric1,
    double StepLength, double Time_s, bool Hold, int Parts)
{
    /// <summary>Time of one sub-step, s.</summary>
    public double PartTime_s => Time_s / Parts;

    /// <summary>Ub at the end of sub-step <paramref name="part"/> (0: the committed one), on the straight line in Ub.</summary>
    public SymmetricTensor IsochoricAt(int part) => part == 0 ? Isochoric0
        : part == Parts ? Isochoric1
        : Isochoric0 + (double)part / Parts * (Isochoric1 - Isochoric0);
}
