using System.Collections.Immutable;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// The inputs of the network for one step (not yet scaled).
/// <list type="bullet">
/// <item><see cref="FeatureSet.Paper"/> (7): Ub1 (6: 11, 22, 33, 12, 13, 23), log10(dt/dt_ref).</item>
/// <item><see cref="FeatureSet.BishopHill"/> (28): Ub1 - I (6), b_1 (5), b_2 (5), e_1' (5), e_2' (5),
/// log10(sqrt((x/dt)^2 + rmin^2)/1e-3) with rmin = 1e-7 1/s, log10(dt/dt_ref).</item>
/// <item><see cref="FeatureSet.Cluster"/> (59): Ub1 - I (6), the six stresses of <see cref="ClusterPolycrystal"/> (b of e_1', soft and sharp, b of
/// e_2', soft and sharp, cluster of e_2', soft and sharp), e_1', e_2', elastic-plastic strains j_1', j_2' (5 each), log10(l' + 1e-4), then rate
/// and time step as above.</item>
/// </list>
/// The rate x/dt and dt are bounded to the trained range first, so that a host's unusual step sizes never extrapolate.
/// </summary>
public static class StepFeatures
{
    /// <summary>Floor of the rate in its logarithm, rmin, 1/s.</summary>
    public const double RateFloor_perSecond = 1e-7;

    /// <summary>Rate at which the rate feature is zero, 1/s.</summary>
    public const double RateReference_perSecond = 1e-3;

    /// <summary>Added to the path length in its logarithm.</summary>
    public const double PathLengthFloor = 1e-4;

    internal const int MaximumCount = 59 + TensorProducts.MaximumCount;
    private const double InverseLog10 = 0.43429448190325182;

    /// <summary>Number of step features of a feature set.</summary>
    public static int Count(FeatureSet features) => features switch
    {
        FeatureSet.Paper => 7,
        FeatureSet.BishopHill => 28,
        FeatureSet.Cluster => 59,
        _ => throw new InputException($"Unknown feature set {(int)features}."),
    };

    /// <summary>
    /// Which of the (unscaled) step features form which tensor, in order and without gaps. All other features being equal, rotating the
    /// path and the grains rotates these tensors.
    /// </summary>
    public static ImmutableArray<FeatureGroup> Layout(FeatureSet features) => features switch
    {
        FeatureSet.Paper => [new("Ub", 0, FeatureKind.SymmetricTensor), new("log dt", 6, FeatureKind.Scalar)],
        FeatureSet.BishopHill =>
        [
            new("Ub - I", 0, FeatureKind.SymmetricTensor), new("b_1", 6, FeatureKind.Deviator), new("b_2", 11, FeatureKind.Deviator),
            new("e_1", 16, FeatureKind.Deviator), new("e_2", 21, FeatureKind.Deviator),
            new("log rate", 26, FeatureKind.Scalar), new("log dt", 27, FeatureKind.Scalar),
        ],
        FeatureSet.Cluster =>
        [
            new("Ub - I", 0, FeatureKind.SymmetricTensor),
            new("b_1 soft", 6, FeatureKind.Deviator), new("b_1 sharp", 11, FeatureKind.Deviator),
            new("b_2 soft", 16, FeatureKind.Deviator), new("b_2 sharp", 21, FeatureKind.Deviator),
            new("c soft", 26, FeatureKind.Deviator), new("c sharp", 31, FeatureKind.Deviator),
            new("e_1", 36, FeatureKind.Deviator), new("e_2", 41, FeatureKind.Deviator),
            new("j_1", 46, FeatureKind.Deviator), new("j_2", 51, FeatureKind.Deviator),
            new("log l", 56, FeatureKind.Scalar), new("log rate", 57, FeatureKind.Scalar), new("log dt", 58, FeatureKind.Scalar),
        ],
        _ => throw new InputException($"Unknown feature set {(int)features}."),
    };

    /// <summary>Number of mean stresses among the features, 5 components each.</summary>
    internal static int StressCount(FeatureSet features) => features switch
    {
        FeatureSet.BishopHill => 2,
        FeatureSet.Cluster => ClusterSettings.StressCount,
        _ => 0,
    };

    /// <summary>Whether a mean stress belongs to e_1 (else to e_2).</summary>
    internal static bool StressIsOfFirst(FeatureSet features, int index) => index < (features == FeatureSet.Cluster ? 2 : 1);

