using System.Diagnostics;

namespace UmatSurrogate.Benchmarks;

/// <summary>Best and median wall time of many repetitions, seconds per call.</summary>
internal readonly record struct Timing(double Best_s, double Median_s)
{
    /// <summary>Runs the body until about <paramref name="budget_s"/> seconds are spent, in samples of at least 200 us.</summary>
    public static Timing Measure(Action body, double budget_s = 1.0)
    {
        // Warm up until the tiered compiler has done its work.
        long start = Stopwatch.GetTimestamp();
        int calls = 0;
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < 0.3 || calls < 60)
        {
            body();
            calls++;
        }
        int perSample = Math.Max(1, (int)(200e-6 / (Stopwatch.GetElapsedTime(start).TotalSeconds / calls)));
        var samples = new List<double>();
        start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < budget_s || samples.Count < 20)
        {
            long begin = Stopwatch.GetTimestamp();
            for (int i = 0; i < perSample; i++)
                body();
            samples.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds / perSample);
        }
        samples.Sort();
        return new Timing(samples[0], samples[samples.Count / 2]);
    }
}
