using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>Instruction-set width of the network kernels.</summary>
public enum VectorWidth
{
    /// <summary>The widest that the processor runs in hardware.</summary>
    Automatic = 0,

    /// <summary>128 bit (SSE, or scalar where there is none).</summary>
    Bits128 = 128,

    /// <summary>256 bit (AVX2 and FMA).</summary>
    Bits256 = 256,

    /// <summary>512 bit (AVX-512).</summary>
    Bits512 = 512,
}

/// <summary>Scratch memory of <see cref="SurrogateEvaluator.Evaluate"/>; used by one call at a time.</summary>
public sealed class EvaluatorWorkspace
{
    internal EvaluatorWorkspace(SurrogateModel model) => Model = model;

    internal SurrogateModel Model { get; }
}

/// <summary>
/// Keeps W_hh h + b_hh of committed states, so that repeated evaluations from the same state (Newton iterations of one
/// increment) skip that product. An entry is used only if the hidden state it was made from has the same bits: results are
/// bitwise those without the cache. Slots may be used by different threads at a time, one slot by one thread.
/// </summary>
public sealed class HiddenProductCache
{
    /// <summary>Makes an empty cache of <paramref name="slotCount"/> slots, one per point.</summary>
    public HiddenProductCache(SurrogateModel model, int slotCount)
    {
        Model = model;
        SlotCount = slotCount;
    }

    /// <summary>The model whose products are kept.</summary>
    public SurrogateModel Model { get; }

    /// <summary>Number of slots.</summary>
    public int SlotCount { get; }
}

/// <summary>
/// Stress, tangent and new state of batches of points, network in float32 SIMD, kinematics and features in double.
/// Re-entrant: one evaluator may be called from any number of threads at a time. No allocation per call once the pool of
/// workspaces is warm. Results are bitwise independent of batch size and of the position in the batch.
/// </summary>
public sealed class SurrogateEvaluator
{
    /// <summary>Packs the weights of a model.</summary>
    public SurrogateEvaluator(SurrogateModel model, TangentRule tangentRule = TangentRule.Algorithmic, VectorWidth width = VectorWidth.Automatic)
    {
        Model = model;
        TangentRule = tangentRule;
        Width = width;
    }

    /// <summary>The model.</summary>
    public SurrogateModel Model { get; }

    /// <summary>Which tangent is returned.</summary>
    public TangentRule TangentRule { get; }

    /// <summary>Instruction-set width in use.</summary>
    public VectorWidth Width { get; }

    /// <summary>A workspace for a caller that wants to hold its own.</summary>
    public EvaluatorWorkspace CreateWorkspace() => new(Model);

    /// <summary>
    /// Evaluates n points: one step from the committed state <paramref name="state0"/> to the stretch <paramref name="stretch"/>.
    /// Nothing is written for a point whose status is not <see cref="PointStatus.Ok"/>.
    /// </summary>
    /// <param name="contexts">n microstructures (of this evaluator's model).</param>
    /// <param name="stretch">6n, right stretch U at the end of the step (F = R U), components 11, 22, 33, 12, 13, 23 fastest.</param>
    /// <param name="dt_s">n time steps, s, >= 0.</param>
    /// <param name="state0">S n, committed states (see <see cref="PointState"/>).</param>
    /// <param name="state1">S n, states at the end of the step; may be the same memory as <paramref name="state0"/>.</param>
    /// <param name="rotatedCauchy_Pa">6n, sigma' = R^T sigma R, order 11, 22, 33, 12, 13, 23, Pa.</param>
    /// <param name="tangent_Pa">36n or empty: d sigma'/dU, row-major [stress component][U component], Pa; an off-diagonal
    /// component of U moves both U_ij and U_ji.</param>
    /// <param name="status">n outcomes.</param>
    /// <param name="workspace">Scratch memory, or null to take one from the evaluator's pool.</param>
    /// <param name="cache">Hidden-side products to reuse, or null.</param>
    /// <param name="firstCacheSlot">Point i uses slot firstCacheSlot + i.</param>
    public void Evaluate(
        ReadOnlySpan<MicrostructureContext> contexts,
        ReadOnlySpan<double> stretch,
        ReadOnlySpan<double> dt_s,
        ReadOnlySpan<double> state0,
        Span<double> state1,
        Span<double> rotatedCauchy_Pa,
        Span<double> tangent_Pa,
        Span<PointStatus> status,
        EvaluatorWorkspace? workspace = null,
        HiddenProductCache? cache = null,
        int firstCacheSlot = 0) => throw new NotImplementedException();
}
