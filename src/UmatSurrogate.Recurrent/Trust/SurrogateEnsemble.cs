using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Several models of one material (seeds of one training, say). The first one drives: stress, tangent and step control are its own. The
/// others follow with hidden states of their own, and how much their stresses differ (<see cref="StressSpread"/>) tells what the
/// training data do not. A follower that refuses an increment stays where it is; the spread is then NaN, and the point unreliable. Cost: the stress of every further member is evaluated too, without tangent. One model is an ensemble of
/// one, with spread 0, at no cost. Immutable, shared by threads.
/// </summary>
public sealed class SurrogateEnsemble
{
    /// <summary>Largest number of members.</summary>
    public const int MaximumMembers = 32;

    private readonly SurrogateEvaluator[] _members;

    /// <summary>Makes an ensemble.</summary>
    /// <param name="models">The models; the first one drives.</param>
    /// <param name="tangentRule">Tangent of the first model.</param>
    /// <exception cref="InputException">The models are not of one material.</exception>
    public SurrogateEnsemble(IReadOnlyList<SurrogateModel> models, TangentRule tangentRule = TangentRule.Algorithmic)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentOutOfRangeException.ThrowIfZero(models.Count, nameof(models));
        if (models.Count > MaximumMembers)
            throw new InputException($"The ensemble has {models.Count} models; at most {MaximumMembers} are possible.");
        for (int m = 1; m < models.Count; m++)
        {
            (CubicElasticity own, CubicElasticity first) = (models[m].Specification.Elasticity, models[0].Specification.Elasticity);
            if (own != first)
                throw new InputException($"The models of an ensemble must be of one material: model {m + 1} has {own}, the first one {first}.");
            if (models.Take(m).Any(other => other.ContentHash == models[m].ContentHash))
                throw new InputException($"Model {m + 1} of the ensemble is there twice: equal models always agree. Name models trained with different seeds.");
        }
        _members = [.. models.Select((model, m) => new SurrogateEvaluator(model, m == 0 ? tangentRule : TangentRule.Algorithmic))];
        StateSize = models.Sum(m => m.StateSize);
    }

    /// <summary>The evaluators; the first one drives.</summary>
    public IReadOnlyList<SurrogateEvaluator> Members => _members;

    /// <summary>The model that drives.</summary>
    public SurrogateModel Model => _members[0].Model;

    /// <summary>Length of the states of all members of a point, one behind the other.</summary>
    public int StateSize { get; }

    /// <summary>The grains as every member sees them, in the order of the members.</summary>
    public MicrostructureContext[] CreateContexts(ReadOnlySpan<Grain> grains)
    {
        MicrostructureContext[] contexts = new MicrostructureContext[_members.Length];
        Dictionary<int, GrainInteraction> interactions = []; // by grid; dear, and the same for all members
        for (int m = 0; m < contexts.Length; m++)
        {
            ModelSpecification s = _members[m].Model.Specification;
            GrainInteraction? interaction = null;
            if (s.Features == FeatureSet.Cluster && !grains.IsEmpty && !interactions.TryGetValue(s.Cluster.Grid, out interaction))
                interactions[s.Cluster.Grid] = interaction = GrainInteraction.Create(grains, s.Cluster.Grid);
            contexts[m] = MicrostructureContext.Create(_members[m].Model, grains, interaction);
        }
        return contexts;
    }

    /// <summary>Writes the fresh state of every member.</summary>
    public static void InitialState(ReadOnlySpan<MicrostructureContext> contexts, Span<double> state)
    {
        int offset = 0;
        foreach (MicrostructureContext context in contexts)
        {
            context.InitialState(state.Slice(offset, context.Model.StateSize));
            offset += context.Model.StateSize;
        }
    }

    /// <summary>One workspace per member.</summary>
    public EvaluatorWorkspace[] CreateWorkspaces() => Array.ConvertAll(_members, m => m.CreateWorkspace());

    /// <summary>
    /// Evaluates one point (arguments as in <see cref="SurrogateEvaluator.Evaluate"/>, the states of the members one behind the other).
    /// </summary>
    /// <param name="contexts">From <see cref="CreateContexts"/>.</param>
    /// <param name="stretch">6 values, U.</param>
    /// <param name="dt_s">Time step, s.</param>
    /// <param name="state0">Committed states.</param>
    /// <param name="state1">New states; other memory than <paramref name="state0"/>.</param>
    /// <param name="rotatedCauchy_Pa">6 values, stress of the first member.</param>
    /// <param name="tangent_Pa">36 values or empty, tangent of the first member.</param>
    /// <param name="spread_Pa">Spread of the stresses, Pa; NaN if a member other than the first refused the step (its state is that of the start).</param>
    /// <param name="workspaces">From <see cref="CreateWorkspaces"/>, or empty.</param>
    /// <returns>The status of the first member; if it is not Ok, nothing is written.</returns>
    public PointStatus Evaluate(
        ReadOnlySpan<MicrostructureContext> contexts, ReadOnlySpan<double> stretch, double dt_s, ReadOnlySpan<double> state0, Span<double> state1,
        Span<double> rotatedCauchy_Pa, Span<double> tangent_Pa, out double spread_Pa, ReadOnlySpan<EvaluatorWorkspace> workspaces = default)
    {
        spread_Pa = 0.0;
        Span<double> stresses = stackalloc double[6 * MaximumMembers];
        Span<PointStatus> status = stackalloc PointStatus[1];
        bool complete = true;
        int offset = 0;
        for (int m = 0; m < _members.Length; m++)
        {
            int size = _members[m].Model.StateSize;
            _members[m].Evaluate(
                contexts.Slice(m, 1), stretch, new ReadOnlySpan<double>(in dt_s), state0.Slice(offset, size), state1.Slice(offset, size),
                stresses.Slice(6 * m, 6), m == 0 ? tangent_Pa : default, status, workspaces.IsEmpty ? null : workspaces[m]);
            if (status[0] != PointStatus.Ok)
            {
                if (m == 0)
                    return status[0];
                state0.Slice(offset, size).CopyTo(state1.Slice(offset, size));
                complete = false;
            }
            offset += size;
        }
        stresses[..6].CopyTo(rotatedCauchy_Pa);
        if (_members.Length > 1)
            spread_Pa = complete ? StressSpread.Of(stresses[..(6 * _members.Length)]) : double.NaN;
        return PointStatus.Ok;
    }
}
