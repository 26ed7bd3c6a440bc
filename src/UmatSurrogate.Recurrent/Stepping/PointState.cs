namespace UmatSurrogate.Recurrent;

/// <summary>
/// Layout of the state vector of one point, doubles, length S = 18 + L*H, 28 + L*H with <see cref="FeatureSet.Cluster"/> (dimensionless but for the time):
/// Ub0 - I (6: 11, 22, 33, 12, 13, 23; the committed isochoric stretch), fading strains e_1 (5) and e_2 (5) in the basis of
/// <c>DeviatoricVector</c>, path length l (1), held time in s (1), hidden state h (layer-major, L*H), and with
/// <see cref="FeatureSet.Cluster"/> the elastic-plastic strains j_1 (5) and j_2 (5).
/// </summary>
public static class PointState
{
    /// <summary>Ub0 - I, 6 components.</summary>
    public const int StretchOffset = 0;

    /// <summary>Fading strains e_1 then e_2, 5 components each.</summary>
    public const int FadingStrainOffset = 6;

    /// <summary>Path length l = sum of x over committed steps.</summary>
    public const int PathLengthOffset = 16;

    /// <summary>Time since the last commit, s.</summary>
    public const int HeldTimeOffset = 17;

    /// <summary>Hidden state, layer-major.</summary>
    public const int HiddenOffset = 18;

    /// <summary>
    /// True if every number is zero: a state array that a host has allocated but nobody has initialised.
    /// (No initialised state is all zero: its hidden state is a mean of tanh of the grains.)
    /// </summary>
    public static bool IsUninitialised(ReadOnlySpan<double> state) => !state.ContainsAnyExcept(0.0);
}
