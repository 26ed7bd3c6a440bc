namespace UmatSurrogate.Recurrent;

/// <summary>How far a point may be trusted. Neither a failure (<c>PointStatus</c>) nor silence.</summary>
public enum TrustLevel
{
    /// <summary>Inside of the training data by every measure.</summary>
    Trained,

    /// <summary>Outside by at least one measure, the score at most <see cref="TrustScore.UnreliableScore"/>.</summary>
    Extrapolated,

    /// <summary>Far outside, or the members of an ensemble disagree as much: the stress is an answer without knowledge.</summary>
    Unreliable,
}

/// <summary>
/// Out-of-distribution score of one step of a point: s = max over the measures below, each r >= 0, inside of the training data at
/// most 1; a range that the data do not fill (one rate, one number of grains) gives 0 inside, not 1.
/// <code>
/// Stretch      max_c |Ub_c - middle_c|/half range_c, which is at least 1/20 of the widest one
/// Rate         v = x/t since the commit: 0 in the middle of the range, beyond it 1 + decades (RatioRange); of x below x_min/100
///              only how much slower than x_min/100 in that time it is (rests), and not of a fresh point
/// TimeStep     t of a (sub-)step: the same above the middle; below it 0
/// StepLength   x/x_max; beyond, where the increment is taken in parts along a straight line: 1 + decades/4
/// PathLength   l/l_max
/// PathExcess   (l - |dev ln Ub|)/largest trained one (at least 0.001), where recorded
/// Turn         angle(e_1, D)/largest trained one (at least 10 deg), where recorded, |e_1| is at least 0.1 and x at least x_min/100
/// Grains       0 in n_min .. n_max, else n/n_max or n_min/n, where recorded
/// Texture      (J - 1)/(J_max - 1), where recorded; J_max - 1 at least 3 standard deviations of J of n random grains
/// Spread       spread of the ensemble/limit
/// </code>
/// </summary>
/// <param name="Value">s; infinite if it cannot be computed.</param>
/// <param name="Flags">The measures above 1.</param>
public readonly record struct TrustScore(double Value, TrustMeasures Flags)
{
    /// <summary>Above this score a point is unreliable.</summary>
    public const double UnreliableScore = 1.25;

    /// <summary>The state of the point.</summary>
    public TrustLevel Level => !(Value <= UnreliableScore) ? TrustLevel.Unreliable : Value > 1.0 ? TrustLevel.Extrapolated : TrustLevel.Trained;

    /// <summary>The larger value, the flags of both: what a point has been through.</summary>
    public TrustScore Worst(in TrustScore other) => new(Math.Max(Value, other.Value), Flags | other.Flags);

    /// <summary>Takes one measure r in.</summary>
    internal TrustScore With(double r, TrustMeasures flag)
    {
        double known = double.IsNaN(r) ? double.PositiveInfinity : r;
        TrustMeasures flags = known > 1.0 ? Flags | flag : Flags;
        return new(Math.Max(Value, known), known > UnreliableScore ? flags | TrustMeasures.Unreliable : flags);
    }
}
