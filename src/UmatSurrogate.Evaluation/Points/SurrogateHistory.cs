using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Evaluation;

/// <summary>The response of a material point along a prescribed path or under mixed control, as a history from the undeformed state.</summary>
public static class SurrogateHistory
{
    // The network is single precision: its stress is a multiple of some 10 Pa, and the mixed control must not ask for less.
    private const double RelativeTolerance = 1e-5;
    private const double Tolerance_Pa = 500.0;

    /// <summary>Mixed control with tolerances that a single-precision surrogate can meet.</summary>
    public static MixedControlPoint Control(IMaterialPoint point) => new(point, RelativeTolerance, Tolerance_Pa);

    /// <summary>Follows prescribed deformation gradients.</summary>
    /// <exception cref="InputException">The surrogate refuses an increment.</exception>
    public static MaterialHistory Follow(SurrogatePoint point, LoadPath path)
    {
        ArgumentNullException.ThrowIfNull(point);
        ArgumentNullException.ThrowIfNull(path);
        Tensor3x3[] P = new Tensor3x3[path.Times_s.Length];
        for (int k = 1; k < P.Length; k++)
        {
            PointStatus status = point.Evaluate(path.DeformationGradients[k], path.Times_s[k] - path.Times_s[k - 1], out P[k]);
            if (status != PointStatus.Ok)
            {
                throw new InputException(
                    $"The surrogate refuses increment {k} of the path (t = {path.Times_s[k]:R} s): {status}. "
                    + "Its trained range is shown by 'info'; smaller increments may help.");
            }

            point.Commit();
        }

        return MaterialHistory.FromFirstPiolaKirchhoff(path.Times_s, path.DeformationGradients, P);
    }

    /// <summary>Follows load steps under mixed control.</summary>
    /// <exception cref="InputException">An increment finds no solution.</exception>
    public static MaterialHistory Follow(SurrogatePoint point, IReadOnlyList<MixedLoadStep> steps)
    {
        List<double> times_s = [0.0];
        List<Tensor3x3> F = [Tensor3x3.Identity];
        List<Tensor3x3> P = [Tensor3x3.Zero];
        PointStatus status = Control(point).Run(steps, (t, f, p) =>
        {
            times_s.Add(t);
            F.Add(f);
            P.Add(p);
        });
        if (status != PointStatus.Ok)
        {
            throw new InputException(
                $"The surrogate finds no solution at increment {times_s.Count} of the load (after t = {times_s[^1]:R} s): {status}. "
                + "Its trained range is shown by 'info'; smaller increments may help.");
        }

        return MaterialHistory.FromFirstPiolaKirchhoff([.. times_s], [.. F], [.. P]);
    }
}
