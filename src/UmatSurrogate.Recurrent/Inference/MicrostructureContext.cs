using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Everything about the grains of one point that does not change during an analysis: rotations of the grains, pooled
/// grain vector folded into the input bias, fresh hidden state. Immutable; may be shared between points and threads.
/// </summary>
public sealed class MicrostructureContext
{
    private MicrostructureContext(SurrogateModel model)
    {
        Model = model;
    }

    /// <summary>The model that this context was made for.</summary>
    public SurrogateModel Model { get; }

    /// <summary>Runs the grain networks of the model.</summary>
    /// <exception cref="InputException">There are no grains, or an orientation is not finite.</exception>
    public static MicrostructureContext Create(SurrogateModel model, ReadOnlySpan<Grain> grains) => new(model);

    /// <summary>Writes the state of the undeformed, fresh point; length <see cref="SurrogateModel.StateSize"/>.</summary>
    public void InitialState(Span<double> state) => throw new NotImplementedException();
}
