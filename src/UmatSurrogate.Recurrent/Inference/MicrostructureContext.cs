using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Everything about the grains of one point that does not change during an analysis: rotations of the grains, pooled
/// grain vector folded into the input bias, fresh hidden state. Immutable; may be shared between points and threads.
/// </summary>
public sealed class MicrostructureContext
{
    private readonly double[] _hidden0;
    private readonly double[] _grainVector;

    private MicrostructureContext(SurrogateModel model, Polycrystal grains, double[] hidden0, double[] grainVector)
    {
        Model = model;
        Grains = grains;
        _hidden0 = hidden0;
        _grainVector = grainVector;
        FoldedInput folded = model.FoldedInput;
        var constant = new double[folded.Rows];
        folded.Constant(grainVector, constant);
        InputBias = GC.AllocateArray<float>(UnitLayout.RowStride(folded.Gates, folded.Units), pinned: true);
        UnitLayout.CopyPadded(Array.ConvertAll(constant, v => (float)v), folded.Units, InputBias);
    }

    /// <summary>The model that this context was made for.</summary>
    public SurrogateModel Model { get; }

    /// <summary>The grains as the step features need them.</summary>
    public Polycrystal Grains { get; }

    /// <summary>W_ih0 (W_in,m m_x + b_in) + b_ih0 in float, gate-major with padded gates, pinned.</summary>
    internal float[] InputBias { get; }

    /// <summary>Fresh hidden state h0 (layer-major).</summary>
    internal ReadOnlySpan<double> Hidden0 => _hidden0;

    /// <summary>Pooled grain vector m_x (empty if the model has none).</summary>
    internal ReadOnlySpan<double> GrainVector => _grainVector;

    /// <summary>Prepares the grains and runs the grain networks of the model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="grains">The grains.</param>
    /// <param name="interaction">Interaction of their geometry if it was made before (see <see cref="Polycrystal.Create"/>).</param>
    /// <exception cref="InputException">There are no grains, or an orientation is not a unit quaternion.</exception>
    public static MicrostructureContext Create(SurrogateModel model, ReadOnlySpan<Grain> grains, GrainInteraction? interaction = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelSpecification s = model.Specification;
        Polycrystal polycrystal = Polycrystal.Create(s, grains, interaction);
        ReadOnlySpan<double> weights = s.Features == FeatureSet.Cluster ? polycrystal.Weights : [];
        int count = s.GrainFeatureCount;
        var raw = new float[count * grains.Length];
        GrainFeatures.Compute(s.Features, grains, raw);
        var scaled = new double[raw.Length];
        for (int i = 0; i < raw.Length; i++)
            scaled[i] = FeatureScaling.ToUnit(raw[i], s.GrainMinimum[i % count], s.GrainMaximum[i % count]);
        double[] hidden0 = s.GrainsSetInitialState ? model.GrainHiddenNetwork.Run(scaled, weights) : TrainedInitialState(model);
        double[] grainVector = s.GrainsEnterSteps ? model.GrainInputNetwork.Run(scaled, weights) : [];
        return new MicrostructureContext(model, polycrystal, hidden0, grainVector);
    }

    /// <summary>h0 = tanh of the trained constant, in models whose initial state does not come from the grains.</summary>
    private static double[] TrainedInitialState(SurrogateModel model)
    {
        ReadOnlySpan<float> values = model.Tensor(ModelTensors.InitialState);
        var hidden0 = new double[values.Length];
        for (int i = 0; i < hidden0.Length; i++)
            hidden0[i] = Math.Tanh(values[i]);
        return hidden0;
    }

    /// <summary>Writes the state of the undeformed, fresh point; length <see cref="SurrogateModel.StateSize"/>.</summary>
    public void InitialState(Span<double> state)
    {
        if (state.Length != Model.StateSize)
            throw new ArgumentException($"The state has length {state.Length}, the model needs {Model.StateSize}.", nameof(state));
        state.Clear();
        _hidden0.CopyTo(state[PointState.HiddenOffset..]);
    }
}
