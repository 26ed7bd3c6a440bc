using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>How the total time of a path is divided into increments.</summary>
public enum TimeGrid
{
    /// <summary>Increments of equal duration.</summary>
    Uniform,

    /// <summary>Durations log-uniform over some decades, then scaled to the total time.</summary>
    Random,
}

/// <summary>
/// Parameters of the random load path rule (<see cref="RandomPathGenerator"/> has the equations). Defaults: 5 sections of 40 s,
/// 200 equal increments, rates up to 1e-3 1/s, which keeps the components of F - I within about 0.2.
/// </summary>
public sealed record RandomPathRule
{
    /// <summary>K, the number of sections of constant rate.</summary>
    public int Sections { get; init; } = 5;

    /// <summary>dT, the duration of one section, s.</summary>
    public double SectionDuration_s { get; init; } = 40.0;

    /// <summary>T, the number of increments of the whole path.</summary>
    public int Steps { get; init; } = 200;

    /// <summary>r_max, the upper bound of the section rates, 1/s.</summary>
    public double MaximumRate_perSecond { get; init; } = 1e-3;

    /// <summary>The share of paths whose sections run forwards or backwards with even odds; 0: all sections of all paths run forwards.</summary>
    public double ReversedFraction { get; init; }

    /// <summary>The share of paths that walk: every section runs in a direction of its own.</summary>
    public double WalkFraction { get; init; }

    /// <summary>
    /// w: 0 for walks whose sections know nothing of each other, A_k = B_k; else every section of a walk wavers about the direction of its path,
    /// A_k = A + w B_k, with B_k drawn for each section. Many short sections and w below 1 show how the stress answers small changes of direction.
    /// </summary>
    public double WalkSpread { get; init; }

    /// <summary>How the total time is divided into increments.</summary>
    public TimeGrid TimeGrid { get; init; } = TimeGrid.Uniform;

    /// <summary>For <see cref="TimeGrid.Random"/>: log10 of the ratio of the longest to the shortest possible increment.</summary>
    public double TimeGridDecades { get; init; } = 1.5;

    /// <summary>
    /// Factors between which the duration of each path is stretched, drawn log-uniform; the strains stay and the rates are divided by
    /// the factor, so that a data set holds strain rates over decades. (1, 1): every path lasts <see cref="Duration_s"/>.
    /// </summary>
    public (double Smallest, double Largest) DurationFactor { get; init; } = (1.0, 1.0);

    /// <summary>K dT, the duration of an unstretched path, s.</summary>
    public double Duration_s => Sections * SectionDuration_s;

    /// <summary>Checks the parameters.</summary>
    /// <exception cref="InputException">Names the parameter, its value and what is allowed.</exception>
    public void Check()
    {
        Require(Sections >= 1, "sections", Sections, "at least 1");
        Require(Steps >= 1, "steps", Steps, "at least 1");
        Require(SectionDuration_s > 0 && double.IsFinite(SectionDuration_s), "section_duration_s", SectionDuration_s, "positive");
        Require(MaximumRate_perSecond > 0 && double.IsFinite(MaximumRate_perSecond), "maximum_rate_perSecond", MaximumRate_perSecond, "positive");
        Require(ReversedFraction is >= 0 and <= 1, "reversed_fraction", ReversedFraction, "between 0 and 1");
        Require(WalkFraction is >= 0 and <= 1, "walk_fraction", WalkFraction, "between 0 and 1");
        Require(WalkSpread is >= 0 and <= 10, "walk_spread", WalkSpread, "between 0 and 10");
        Require(WalkSpread == 0 || WalkFraction > 0, "walk_spread", WalkSpread, "0 without walk_fraction");
        Require(TimeGridDecades is >= 0 and <= 6, "time_grid_decades", TimeGridDecades, "between 0 and 6");
        Require(DurationFactor.Smallest > 0, "duration_factor (first)", DurationFactor.Smallest, "positive");
        Require(
            DurationFactor.Largest >= DurationFactor.Smallest && double.IsFinite(DurationFactor.Largest),
            "duration_factor (second)", DurationFactor.Largest, "not smaller than the first");
    }

    private static void Require(bool condition, string name, double value, string allowed)
    {
        if (!condition)
            throw new InputException($"Random path rule: '{name}' is {value:R}; it must be {allowed}.");
    }
}
