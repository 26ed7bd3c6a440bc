using System.Globalization;
using UmatSurrogate.Evaluation;
using UmatSurrogate.Evaluation.Plots;

namespace UmatSurrogate.Studies;

/// <summary>Report of <c>textures</c> (Table 4, Fig. 9).</summary>
internal static class TextureReport
{
    public static void Write(StudyResults results, StudyReport report)
    {
        StudyMeasurements m = results.Specification.Measurements;
        report.Paragraph(string.Create(
            CultureInfo.InvariantCulture,
            $"Uniaxial tension to {100 * m.Strain:0.##} %, {m.VolumeElements} volume elements each, surrogate and crystal plasticity each under mixed control. Stress errors (Eq. 5), MPa; blind: the mean of random orientations."));
        report.Paragraph("Mean (95 %) for each texture, and with random orientations; half-widths in degrees.");
        string[] textures = [.. TextureMeasurement.Components.Select(t => t.Name)];
        report.Table(
            "textures-by-half-width", ["group", "case", "half-width", .. textures, TextureMeasurement.Random],
            [
                .. results.Cases.SelectMany(c => m.HalfWidths_deg.Select(h => (IReadOnlyList<string>)
                [
                    c.Group, c.Label, Degrees(h), .. textures.Select(t => Error(c, TextureMeasurement.Prefix(h, t))), Error(c, TextureMeasurement.Random),
                ])),
                .. Baselines(results.Cases.First()),
            ]);
        Order(results, report);
        report.Csv(
            "textures", [["group", "case", "half-width, deg", "texture", "mean (95 %)", "blind", "Taylor", "Taylor, scaled", "without solution", "order as in crystal plasticity"], .. Rows()]);
        if (results.Cases.Sum(c => Unsolved(c)) is double unsolved and > 0)
            report.Paragraph(string.Create(CultureInfo.InvariantCulture, $"{unsolved:0} volume elements without solution at the end of the load; their errors hold the increments before (`textures.csv`)."));
        foreach (StudyCase c in results.Cases)
        {
            report.Figure(
                $"figure-9-{CellTrainer.Slug(c.ToString())}", $"Mean stress of the textures, {c}: crystal plasticity (lines) and surrogate (dashed).", 2,
                [.. m.HalfWidths_deg.Select(h => Tension(results, c, h))]);
        }

        if (m.HalfWidths_deg.Length > 1)
        {
            report.Figure(
                "textures-half-width", "Mean stress error over the half-width of the texture; dashed: blind.", 2,
                [.. TextureMeasurement.Components.Select(t => OverHalfWidth(results, t.Name, m.HalfWidths_deg))]);
        }

        string Error(StudyCase c, string prefix) => results.Pair(c, prefix + "/mean", prefix + "/p95");

        double Unsolved(StudyCase c) => m.HalfWidths_deg.Sum(h => textures.Sum(t => results.Mean(c, TextureMeasurement.Prefix(h, t) + "/without_solution")));

        // The truth is the same for all cases of one data set.
        IEnumerable<IReadOnlyList<string>> Baselines(StudyCase c) => new[] { ("blind", "/blind"), ("Taylor", "/taylor"), ("Taylor, scaled", "/scaled_taylor") }
            .Where(b => double.IsFinite(results.Mean(c, TextureMeasurement.Prefix(m.HalfWidths_deg[0], textures[0]) + b.Item2)))
            .SelectMany(b => m.HalfWidths_deg.Select(h => (IReadOnlyList<string>)
            [
                "baseline", b.Item1, Degrees(h), .. textures.Select(t => results.Text(c, TextureMeasurement.Prefix(h, t) + b.Item2)), results.Text(c, TextureMeasurement.Random + b.Item2),
            ]));

        IEnumerable<IReadOnlyList<string>> Rows() => results.Cases.SelectMany(c => m.HalfWidths_deg
            .SelectMany(h => textures.Select(t => (Half: Degrees(h), Texture: t, Prefix: TextureMeasurement.Prefix(h, t), Order: OrderHolds(results, c, h))))
            .Prepend((Half: "", Texture: TextureMeasurement.Random, Prefix: TextureMeasurement.Random, Order: ""))
            .Select(r => (IReadOnlyList<string>)
            [
                c.Group, c.Label, r.Half, r.Texture, Error(c, r.Prefix), results.Text(c, r.Prefix + "/blind"), results.Text(c, r.Prefix + "/taylor"),
                results.Text(c, r.Prefix + "/scaled_taylor"), results.Text(c, r.Prefix + "/without_solution", "0.#"), r.Order,
            ]));
    }

