using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Data;

/// <summary>
/// Random load paths. With a direction A (components uniform in [-1, 1], fixed along the path) and the rates r_k of K sections
/// (uniform in [0, r_max]) of duration dT, the deformation gradients at the ends of the sections are
/// <code>
/// Fh_0 = I,   Fh_k = Fh_(k-1) + r_k dT A,   F_k = Fh_k / det(Fh_k)^(1/3)
/// </code>
/// A path that walks has a direction A_k of its own in every section: B_k drawn like A, or A + w B_k (<see cref="RandomPathRule.WalkSpread"/>). Between the ends every component follows a monotone cubic
/// (<see cref="MonotoneCubicInterpolant"/>) in time, and the result is divided by the cube root of its determinant, so that det F = 1 at every
/// increment. At this amplitude the interpolation alone keeps det F within 5e-5 of 1.
/// </summary>
public static class RandomPathGenerator
{
    /// <summary>
    /// One path. The stream is read in this order: 9 components of A (row-major), K rates, 1 number for whether the path may
    /// reverse, K signs, 1 number for the stretch of the duration, for the random time grid T interval lengths, and, if the rule has a share
    /// of walks, 1 number for whether the path walks and 9 components of B_k for each of the K sections.
    /// </summary>
    /// <exception cref="InputException">The rule is out of its limits, or so large that det F loses its sign.</exception>
    public static LoadPath Generate(RandomPathRule rule, RandomStream random) => Generate(rule, random, ElementaryFunctions.Platform);

