using System.Globalization;
using UmatSurrogate.Evaluation.Plots;

namespace UmatSurrogate.Studies;

/// <summary>Report of <c>gradient</c> (Fig. 12).</summary>
internal static class GradientReport
{
    public static void Write(StudyResults results, StudyReport report)
    {
        StudyMeasurements m = results.Specification.Measurements;
        report.Paragraph(string.Create(
            CultureInfo.InvariantCulture,
            $"Derivative dP11/dF11 along the path that crystal plasticity takes under uniaxial tension to {100 * m.Strain:0.##} % in {m.Increments} increments, mean over {m.VolumeElements} volume elements, GPa. Consistent: the analytic derivative; difference: central difference of the stress; secant: change of the stress over the increment. Where an increment is small, the consistent derivative of a viscoplastic law tends to the elastic one; that of a recurrent network need not."));
        foreach (StudyCase c in results.Cases)
        {
            double[] strain_percent = [.. results.First(c).Series("strain").Select(e => 100 * e)];
            report.Figure(
                $"figure-12-{CellTrainer.Slug(c.ToString())}", $"Derivatives of the stress, {c}.", 2,
                new FigurePanel("at the end of every increment", "F11 - 1  [%]", "dP11/dF11  [GPa]",
                [
                    new("crystal plasticity: secant", strain_percent, results.Series(c, "truth/secant_GPa")) { IsTruth = true },
                    new("surrogate: secant", strain_percent, results.Series(c, "surrogate/secant_GPa")),
                    new("surrogate: difference", strain_percent, results.Series(c, "surrogate/difference_GPa")),
                    new("surrogate: consistent", strain_percent, results.Series(c, "surrogate/consistent_GPa")) { Style = CurveStyle.Dashed },
                    new("Taylor: consistent", strain_percent, results.Series(c, "taylor/consistent_GPa")) { Style = CurveStyle.Dashed },
                ]),
                OverFraction(results, c, strain_percent));
            report.Table(
                $"gradient-{CellTrainer.Slug(c.ToString())}",
                ["fraction of the increment", .. Positions(strain_percent).SelectMany(k => new[] { $"surrogate at {strain_percent[k]:0.##} %", $"Taylor at {strain_percent[k]:0.##} %" })],
                GradientMeasurement.Fractions.Select((f, i) => (IReadOnlyList<string>)
                [
                    f.ToString(CultureInfo.InvariantCulture),
                    .. Positions(strain_percent).SelectMany(k => new[] { Trial(results, c, "surrogate", f, k), Trial(results, c, "taylor", f, k) })
                        .Select(v => v.ToString("F1", CultureInfo.InvariantCulture)),
                ]));
        }
    }

    /// <summary>The first increment, one about yield, one in the middle and the last.</summary>
    private static int[] Positions(double[] strain) => [.. new[] { 0, Math.Min(3, strain.Length - 1), strain.Length / 2, strain.Length - 1 }.Distinct()];

    private static double Trial(StudyResults results, StudyCase c, string who, double fraction, int increment) =>
        results.Series(c, FormattableString.Invariant($"{who}/fraction/{fraction}"))[increment];

    private static FigurePanel OverFraction(StudyResults results, StudyCase c, double[] strain_percent)
    {
        double[] fractions = [.. GradientMeasurement.Fractions.Where(f => f > 0)];
        List<FigureCurve> curves = [];
        int colour = 0;
        foreach (int k in Positions(strain_percent))
        {
            string at = string.Create(CultureInfo.InvariantCulture, $"at {strain_percent[k]:0.##} %");
            curves.Add(new($"surrogate {at}", fractions, [.. fractions.Select(f => Trial(results, c, "surrogate", f, k))]) { Colour = colour, Markers = true });
            curves.Add(new("", fractions, [.. fractions.Select(f => Trial(results, c, "taylor", f, k))]) { Colour = colour++, Style = CurveStyle.Dashed });
        }

        return new("smaller increments: consistent (dashed: Taylor)", "fraction of the increment", "dP11/dF11  [GPa]", curves) { LogX = true };
    }
}
