using System.Globalization;
using UmatSurrogate.Evaluation.Plots;

namespace UmatSurrogate.Studies;

/// <summary>Report of <c>data-size</c> (Fig. 11a): the learning curve of every variant, and what training on Taylor data before gives.</summary>
internal static class DataSizeReport
{
    private const string Mean = "all/surrogate/mean", Quantile = "all/surrogate/p95";
    private const string SmallMean = "strain_to_0.1/surrogate/mean", SmallQuantile = "strain_to_0.1/surrogate/p95";

    // Ten times the simulations divide the paper's validation loss, a mean square, by 6.60/1.86 (its Table 3).
    private static readonly double PublishedExponent = 0.5 * Math.Log10(6.60 / 1.86);

    private sealed record Variant(string Name, StudyCase[] Cases, Variant? Scratch);

    public static void Write(StudyResults results, StudyReport report)
    {
        Variant[] variants = Variants(results);
        double[] sizes = [.. results.Cases.Select(Size).Distinct().Order()];
        ComparisonReport.Baselines(results, report);
        report.Heading(2, "Error over the number of simulations");
        report.Paragraph("Mean (95 % quantile) of the stress error on unseen volume elements and paths, MPa, by number of training simulations.");
        report.Table("data-size", ["simulations", .. variants.Select(v => v.Name)], sizes.Select(size => Row(size, Mean, Quantile)));
        report.Paragraph("The same as far as every component of F - I stays within 0.1.");
        report.Table("data-size-to-0.1", ["simulations", .. variants.Select(v => v.Name)], sizes.Select(size => Row(size, SmallMean, SmallQuantile)));
        report.Figure(
            "figure-11a", "Stress error over the number of training simulations; dashed: after training on Taylor data; grey: baselines.", 2,
            Panel("mean, full range", Mean), Panel("95 % quantile, full range", Quantile),
            Panel("mean, components of F - I within 0.1", SmallMean), Panel("95 % quantile, within 0.1", SmallQuantile));
        if (sizes.Length > 1)
            Slopes();
        if (variants.Any(v => v.Scratch is not null))
            Gains();
        report.Heading(2, "All trainings");
        ComparisonTables.Write(results, report);
        report.Figure(
            "figure-3", "Validation error during training (first seed), by number of training simulations.", 3,
            [.. variants.Select(v => ComparisonReport.Validation(results, v.Cases, v.Name))]);

        double Size(StudyCase c) => results.Mean(c, "training_samples");

        StudyCase? At(Variant variant, double size) => Array.Find(variant.Cases, c => Size(c) == size);

        IReadOnlyList<string> Row(double size, string mean, string quantile) =>
            [$"{size:0}", .. variants.Select(v => At(v, size) is { } item ? results.Pair(item, mean, quantile) : "-")];

        void Slopes()
        {
            double blind = results.Mean(results.Cases.First(), "all/blind/mean");
            report.Paragraph(string.Create(
                CultureInfo.InvariantCulture,
                $"From the smallest to the largest number of simulations N the error goes as N^-p; the paper's losses give p = {PublishedExponent:F2} (10 % to all of its data). A p near zero says that the training is short of information in its inputs, or of iterations, not of simulations; an error beyond that of the blind baseline, that it has not learned to use the grains."));
            report.Table("slopes", ["variant", "simulations", "error, MPa", "p", "error over that of the blind baseline"], variants.Select(v =>
            {
                StudyCase[] sorted = [.. v.Cases.OrderBy(Size)];
                (StudyCase first, StudyCase last) = (sorted[0], sorted[^1]);
                double p = -Math.Log(results.Mean(last, Mean) / results.Mean(first, Mean)) / Math.Log(Size(last) / Size(first));
                return (IReadOnlyList<string>)
                [
                    v.Name, string.Create(CultureInfo.InvariantCulture, $"{Size(first):0} to {Size(last):0}"), $"{results.Text(first, Mean)} to {results.Text(last, Mean)}",
                    Text(p, "F2"), Text(results.Mean(last, Mean) / blind, "F2"),
                ];
            }));
        }

        void Gains()
        {
            report.Heading(2, "What training on Taylor data before gives");
            report.Paragraph("Mean stress error from fresh weights and after training on Taylor data, MPa, and the change.");
            Variant[] after = [.. variants.Where(v => v.Scratch is not null)];
            report.Table("pretraining", ["simulations", .. after.Select(v => v.Scratch!.Name)], sizes.Select(size => (IReadOnlyList<string>)
            [
                $"{size:0}",
                .. after.Select(v => At(v, size) is { } with && At(v.Scratch!, size) is { } without
                    ? $"{results.Text(without, Mean)} to {results.Text(with, Mean)} ({Text(100 * (results.Mean(with, Mean) / results.Mean(without, Mean) - 1), "+0;-0;0")} %)"
                    : "-"),
            ]));
        }

        FigurePanel Panel(string title, string name)
        {
            List<FigureCurve> curves =
            [
                .. variants.Select(v => new FigureCurve(v.Name, [.. v.Cases.Select(Size)], [.. v.Cases.Select(c => results.Mean(c, name))])
                {
                    Markers = true, Colour = Array.IndexOf(variants, v.Scratch ?? v), Style = v.Scratch is null ? CurveStyle.Solid : CurveStyle.Dashed,
                }),
            ];
            string part = name[..name.IndexOf('/', StringComparison.Ordinal)], kind = name[(name.LastIndexOf('/') + 1)..];
            foreach ((string key, string label, CurveStyle style) in new[]
            {
                ("blind", "blind", CurveStyle.Solid), ("taylor", "Taylor", CurveStyle.Dashed), ("scaled_taylor", "Taylor, scaled", CurveStyle.Dotted),
            })
            {
                double value = results.Mean(results.Cases.First(), $"{part}/{key}/{kind}");
                if (double.IsFinite(value) && sizes.Length > 0)
                    curves.Add(new(label, [sizes[0], sizes[^1]], [value, value]) { Predictor = 1, Style = style });
            }

            return new(title, "training simulations", "stress error  [MPa]", curves) { LogX = true, LogY = true };
        }
    }

    /// <summary>Pre-trained variants belong to the one whose name theirs begins with; those without pre-training stand first.</summary>
    private static Variant[] Variants(StudyResults results)
    {
        (string Group, StudyCase[] Cases)[] groups = [.. results.Groups];
        Variant[] scratch = [.. groups.Where(g => !g.Cases[0].Pretrained).Select(g => new Variant(g.Group, g.Cases, null))];
        Variant[] after =
        [
            .. groups.Where(g => g.Cases[0].Pretrained).Select(g => new Variant(
                g.Group, g.Cases, scratch.Where(s => g.Group.StartsWith(s.Name, StringComparison.Ordinal)).MaxBy(s => s.Name.Length))),
        ];
        return [.. scratch, .. after];
    }

    private static string Text(double value, string format) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "-";
}
