using System.Globalization;

namespace UmatSurrogate.Studies;

/// <summary>Our errors beside published losses, both relative to the same case of their group.</summary>
internal static class PublishedLosses
{
    /// <summary>A table of all groups with published values (<c>published</c>); nothing where there are none.</summary>
    public static void Write(StudyResults results, StudyReport report)
    {
        List<string[]> rows = [];
        foreach ((string group, StudyCase[] cases) in results.Groups)
        {
            StudyCase[] published = [.. cases.Where(c => c.Published is > 0)];
            if (published.Length < 2)
                continue;
            StudyCase best = published.MinBy(c => c.Published)!;
            rows.AddRange(published.Select(c => (string[])
            [
                group, c.Label, results.Text(c, "minimum_validation_MPa"),
                Ratio(results.Mean(c, "minimum_validation_MPa") / results.Mean(best, "minimum_validation_MPa")), Ratio(Math.Sqrt(c.Published!.Value / best.Published!.Value)),
            ]));
        }

        if (rows.Count == 0)
            return;
        report.Heading(2, "Beside the published values");
        report.Paragraph(
            "Lowest validation error relative to the case with the smallest published loss, here and in the paper. The paper's loss is a mean square, so that the square root of its ratio stands here; "
            + "its cases are its own sizes, data and budget (300 000 simulations, 12 hours of a GPU each), at the same place of the sweep.");
        report.Table("published", ["group", "case", "lowest validation error, MPa", "relative, here", "relative, paper"], rows);
    }

    private static string Ratio(double value) => double.IsFinite(value) ? value.ToString("F2", CultureInfo.InvariantCulture) : "-";
}
