using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Evaluation;

/// <summary>An idealised load on several volume elements: surrogate and crystal plasticity, each under its own mixed control.</summary>
/// <param name="Name">Name of the load or texture.</param>
/// <param name="Strain">The driven component of F - I by increment, the start included.</param>
/// <param name="Surrogate_Pa">Cauchy stress of the surrogate by volume element and increment, Pa.</param>
/// <param name="Taylor_Pa">Cauchy stress of crystal plasticity, Pa.</param>
/// <param name="Surrogate">Errors of the surrogate.</param>
/// <param name="Blind">Errors of a predictor that knows the exact mean of crystal plasticity over random volume elements.</param>
public sealed record MixedLoadResult(
    string Name, double[] Strain, SymmetricTensor[][] Surrogate_Pa, SymmetricTensor[][] Taylor_Pa, ErrorStatistics Surrogate, ErrorStatistics Blind);

/// <summary>
/// The idealised loads (uniaxial tension, plane strain, pure shear; Fig. 8 of the paper) and the textures (Goss, brass, cube, copper
/// under uniaxial tension; Fig. 9). The free components of F follow from the stress-free components of P, for the surrogate by its
/// own tangent. Errors compare the stresses at the same driven strain.
/// </summary>
public static class MixedLoads
{
    /// <summary>Runs one load on volume elements.</summary>
    /// <param name="name">Name in the report.</param>
    /// <param name="evaluator">The surrogate.</param>
    /// <param name="material">Crystal plasticity of its data.</param>
    /// <param name="volumeElements">The volume elements.</param>
    /// <param name="load">The load.</param>
    /// <param name="random_Pa">Crystal plasticity of random volume elements under the same load, for the blind baseline; null: these ones.</param>
    public static MixedLoadResult Run(
        string name, SurrogateEvaluator evaluator, PhenopowerlawParameters material, IReadOnlyList<VolumeElement> volumeElements,
        IdealisedLoad load, SymmetricTensor[][]? random_Pa = null)
    {
        ArgumentNullException.ThrowIfNull(evaluator);
        ArgumentNullException.ThrowIfNull(volumeElements);
        ArgumentNullException.ThrowIfNull(load);
        SymmetricTensor[][] surrogate_Pa = new SymmetricTensor[volumeElements.Count][];
        SymmetricTensor[][] taylor_Pa = new SymmetricTensor[volumeElements.Count][];
        Parallel.For(0, volumeElements.Count, v =>
        {
            MicrostructureContext context = MicrostructureContext.Create(evaluator.Model, volumeElements[v].Grains);
            surrogate_Pa[v] = Follow(SurrogateHistory.Control(new SurrogatePoint(evaluator, context)), load, "the surrogate");
            taylor_Pa[v] = Follow(new MixedControlPoint(TaylorVolumeElement.Polycrystal(material, volumeElements[v])), load, "crystal plasticity");
        });
        SymmetricTensor[] blind_Pa = UnseenPaths.MeanHistory(random_Pa ?? taylor_Pa);
        return new(
            name,
            [.. Enumerable.Range(0, load.Increments + 1).Select(k => load.Strain * k / load.Increments)],
            surrogate_Pa,
            taylor_Pa,
            ErrorStatistics.Of([.. surrogate_Pa.Select((s, v) => StressError.Along_MPa(s, taylor_Pa[v]))]),
            ErrorStatistics.Of([.. taylor_Pa.Select(t => StressError.Along_MPa(blind_Pa, t))]));
    }

    private static SymmetricTensor[] Follow(MixedControlPoint point, IdealisedLoad load, string who)
    {
        SymmetricTensor[] stress_Pa = new SymmetricTensor[load.Increments + 1];
        MixedLoadStep step = load.ToLoadStep();
        for (int k = 0; k < load.Increments; k++)
        {
            PointStatus status = point.Advance(step, k);
            if (status != PointStatus.Ok)
            {
                throw new InputException(
                    $"Under the load {load.Kind}, {who} finds no solution at increment {k + 1} of {load.Increments}: {status}. "
                    + "A model that was hardly trained cannot be evaluated under mixed loads; train it longer.");
            }
            stress_Pa[k + 1] = StressMeasures.CauchyFromFirstPiola(point.Stress_Pa, point.DeformationGradient);
        }

        return stress_Pa;
    }
}
