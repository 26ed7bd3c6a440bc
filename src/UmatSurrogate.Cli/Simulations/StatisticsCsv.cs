using System.Globalization;
using System.Text;
using UmatSurrogate.FullField;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Cli.Simulations;

/// <summary>
/// One row per increment: <c>increment,time_s,svm_mean_Pa,svm_std_Pa,svm_max_Pa,iterations,evaluations,cutback_level</c>; svm is the von Mises stress of the
/// voxels' Cauchy stresses.
/// </summary>
internal static class StatisticsCsv
{
    public static void Write(string file, FullFieldHistory history)
    {
        StringBuilder text = new("increment,time_s,svm_mean_Pa,svm_std_Pa,svm_max_Pa,iterations,evaluations,cutback_level\n");
        for (int k = 0; k < history.Increments.Count; k++)
        {
            (CompletedIncrement i, FieldStatistics s) = (history.Increments[k], history.Statistics[k]);
            text.Append(
                CultureInfo.InvariantCulture,
                $"{i.Increment},{history.Start_s + i.Time_s:R},{s.VonMisesMean_Pa:R},{s.VonMisesDeviation_Pa:R},{s.VonMisesLargest_Pa:R},{i.Iterations},{i.Evaluations},{i.CutbackLevel}\n");
        }

        try
        {
            File.WriteAllText(file, text.ToString());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"'{file}' cannot be written: {e.Message}", e);
        }
    }
}
