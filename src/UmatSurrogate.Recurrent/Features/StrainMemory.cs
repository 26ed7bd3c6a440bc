using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>What the features remember of a path, or its change along a direction.</summary>
internal struct StrainMemory
{
    /// <summary>Fading strain e_1.</summary>
    public DeviatoricVector E1;

    /// <summary>Fading strain e_2.</summary>
    public DeviatoricVector E2;

    /// <summary>Elastic-plastic strain j_1 (<see cref="FeatureSet.Cluster"/>, else zero).</summary>
    public DeviatoricVector J1;

    /// <summary>Elastic-plastic strain j_2 (<see cref="FeatureSet.Cluster"/>, else zero).</summary>
    public DeviatoricVector J2;

    /// <summary>Path length l.</summary>
    public double PathLength;
}
