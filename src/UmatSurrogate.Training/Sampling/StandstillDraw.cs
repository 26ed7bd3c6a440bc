using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Training;

/// <summary>
/// Adds steps in which nothing happens to a drawn sequence, with their truth. Two kinds, by even odds:
/// <list type="bullet">
/// <item>a repeated point: no strain and no time. The stress stays, exactly;</item>
/// <item>a vanishing step: a share d of the path's next increment, strain and time alike, d log-uniform between 1e-4 and 1e-3. State and
/// stress are interpolated in it. The stress within an increment is no straight line, at most by d times the elastic stress of the
/// increment, 2 G x d: for an increment of x = 1e-3 in aluminium 0.05 MPa, less than the noise of any fit.</item>
/// </list>
/// A dwell (time without strain) is neither: the stress relaxes, and only a simulated dwell knows how far. None is made up here.
/// </summary>
internal static class StandstillDraw
{
    private const double SmallestShare = 1e-4;
    private const double LargestShare = 1e-3;

    /// <summary>Number of added steps for a number of drawn ones.</summary>
    public static int Count(int drawn, double fraction) => (int)Math.Round(fraction * drawn);

    /// <summary>The points with the added ones, sorted.</summary>
    /// <param name="random">Source of random numbers.</param>
    /// <param name="points">Drawn points, the first 0.</param>
    /// <param name="pathSteps">Last point of the path, behind which no increment follows.</param>
    /// <param name="count">How many steps to add.</param>
    public static double[] Add(RandomStream random, int[] points, int pathSteps, int count)
    {
        double[] all = new double[points.Length + count];
        for (int k = 0; k < points.Length; k++)
            all[k] = points[k];
        for (int k = points.Length; k < all.Length; k++)
        {
            int at = points[random.NextInt32(points.Length)];
            bool vanishing = random.NextInt32(2) == 1;
            double share = SmallestShare * Math.Pow(LargestShare / SmallestShare, random.NextDouble());
            all[k] = vanishing && at < pathSteps ? at + share : at;
        }

        Array.Sort(all);
        return all;
    }
}
