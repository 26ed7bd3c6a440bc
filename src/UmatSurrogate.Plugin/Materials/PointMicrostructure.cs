using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Plugin.Materials;

/// <summary>The grains of a point as the surrogate wants them, and the token that its state must carry.</summary>
internal sealed class PointMicrostructure
{
    private readonly MicrostructureContext[] _contexts;

    public PointMicrostructure(SurrogateEnsemble ensemble, VolumeElement volumeElement)
    {
        _contexts = ensemble.CreateContexts(volumeElement.Grains);
        Descriptors = MicrostructureDescriptors.Of(volumeElement.Grains);
        Token = StateToken.Of(ensemble, volumeElement.Grains);
    }

    /// <summary>One context per model.</summary>
    public ReadOnlySpan<MicrostructureContext> Contexts => _contexts;

    /// <summary>What the training data are compared with.</summary>
    public MicrostructureDescriptors Descriptors { get; }

    public double Token { get; }
}
