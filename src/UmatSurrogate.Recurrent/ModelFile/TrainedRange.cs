using System.Collections.Immutable;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// The range of the training data. It drives the stepping rule (hold, commit or sub-step), bounds the rate and time-step
/// features, and is the first out-of-distribution box.
/// </summary>
public sealed record TrainedRange
{
    /// <summary>Smallest step length x = |D| (Frobenius norm of the deviatoric strain increment) seen in training.</summary>
    public required double StepLengthMinimum { get; init; }

    /// <summary>Largest step length x seen in training.</summary>
    public required double StepLengthMaximum { get; init; }

    /// <summary>Smallest time step, s.</summary>
    public required double TimeStepMinimum_s { get; init; }

    /// <summary>Largest time step, s.</summary>
    public required double TimeStepMaximum_s { get; init; }

    /// <summary>Smallest strain rate x/dt, 1/s.</summary>
    public required double RateMinimum_perSecond { get; init; }

    /// <summary>Largest strain rate x/dt, 1/s.</summary>
    public required double RateMaximum_perSecond { get; init; }

    /// <summary>Largest accumulated path length l (sum of x).</summary>
    public required double PathLengthMaximum { get; init; }

    /// <summary>Smallest components of the isochoric stretch Ub, order 11, 22, 33, 12, 13, 23.</summary>
    public required ImmutableArray<double> StretchMinimum { get; init; }

    /// <summary>Largest components of the isochoric stretch Ub, order 11, 22, 33, 12, 13, 23.</summary>
    public required ImmutableArray<double> StretchMaximum { get; init; }

    /// <summary>Smallest number of grains of a volume element; null: not recorded.</summary>
    public int? GrainsMinimum { get; init; }

    /// <summary>Largest number of grains of a volume element; null: not recorded.</summary>
    public int? GrainsMaximum { get; init; }

    /// <summary>Largest texture index of a volume element (<see cref="Microstructure.TextureIndex"/>); null: not recorded.</summary>
    public double? TextureIndexMaximum { get; init; }

    /// <summary>Largest angle between the fading strain e_1 and the next strain increment, degrees; null: not recorded.</summary>
    public double? TurnMaximum_deg { get; init; }

    /// <summary>
    /// Largest part of the path length that did not lead away, l - |dev ln Ub| (0 for proportional straining); null: not recorded.
    /// </summary>
    public double? PathExcessMaximum { get; init; }

    /// <summary>
    /// Before training the range is not known: every step is committed, nothing is sub-stepped or bounded.
    /// A model with this range cannot be saved.
    /// </summary>
    public static TrainedRange Unbounded { get; } = new()
    {
        StepLengthMinimum = 0,
        StepLengthMaximum = double.PositiveInfinity,
        TimeStepMinimum_s = 0,
        TimeStepMaximum_s = double.PositiveInfinity,
        RateMinimum_perSecond = 0,
        RateMaximum_perSecond = double.PositiveInfinity,
        PathLengthMaximum = double.PositiveInfinity,
        StretchMinimum = [.. Enumerable.Repeat(double.NegativeInfinity, 6)],
        StretchMaximum = [.. Enumerable.Repeat(double.PositiveInfinity, 6)],
    };
}
