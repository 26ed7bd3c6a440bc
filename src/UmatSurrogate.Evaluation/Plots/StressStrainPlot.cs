namespace UmatSurrogate.Evaluation.Plots;

/// <summary>One curve of a stress-strain diagram: strain (ratio) against Cauchy stress in Pa, point by point.</summary>
public sealed record StressStrainCurve(string Label, double[] Strain, double[] Stress_Pa);

/// <summary>Stress-strain curves of one component in one PNG, for example surrogate against crystal plasticity.</summary>
public static class StressStrainPlot
{
    /// <summary>Draws the curves: the first as a broad line (the truth), the others as thin ones on top.</summary>
    /// <param name="file">PNG file to write.</param>
    /// <param name="title">Title above the diagram.</param>
    /// <param name="component">Name of the component, for example "11".</param>
    /// <param name="curves">At least one curve; strain and stress of a curve have one length.</param>
    public static void Save(string file, string title, string component, IReadOnlyList<StressStrainCurve> curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        CurveFigure.Save(file, 1,
        [
            new(title, $"sym(F - I)  {component}  [%]", $"Cauchy stress {component}  [MPa]",
            [
                .. curves.Select((c, i) => new FigureCurve(c.Label, [.. c.Strain.Select(strain => 100 * strain)], [.. c.Stress_Pa.Select(stress => 1e-6 * stress)])
                {
                    IsTruth = i == 0 && curves.Count > 1, Style = i > 0 ? CurveStyle.Dashed : CurveStyle.Solid,
                }),
            ]),
        ]);
    }
}
