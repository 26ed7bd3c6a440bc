using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Training;

/// <summary>
/// Draws a random subset of the time points of a path, so that training sees the same response with step sizes over decades.
/// The path is cut into four parts of random length, each with a density log-uniform between the given ratio and 1; the points are
/// then drawn without replacement with these weights (Efraimidis and Spirakis 2006, doi:10.1016/j.ipl.2005.11.003: the largest
/// u^(1/w) win).
/// </summary>
internal static class TimePointDraw
{
    private const int Parts = 4;
    private const double WholePathShare = 1.0 / 3.0;

    /// <summary>Draws a number of points, log-uniform between the two bounds (both included).</summary>
    public static int DrawCount(RandomStream random, int minimum, int maximum)
    {
        double count = minimum * Math.Pow((maximum + 1.0) / minimum, random.NextDouble());
        return Math.Clamp((int)count, minimum, maximum);
    }

    /// <summary>
    /// Draws the length of the prefix of a path from which points are drawn: the whole path in a third of the cases, otherwise log-uniform from a
    /// share of the path (but not less than the points need) to the whole. Early, short pieces of a path, with small steps, are so seen as often
    /// as late ones.
    /// </summary>
    /// <param name="random">Source of random numbers; not used if the share is 1.</param>
    /// <param name="steps">T, increments of the path.</param>
    /// <param name="count">Points that are drawn.</param>
    /// <param name="share">Smallest prefix over the path, in (0, 1]; 1: always the whole path.</param>
    /// <returns>From <paramref name="count"/> to T.</returns>
    public static int DrawPrefix(RandomStream random, int steps, int count, double share)
    {
        if (share >= 1.0 || random.NextDouble() < WholePathShare)
            return steps;
        return DrawCount(random, Math.Max(count, Math.Min(steps, (int)Math.Ceiling(share * steps))), steps);
    }

    /// <summary>Draws time points of a path.</summary>
    /// <param name="random">Source of random numbers.</param>
    /// <param name="steps">T: the path has the points 0 .. T.</param>
    /// <param name="count">How many of the points 1 .. T are drawn; at most T.</param>
    /// <param name="densityRatio">Smallest density over the largest, in (0, 1].</param>
    /// <returns>Increasing indices, length count + 1; the first is 0, the start of the path.</returns>
    public static int[] Draw(RandomStream random, int steps, int count, double densityRatio)
    {
        Span<double> cuts = stackalloc double[Parts];
        Span<double> logDensity = stackalloc double[Parts];
        for (int p = 0; p < Parts; p++)
        {
            cuts[p] = p == Parts - 1 ? double.PositiveInfinity : steps * random.NextDouble();
            logDensity[p] = Math.Log(densityRatio) * random.NextDouble();
        }

        cuts.Sort();
        double[] key = new double[steps];
        int[] point = new int[steps];
        for (int k = 0, part = 0; k < steps; k++)
        {
            while (k >= cuts[part])
                part++;
            point[k] = k + 1;
            // log of u^(1/w), with the sign changed: the smallest win.
            key[k] = -Math.Log(random.NextPositiveDouble()) / Math.Exp(logDensity[part]);
        }

        Array.Sort(key, point);
        int[] drawn = new int[count + 1];
        point.AsSpan(0, count).CopyTo(drawn.AsSpan(1));
        Array.Sort(drawn);
        return drawn;
    }
}
