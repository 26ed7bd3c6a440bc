using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Evaluation.Plots;

/// <summary>Deviatoric components over time of the samples with the least, the median and the largest mean error.</summary>
internal static class SamplePathPlot
{
    private static readonly (string Label, Func<SymmetricTensor, double> Component)[] Components =
    [
        ("11", s => s.S11), ("22", s => s.S22), ("12", s => s.S12),
    ];

    public static FigurePanel[] Panels(UnseenPaths unseen)
    {
        int[] byError = [.. Enumerable.Range(0, unseen.Samples.Count).Where(i => unseen.Errors_MPa[i].Length > 0).OrderBy(i => unseen.Errors_MPa[i].Average())];
        return byError.Length == 0 ? [] : [Panel(unseen, "best", byError[0]), Panel(unseen, "median", byError[byError.Length / 2]), Panel(unseen, "worst", byError[^1])];
    }

    private static FigurePanel Panel(UnseenPaths unseen, string name, int i)
    {
        double[] time_s = unseen.Samples[i].Times_s;
        return new(
            FormattableString.Invariant($"{name} of {unseen.Samples.Count}: mean error {unseen.Errors_MPa[i].Average():F2} MPa"), "time  [s]", "deviatoric stress  [MPa]",
            [
                .. Components.Select((c, k) => new FigureCurve(c.Label + ", crystal plasticity", time_s, Values(unseen.Samples[i].DeviatoricCauchyStress_Pa, c.Component))
                {
                    Colour = k, Style = CurveStyle.Broad,
                }),
                .. Components.Select((c, k) => new FigureCurve(c.Label + ", surrogate", time_s, Values([.. unseen.Surrogate_Pa[i].Select(s => s.Deviator)], c.Component)) { Colour = k }),
            ]);
    }

    private static double[] Values(IReadOnlyList<SymmetricTensor> stress_Pa, Func<SymmetricTensor, double> component) =>
        [.. stress_Pa.Select(s => 1e-6 * component(s))];
}
