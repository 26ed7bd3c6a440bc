using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>
/// A prescribed deformation history: the deformation gradient F (dimensionless) at times (s). Entry 0 is the start;
/// entry k holds at the end of increment k. Both arrays have the same length, T + 1.
/// </summary>
public sealed class LoadPath
{
    /// <summary>Checks and takes over the two arrays (not copied).</summary>
    /// <param name="times_s">Strictly increasing times, s.</param>
    /// <param name="deformationGradients">F at these times; every determinant is positive.</param>
    /// <exception cref="InputException">Lengths differ, fewer than two entries, times not increasing, or det F not positive.</exception>
    public LoadPath(double[] times_s, Tensor3x3[] deformationGradients)
    {
        ArgumentNullException.ThrowIfNull(times_s);
        ArgumentNullException.ThrowIfNull(deformationGradients);
        if (times_s.Length != deformationGradients.Length || times_s.Length < 2)
        {
            throw new InputException(
                $"A load path needs one deformation gradient per time and at least two entries (the start and one increment); "
                + $"{times_s.Length} times and {deformationGradients.Length} deformation gradients were given.");
        }
        for (int k = 0; k < times_s.Length; k++)
        {
            if (Fault(times_s, deformationGradients, k) is string fault)
                throw new InputException($"Entry {k} of a load path: {fault}");
        }
        Times_s = times_s;
        DeformationGradients = deformationGradients;
    }

    /// <summary>Times in s, length T + 1, strictly increasing.</summary>
    public double[] Times_s { get; }

    /// <summary>F at these times, length T + 1.</summary>
    public Tensor3x3[] DeformationGradients { get; }

    /// <summary>The number of increments T.</summary>
    public int IncrementCount => Times_s.Length - 1;

    /// <summary>
    /// The same path with every increment divided into equal parts: the time and every component of F are linear within an increment.
    /// Entry k of this path is entry <paramref name="parts"/> k of the other, to the last bit.
    /// </summary>
    /// <param name="parts">Parts of every increment; 1 gives this path.</param>
    /// <exception cref="InputException">det F is not positive between two entries.</exception>
    public LoadPath Subdivided(int parts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        if (parts == 1)
            return this;
        double[] times_s = new double[parts * IncrementCount + 1];
        Tensor3x3[] F = new Tensor3x3[times_s.Length];
        for (int k = 0; k < times_s.Length; k++)
        {
            (int increment, int part) = Math.DivRem(k, parts);
            (times_s[k], F[k]) = (Times_s[increment], DeformationGradients[increment]);
            if (part == 0)
                continue;
            double share = (double)part / parts;
            times_s[k] += share * (Times_s[increment + 1] - Times_s[increment]);
            F[k] += share * (DeformationGradients[increment + 1] - DeformationGradients[increment]);
        }
        return new(times_s, F);
    }

    /// <summary>What is wrong with an entry, the entries before it being right, or null.</summary>
    internal static string? Fault(ReadOnlySpan<double> times_s, ReadOnlySpan<Tensor3x3> deformationGradients, int k)
    {
        if (!double.IsFinite(times_s[k]) || (k > 0 && times_s[k] <= times_s[k - 1]))
            return FormattableString.Invariant($"the times must be finite and increase; the time is {times_s[k]:R} s.");
        return deformationGradients[k].IsFinite && deformationGradients[k].Determinant > 0
            ? null
            : FormattableString.Invariant(
                $"the deformation gradient must be finite with a positive determinant; its determinant is {deformationGradients[k].Determinant:R}.");
    }
}
