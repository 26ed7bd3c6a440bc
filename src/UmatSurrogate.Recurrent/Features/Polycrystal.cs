using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// What the step features need of the grains of a point: rotations for Bishop-Hill, or for <see cref="FeatureSet.Cluster"/> the grains and
/// their interaction. Immutable; may be shared between threads.
/// </summary>
public sealed class Polycrystal
{
    private readonly double[] _weights;

    private Polycrystal(BishopHillPolycrystal? bishopHill, ClusterPolycrystal? cluster, double[] weights) =>
        (BishopHill, Cluster, _weights) = (bishopHill, cluster, weights);

    /// <summary>Grains that do not interact; null if the features are <see cref="FeatureSet.Cluster"/>.</summary>
    public BishopHillPolycrystal? BishopHill { get; }

    /// <summary>The interacting grains; null unless the features are <see cref="FeatureSet.Cluster"/>.</summary>
    public ClusterPolycrystal? Cluster { get; }

    /// <summary>Weights of the grains in all means, sum 1: volume fractions with <see cref="FeatureSet.Cluster"/>, else all alike.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Prepares the grains for a model.</summary>
    /// <param name="specification">Feature set and constants of the cluster.</param>
    /// <param name="grains">The grains.</param>
    /// <param name="interaction">
    /// Interaction of the geometry of these grains if it was made before (it does not depend on the orientations and may be shared), on the
    /// grid of the specification; null: made here. Not used by other feature sets.
    /// </param>
    /// <exception cref="InputException">There are no grains, or an orientation is not a unit quaternion.</exception>
    public static Polycrystal Create(ModelSpecification specification, ReadOnlySpan<Grain> grains, GrainInteraction? interaction = null)
    {
        ArgumentNullException.ThrowIfNull(specification);
        if (specification.Features != FeatureSet.Cluster)
        {
            double[] alike = new double[grains.Length];
            Array.Fill(alike, 1.0 / grains.Length);
            return new Polycrystal(BishopHillPolycrystal.Create(grains), null, alike);
        }
        if (grains.IsEmpty)
            throw new InputException("A microstructure needs at least one grain; none was given.");
        interaction ??= GrainInteraction.Create(grains, specification.Cluster.Grid);
        double[] weights = interaction.Weights.ToArray();
        return new Polycrystal(null, ClusterPolycrystal.Create(grains, interaction), weights);
    }
}
