using System.Diagnostics;

namespace UmatSurrogate.Benchmarks;

/// <summary>
/// Best and median time of many runs of one body on one thread. On a shared machine the best is the figure; the median says how disturbed
/// the run was. Bodies to be compared are measured in turns, so that a disturbance meets all of them.
/// </summary>
public static class Measurement
{
    /// <summary>Measures named bodies in turns.</summary>
    /// <param name="bodies">Name, number of units one call does, body.</param>
    /// <param name="unit">What is counted.</param>
    /// <param name="rounds">Number of measured calls of each body, after the warm-up.</param>
    /// <returns>Best time per unit [s] of each body.</returns>
    public static double[] InTurns(IReadOnlyList<(string Name, int Units, Action Body)> bodies, string unit, int rounds = 60)
    {
        ArgumentNullException.ThrowIfNull(bodies);
        double[][] seconds = [.. bodies.Select(_ => new double[rounds])];
        Stopwatch warm = Stopwatch.StartNew();
        while (warm.ElapsedMilliseconds < 1500)
        {
            foreach ((_, _, Action body) in bodies)
                body();
        }

        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < bodies.Count; i++)
            {
                long start = Stopwatch.GetTimestamp();
                bodies[i].Body();
                seconds[i][round] = Stopwatch.GetElapsedTime(start).TotalSeconds / bodies[i].Units;
            }
        }

        double[] best = [.. seconds.Select(s => s.Min())];
        for (int i = 0; i < bodies.Count; i++)
        {
            Array.Sort(seconds[i]);
            Console.WriteLine(FormattableString.Invariant(
                $"  {bodies[i].Name,-44} best {1e6 * best[i],9:F3} us  median {1e6 * seconds[i][rounds / 2],9:F3} us per {unit}  {best[0] / best[i],6:F2} x"));
        }

        return best;
    }
}
