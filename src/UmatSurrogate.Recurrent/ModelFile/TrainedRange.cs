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

    /// <summary>The smallest range that holds both: what a model has seen that was trained on one set of data and then on another.</summary>
    public static TrainedRange Union(TrainedRange a, TrainedRange b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return new()
        {
            StepLengthMinimum = Math.Min(a.StepLengthMinimum, b.StepLengthMinimum),
            StepLengthMaximum = Math.Max(a.StepLengthMaximum, b.StepLengthMaximum),
            TimeStepMinimum_s = Math.Min(a.TimeStepMinimum_s, b.TimeStepMinimum_s),
            TimeStepMaximum_s = Math.Max(a.TimeStepMaximum_s, b.TimeStepMaximum_s),
            RateMinimum_perSecond = Math.Min(a.RateMinimum_perSecond, b.RateMinimum_perSecond),
            RateMaximum_perSecond = Math.Max(a.RateMaximum_perSecond, b.RateMaximum_perSecond),
            PathLengthMaximum = Math.Max(a.PathLengthMaximum, b.PathLengthMaximum),
            StretchMinimum = [.. a.StretchMinimum.Zip(b.StretchMinimum, Math.Min)],
            StretchMaximum = [.. a.StretchMaximum.Zip(b.StretchMaximum, Math.Max)],
            GrainsMinimum = a.GrainsMinimum is { } fewest && b.GrainsMinimum is { } few ? Math.Min(fewest, few) : null,
            GrainsMaximum = a.GrainsMaximum is { } most && b.GrainsMaximum is { } many ? Math.Max(most, many) : null,
            TextureIndexMaximum = Larger(a.TextureIndexMaximum, b.TextureIndexMaximum),
            TurnMaximum_deg = Larger(a.TurnMaximum_deg, b.TurnMaximum_deg),
            PathExcessMaximum = Larger(a.PathExcessMaximum, b.PathExcessMaximum),
        };

        // What one of them did not record is not known of both.
        static double? Larger(double? x, double? y) => x is { } p && y is { } q ? Math.Max(p, q) : null;
    }
}
