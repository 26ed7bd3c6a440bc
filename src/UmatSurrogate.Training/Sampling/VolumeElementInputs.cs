using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Training;

/// <summary>The volume elements of data sets as features need them, each prepared at its first use. Safe for many threads.</summary>
/// <param name="volumeElements">The volume elements.</param>
/// <param name="model">Feature set and constants; scaling and trained range do not matter.</param>
internal sealed class VolumeElementInputs(IReadOnlyList<VolumeElement> volumeElements, ModelSpecification model)
{
    private readonly Polycrystal?[] _polycrystals = new Polycrystal?[volumeElements.Count];

    /// <summary>Number of volume elements.</summary>
    public int Count => volumeElements.Count;

    /// <summary>The grains of a volume element.</summary>
    public ReadOnlySpan<Grain> Grains(int volumeElement) => volumeElements[volumeElement].Grains;

    /// <summary>The crystals of a volume element.</summary>
    public Polycrystal Crystals(int volumeElement) =>
        // Made twice at worst, with the same result.
        Volatile.Read(ref _polycrystals[volumeElement]) ?? (_polycrystals[volumeElement] = Polycrystal.Create(model, Grains(volumeElement)));

    /// <summary>Unscaled grain features, grain count x n_grain, of the rotated volume element with shifted seeds.</summary>
    public float[] GrainFeatures(int volumeElement, SampleRotation rotation, (double X, double Y, double Z) shift)
    {
        ReadOnlySpan<Grain> grains = Grains(volumeElement);
        Grain[] rotated = new Grain[grains.Length];
        for (int g = 0; g < rotated.Length; g++)
            rotated[g] = rotation.Rotate(grains[g], shift);
        float[] features = new float[rotated.Length * model.GrainFeatureCount];
        Recurrent.GrainFeatures.Compute(model.Features, rotated, features);
        return features;
    }
}
