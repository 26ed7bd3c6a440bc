namespace UmatSurrogate.Microstructure;

/// <summary>
/// The seed of the volume element at one integration point of a finite-element model whose every point has grains of its own:
/// the first number of the stream (element label, point) of the model's seed. Part of the meaning of a plugin configuration;
/// never changed.
/// </summary>
public static class PointSeed
{
    /// <summary>Seed of a point; the same for the same three numbers on every machine.</summary>
    /// <param name="seed">Seed of the model.</param>
    /// <param name="element">Label of the element.</param>
    /// <param name="point">Number of the integration point in the element, from 1.</param>
    public static ulong Of(ulong seed, int element, int point) =>
        new RandomStream(seed, ((ulong)(uint)element << 32) | (uint)point).NextUInt64();
}
