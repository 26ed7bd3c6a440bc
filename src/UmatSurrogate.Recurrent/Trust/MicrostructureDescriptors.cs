using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Recurrent;

/// <summary>What is compared with the training data of a microstructure.</summary>
/// <param name="Grains">Number of grains.</param>
/// <param name="TextureIndex">Texture index (<see cref="Microstructure.TextureIndex"/>).</param>
public readonly record struct MicrostructureDescriptors(int Grains, double TextureIndex)
{
    /// <summary>The descriptors of a volume element.</summary>
    public static MicrostructureDescriptors Of(ReadOnlySpan<Grain> grains) => new(grains.Length, Microstructure.TextureIndex.Of(grains));
}
