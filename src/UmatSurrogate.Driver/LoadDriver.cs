using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Driver;

/// <summary>What a driven load gave.</summary>
/// <param name="History">Undeformed state and the end of every increment.</param>
/// <param name="Iterations">Newton iterations of each increment (all parts of a divided one together).</param>
/// <param name="CutBacks">How often an increment was repeated with a smaller step.</param>
public sealed record DriveResult(MaterialHistory History, IReadOnlyList<int> Iterations, int CutBacks)
{
    /// <summary>Mean Newton iterations per increment.</summary>
    public double MeanIterations => Iterations.Average();
}

/// <summary>
/// Runs load steps with mixed control at one point of the compiled library, Newton's method with the library's own tangent, and
/// cuts an increment when the library asks for it through PNEWDT (or when Newton's method fails).
/// </summary>
public static class LoadDriver
{
    // A library that must stop its host asks for a factor far below any honest one.
    private const double FatalFactor = 1e-6;
    private const double SmallestPart = 1e-4;

    /// <summary>Runs the load steps from the undeformed state.</summary>
    /// <param name="library">For its messages.</param>
    /// <param name="point">A fresh point of the library.</param>
    /// <param name="steps">Load steps, as a DAMASK load file gives them.</param>
    /// <param name="progress">Called after every increment with its number, from 1.</param>
    /// <exception cref="InputException">The library reported a fatal error.</exception>
    /// <exception cref="InvalidOperationException">An increment failed however small.</exception>
    public static DriveResult Run(HostLibrary library, UmatMaterialPoint point, IReadOnlyList<MixedLoadStep> steps, Action<int>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(point);
        ArgumentNullException.ThrowIfNull(steps);
        MixedControlPoint control = new(point);
        List<double> times_s = [0.0];
        List<Tensor3x3> F = [Tensor3x3.Identity];
        List<Tensor3x3> P = [Tensor3x3.Zero];
        List<int> iterations = [];
        int cutBacks = 0;
        foreach (MixedLoadStep step in steps)
        {
            (Tensor3x3 stepF, Tensor3x3 stepP, double local_s) = (control.DeformationGradient, control.Stress_Pa, 0.0);
            for (int increment = 0; increment < step.Increments; increment++)
            {
                double end_s = local_s + step.IncrementLength_s(increment);
                (int used, int cuts) = Advance(library, point, control, part => Part(step, stepF, stepP, part.Start, part.End), local_s, end_s);
                local_s = end_s;
                cutBacks += cuts;
                iterations.Add(used);
                times_s.Add(control.Time_s);
                F.Add(control.DeformationGradient);
                P.Add(control.Stress_Pa);
                progress?.Invoke(iterations.Count);
            }
        }
        return new(MaterialHistory.FromFirstPiolaKirchhoff([.. times_s], [.. F], [.. P]), iterations, cutBacks);
    }

    /// <summary>From start to end of one increment (times in the load step), in parts if need be.</summary>
    private static (int Iterations, int CutBacks) Advance(
        HostLibrary library, UmatMaterialPoint point, MixedControlPoint control, Func<(double Start, double End), MixedLoadStep> part,
        double start_s, double end_s)
    {
        (int iterations, int cutBacks, double length_s) = (0, 0, end_s - start_s);
        double smallest_s = SmallestPart * length_s;
        double at_s = start_s;
        while (at_s < end_s)
        {
            double next_s = end_s - at_s <= length_s * (1.0 + 1e-9) ? end_s : at_s + length_s;
            int before = point.TotalIterations;
            PointStatus status = control.Advance(part((at_s, next_s)), 0);
            iterations += point.TotalIterations - before;
            if (status == PointStatus.Ok)
            {
                at_s = next_s;
                continue;
            }
            double factor = point.TakeRequestedStepFactor() is double requested ? requested : 0.5;
            if (factor < FatalFactor)
                throw new InputException(library.LastErrorMessage());
            length_s = factor * (next_s - at_s);
            cutBacks++;
            if (length_s < smallest_s)
            {
                throw new InvalidOperationException(
                    $"The increment that starts at {control.Time_s:R} s failed with parts of {length_s:R} s too ({status}). Last message of the library: {library.LastErrorMessage()}");
            }
        }
        return (iterations, cutBacks);
    }

    /// <summary>
    /// The part of a load step between two of its times as a step of one increment. Prescribed F and P are approached linearly from
    /// their values at the start of the whole step; rates stay.
    /// </summary>
    private static MixedLoadStep Part(MixedLoadStep step, in Tensor3x3 startF, in Tensor3x3 startP, double start_s, double end_s)
    {
        double fraction = end_s / step.Time_s;
        return step with
        {
            Deformation = step.DeformationKind == DeformationKind.DeformationGradient
                ? startF + fraction * (step.Deformation - startF) : step.Deformation,
            Stress = step.StressKind == StressKind.FirstPiolaKirchhoff ? startP + fraction * (step.Stress - startP) : step.Stress,
            Time_s = end_s - start_s,
            Increments = 1,
            GeometricRatio = 1.0,
        };
    }
}
