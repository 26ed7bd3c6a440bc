using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Plugin.Materials;

/// <summary>The grains of a point as the surrogate wants them, and the token that its state must carry.</summary>
internal sealed class PointMicrostructure
{
    private readonly MicrostructureContext[] _contexts;

    public PointMicrostructure(SurrogateModel model, VolumeElement volumeElement)
    {
        _contexts = [MicrostructureContext.Create(model, volumeElement.Grains)];
        Token = StateToken.Of(model, volumeElement.Grains);
    }

    /// <summary>One context, in the form of the batch that the evaluator takes.</summary>
    public ReadOnlySpan<MicrostructureContext> Contexts => _contexts;

    public double Token { get; }
}
