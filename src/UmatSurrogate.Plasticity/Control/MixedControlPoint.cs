using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>
/// Drives a material point through mixed load steps: components of F that are not prescribed are found by Newton's method with the consistent
/// tangent such that the first Piola-Kirchhoff stress takes its prescribed values. For a homogeneous point this is what DAMASK's grid solver
/// converges to (Roters et al. 2019, doi:10.1016/j.commatsci.2018.04.030). Aims of an increment: F_aim = F0 + dt dot_F with dot_F as prescribed,
/// L F0 for a velocity gradient, or (F_end - F0)/(time left) for a target; P_aim moves linearly in time to its
/// target at the end of the load step, from its last value or from P where the component followed the deformation before. A free component
/// starts from its rate in the increment before.
/// </summary>
public sealed class MixedControlPoint
{
    private const int MaximumIterations = 30;
    private const int MaximumShortenings = 8;
    private const int SmallestParts = 16;
    private readonly double _relativeTolerance;
    private readonly double _absoluteTolerance_Pa;
    private readonly double[] _tangent = new double[81];
    private readonly double[] _system = new double[90];
    private Tensor3x3 _rate;
    private Tensor3x3 _stressAim;
    private double _stepTime;

    /// <param name="material">The material point; it is advanced by <see cref="Advance"/>.</param>
    /// <param name="relativeStressTolerance">
    /// Converged when the largest |P - P_aim| of the stress-controlled components is at most this times the largest |P| ...
    /// </param>
    /// <param name="absoluteStressTolerance_Pa">... or at most this [Pa].</param>
    public MixedControlPoint(IMaterialPoint material, double relativeStressTolerance = 1e-9, double absoluteStressTolerance_Pa = 0.1)
    {
        ArgumentNullException.ThrowIfNull(material);
        Material = material;
        _relativeTolerance = relativeStressTolerance;
        _absoluteTolerance_Pa = absoluteStressTolerance_Pa;
    }

    /// <summary>The material point.</summary>
    public IMaterialPoint Material { get; }

    /// <summary>Deformation gradient at the end of the last increment.</summary>
    public Tensor3x3 DeformationGradient { get; private set; } = Tensor3x3.Identity;

    /// <summary>First Piola-Kirchhoff stress [Pa] at the end of the last increment.</summary>
    public Tensor3x3 Stress_Pa { get; private set; }

    /// <summary>Time [s] at the end of the last increment.</summary>
    public double Time_s { get; private set; }

    /// <summary>
    /// Advances by one increment of a load step and commits it. An increment without solution is halved, up to four times, as DAMASK cuts back:
    /// the aims move linearly within it.
    /// </summary>
    /// <param name="step">The load step.</param>
    /// <param name="increment">Number of the increment in the load step, from 0; increments are taken in order.</param>
    /// <returns>
    /// Ok, or the status of the part that found no solution; the point then stands at the end of the part before (<see cref="Time_s"/>).
    /// </returns>
    public PointStatus Advance(MixedLoadStep step, int increment)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (step.LoadFrame != Tensor3x3.Identity)
            throw new InputException("A rotated load frame is not supported at a material point; rotate the orientations instead.");
        ArgumentOutOfRangeException.ThrowIfNegative(increment);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(increment, step.Increments);
        if (increment == 0)
            _stepTime = 0.0;
        double dt = step.IncrementLength_s(increment), start = Time_s, stepStart = _stepTime;
        bool last = increment == step.Increments - 1;
        double left = last ? dt : step.Time_s - stepStart;
        Tensor3x3 velocityBase = DeformationGradient; // L acts on F at the start of the increment, also in its parts
        int done = 0, size = SmallestParts;           // in parts of dt / SmallestParts
        while (done < SmallestParts)
        {
            double part = dt * size / SmallestParts, partLeft = left - dt * done / SmallestParts;
            PointStatus status = AdvanceBy(step, part, partLeft, last && done + size == SmallestParts, velocityBase);
            if (status != PointStatus.Ok)
            {
                if (size == 1)
                    return status;
                size /= 2;
                continue;
            }

            done += size;
            Time_s = start + dt * done / SmallestParts;
            _stepTime = stepStart + dt * done / SmallestParts;
        }

