using System.Globalization;
using System.Text;

namespace UmatSurrogate.Evaluation;

/// <summary>
/// <c>trust.csv</c>: one row per increment of a history. Columns <c>increment,time_s,score,level,measures,spread_Pa</c>; level 0 is
/// trained, 1 extrapolated, 2 unreliable; measures is the sum of the bits of <see cref="Recurrent.TrustMeasures"/>.
/// </summary>
public static class TrustCsv
{
    /// <summary>Writes the file.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="times_s">Times of the history; entry 0 is the start.</param>
    /// <param name="steps">Its increments.</param>
    public static void Write(string file, IReadOnlyList<double> times_s, IReadOnlyList<StepTrust> steps)
    {
        ArgumentNullException.ThrowIfNull(times_s);
        ArgumentNullException.ThrowIfNull(steps);
        StringBuilder text = new("increment,time_s,score,level,measures,spread_Pa\n");
        for (int k = 0; k < steps.Count; k++)
        {
            StepTrust step = steps[k];
            text.Append(string.Create(
                CultureInfo.InvariantCulture,
                $"{k + 1},{times_s[k + 1]:R},{step.Score.Value:R},{(int)step.Score.Level},{(int)step.Score.Flags},{step.Spread_Pa:R}\n"));
        }
        File.WriteAllText(file, text.ToString());
    }
}
