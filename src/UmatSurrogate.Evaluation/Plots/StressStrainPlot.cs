using ScottPlot;

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
        Color[] colours = [Colors.Gray, Colors.C0, Colors.C1, Colors.C2, Colors.C3, Colors.C4];
        using Plot plot = new();
        for (int i = 0; i < curves.Count; i++)
        {
            double[] strain_percent = [.. curves[i].Strain.Select(strain => 100 * strain)];
            double[] stress_MPa = [.. curves[i].Stress_Pa.Select(stress => 1e-6 * stress)];
            ScottPlot.Plottables.Scatter line = plot.Add.ScatterLine(strain_percent, stress_MPa);
            line.LegendText = curves[i].Label;
            line.LineWidth = i == 0 ? 6 : 2;
            line.Color = colours[i % colours.Length];
        }

        plot.Title(title);
        plot.XLabel($"sym(F - I)  {component}  [%]");
        plot.YLabel($"Cauchy stress {component}  [MPa]");
        plot.ShowLegend(Alignment.LowerRight);
        plot.SavePng(file, 900, 600);
    }
}