    /// <summary>The same with other implementations of the cube root and the power.</summary>
    internal static LoadPath Generate(RandomPathRule rule, RandomStream random, ElementaryFunctions functions)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(random);
        rule.Check();
        Tensor3x3 direction = Direction(random);
        double[] rates = new double[rule.Sections];
        foreach (ref double rate in rates.AsSpan())
            rate = rule.MaximumRate_perSecond * random.NextDouble();
        bool reverses = random.NextDouble() < rule.ReversedFraction;
        foreach (ref double rate in rates.AsSpan())
        {
            bool backwards = random.NextDouble() < 0.5;
            rate = reverses && backwards ? -rate : rate;
        }
        (double smallest, double largest) = rule.DurationFactor;
        double stretch = smallest * functions.Power(largest / smallest, random.NextDouble());
        double[] times_s = Times(rule, random, functions);
        Tensor3x3[] F = DeformationGradients(
            Targets(Directions(rule, direction, random), rates, rule.SectionDuration_s, functions), rule.SectionDuration_s, times_s, functions);
        foreach (ref double time in times_s.AsSpan())
            time *= stretch;
        return new LoadPath(times_s, F);
    }

    /// <summary>The targets F_0 = I, F_1 .. F_K at the ends of the sections, all with determinant 1.</summary>
    /// <param name="direction">A, dimensionless, the same in every section.</param>
    /// <param name="rates_perSecond">r_k, 1/s.</param>
    /// <param name="sectionDuration_s">dT, s.</param>
    /// <exception cref="InputException">The accumulated deformation is so large that det Fh is not positive.</exception>
    public static Tensor3x3[] Targets(in Tensor3x3 direction, ReadOnlySpan<double> rates_perSecond, double sectionDuration_s)
    {
        Tensor3x3[] directions = new Tensor3x3[rates_perSecond.Length];
        Array.Fill(directions, direction);
        return Targets(directions, rates_perSecond, sectionDuration_s, ElementaryFunctions.Platform);
    }

    private static Tensor3x3[] Targets(
        ReadOnlySpan<Tensor3x3> directions, ReadOnlySpan<double> rates_perSecond, double sectionDuration_s, ElementaryFunctions functions)
    {
        Tensor3x3[] targets = new Tensor3x3[rates_perSecond.Length + 1];
        Tensor3x3 Fh = targets[0] = Tensor3x3.Identity;
        for (int k = 0; k < rates_perSecond.Length; k++)
        {
            Fh += rates_perSecond[k] * sectionDuration_s * directions[k];
            targets[k + 1] = Isochoric(Fh, functions);
        }
        return targets;
    }

    /// <summary>The directions of the sections: A in all, or, if the path walks, one drawn for each or A and a share of it.</summary>
    private static Tensor3x3[] Directions(RandomPathRule rule, in Tensor3x3 direction, RandomStream random)
    {
        Tensor3x3[] directions = new Tensor3x3[rule.Sections];
        Array.Fill(directions, direction);
        if (rule.WalkFraction > 0 && random.NextDouble() < rule.WalkFraction)
        {
            foreach (ref Tensor3x3 own in directions.AsSpan())
            {
                Tensor3x3 drawn = Direction(random);
                own = rule.WalkSpread > 0 ? direction + rule.WalkSpread * drawn : drawn;
            }
        }
        return directions;
    }

    private static Tensor3x3 Direction(RandomStream random)
    {
        Span<double> a = stackalloc double[9];
        foreach (ref double component in a)
            component = 2.0 * random.NextDouble() - 1.0;
        return Tensor3x3.FromRowMajor(a);
    }

    /// <summary>Componentwise monotone cubic through the targets at k dT, evaluated at the times; det F is not corrected here.</summary>
    public static Tensor3x3[] Interpolate(ReadOnlySpan<Tensor3x3> targets, double sectionDuration_s, ReadOnlySpan<double> times_s)
    {
        double[] targetTimes_s = new double[targets.Length];
        double[] targetValues = new double[targets.Length];
        double[] values = new double[9 * times_s.Length];
        for (int k = 0; k < targets.Length; k++)
            targetTimes_s[k] = k * sectionDuration_s;
        for (int c = 0; c < 9; c++)
        {
            for (int k = 0; k < targets.Length; k++)
                targetValues[k] = targets[k][c / 3, c % 3];
            MonotoneCubicInterpolant component = new(targetTimes_s, targetValues);
            for (int t = 0; t < times_s.Length; t++)
                values[9 * t + c] = component.Evaluate(times_s[t]);
        }
        Tensor3x3[] F = new Tensor3x3[times_s.Length];
        for (int t = 0; t < F.Length; t++)
            F[t] = Tensor3x3.FromRowMajor(values.AsSpan(9 * t, 9));
        return F;
    }

    /// <summary>The path through the targets, brought back to det F = 1 at every time.</summary>
    public static Tensor3x3[] DeformationGradients(ReadOnlySpan<Tensor3x3> targets, double sectionDuration_s, ReadOnlySpan<double> times_s) =>
        DeformationGradients(targets, sectionDuration_s, times_s, ElementaryFunctions.Platform);

    private static Tensor3x3[] DeformationGradients(
        ReadOnlySpan<Tensor3x3> targets, double sectionDuration_s, ReadOnlySpan<double> times_s, ElementaryFunctions functions)
    {
        Tensor3x3[] F = Interpolate(targets, sectionDuration_s, times_s);
        for (int t = 0; t < F.Length; t++)
            F[t] = Isochoric(F[t], functions);
        return F;
    }

    /// <summary>The T + 1 times from 0 to K dT (before the stretch of the duration), s.</summary>
    private static double[] Times(RandomPathRule rule, RandomStream random, ElementaryFunctions functions)
    {
        double[] times_s = new double[rule.Steps + 1];
        if (rule.TimeGrid == TimeGrid.Uniform)
        {
            for (int t = 1; t <= rule.Steps; t++)
                times_s[t] = rule.Duration_s * t / rule.Steps;
            return times_s;
        }
        for (int t = 1; t <= rule.Steps; t++)
            times_s[t] = times_s[t - 1] + functions.Power(10.0, rule.TimeGridDecades * random.NextDouble());
        double scale = rule.Duration_s / times_s[rule.Steps];
        for (int t = 1; t < rule.Steps; t++)
            times_s[t] *= scale;
        times_s[rule.Steps] = rule.Duration_s;
        return times_s;
    }

    private static Tensor3x3 Isochoric(in Tensor3x3 F, ElementaryFunctions functions)
    {
        double determinant = F.Determinant;
        if (!(determinant > 0))
        {
            throw new InputException(
                $"The random path rule reaches a deformation gradient with determinant {determinant:R}; "
                + "lower the maximum rate, the number of sections or their duration (the defaults give components of F - I up to 0.2).");
        }
        return 1.0 / functions.CubeRoot(determinant) * F;
    }
}
