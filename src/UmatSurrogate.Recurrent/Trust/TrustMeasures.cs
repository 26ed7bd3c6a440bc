namespace UmatSurrogate.Recurrent;

/// <summary>
/// Which measures of a point lie outside of the training data (bits; a host stores the number). <see cref="TrustScore"/> says how far.
/// </summary>
[Flags]
public enum TrustMeasures
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>1: a component of Ub outside of its trained range.</summary>
    Stretch = 1 << 0,

    /// <summary>2: the strain rate x/dt since the commit outside of its trained range.</summary>
    Rate = 1 << 1,

    /// <summary>4: a step longer than the largest trained time step.</summary>
    TimeStep = 1 << 2,

    /// <summary>8: path length l beyond the largest trained one.</summary>
    PathLength = 1 << 3,

    /// <summary>16: more straining that did not lead away (l - |dev ln Ub|) than in training: cycles.</summary>
    PathExcess = 1 << 4,

    /// <summary>32: a sharper turn of the direction of straining than in training: a reversal.</summary>
    Turn = 1 << 5,

    /// <summary>64: number of grains outside of its trained range.</summary>
    Grains = 1 << 6,

    /// <summary>128: a sharper texture than in training.</summary>
    Texture = 1 << 7,

    /// <summary>256: the members of an ensemble disagree by more than the limit, or one of them failed.</summary>
    Spread = 1 << 8,

    /// <summary>512: the score is beyond <see cref="TrustScore.UnreliableScore"/>.</summary>
    Unreliable = 1 << 9,

    /// <summary>1024: an increment longer than the largest trained step, taken in parts along a straight line.</summary>
    StepLength = 1 << 10,
}
