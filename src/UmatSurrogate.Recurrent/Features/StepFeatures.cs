using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// The inputs of the network for one step (not yet scaled).
/// <list type="bullet">
/// <item><see cref="FeatureSet.Paper"/> (7): Ub1 (6: 11, 22, 33, 12, 13, 23), log10(dt/dt_ref).</item>
/// <item><see cref="FeatureSet.BishopHill"/> (28): Ub1 - I (6), b_1 (5), b_2 (5), e_1' (5), e_2' (5),
/// log10(sqrt((x/dt)^2 + rmin^2)/1e-3) with rmin = 1e-7 1/s, log10(dt/dt_ref).</item>
/// </list>
/// Rate and dt are bounded to the trained range first.
/// </summary>
public static class StepFeatures
{
    /// <summary>Number of step features of a feature set.</summary>
    public static int Count(FeatureSet features) => features switch
    {
        FeatureSet.Paper => 7,
        FeatureSet.BishopHill => 28,
        _ => throw new InputException($"Unknown feature set {(int)features}."),
    };
}
