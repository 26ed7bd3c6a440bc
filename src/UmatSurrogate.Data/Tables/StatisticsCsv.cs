using UmatSurrogate.FullField;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Data;

/// <summary>
/// One row per increment of a full-field run: <c>increment,time_s,svm_mean_Pa,svm_std_Pa,svm_max_Pa,iterations,evaluations,cutback_level</c>; svm is the
/// von Mises stress of the voxels' Cauchy stresses.
/// </summary>
public static class StatisticsCsv
{
    private static readonly string[] Columns =
        ["increment", "time_s", "svm_mean_Pa", "svm_std_Pa", "svm_max_Pa", "iterations", "evaluations", "cutback_level"];

    /// <summary>Writes the statistics of a history that was followed with <see cref="FollowOptions.WithStatistics"/>.</summary>
    public static void Write(string file, FullFieldHistory history)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(history);
        CsvTable.Write(file, Columns, history.Increments.Count, (k, row) =>
        {
            (CompletedIncrement i, FieldStatistics s) = (history.Increments[k], history.Statistics[k]);
            (row[0], row[1]) = (i.Increment, history.Start_s + i.Time_s);
            (row[2], row[3], row[4]) = (s.VonMisesMean_Pa, s.VonMisesDeviation_Pa, s.VonMisesLargest_Pa);
            (row[5], row[6], row[7]) = (i.Iterations, i.Evaluations, i.CutbackLevel);
        });
    }
}