    private static void Order(StudyResults results, StudyReport report)
    {
        StudyMeasurements m = results.Specification.Measurements;
        report.Paragraph(string.Create(
            CultureInfo.InvariantCulture,
            $"Order of the mean stresses at the end, \"=\" up to {TextureOrder.Tolerance_MPa} MPa. The paper (Fig. 9) reports brass highest and Goss lowest; crystal plasticity with the angles of its Table 4 (Bunge, tension along x) gives copper above brass, and Goss and cube alike, in full field and after Taylor, whichever way the angles are read."));
        report.Table("texture-order", ["group", "case", "half-width", "crystal plasticity", "surrogate", "agrees"], results.Cases.SelectMany(c => m.HalfWidths_deg.Select(h =>
            (IReadOnlyList<string>)[c.Group, c.Label, Degrees(h), Words(c, h, "/truth_MPa"), Words(c, h, "/surrogate_MPa"), OrderHolds(results, c, h)])));

        string Words(StudyCase c, double halfWidth_deg, string what) => TextureOrder.InWords(
            [.. TextureMeasurement.Components.Select(t => (t.Name, results.Series(c, TextureMeasurement.Prefix(halfWidth_deg, t.Name) + what).LastOrDefault(double.NaN)))]);
    }

    private static string OrderHolds(StudyResults results, StudyCase c, double halfWidth_deg) =>
        results.Mean(c, TextureMeasurement.Prefix(halfWidth_deg, "order")) == 1 ? "yes" : "no";

    private static string Degrees(double halfWidth_deg) => halfWidth_deg.ToString("0.##", CultureInfo.InvariantCulture);

    private static FigurePanel Tension(StudyResults results, StudyCase c, double halfWidth_deg)
    {
        double[] strain_percent = [.. results.First(c).Series("strain").Select(e => 100 * e)];
        List<FigureCurve> curves = [];
        int colour = 0;
        foreach (string texture in TextureMeasurement.Components.Select(t => t.Name).Append(TextureMeasurement.Random))
        {
            string prefix = texture == TextureMeasurement.Random ? texture : TextureMeasurement.Prefix(halfWidth_deg, texture);
            bool random = texture == TextureMeasurement.Random;
            curves.Add(new(texture, strain_percent, results.Series(c, prefix + "/truth_MPa")) { Colour = colour, Wide = colour == 0, Predictor = random ? 1 : -1 });
            curves.Add(new(texture + ", surrogate", strain_percent, results.Series(c, prefix + "/surrogate_MPa"))
            {
                Colour = colour++,
                Predictor = random ? 1 : -1,
                Style = CurveStyle.Dashed,
                Unlisted = true,
            });
        }

        return new(string.Create(CultureInfo.InvariantCulture, $"half-width {halfWidth_deg:0.##} degrees (dashed: surrogate)"), "F11 - 1  [%]", "Cauchy stress 11  [MPa]", curves) { FromZero = true };
    }

    private static FigurePanel OverHalfWidth(StudyResults results, string texture, double[] halfWidths_deg)
    {
        List<FigureCurve> curves =
        [
            .. results.Cases.Select(c => new FigureCurve(results.Groups.Count() > 1 ? c.ToString() : c.Label, halfWidths_deg, Values(c, "/mean")) { Markers = true }),
        ];
        curves.Add(new("blind", halfWidths_deg, Values(results.Cases.First(), "/blind")) { Style = CurveStyle.Dashed, Predictor = 1 });
        return new(texture, "half-width  [degrees]", "stress error  [MPa]", curves) { FromZero = true };

        double[] Values(StudyCase c, string what) => [.. halfWidths_deg.Select(h => results.Mean(c, TextureMeasurement.Prefix(h, texture) + what))];
    }
}
