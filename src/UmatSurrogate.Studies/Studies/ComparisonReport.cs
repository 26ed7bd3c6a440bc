using UmatSurrogate.Evaluation.Plots;

namespace UmatSurrogate.Studies;

/// <summary>Reports of the studies that compare networks: hyperparameters, architecture.</summary>
internal static class ComparisonReport
{
    private const string Mean = "all/surrogate/mean", Quantile = "all/surrogate/p95";

    /// <summary>Table 3 and, for every group, Figs. 3, 4 and 5.</summary>
    public static void Hyperparameters(StudyResults results, StudyReport report)
    {
        Baselines(results, report);
        ComparisonTables.Write(results, report);
        PublishedLosses.Write(results, report);
        foreach ((string group, StudyCase[] cases) in results.Groups)
        {
            report.Heading(2, group.Length > 0 ? group : "cases");
            string name = CellTrainer.Slug(group);
            ByGroup(results, report, group, name, cases);
        }
    }

    /// <summary>The same with bars that compare accuracy and behaviour of the cells.</summary>
    public static void Architecture(StudyResults results, StudyReport report)
    {
        Hyperparameters(results, report);
        StudyCase[] cases = [.. results.Cases];
        string[] names = [.. cases.Select(c => c.Label)];
        report.Heading(2, "Side by side");
        report.Bars(
            "architecture-errors", "Stress error on unseen volume elements and paths.", "Unseen volume elements and paths", "stress error  [MPa]", names,
            [("mean", Values(Mean)), ("95 % quantile", Values(Quantile))]);
        report.Bars(
            "architecture-steps", "Dependence on the step size: the same paths in more increments against 200, and the change over a thousandth of a step.",
            "Step sizes", "difference  [MPa]", names,
            [
                ("400 steps", Values("consistency/400")), ("1600 steps", Values("consistency/1600")), ("5000 steps", Values("consistency/5000")),
                ("standstill", Values("stationarity")),
            ]);

        double[] Values(string name) => [.. cases.Select(c => results.Mean(c, name))];
    }

    internal static void Baselines(StudyResults results, StudyReport report)
    {
        if (results.Cases.FirstOrDefault() is not { } any)
            return;
        string taylor = double.IsFinite(results.Mean(any, "all/taylor/mean"))
            ? $"; Taylor {results.Pair(any, "all/taylor/mean", "all/taylor/p95")}, times one fitted factor {results.Pair(any, "all/scaled_taylor/mean", "all/scaled_taylor/p95")}"
            : "";
        report.Paragraph(
            "Stress error: largest absolute eigenvalue of the difference of the deviatoric Cauchy stresses (arXiv:2510.06904, Eq. 5) over the validation samples, "
            + "whose volume elements and paths no training sample has. "
            + $"Baselines, mean (95 % quantile) in MPa: blind {results.Pair(any, "all/blind/mean", "all/blind/p95")}{taylor}.");
    }

    private static void ByGroup(StudyResults results, StudyReport report, string group, string name, StudyCase[] cases)
    {
        report.Figure($"figure-3-{name}", $"Validation error during training, {group} (first seed).", 1, Validation(results, cases, group));
        Measured first = results.First(cases[0]);
        report.Figure(
            $"figure-4-{name}", $"Stress of one unseen sample, largest deviatoric component, {group} (first seed).", 1,
            new FigurePanel(group, "time  [s]", "deviatoric stress  [MPa]",
            [
                new("crystal plasticity", first.Series("sample_time_s"), first.Series("sample_truth_MPa")) { IsTruth = true },
                .. cases.Select(c => new FigureCurve(c.Label, results.First(c).Series("sample_time_s"), results.First(c).Series("sample_stress_MPa"))),
            ]));
        report.Figure(
            $"figure-5-{name}", $"Stress error by step over all validation samples, {group}.", 2,
            ByStep("mean", "step_mean"), ByStep("standard deviation", "step_deviation"));

        FigurePanel ByStep(string title, string series) => new($"{group}: {title}", "step", "stress error  [MPa]",
        [
            .. cases.Select(c => new FigureCurve(c.Label, [.. Enumerable.Range(1, results.Series(c, series).Length).Select(k => (double)k)], results.Series(c, series))),
        ])
        { FromZero = true };
    }

    internal static FigurePanel Validation(StudyResults results, StudyCase[] cases, string group) => new(
        group, "iterations of the training", "validation error  [MPa]",
        [.. cases.Where(c => results.First(c).Series("epoch").Length > 0).Select(c => new FigureCurve(c.Label, results.First(c).Series("iteration"), results.First(c).Series("validation_MPa")))])
    { LogY = true };
}
