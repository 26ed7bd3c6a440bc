using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Evaluation;

/// <summary>How far one committed increment may be trusted.</summary>
/// <param name="Score">Out-of-distribution score.</param>
/// <param name="Spread_Pa">Spread of the stresses of the ensemble, Pa; 0 for one model, NaN if a member could not follow.</param>
public readonly record struct StepTrust(TrustScore Score, double Spread_Pa)
{
    /// <summary>That of two parts of an increment: the larger score and spread, the measures of both.</summary>
    public StepTrust Worst(in StepTrust other) => new(Score.Worst(other.Score), Math.Max(Spread_Pa, other.Spread_Pa));
}

/// <summary>
/// A point of an ensemble that keeps the trust of every committed increment. The first member answers; the others follow at the commits
/// only, so that iterations of a mixed control cost no more than with one model.
/// </summary>
public sealed class MonitoredPoint : IMaterialPoint
{
    private readonly SurrogatePoint[] _members;
    private readonly PointTrust _trust;
    private readonly MicrostructureDescriptors _microstructure;
    private readonly List<StepTrust> _steps = [];
    private Tensor3x3 _lastF;
    private Tensor3x3 _lastP;
    private double _lastTime_s;

    /// <summary>A fresh point.</summary>
    /// <param name="ensemble">One model or several.</param>
    /// <param name="contexts">Its microstructures, from <see cref="SurrogateEnsemble.CreateContexts"/>.</param>
    /// <param name="microstructure">Descriptors of the grains.</param>
    /// <param name="spreadLimit_Pa">Largest spread that is trusted, Pa.</param>
    public MonitoredPoint(
        SurrogateEnsemble ensemble, IReadOnlyList<MicrostructureContext> contexts, in MicrostructureDescriptors microstructure,
        double spreadLimit_Pa = PointTrust.DefaultSpreadLimit_Pa)
    {
        ArgumentNullException.ThrowIfNull(ensemble);
        _members = [.. ensemble.Members.Zip(contexts, (evaluator, context) => new SurrogatePoint(evaluator, context))];
        _trust = new(ensemble.Model.Specification, spreadLimit_Pa);
        _microstructure = microstructure;
    }

    /// <summary>A fresh point with the given grains.</summary>
    public MonitoredPoint(SurrogateEnsemble ensemble, ReadOnlySpan<Grain> grains, double spreadLimit_Pa = PointTrust.DefaultSpreadLimit_Pa)
        : this(ensemble, (ensemble ?? throw new ArgumentNullException(nameof(ensemble))).CreateContexts(grains), MicrostructureDescriptors.Of(grains), spreadLimit_Pa)
    {
    }

    /// <summary>Every commit since the start; after <see cref="Follow(IReadOnlyList{MixedLoadStep})"/> every increment.</summary>
    public IReadOnlyList<StepTrust> Steps => _steps;

    /// <summary>Follows prescribed deformation gradients; one entry of <see cref="Steps"/> for each increment solved.</summary>
    /// <param name="path">The path; it starts undeformed.</param>
    public PointHistory Follow(LoadPath path) => PointHistory.Follow(this, path);

    /// <summary>
    /// Follows load steps under mixed control from the initial state; one entry of <see cref="Steps"/> for each increment solved, also where the
    /// control divided it.
    /// </summary>
    /// <param name="steps">The load steps.</param>
    public PointHistory Follow(IReadOnlyList<MixedLoadStep> steps)
    {
        PointHistory history = PointHistory.Follow(SurrogateHistory.Control(this), steps, Join);
        _steps.RemoveRange(history.Increments, _steps.Count - history.Increments); // parts of the increment that failed
        return history;

        void Join(int increments)
        {
            for (; _steps.Count > increments; _steps.RemoveAt(_steps.Count - 1))
                _steps[^2] = _steps[^2].Worst(_steps[^1]);
        }
    }

    /// <inheritdoc/>
    public PointStatus Evaluate(in Tensor3x3 F1, double dt_s, out Tensor3x3 P) => Keep(_members[0].Evaluate(F1, dt_s, out P), F1, dt_s, P);

    /// <inheritdoc/>
    public PointStatus EvaluateWithTangent(in Tensor3x3 F1, double dt_s, out Tensor3x3 P, Span<double> dPdF) =>
        Keep(_members[0].EvaluateWithTangent(F1, dt_s, out P, dPdF), F1, dt_s, P);

    /// <inheritdoc/>
    public void Commit()
    {
        double spread_Pa = Follow();
        Span<double> stretch = stackalloc double[6];
        PolarDecomposition.Right(_lastF, out _, out SymmetricTensor U);
        U.ToSpan(stretch);
        _steps.Add(new(_trust.Score(_members[0].CommittedState, stretch, _lastTime_s, _microstructure, spread_Pa), spread_Pa));
        _members[0].Commit();
    }

    /// <inheritdoc/>
    public void Reset()
    {
        foreach (SurrogatePoint member in _members)
            member.Reset();
        _steps.Clear();
    }

    private PointStatus Keep(PointStatus status, in Tensor3x3 F, double dt_s, in Tensor3x3 P)
    {
        if (status == PointStatus.Ok)
            (_lastF, _lastTime_s, _lastP) = (F, dt_s, P);
        return status;
    }

    /// <summary>Takes the other members along; the spread of all.</summary>
    private double Follow()
    {
        if (_members.Length == 1)
            return 0.0;
        Span<double> stresses_Pa = stackalloc double[6 * _members.Length];
        StressMeasures.CauchyFromFirstPiola(_lastP, _lastF).ToSpan(stresses_Pa);
        bool all = true;
        for (int m = 1; m < _members.Length; m++)
        {
            if (_members[m].Evaluate(_lastF, _lastTime_s, out Tensor3x3 P) != PointStatus.Ok)
            {
                all = false;
                continue;
            }
            _members[m].Commit();
            StressMeasures.CauchyFromFirstPiola(P, _lastF).ToSpan(stresses_Pa[(6 * m)..]);
        }
        return all ? StressSpread.Of(stresses_Pa) : double.NaN;
    }
}
