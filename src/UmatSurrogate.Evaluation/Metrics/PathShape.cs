using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Evaluation;

/// <summary>How a path runs.</summary>
public enum PathShapeKind
{
    /// <summary>One direction, never back.</summary>
    Monotonic,

    /// <summary>One direction, forwards and backwards.</summary>
    Reversed,

    /// <summary>Changing directions.</summary>
    Walk,
}

/// <summary>
/// What a path is like, measured on F itself. A path of one direction A has F = s (I + a A), so that the deviatoric part of F stays on a straight
/// line through zero, dev F = s a dev A; it is monotonic if the position on that line never falls back.
/// </summary>
public static class PathShape
{
    // The cubic between the sections of a random path bends the straight line a little (cosines above 0.999 at strains of 0.2).
    private const double SmallestCosine = 0.99;
    private const double SmallestDistance = 0.1;
    private const double LargestFallBack = 1e-3;

    /// <summary>Classifies a path.</summary>
    public static PathShapeKind Of(LoadPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        Tensor3x3[] line = Array.ConvertAll(path.DeformationGradients, Deviator);
        Tensor3x3 furthest = line.MaxBy(d => d.Norm);
        double length = furthest.Norm;
        if (length == 0)
            return PathShapeKind.Monotonic;
        double reached = 0;
        bool fellBack = false;
        foreach (Tensor3x3 d in line)
        {
            double position = Tensor3x3.DoubleContract(d, furthest) / length;
            if (d.Norm > SmallestDistance * length && Math.Abs(position) < SmallestCosine * d.Norm)
                return PathShapeKind.Walk;
            fellBack |= position < reached - LargestFallBack * length;
            reached = Math.Max(reached, position);
        }

        return fellBack ? PathShapeKind.Reversed : PathShapeKind.Monotonic;
    }

    /// <summary>Increments of a path from its start as long as every component of F - I is at most a limit in size.</summary>
    public static int IncrementsWithin(LoadPath path, double limit)
    {
        ArgumentNullException.ThrowIfNull(path);
        Span<double> components = stackalloc double[9];
        for (int k = 1; k < path.DeformationGradients.Length; k++)
        {
            (path.DeformationGradients[k] - Tensor3x3.Identity).ToRowMajor(components);
            foreach (double c in components)
            {
                if (Math.Abs(c) > limit)
                    return k - 1;
            }
        }

        return path.IncrementCount;
    }

    /// <summary>
    /// Accumulated equivalent strain at every point: sum of sqrt(2/3 de:de), de the deviatoric symmetric part of dF F^-1 with F in the middle of
    /// the increment.
    /// </summary>
    public static double[] AccumulatedStrain(LoadPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        Tensor3x3[] F = path.DeformationGradients;
        double[] strain = new double[F.Length];
        for (int k = 1; k < F.Length; k++)
        {
            SymmetricTensor de = ((F[k] - F[k - 1]) * (0.5 * (F[k] + F[k - 1])).Inverse).Symmetric.Deviator;
            strain[k] = strain[k - 1] + Math.Sqrt(2.0 / 3.0) * de.Norm;
        }

        return strain;
    }

    private static Tensor3x3 Deviator(Tensor3x3 F) => F - F.Trace / 3.0 * Tensor3x3.Identity;
}
