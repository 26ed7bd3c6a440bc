using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Scores the steps of points against the training data of a model (<see cref="TrustScore"/>). Immutable, shared by threads; no
/// allocation, no exceptions; about as dear as the kinematics of a step, and the stress does not depend on it.
/// </summary>
public sealed class PointTrust
{
    /// <summary>Spread of an ensemble at which the measure <see cref="TrustMeasures.Spread"/> is 1, Pa, unless said otherwise.</summary>
    public const double DefaultSpreadLimit_Pa = 3e6;

    /// <summary>Data that never cycle or turn know a little of both: no path is straight to the last digit.</summary>
    private const double SmallestPathExcess = 1e-3;
    private const double SmallestTurn_deg = 10.0;

    /// <summary>A component of Ub that hardly moved in training (plane straining) has this part of the widest range.</summary>
    private const double NarrowestStretchShare = 0.05;

    /// <summary>Standard deviations of the texture index of random grains that are no texture.</summary>
    private const double RandomDeviations = 3.0;

    /// <summary>Measure of a step length per decade beyond the largest trained one: 10 sub-steps are unreliable.</summary>
    private const double StepLengthPerDecade = TrustScore.UnreliableScore - 1.0;

    private readonly TrainedRange _trained;
    private readonly StepLimits _limits;
    private readonly RatioRange _rate;
    private readonly RatioRange _timeStep_s;
    private readonly double[] _stretchMiddle = new double[6];
    private readonly double[] _stretchHalfRange = new double[6];
    private readonly double _spreadLimit_Pa;

    /// <summary>Scores against the trained range of a model.</summary>
    /// <param name="specification">Settings of the model.</param>
    /// <param name="spreadLimit_Pa">Largest spread of an ensemble that is trusted, Pa.</param>
    public PointTrust(ModelSpecification specification, double spreadLimit_Pa = DefaultSpreadLimit_Pa)
    {
        ArgumentNullException.ThrowIfNull(specification);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spreadLimit_Pa);
        (_trained, _limits, _spreadLimit_Pa) = (specification.Trained, StepLimits.Of(specification.Trained), spreadLimit_Pa);
        _rate = new(_trained.RateMinimum_perSecond, _trained.RateMaximum_perSecond);
        _timeStep_s = new(_trained.TimeStepMinimum_s, _trained.TimeStepMaximum_s);
        double widest = 0.0;
        for (int c = 0; c < 6; c++)
        {
            double lowest = _trained.StretchMinimum[c], highest = _trained.StretchMaximum[c];
            bool bounded = double.IsFinite(highest - lowest);
            (_stretchMiddle[c], _stretchHalfRange[c]) = bounded ? (0.5 * (lowest + highest), 0.5 * (highest - lowest)) : (0.0, double.PositiveInfinity);
            widest = Math.Max(widest, bounded ? _stretchHalfRange[c] : 0.0);
        }
        for (int c = 0; c < 6; c++)
            _stretchHalfRange[c] = Math.Max(_stretchHalfRange[c], NarrowestStretchShare * widest);
    }

    /// <summary>The score of the step from a committed state to the stretch U within dt.</summary>
    /// <param name="state0">State at the start (see <see cref="PointState"/>).</param>
    /// <param name="stretch">U at the end, order 11, 22, 33, 12, 13, 23.</param>
    /// <param name="dt_s">Time step, s.</param>
    /// <param name="microstructure">Descriptors of the grains.</param>
    /// <param name="spread_Pa">Spread of the ensemble, Pa; 0 for a single model, NaN if a member failed.</param>
    public TrustScore Score(
        ReadOnlySpan<double> state0, ReadOnlySpan<double> stretch, double dt_s, in MicrostructureDescriptors microstructure, double spread_Pa = 0.0)
    {
        CommittedState committed = CommittedState.Read(state0);
        return Score(committed, SteppingRule.Plan(_limits, committed, SymmetricTensor.FromSpan(stretch), dt_s), microstructure, spread_Pa);
    }

    internal TrustScore Score(in CommittedState committed, in StepPlan plan, in MicrostructureDescriptors microstructure, double spread_Pa)
    {
        TrustScore score = OfMicrostructure(microstructure).With(spread_Pa / _spreadLimit_Pa, TrustMeasures.Spread);
        if (plan.Status == PointStatus.IncrementTooLarge)
            return score.With(double.PositiveInfinity, TrustMeasures.StepLength);
        if (plan.Status != PointStatus.Ok)
            return score.With(double.PositiveInfinity, TrustMeasures.Stretch);
        double x = plan.StepLength, pathLength = committed.PathLength + x, shortest = SteppingRule.ZeroIncrementFraction * _limits.LengthMinimum;
        DeviatoricVector d = StrainIncrement.Between(plan.Isochoric1 - plan.Isochoric0, plan.Isochoric0.Inverse);
        score = score.With(OfStretch(plan.Isochoric1), TrustMeasures.Stretch)
            .With(OfRate(x, plan.Time_s, shortest, committed.PathLength), TrustMeasures.Rate)
            .With(_timeStep_s.Above(plan.PartTime_s), TrustMeasures.TimeStep)
            .With(OfStepLength(x / _limits.LengthMaximum), TrustMeasures.StepLength)
            .With(pathLength / _trained.PathLengthMaximum, TrustMeasures.PathLength);
        if (_trained.PathExcessMaximum is double excess)
            score = score.With(PathShape.Excess(plan.Isochoric1, pathLength) / Math.Max(excess, SmallestPathExcess), TrustMeasures.PathExcess);
        if (_trained.TurnMaximum_deg is double turn)
            score = score.With(PathShape.Turn_deg(committed.E1, d, shortest) / Math.Max(turn, SmallestTurn_deg), TrustMeasures.Turn);
        return score;
    }

    /// <summary>The measures of the grains alone; they are the same at every step.</summary>
    public TrustScore OfMicrostructure(in MicrostructureDescriptors microstructure)
    {
        TrustScore score = default;
        double n = microstructure.Grains;
        if (_trained.GrainsMaximum is int most && n > most)
            score = score.With(n / most, TrustMeasures.Grains);
        if (_trained.GrainsMinimum is int least && n < least)
            score = score.With(least / n, TrustMeasures.Grains);
        if (_trained.TextureIndexMaximum is double index)
        {
            double sharpest = Math.Max(index - 1.0, RandomDeviations * TextureIndex.StandardDeviation(microstructure.Grains));
            score = score.With((microstructure.TextureIndex - 1.0) / sharpest, TrustMeasures.Texture);
        }
        return score;
    }

    private double OfStretch(in SymmetricTensor isochoric)
    {
        double r = Component(isochoric.S11, 0);
        r = Math.Max(r, Component(isochoric.S22, 1));
        r = Math.Max(r, Component(isochoric.S33, 2));
        r = Math.Max(r, Component(isochoric.S12, 3));
        r = Math.Max(r, Component(isochoric.S13, 4));
        return Math.Max(r, Component(isochoric.S23, 5));
    }

    private double Component(double value, int c) => Math.Abs(value - _stretchMiddle[c]) / _stretchHalfRange[c];

    /// <summary>Shorter steps than the shortest have no rate; a strained point that rests is slower than the shortest in the same time.</summary>
    private double OfRate(double x, double time_s, double shortest, double pathLength) =>
        x > 0.0 && x >= shortest ? _rate.Outside(x / time_s)
        : pathLength > 0.0 && time_s > 0.0 ? _rate.Below(shortest / time_s)
        : 0.0;

    private static double OfStepLength(double parts) => parts > 1.0 ? 1.0 + StepLengthPerDecade * Math.Log10(parts) : parts;
}