        return PointStatus.Ok;
    }

    private PointStatus AdvanceBy(MixedLoadStep step, double dt, double left, bool last, in Tensor3x3 velocityBase)
    {
        Tensor3x3 guess = DeformationGradient + dt * _rate;
        Tensor3x3 aimF = IncrementAims.Deformation(step, dt, left, last, DeformationGradient, velocityBase, guess);
        Tensor3x3 aimP = IncrementAims.Stress_Pa(step, dt, left, _stressAim);
        PointStatus status = Solve(aimF, aimP, step.DeformationMask, dt, out Tensor3x3 F, out Tensor3x3 P);
        if (status != PointStatus.Ok)
            return status;
        Material.Commit();
        _rate = (1.0 / dt) * (F - DeformationGradient);
        (DeformationGradient, Stress_Pa, _stressAim) = (F, P, IncrementAims.Merge(step.DeformationMask, P, aimP));
        return PointStatus.Ok;
    }

    /// <summary>Runs whole load steps; <paramref name="record"/> is called after every increment with (time [s], F, P [Pa]).</summary>
    /// <returns>Ok, or the status of the increment that failed.</returns>
    public PointStatus Run(IReadOnlyList<MixedLoadStep> steps, Action<double, Tensor3x3, Tensor3x3> record)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(record);
        foreach (MixedLoadStep step in steps)
        {
            for (int increment = 0; increment < step.Increments; increment++)
            {
                PointStatus status = Advance(step, increment);
                if (status != PointStatus.Ok)
                    return status;
                record(Time_s, DeformationGradient, Stress_Pa);
            }
        }

        return PointStatus.Ok;
    }

    private PointStatus Solve(in Tensor3x3 aimF, in Tensor3x3 aimP, int prescribed, double dt, out Tensor3x3 F, out Tensor3x3 P)
    {
        F = aimF;
        if (prescribed == MixedLoadStep.AllComponents)
            return Material.Evaluate(F, dt, out P);
        Tensor3x3 accepted = aimF, step = default;
        double best = double.PositiveInfinity, length = 1.0;
        int shortenings = 0;
        P = default;
        PointStatus status = PointStatus.NotConverged;
        for (int iteration = 0; iteration < MaximumIterations; iteration++)
        {
            status = Material.EvaluateWithTangent(F, dt, out P, _tangent);
            double error = status == PointStatus.Ok ? LargestFree(P - aimP, prescribed) : double.PositiveInfinity;
            if (error <= Math.Max(_relativeTolerance * Largest(P), _absoluteTolerance_Pa) && status == PointStatus.Ok)
                return PointStatus.Ok;

            // Where the first guess itself cannot be evaluated there is nothing to go back to but the start of the increment.
            if (double.IsPositiveInfinity(error) && double.IsPositiveInfinity(best))
            {
                if (shortenings++ > 0)
                    return status;
                F = IncrementAims.Merge(prescribed, aimF, DeformationGradient);
                continue;
            }

            if (error < best || shortenings >= MaximumShortenings)
            {
                if (double.IsPositiveInfinity(error))
                    return status;
                (accepted, best, length, shortenings) = (F, error, 1.0, 0);
                step = NewtonStep(P - aimP, prescribed);
            }
            else
            {
                (length, shortenings) = (0.5 * length, shortenings + 1);
            }

            F = accepted - length * step;
        }

        return status == PointStatus.Ok ? PointStatus.NotConverged : status;
    }

    /// <summary>
    /// Solves (dP/dF) dF = residual in the free components by elimination with full pivoting. A direction in which the stress does not change,
    /// such as a free rotation of a stress-free body, has no pivot and is left alone.
    /// </summary>
    private Tensor3x3 NewtonStep(in Tensor3x3 residual, int prescribed)
    {
        Span<int> free = stackalloc int[9];
        Span<double> r = stackalloc double[9], x = stackalloc double[9], step = stackalloc double[9];
        residual.ToRowMajor(r);
        step.Clear();
        int n = 0;
        for (int c = 0; c < 9; c++)
        {
            if ((prescribed >> c & 1) == 0)
                free[n++] = c;
        }

        Span<double> m = _system.AsSpan(0, n * (n + 1));
        double scale = 0.0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                m[i * (n + 1) + j] = _tangent[9 * free[i] + free[j]];
                scale = Math.Max(scale, Math.Abs(m[i * (n + 1) + j]));
            }

            m[i * (n + 1) + n] = r[free[i]];
        }

        SmallLinearSystem.Solve(m, n, 1e-9 * scale, x);
        for (int i = 0; i < n; i++)
            step[free[i]] = x[i];
        return Tensor3x3.FromRowMajor(step);
    }

    private static double LargestFree(in Tensor3x3 a, int prescribed) => Largest(IncrementAims.Merge(prescribed, Tensor3x3.Zero, a));

    private static double Largest(in Tensor3x3 a) => Math.Max(
        Math.Max(Math.Max(Math.Abs(a.M11), Math.Abs(a.M12)), Math.Max(Math.Abs(a.M13), Math.Abs(a.M21))),
        Math.Max(Math.Max(Math.Abs(a.M22), Math.Abs(a.M23)), Math.Max(Math.Abs(a.M31), Math.Max(Math.Abs(a.M32), Math.Abs(a.M33)))));
}
