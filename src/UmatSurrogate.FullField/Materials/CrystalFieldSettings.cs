using UmatSurrogate.Plasticity;

namespace UmatSurrogate.FullField;

/// <summary>How the material of the voxels is computed. None of it changes the law.</summary>
public sealed record CrystalFieldSettings
{
    /// <summary>Tolerances of the implicit update at a voxel.</summary>
    public UpdateTolerances Tolerances { get; init; } = UpdateTolerances.Default;

    /// <summary>Voxels computed side by side.</summary>
    public LaneChoice Lanes { get; init; } = LaneChoice.Automatic;

    /// <summary>Number of threads, at least 1. The result does not depend on it, to the last bit.</summary>
    public int Threads { get; init; } = 1;
}
