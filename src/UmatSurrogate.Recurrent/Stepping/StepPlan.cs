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
/// <param name="OnsetExponent">Exponent of <see cref="StepOnset"/>, infinite for a step that is not held.</param>
internal readonly record struct StepPlan(
    PointStatus Status, SymmetricTensor Stretch, double J, SymmetricTensor Isochoric0, SymmetricTensor Isochoric1,
    double StepLength, double Time_s, bool Hold, int Parts, double OnsetExponent)
{
    /// <summary>w of <see cref="StepOnset"/>: the share of its change that the output gets.</summary>
    public double Onset => StepOnset.Value(OnsetExponent);

    /// <summary>Time of one sub-step, s.</summary>
    public double PartTime_s => Time_s / Parts;

    /// <summary>
    /// Ub at the end of sub-step <paramref name="part"/> (0: the committed one): the straight line in Ub, made isochoric, so that a
    /// host that goes there itself takes the same steps.
    /// </summary>
    public SymmetricTensor IsochoricAt(int part) => part == 0 ? Isochoric0
        : part == Parts ? Isochoric1
        : IsochoricStretch.FromStretch(Line(part));

    /// <summary>
    /// Change of <see cref="IsochoricAt"/> under a change V of Ub1 with tr(Ub1^-1 V) = 0. With L the point of the line and f its
    /// fraction: d(det(L)^(-1/3) L) = det(L)^(-1/3) f (V - tr(L^-1 V)/3 L).
    /// </summary>
    public SymmetricTensor ChangeAt(int part, in SymmetricTensor v)
    {
        if (part == 0 || part == Parts)
            return part == 0 ? SymmetricTensor.Zero : v;
        SymmetricTensor line = Line(part);
        double f = (double)part / Parts / Math.Cbrt(line.Determinant);
        return f * v - f / 3.0 * SymmetricTensor.DoubleContract(line.Inverse, v) * line;
    }

    /// <summary>
    /// <see cref="ChangeAt"/> for the directions of a tangent, 6 columns (see <see cref="DirectionColumns"/>), 0 &lt; part.
    /// </summary>
    public unsafe void ChangesAt<TLanes>(int part, double* v, double* result)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        SymmetricTensor line = Line(part);
        DirectionColumns.Project<TLanes>(line, line.Inverse, (double)part / Parts / Math.Cbrt(line.Determinant), v, result);
    }

    private SymmetricTensor Line(int part) => Isochoric0 + (double)part / Parts * (Isochoric1 - Isochoric0);
}
