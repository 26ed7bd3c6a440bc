using System.Collections.Concurrent;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Evaluation;

/// <summary>Microstructure contexts of one model, each made once for a volume element and shared by all measurements. Safe for use by many threads.</summary>
public sealed class MicrostructureLibrary(SurrogateModel model)
{
    private readonly ConcurrentDictionary<VolumeElement, Lazy<MicrostructureContext>> _contexts = new(ReferenceEqualityComparer.Instance);

    /// <summary>The context of a volume element.</summary>
    public MicrostructureContext this[VolumeElement volumeElement] =>
        _contexts.GetOrAdd(volumeElement, v => new(() => MicrostructureContext.Create(model, v.Grains))).Value;
}
