using ScottPlot;
using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Evaluation.Plots;

/// <summary>Deviatoric components over time of the samples with the least, the median and the largest mean error.</summary>
internal static class SamplePathPlot
{
    private static readonly (string Label, Func<SymmetricTensor, double> Component)[] Components =
    [
        ("11", s => s.S11), ("22", s => s.S22), ("12", s => s.S12),
    ];

    public static void Save(string file, UnseenPaths unseen)
    {
        int[] byError = [.. Enumerable.Range(0, unseen.Samples.Count).Where(i => unseen.Errors_MPa[i].Length > 0).OrderBy(i => unseen.Errors_MPa[i].Average())];
        if (byError.Length == 0)
            return;
        Figure.SaveGrid(
            file, 3, [plot => Draw(plot, unseen, "best", byError[0]), plot => Draw(plot, unseen, "median", byError[byError.Length / 2]), plot => Draw(plot, unseen, "worst", byError[^1])]);
    }

    private static void Draw(Plot plot, UnseenPaths unseen, string name, int i)
    {
        DatasetSample sample = unseen.Samples[i];
        for (int c = 0; c < Components.Length; c++)
        {
            (string label, Func<SymmetricTensor, double> component) = Components[c];
            plot.Line(sample.Times_s, Values(sample.DeviatoricCauchyStress_Pa, component), "", Figure.Curve(c).WithAlpha(90), 7);
            plot.Line(sample.Times_s, Values([.. unseen.Surrogate_Pa[i].Select(s => s.Deviator)], component), label, Figure.Curve(c));
        }

        plot.Axes.Margins(0.03, 0.12);
        plot.Label(
            FormattableString.Invariant($"{name} of {unseen.Samples.Count}: mean error {unseen.Errors_MPa[i].Average():F2} MPa; broad: truth"), "time  [s]",
            "deviatoric stress  [MPa]", Alignment.LowerLeft);
        plot.Legend.Orientation = Orientation.Horizontal;
    }

    private static double[] Values(IReadOnlyList<SymmetricTensor> stress_Pa, Func<SymmetricTensor, double> component) =>
        [.. stress_Pa.Select(s => 1e-6 * component(s))];
}
