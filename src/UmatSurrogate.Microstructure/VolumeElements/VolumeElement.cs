using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Microstructure;

/// <summary>One grain: seed position in the unit cube (dimensionless) and crystal orientation.</summary>
public readonly record struct Grain(double X, double Y, double Z, Orientation Orientation);

/// <summary>
/// A periodic volume element in the unit cube: grains given by their Voronoi seeds and orientations.
/// Taylor and the surrogate weigh all grains alike; the voxel image of the cells gives full-field geometry.
/// </summary>
public sealed class VolumeElement
{
    private readonly Grain[] _grains;

    public VolumeElement(IReadOnlyList<Grain> grains)
    {
        ArgumentNullException.ThrowIfNull(grains);
        if (grains.Count == 0)
            throw new InputException("A volume element needs at least one grain; none was given.");
        _grains = [.. grains];
    }

    /// <summary>The grains, in the order of the file or of the generator.</summary>
    public ReadOnlySpan<Grain> Grains => _grains;
}
