using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Microstructure;

/// <summary>
/// Random volume elements: seeds uniform in the unit cube, orientations uniform on SO(3) or about a texture component,
/// reduced to the cubic fundamental zone. Positions come from stream 0 of the seed, orientations from stream 1, so that a
/// textured and a random volume element of one seed have the same grains in space.
/// </summary>
public static class VolumeElementGenerator
{
    private const ulong PositionStream = 0;
    private const ulong OrientationStream = 1;

    /// <summary>Grains with orientations uniform on SO(3).</summary>
    public static VolumeElement Random(int grains, ulong seed) => Create(grains, seed, OrientationSampling.Uniform);

    /// <summary>Grains about a texture component.</summary>
    /// <param name="grains">Number of grains, at least 1.</param>
    /// <param name="component">Ideal component.</param>
    /// <param name="halfWidth_deg">Half-width of the kernel, see <see cref="OrientationSampling.Unimodal"/>.</param>
    /// <param name="seed">Seed; the same seed gives the same volume element.</param>
    /// <param name="symmetry">Variants by sample symmetry, drawn with equal probability for each grain.</param>
    public static VolumeElement Textured(
        int grains, TextureComponent component, double halfWidth_deg, ulong seed, SampleSymmetry symmetry = SampleSymmetry.Triclinic)
    {
        Orientation mode = OrientationSampling.Ideal(component);
        return Create(grains, seed, random =>
        {
            Orientation variant = symmetry == SampleSymmetry.Orthorhombic
                ? mode * CubicSymmetry.Operators[random.NextInt32(4)]
                : mode;
            return OrientationSampling.Unimodal(variant, halfWidth_deg, random);
        });
    }

    private static VolumeElement Create(int grains, ulong seed, Func<RandomStream, Orientation> orientation)
    {
        if (grains < 1)
            throw new InputException($"A volume element with {grains} grains was asked for; it needs at least one.");
        RandomStream positions = new(seed, PositionStream);
        RandomStream orientations = new(seed, OrientationStream);
        Grain[] result = new Grain[grains];
        for (int g = 0; g < grains; g++)
        {
            double x = positions.NextDouble(), y = positions.NextDouble(), z = positions.NextDouble();
            result[g] = new(x, y, z, CubicSymmetry.ReduceToFundamentalZone(orientation(orientations)));
        }
        return new(result);
    }
}
