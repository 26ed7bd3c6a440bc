using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Driver;

/// <summary>What a driven load gave.</summary>
/// <param name="History">Undeformed state and the end of every increment.</param>
/// <param name="Iterations">Newton iterations of each increment (all parts of a divided one together).</param>
/// <param name="Refusals">How often the library asked for a smaller increment through PNEWDT.</param>
/// <param name="Status">Ok, or why the increment after the last one of the history failed however small.</param>
public sealed record DriveResult(MaterialHistory History, IReadOnlyList<int> Iterations, int Refusals, PointStatus Status)
{
    /// <summary>Mean Newton iterations per increment.</summary>
    public double MeanIterations => Iterations.Average();
}

/// <summary>
/// Runs load steps with mixed control at one point of the compiled library: Newton's method with the library's own tangent; an
/// increment is divided when the library refuses it (PNEWDT) or Newton's method finds no solution.
/// </summary>
public static class LoadDriver
{
    // A library that must stop its host asks for a factor far below any honest one.
    private const double FatalFactor = 1e-6;

    // The network computes in float32: stresses of 100 MPa carry about 10 Pa, and a residual below that cannot be asked for.
    private const double RelativeStressTolerance = 1e-6;
    private const double AbsoluteStressTolerance_Pa = 100.0;

    /// <summary>Runs the load steps from the undeformed state.</summary>
    /// <param name="library">For its messages.</param>
    /// <param name="point">A fresh point of the library.</param>
    /// <param name="steps">Load steps, as a DAMASK load file gives them.</param>
    /// <param name="progress">Called after every increment with its number, from 1.</param>
    /// <exception cref="InputException">The library reported a fatal error.</exception>
    public static DriveResult Run(HostLibrary library, UmatMaterialPoint point, IReadOnlyList<MixedLoadStep> steps, Action<int>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(point);
        ArgumentNullException.ThrowIfNull(steps);
        MixedControlPoint control = new(point, RelativeStressTolerance, AbsoluteStressTolerance_Pa);
        List<double> times_s = [0.0];
        List<Tensor3x3> F = [Tensor3x3.Identity];
        List<Tensor3x3> P = [Tensor3x3.Zero];
        List<int> iterations = [];
        foreach (MixedLoadStep step in steps)
        {
            for (int increment = 0; increment < step.Increments; increment++)
            {
                int before = point.Iterations;
                PointStatus status = control.Advance(step, increment);
                if (point.SmallestStepFactor < FatalFactor)
                    throw new InputException(library.LastErrorMessage());
                if (status != PointStatus.Ok)
                    return Result(status);
                iterations.Add(point.Iterations - before);
                times_s.Add(control.Time_s);
                F.Add(control.DeformationGradient);
                P.Add(control.Stress_Pa);
                progress?.Invoke(iterations.Count);
            }
        }
        return Result(PointStatus.Ok);

        DriveResult Result(PointStatus status) =>
            new(MaterialHistory.FromFirstPiolaKirchhoff([.. times_s], [.. F], [.. P]), iterations, point.Refusals, status);
    }
}