    /// <summary>Writes the unscaled features of a step.</summary>
    /// <param name="specification">Feature set and constants.</param>
    /// <param name="stretchMinusIdentity">Ub1 - I.</param>
    /// <param name="memory">e_1', e_2', j_1', j_2', l' at the end of the step.</param>
    /// <param name="stresses">Mean stresses for e_1' and e_2', as far as the feature set uses them.</param>
    /// <param name="x">Step length.</param>
    /// <param name="dt_s">Time step, s, >= 0.</param>
    /// <param name="values">Output, <see cref="Count"/> values.</param>
    internal static void Write(
        ModelSpecification specification, in SymmetricTensor stretchMinusIdentity, in StrainMemory memory,
        ReadOnlySpan<double> stresses, double x, double dt_s, Span<double> values)
    {
        if (specification.Features == FeatureSet.Paper)
        {
            (stretchMinusIdentity + SymmetricTensor.Identity).ToSpan(values);
            values[6] = LogTimeStep(specification, dt_s);
            return;
        }
        stretchMinusIdentity.ToSpan(values);
        int next = WriteTensors(specification, stresses, memory, values);
        if (specification.Features == FeatureSet.Cluster)
            values[next++] = Math.Log10(memory.PathLength + PathLengthFloor);
        values[next] = LogRate(specification.Trained, x, dt_s);
        values[next + 1] = LogTimeStep(specification, dt_s);
    }

    /// <summary>Changes of the features for a change of the step at constant dt.</summary>
    internal static void WriteDerivative(
        ModelSpecification specification, in SymmetricTensor dStretch, in StrainMemory memory, in StrainMemory change,
        ReadOnlySpan<double> changes, in DeviatoricVector d, in DeviatoricVector dd, double x, double dt_s, Span<double> values)
    {
        dStretch.ToSpan(values);
        if (specification.Features == FeatureSet.Paper)
        {
            values[6] = 0.0;
            return;
        }
        int next = WriteTensors(specification, changes, change, values);
        if (specification.Features == FeatureSet.Cluster)
            values[next++] = LogPathLengthSlope(memory.PathLength) * change.PathLength;
        values[next] = LogRateDerivative(specification.Trained, d, dd, x, dt_s);
        values[next + 1] = 0.0;
    }

    /// <summary>Stresses and strains, or their changes, from index 6 on; returns the index after them.</summary>
    private static int WriteTensors(
        ModelSpecification specification, ReadOnlySpan<double> stresses, in StrainMemory memory, Span<double> values)
    {
        stresses.CopyTo(values[6..]);
        int next = 6 + stresses.Length;
        memory.E1.ToSpan(values[next..]);
        memory.E2.ToSpan(values[(next + 5)..]);
        if (specification.Features != FeatureSet.Cluster)
            return next + 10;
        memory.J1.ToSpan(values[(next + 10)..]);
        memory.J2.ToSpan(values[(next + 15)..]);
        return next + 20;
    }

    /// <summary>Derivative of the path length feature.</summary>
    internal static double LogPathLengthSlope(double pathLength) => InverseLog10 / (pathLength + PathLengthFloor);

    /// <summary>log10(sqrt(r^2 + rmin^2)/1e-3) of the rate r = x/dt bounded to the trained range.</summary>
    internal static double LogRate(TrainedRange trained, double x, double dt_s)
    {
        double rate = BoundedRate(trained, x, dt_s);
        return 0.5 * Math.Log10((rate * rate + RateFloor_perSecond * RateFloor_perSecond) / (RateReference_perSecond * RateReference_perSecond));
    }

    private static double LogTimeStep(ModelSpecification specification, double dt_s)
    {
        TrainedRange trained = specification.Trained;
        double bounded = Math.Min(Math.Max(dt_s, trained.TimeStepMinimum_s), trained.TimeStepMaximum_s);
        return Math.Log10(bounded / specification.TimeStepReference_s);
    }

    private static double BoundedRate(TrainedRange trained, double x, double dt_s)
    {
        // x = 0 has rate zero whatever dt; dt = 0 with x > 0 gives infinity, bounded to the trained rate.
        double rate = x > 0.0 ? x / dt_s : 0.0;
        return Math.Min(Math.Max(rate, trained.RateMinimum_perSecond), trained.RateMaximum_perSecond);
    }

    /// <summary>d log10 sqrt(r^2 + rmin^2) = r dr/(r^2 + rmin^2)/ln 10, r dr = D.dD/dt^2.</summary>
    internal static double LogRateDerivative(TrainedRange trained, in DeviatoricVector d, in DeviatoricVector dd, double x, double dt_s) =>
        LogRateSlope(trained, x, dt_s) * DeviatoricVector.Dot(d, dd);

    /// <summary>What multiplies D.dD in the derivative of the rate feature; zero where the rate is bounded.</summary>
    internal static double LogRateSlope(TrainedRange trained, double x, double dt_s)
    {
        double rate = x > 0.0 ? x / dt_s : 0.0;
        return rate > trained.RateMinimum_perSecond && rate < trained.RateMaximum_perSecond
            ? InverseLog10 / (dt_s * dt_s) / (rate * rate + RateFloor_perSecond * RateFloor_perSecond)
            : 0.0;
    }
}
