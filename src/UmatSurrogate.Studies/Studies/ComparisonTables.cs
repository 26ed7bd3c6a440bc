namespace UmatSurrogate.Studies;

/// <summary>Tables of all trainings of a study.</summary>
internal static class ComparisonTables
{
    /// <summary>Table 3 of the paper (<c>table-3</c>), and what every model is worth (<c>trainings</c>).</summary>
    public static void Write(StudyResults results, StudyReport report)
    {
        report.Paragraph("The trainings (as Table 3 of the paper). The mean square is that of the scaled stress over the last epoch.");
        report.Table(
            "table-3",
            [
                "group", "case", "training samples", "parameters", "iterations", "epochs", "lowest validation error, MPa", "last validation error, MPa", "last training mean square",
                "training, s",
            ],
            results.Cases.Select(c => (IReadOnlyList<string>)
            [
                c.Group, c.Label, results.Text(c, "training_samples", "F0"), results.Text(c, "parameters", "F0"), results.Text(c, "iterations", "F0"), results.Text(c, "epochs", "F0"),
                results.Text(c, "minimum_validation_MPa"), results.Text(c, "final_validation_MPa"), results.Text(c, "final_mean_square", "0.0E0"), results.Text(c, "training_s", "F0"),
            ]));
        report.Paragraph(
            "The models, on all validation samples: stress error with 95 % quantile, and as far as the components of F - I stay within 0.1; change of the stress over a thousandth of a step; "
            + "difference of the same paths in 5000 increments and in 200.");
        report.Table(
            "trainings", ["group", "case", "state variables", "mean (95 %), MPa", "within 0.1, MPa", "standstill, MPa", "5000 steps, MPa"],
            results.Cases.Select(c => (IReadOnlyList<string>)
            [
                c.Group, c.Label, results.Text(c, "state_variables", "F0"), results.Pair(c, "all/surrogate/mean", "all/surrogate/p95"),
                results.Pair(c, "strain_to_0.1/surrogate/mean", "strain_to_0.1/surrogate/p95"), results.Text(c, "stationarity", "F3"), results.Text(c, "consistency/5000"),
            ]));
    }
}
