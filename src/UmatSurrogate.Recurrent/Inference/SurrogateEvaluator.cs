using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Stress, tangent and new state of batches of points: kinematics and features in double, the network in float32 SIMD with
/// the input layer folded into the first layer of the cell. Re-entrant: one evaluator may be called from any number of threads at a
/// time. No allocation per call once the pool of workspaces is warm. Results are bitwise independent of batch size, of the
/// position in the batch and of the cache. The same semantics as <see cref="ReferenceEvaluator"/>.
/// </summary>
public sealed partial class SurrogateEvaluator
{
    private readonly ModelSpecification _specification;
    private readonly StepLimits _limits;
    private readonly PackedModel _packed;
    private readonly double[] _stepSlopes; // d scaled feature / d feature
    private readonly EvaluatorWorkspace?[] _pool = new EvaluatorWorkspace?[64];

    /// <summary>Packs the weights of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tangentRule">Which tangent is returned.</param>
    /// <param name="width">Register width; other than automatic for tests and comparisons.</param>
    public SurrogateEvaluator(SurrogateModel model, TangentRule tangentRule = TangentRule.Algorithmic, VectorWidth width = VectorWidth.Automatic)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        TangentRule = tangentRule;
        Width = LaneWidth.Resolve(width);
        _specification = model.Specification;
        _limits = StepLimits.Of(_specification.Trained);
        _packed = new PackedModel(model, (int)Width / 32);
        _stepSlopes = [.. _specification.StepMinimum.Zip(_specification.StepMaximum, (lo, hi) => 2.0 / (hi - lo))];
    }

    /// <summary>The model.</summary>
    public SurrogateModel Model { get; }

    /// <summary>Which tangent is returned.</summary>
    public TangentRule TangentRule { get; }

    /// <summary>Register width in use.</summary>
    public VectorWidth Width { get; }

    /// <summary>A workspace for a caller that wants to hold its own.</summary>
    public EvaluatorWorkspace CreateWorkspace() => new(Model, _packed, Width);

    /// <summary>
    /// Evaluates n points: one step from the committed state <paramref name="state0"/> to the stretch <paramref name="stretch"/>.
    /// Nothing is written for a point whose status is not <see cref="PointStatus.Ok"/>.
    /// </summary>
    /// <param name="contexts">n microstructures (of this evaluator's model).</param>
    /// <param name="stretch">6n, right stretch U at the end of the step (F = R U), components 11, 22, 33, 12, 13, 23 fastest.</param>
    /// <param name="dt_s">n time steps, s, >= 0.</param>
    /// <param name="state0">S n, committed states (see <see cref="PointState"/>).</param>
    /// <param name="state1">S n, states at the end of the step; may be exactly the same memory as <paramref name="state0"/>.</param>
    /// <param name="rotatedCauchy_Pa">6n, sigma' = R^T sigma R, order 11, 22, 33, 12, 13, 23, Pa.</param>
    /// <param name="tangent_Pa">36n or empty: d sigma'/dU, row-major [stress component][U component], Pa; an off-diagonal
    /// component of U moves both U_ij and U_ji.</param>
    /// <param name="status">n outcomes: Ok; NonFiniteInput (NaN or infinity in U or dt, or dt below 0); NonPositiveVolume (U not
    /// positive definite); IncrementTooLarge; InvalidState (a state that this program cannot have written).</param>
    /// <param name="workspace">Scratch memory, or null to take one from the evaluator's pool.</param>
    /// <param name="cache">Hidden-side products to reuse, or null.</param>
    /// <param name="firstCacheSlot">Point i uses slot firstCacheSlot + i.</param>
    /// <exception cref="ArgumentException">Lengths do not fit each other, or a context, workspace or cache belongs to another model.</exception>
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
        int firstCacheSlot = 0)
    {
        int n = contexts.Length, size = Model.StateSize;
        if (stretch.Length != 6 * n || dt_s.Length != n || state0.Length != size * n || state1.Length != size * n
            || rotatedCauchy_Pa.Length != 6 * n || status.Length != n || (tangent_Pa.Length != 36 * n && !tangent_Pa.IsEmpty))
        {
            throw new ArgumentException($"Lengths do not fit {n} points of state size {size}: stretch {stretch.Length}, dt {dt_s.Length}, "
                + $"states {state0.Length} and {state1.Length}, stress {rotatedCauchy_Pa.Length}, tangent {tangent_Pa.Length}, status {status.Length}.");
        }
        foreach (MicrostructureContext context in contexts)
        {
            if (!ReferenceEquals(context.Model, Model))
                throw new ArgumentException("A microstructure context belongs to another model.", nameof(contexts));
        }
        if (cache is not null)
        {
            if (!ReferenceEquals(cache.Model, Model) || firstCacheSlot < 0 || firstCacheSlot + n > cache.SlotCount)
                throw new ArgumentException($"The cache belongs to another model or has not the slots {firstCacheSlot}..{firstCacheSlot + n - 1}.", nameof(cache));
            cache.ClaimFor(Width);
        }
        if (workspace is not null && (!ReferenceEquals(workspace.Model, Model) || workspace.Width != Width))
            throw new ArgumentException("The workspace belongs to another model or vector width.", nameof(workspace));

        EvaluatorWorkspace scratch = workspace ?? Rent();
        var batch = new Batch(contexts, stretch, dt_s, state0, state1, rotatedCauchy_Pa, tangent_Pa, status, cache, firstCacheSlot);
        switch (Width)
        {
            case VectorWidth.Bits512: EvaluateBatch<Lanes512<float>>(batch, scratch); break;
            case VectorWidth.Bits256: EvaluateBatch<Lanes256<float>>(batch, scratch); break;
            default: EvaluateBatch<Lanes128<float>>(batch, scratch); break;
        }
        if (workspace is null)
            Return(scratch);
    }

    /// <summary>Takes a workspace from the pool, or makes one if all are in use.</summary>
    private EvaluatorWorkspace Rent()
    {
        for (int i = 0; i < _pool.Length; i++)
        {
            EvaluatorWorkspace? found = Volatile.Read(ref _pool[i]) is null ? null : Interlocked.Exchange(ref _pool[i], null);
            if (found is not null)
                return found;
        }
        return CreateWorkspace();
    }

    private void Return(EvaluatorWorkspace workspace)
    {
        for (int i = 0; i < _pool.Length; i++)
        {
            if (Volatile.Read(ref _pool[i]) is null && Interlocked.CompareExchange(ref _pool[i], workspace, null) is null)
                return;
        }
    }

    /// <summary>The arguments of one call.</summary>
    private readonly ref struct Batch(
        ReadOnlySpan<MicrostructureContext> contexts, ReadOnlySpan<double> stretch, ReadOnlySpan<double> dt_s, ReadOnlySpan<double> state0,
        Span<double> state1, Span<double> stress, Span<double> tangent, Span<PointStatus> status, HiddenProductCache? cache, int firstCacheSlot)
    {
        public readonly ReadOnlySpan<MicrostructureContext> Contexts = contexts;
        public readonly ReadOnlySpan<double> Stretch = stretch;
        public readonly ReadOnlySpan<double> TimeStep_s = dt_s;
        public readonly ReadOnlySpan<double> State0 = state0;
        public readonly Span<double> State1 = state1;
        public readonly Span<double> Stress = stress;
        public readonly Span<double> Tangent = tangent;
        public readonly Span<PointStatus> Status = status;
        public readonly HiddenProductCache? Cache = cache;
        public readonly int FirstCacheSlot = firstCacheSlot;
    }
}
