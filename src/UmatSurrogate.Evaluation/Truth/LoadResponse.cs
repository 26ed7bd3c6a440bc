using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Evaluation;

/// <summary>
/// Response of a material along a load, as far as it went: entry 0 is the undeformed state, entry k the end of increment k. Both arrays have
/// one length, shorter than the load where an increment had no solution.
/// </summary>
/// <param name="DeformationGradients">F, mean over the volume element.</param>
/// <param name="CauchyStress_Pa">Cauchy stress in sample axes, Pa.</param>
/// <param name="Failure">Null, or why the increment after the last one has no solution.</param>
public sealed record LoadResponse(Tensor3x3[] DeformationGradients, SymmetricTensor[] CauchyStress_Pa, string? Failure)
{
    /// <summary>Increments that were solved.</summary>
    public int Increments => CauchyStress_Pa.Length - 1;

    /// <summary>A material point under mixed control, until an increment finds no solution.</summary>
    public static LoadResponse Follow(MixedControlPoint point, IReadOnlyList<MixedLoadStep> steps)
    {
        ArgumentNullException.ThrowIfNull(point);
        List<Tensor3x3> F = [Tensor3x3.Identity];
        List<SymmetricTensor> stress_Pa = [SymmetricTensor.Zero];
        PointStatus status = point.Run(steps, (_, f, p) =>
        {
            F.Add(f);
            stress_Pa.Add(StressMeasures.CauchyFromFirstPiola(p, f));
        });
        return new([.. F], [.. stress_Pa], status == PointStatus.Ok ? null : status.ToString());
    }

    /// <summary>A material point along prescribed deformation gradients, until an increment finds no solution.</summary>
    public static LoadResponse Follow(IMaterialPoint point, Data.LoadPath path)
    {
        ArgumentNullException.ThrowIfNull(point);
        ArgumentNullException.ThrowIfNull(path);
        SymmetricTensor[] stress_Pa = new SymmetricTensor[path.Times_s.Length];
        for (int k = 1; k < stress_Pa.Length; k++)
        {
            Tensor3x3 F = path.DeformationGradients[k];
            PointStatus status = point.Evaluate(F, path.Times_s[k] - path.Times_s[k - 1], out Tensor3x3 P);
            if (status != PointStatus.Ok || !P.IsFinite)
                return new(path.DeformationGradients[..k], stress_Pa[..k], (status == PointStatus.Ok ? PointStatus.NotConverged : status).ToString());
            point.Commit();
            stress_Pa[k] = StressMeasures.CauchyFromFirstPiola(P, F);
        }

        return new(path.DeformationGradients, stress_Pa, null);
    }
}
