using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace UmatSurrogate.Evaluation;

/// <summary>The section on trust of a report.</summary>
internal static class ReliabilityReport
{
    /// <summary>Tables in Markdown.</summary>
    public static string Markdown(Reliability reliability)
    {
        StringBuilder text = new();
        Line($"");
        Line($"## Trust");
        Line($"");
        Line($"What is known without the truth, against the true error of each step of the validation samples (classes of equal size; equal values in one class).");
        if (reliability.Unsolved.Count > 0)
            Line($"{reliability.Unsolved.Count} of {reliability.Samples} samples could not be followed to their end (the first: {reliability.Unsolved[0].ToString()}); their steps before that count.");
        Table("out-of-distribution score (above 1: outside of the training data)", reliability.Score);
        if (reliability.Spread_MPa is ReliabilityTable spread)
            Table("spread of the ensemble, MPa", spread);
        return text.ToString();

        void Table(string quantity, ReliabilityTable table)
        {
            if (table.Classes.Count == 0)
                return;
            Line($"");
            Line($"| {quantity} | error: mean, MPa | 95 % quantile, MPa | steps |");
            Line($"|---|---|---|---|");
            foreach (ReliabilityClass c in table.Classes)
                Line($"| {Range(c)} | {c.MeanError_MPa:F2} | {c.Percentile95_MPa:F2} | {c.Steps} |");
            Line($"");
            Line($"Rank correlation with the error: {table.RankCorrelation:F2}.");
        }

        static string Range(ReliabilityClass c) =>
            c.Lowest == c.Highest ? c.Lowest.ToString("G3", CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{c.Lowest:G3} .. {c.Highest:G3}");

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    /// <summary>The same numbers for <c>report.json</c>.</summary>
    public static JsonObject Json(Reliability reliability)
    {
        JsonObject result = new()
        {
            ["samples"] = reliability.Samples,
            ["samples_without_solution"] = reliability.Unsolved.Count,
            ["score"] = Table(reliability.Score),
        };
        if (reliability.Spread_MPa is ReliabilityTable spread)
            result["spread_MPa"] = Table(spread);
        return result;

        static JsonObject Table(ReliabilityTable table) => new()
        {
            ["rank_correlation"] = Number(table.RankCorrelation),
            ["classes"] = new JsonArray([.. table.Classes.Select(c => (JsonNode)new JsonObject
            {
                ["lowest"] = Number(c.Lowest),
                ["highest"] = Number(c.Highest),
                ["steps"] = c.Steps,
                ["mean_error_MPa"] = c.MeanError_MPa,
                ["p95_error_MPa"] = c.Percentile95_MPa,
            })]),
        };

        static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
    }
}
