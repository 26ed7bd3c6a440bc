using UmatSurrogate.Evaluation.Plots;

namespace UmatSurrogate.Studies;

/// <summary>Reports of the studies that compare trainings: hyperparameters, architecture, data-size.</summary>
internal static class ComparisonReport
{
    private const string Mean = "all/surrogate/mean", Quantile = "all/surrogate/p95";
    private const string SmallMean = "strain_to_0.1/surrogate/mean", SmallQuantile = "strain_to_0.1/surrogate/p95";

    /// <summary>Table 3 and, for every group, Figs. 3, 4 and 5.</summary>
    public static void Hyperparameters(StudyResults results, StudyReport report)
    {
        Baselines(results, report);
        Table(results, report);
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

    /// <summary>Error over the number of simulations for every variant (Fig. 11a), and the table of the variants side by side.</summary>
    public static void DataSize(StudyResults results, StudyReport report)
    {
        Baselines(results, report);
        report.Heading(2, "Error over the number of simulations");
        (string Group, StudyCase[] Cases)[] groups = [.. results.Groups];
        double[] sizes = [.. results.Cases.Select(Size).Distinct().Order()];
        report.Paragraph("Mean (95 % quantile) of the stress error on unseen volume elements and paths, MPa, by number of training simulations.");
        report.Table(
            "data-size", ["simulations", .. groups.Select(g => g.Group)],
            sizes.Select(size => (IReadOnlyList<string>)
            [
                $"{size:0}", .. groups.Select(g => Array.Find(g.Cases, c => Size(c) == size) is { } item ? results.Pair(item, Mean, Quantile) : "-"),
            ]));
        report.Figure(
            "figure-11a", "Stress error over the number of training simulations; dashed: baselines.", 2,
            Panel("mean, full range", Mean, true), Panel("95 % quantile, full range", Quantile, false),
            Panel("mean, components of F - I within 0.1", SmallMean, false), Panel("95 % quantile, within 0.1", SmallQuantile, false));
        report.Heading(2, "All trainings");
        Table(results, report);
        foreach ((string group, StudyCase[] cases) in groups)
        {
            report.Figure(
                $"figure-3-{CellTrainer.Slug(group)}", $"Validation error during training, {group}.", 1,
                Validation(results, cases, group));
        }

        double Size(StudyCase c) => results.Mean(c, "training_samples");

        FigurePanel Panel(string title, string name, bool withBaselines)
        {
            List<FigureCurve> curves =
            [
                .. groups.Select(g => new FigureCurve(g.Group, [.. g.Cases.Select(Size)], [.. g.Cases.Select(c => results.Mean(c, name))]) { Markers = true }),
            ];
            string part = name[..name.IndexOf('/', StringComparison.Ordinal)], kind = name[(name.LastIndexOf('/') + 1)..];
            foreach ((string key, string label) in new[] { ("blind", "blind"), ("taylor", "Taylor"), ("scaled_taylor", "Taylor, scaled") })
            {
                double value = results.Mean(results.Cases.First(), $"{part}/{key}/{kind}");
                if (double.IsFinite(value) && sizes.Length > 0)
                    curves.Add(new(label, [sizes[0], sizes[^1]], [value, value]) { Dashed = true });
            }

            return new(title, "training simulations", "stress error  [MPa]", curves) { LogX = true, LogY = true };
        }
    }

    private static void Baselines(StudyResults results, StudyReport report)
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

    private static void Table(StudyResults results, StudyReport report)
    {
        report.Table(
            "table-3",
            [
                "group", "case", "training samples", "parameters", "state variables", "epochs", "training, s", "lowest validation error, MPa",
                "last validation error, MPa", "last training mean square", "mean (95 %), MPa", "within 0.1: mean (95 %), MPa", "standstill, MPa", "5000 steps, MPa",
            ],
            results.Cases.Select(c => (IReadOnlyList<string>)
            [
                c.Group, c.Label, results.Text(c, "training_samples", "F0"), results.Text(c, "parameters", "F0"), results.Text(c, "state_variables", "F0"),
                results.Text(c, "epochs", "F0"), results.Text(c, "training_s", "F0"), results.Text(c, "minimum_validation_MPa"),
                results.Text(c, "final_validation_MPa"), results.Text(c, "final_mean_square", "E2"), results.Pair(c, Mean, Quantile),
                results.Pair(c, SmallMean, SmallQuantile), results.Text(c, "stationarity", "F3"), results.Text(c, "consistency/5000"),
            ]));
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

    private static FigurePanel Validation(StudyResults results, StudyCase[] cases, string group) => new(
        group, "iterations of the training", "validation error  [MPa]",
        [.. cases.Where(c => results.First(c).Series("epoch").Length > 0).Select(c => new FigureCurve(c.Label, results.First(c).Series("iteration"), results.First(c).Series("validation_MPa")))])
    { LogY = true };
}
