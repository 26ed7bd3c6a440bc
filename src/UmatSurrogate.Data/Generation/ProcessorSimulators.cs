using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Data;

/// <summary>Simulations on the processor, one per worker thread.</summary>
public sealed class ProcessorSimulators : IPathSimulatorSource
{
    /// <inheritdoc/>
    public string Name => "the processor";

    /// <inheritdoc/>
    public int Workers(int threads) => threads;

    /// <inheritdoc/>
    public IPathSimulator Create(DatasetPart part, in PhenopowerlawParameters material)
    {
        ArgumentNullException.ThrowIfNull(part);
        return part.Fidelity.IsFullField ? new FullFieldSimulator(part, material) : new TaylorSimulator(material);
    }
}
