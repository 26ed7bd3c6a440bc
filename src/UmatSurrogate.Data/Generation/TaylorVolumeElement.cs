using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Data;

/// <summary>The fidelity <c>taylor</c>: every grain of a volume element takes the prescribed F, all with the same weight.</summary>
public static class TaylorVolumeElement
{
    /// <summary>The grains of a volume element as a polycrystal in its fresh state, with the default tolerances.</summary>
    public static TaylorPolycrystal Polycrystal(in PhenopowerlawParameters material, VolumeElement volumeElement)
    {
        ArgumentNullException.ThrowIfNull(volumeElement);
        ReadOnlySpan<Grain> grains = volumeElement.Grains;
        Tensor3x3[] O = new Tensor3x3[grains.Length];
        for (int g = 0; g < O.Length; g++)
            O[g] = grains[g].Orientation.ToMatrix();
        return new TaylorPolycrystal(material, O, [], UpdateTolerances.Default);
    }
}
