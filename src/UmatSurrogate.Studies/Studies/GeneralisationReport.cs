using UmatSurrogate.Evaluation.Plots;

namespace UmatSurrogate.Studies;

/// <summary>Reports of <c>load-paths</c> (Figs. 6 and 11b) and <c>microstructures</c> (Fig. 7).</summary>
internal static class GeneralisationReport
{
    public static void LoadPaths(StudyResults results, StudyReport report) =>
        Write(results, report, "figure-6", "load paths per volume element", "volume elements of the training", "unseen paths");

    public static void Microstructures(StudyResults results, StudyReport report) =>
        Write(results, report, "figure-7", "volume elements per load path", "load paths of the training", "unseen volume elements");

    private static void Write(StudyResults results, StudyReport report, string figure, string count, string subjects, string unseen)
    {
        report.Paragraph(
            $"Stress errors (Eq. 5, MPa) for {subjects}: left on training samples, right with {unseen}, which no training sample has. "
            + $"The count is the mean number of {count} among the training samples of the subjects looked at. "
            + "These are the ones with most samples and so not the same in all cases; the blind error tells how hard they are.");
        report.Table(
            figure + "-table", ["group", "case", count, "training samples", "seen: mean (95 %)", "unseen: mean (95 %)", "blind, mean"],
            results.Cases.Select(c => (IReadOnlyList<string>)
            [
                c.Group, c.Label, results.Text(c, "count", "0.#"), results.Text(c, "training_samples", "F0"), results.Pair(c, "seen/mean", "seen/p95"),
                results.Pair(c, "unseen/mean", "unseen/p95"), results.Text(c, "blind/mean"),
            ]));
        foreach ((string group, StudyCase[] cases) in results.Groups)
        {
            report.Densities(
                $"{figure}-{CellTrainer.Slug(group)}", $"Distribution of the stress error by step; left: training samples, right: {unseen}. {group}", 2,
                [
                    .. cases.SelectMany(c => new (string, IReadOnlyList<double[]>)[]
                    {
                        ($"{c.Label}, seen", results.First(c).Histories("seen")), ($"{c.Label}, {unseen}", results.First(c).Histories("unseen")),
                    }),
                ]);
        }

        (string Group, StudyCase[] Cases)[] several = [.. results.Groups.Where(g => g.Cases.Select(c => results.Mean(c, "count")).Distinct().Count() > 1)];
        report.Figure(
            figure == "figure-6" ? "figure-11b" : figure + "-counts", $"Stress error over the {count}.", 1,
            new FigurePanel($"seen and {unseen}", count, "stress error  [MPa]",
            [
                .. several.SelectMany((g, i) => new[]
                {
                    Curve(g, "unseen/mean", Name(g.Group, unseen), i, false), Curve(g, "seen/mean", Name(g.Group, "training samples"), i, true),
                }),
            ])
            { LogX = true, FromZero = true });

        static string Name(string group, string what) => group.Length > 0 ? $"{group}, {what}" : what;

        FigureCurve Curve((string Group, StudyCase[] Cases) g, string name, string label, int colour, bool dashed)
        {
            StudyCase[] sorted = [.. g.Cases.OrderBy(c => results.Mean(c, "count"))];
            return new(label, [.. sorted.Select(c => results.Mean(c, "count"))], [.. sorted.Select(c => results.Mean(c, name))]) { Markers = true, Style = dashed ? CurveStyle.Dashed : CurveStyle.Solid, Colour = colour };
        }
    }
}
