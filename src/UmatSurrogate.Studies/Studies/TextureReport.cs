using System.Globalization;
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
        List<string[]> rows = [];
        foreach (StudyCase c in results.Cases)
        {
            rows.Add(Row(c, "", TextureMeasurement.Random, TextureMeasurement.Random, ""));
            foreach (double halfWidth_deg in m.HalfWidths_deg)
            {
                string order = results.Mean(c, TextureMeasurement.Prefix(halfWidth_deg, "order")) == 1 ? "yes" : "no";
                rows.AddRange(TextureMeasurement.Components.Select(t => Row(
                    c, halfWidth_deg.ToString("0.##", CultureInfo.InvariantCulture), t.Name, TextureMeasurement.Prefix(halfWidth_deg, t.Name), order)));
            }
        }

        report.Table(
            "textures", ["group", "case", "half-width, deg", "texture", "mean (95 %)", "blind", "Taylor", "Taylor, scaled", "without solution", "order as in crystal plasticity"], rows);
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

        string[] Row(StudyCase c, string halfWidth, string texture, string prefix, string order) =>
        [
            c.Group, c.Label, halfWidth, texture, results.Pair(c, prefix + "/mean", prefix + "/p95"), results.Text(c, prefix + "/blind"),
            results.Text(c, prefix + "/taylor"), results.Text(c, prefix + "/scaled_taylor"), results.Text(c, prefix + "/without_solution", "0.#"), order,
        ];
    }

    private static FigurePanel Tension(StudyResults results, StudyCase c, double halfWidth_deg)
    {
        double[] strain_percent = [.. results.First(c).Series("strain").Select(e => 100 * e)];
        List<FigureCurve> curves = [];
        int colour = 0;
        foreach (string texture in TextureMeasurement.Components.Select(t => t.Name).Append(TextureMeasurement.Random))
        {
            string prefix = texture == TextureMeasurement.Random ? texture : TextureMeasurement.Prefix(halfWidth_deg, texture);
            curves.Add(new(texture, strain_percent, results.Series(c, prefix + "/truth_MPa")) { Colour = colour });
            curves.Add(new("", strain_percent, results.Series(c, prefix + "/surrogate_MPa")) { Colour = colour++, Dashed = true });
        }

        return new(string.Create(CultureInfo.InvariantCulture, $"half-width {halfWidth_deg:0.##} degrees"), "F11 - 1  [%]", "Cauchy stress 11  [MPa]", curves) { FromZero = true };
    }

    private static FigurePanel OverHalfWidth(StudyResults results, string texture, double[] halfWidths_deg)
    {
        List<FigureCurve> curves =
        [
            .. results.Cases.Select(c => new FigureCurve(results.Groups.Count() > 1 ? c.ToString() : c.Label, halfWidths_deg, Values(c, "/mean")) { Markers = true }),
        ];
        curves.Add(new("blind", halfWidths_deg, Values(results.Cases.First(), "/blind")) { Dashed = true });
        return new(texture, "half-width  [degrees]", "stress error  [MPa]", curves) { FromZero = true };

        double[] Values(StudyCase c, string what) => [.. halfWidths_deg.Select(h => results.Mean(c, TextureMeasurement.Prefix(h, texture) + what))];
    }
}
