using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Data;

/// <summary>
/// Follows a load with a material point, increment by increment, and keeps the history. Where an increment has no solution the history ends
/// before it and <see cref="Status"/> says why.
/// </summary>
public sealed class PointHistory
{
    private readonly List<double> _times_s = [0.0];
    private readonly List<Tensor3x3> _deformationGradients = [Tensor3x3.Identity];
    private readonly List<Tensor3x3> _stresses_Pa = [Tensor3x3.Zero];

    private PointHistory()
    {
    }

    /// <summary>Ok, or why the increment after the last one of the history failed.</summary>
    public PointStatus Status { get; private set; }

    /// <summary>Number of increments that were solved.</summary>
    public int Increments => _times_s.Count - 1;

    /// <summary>Follows prescribed deformation gradients from the undeformed state.</summary>
    /// <param name="point">The material point; it is reset first.</param>
    /// <param name="path">The path. A start other than F = I is reached elastically, in no time.</param>
    /// <param name="advanced">Called after each increment with the number of increments done.</param>
    public static PointHistory Follow(IMaterialPoint point, LoadPath path, Action<int>? advanced = null)
    {
        ArgumentNullException.ThrowIfNull(point);
        ArgumentNullException.ThrowIfNull(path);
        PointHistory history = new();
        point.Reset();
        for (int k = 0; k < path.Times_s.Length && history.Status == PointStatus.Ok; k++)
        {
            if (k == 0 && path.DeformationGradients[0] == Tensor3x3.Identity)
            {
                history._times_s[0] = path.Times_s[0];
                continue;
            }

            double dt_s = k == 0 ? 0.0 : path.Times_s[k] - path.Times_s[k - 1];
            history.Status = point.Evaluate(path.DeformationGradients[k], dt_s, out Tensor3x3 P);
            if (history.Status != PointStatus.Ok)
                break;
            point.Commit();
            if (k == 0)
                history.Clear();
            history.Add(path.Times_s[k], path.DeformationGradients[k], P);
            advanced?.Invoke(k);
        }

        return history;
    }

    /// <summary>Follows load steps under mixed control from the undeformed state.</summary>
    /// <param name="point">The control of a material point that is in its initial state.</param>
    /// <param name="steps">The load steps.</param>
    /// <param name="advanced">Called after each increment with the number of increments done.</param>
    public static PointHistory Follow(MixedControlPoint point, IReadOnlyList<MixedLoadStep> steps, Action<int>? advanced = null)
    {
        ArgumentNullException.ThrowIfNull(point);
        PointHistory history = new();
        history.Status = point.Run(steps, (t, F, P) =>
        {
            history.Add(t, F, P);
            advanced?.Invoke(history.Increments);
        });
        return history;
    }

    /// <summary>The history from the undeformed state, with Cauchy stresses.</summary>
    public MaterialHistory ToMaterialHistory() =>
        MaterialHistory.FromFirstPiolaKirchhoff([.. _times_s], [.. _deformationGradients], [.. _stresses_Pa]);

    private void Add(double time_s, in Tensor3x3 F, in Tensor3x3 P)
    {
        _times_s.Add(time_s);
        _deformationGradients.Add(F);
        _stresses_Pa.Add(P);
    }

    private void Clear()
    {
        _times_s.Clear();
        _deformationGradients.Clear();
        _stresses_Pa.Clear();
    }
}
