using System.Globalization;

namespace UmatSurrogate.Studies;

/// <summary>What was measured of all cells of a study, by case; several seeds of a case are averaged.</summary>
internal sealed class StudyResults(StudySpecification specification, IReadOnlyList<CellResult> cells, IReadOnlyList<FailedCell> failed)
{
    public StudySpecification Specification => specification;

    public IReadOnlyList<FailedCell> Failed => failed;

    /// <summary>The cases of which there is a result.</summary>
    public IEnumerable<StudyCase> Cases => specification.Cases.Where(c => Of(c).Length > 0);

    /// <summary>Groups with their cases.</summary>
    public IEnumerable<(string Group, StudyCase[] Cases)> Groups => Cases.GroupBy(c => c.Group).Select(g => (g.Key, g.ToArray()));

    /// <summary>The results of a case, one for each seed.</summary>
    public Measured[] Of(StudyCase item) => [.. cells.Where(c => ReferenceEquals(c.Case, item)).Select(c => c.Measured)];

    /// <summary>The result of the first seed, for curves.</summary>
    public Measured First(StudyCase item) => Of(item)[0];

    /// <summary>Mean over the seeds.</summary>
    public double Mean(StudyCase item, string name) => Of(item).Average(m => m[name]);

    /// <summary>Mean over the seeds, with their standard deviation where there are several; "-" if it was not measured.</summary>
    public string Text(StudyCase item, string name, string format = "F2")
    {
        double[] all = [.. Of(item).Select(m => m[name])];
        double mean = all.Average();
        if (!double.IsFinite(mean))
            return "-";
        string text = mean.ToString(format, CultureInfo.InvariantCulture);
        if (all.Length == 1)
            return text;
        double deviation = Math.Sqrt(all.Sum(v => (v - mean) * (v - mean)) / (all.Length - 1));
        return $"{text} +- {deviation.ToString(format, CultureInfo.InvariantCulture)}";
    }

    /// <summary>Mean and 95 % quantile: "1.52 (2.90)".</summary>
    public string Pair(StudyCase item, string mean, string quantile) =>
        double.IsFinite(Mean(item, mean)) ? $"{Text(item, mean)} ({Text(item, quantile)})" : "-";

    /// <summary>Mean over the seeds of a series, point by point.</summary>
    public double[] Series(StudyCase item, string name)
    {
        double[][] all = [.. Of(item).Select(m => m.Series(name))];
        return [.. Enumerable.Range(0, all.Min(s => s.Length)).Select(k => all.Average(s => s[k]))];
    }
}
