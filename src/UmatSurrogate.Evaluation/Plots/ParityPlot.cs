using ScottPlot;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Evaluation.Plots;

/// <summary>Predicted against true deviatoric components, all six in one cloud: the surrogate beside the blind predictor.</summary>
internal static class ParityPlot
{
    private const int Points = 6000;

    public static void Save(string file, UnseenPaths unseen)
    {
        (double[] X, double[] Y)[] clouds = [Cloud(unseen, unseen.Surrogate_Pa), Cloud(unseen, unseen.Blind_Pa)];
        double limit = 1.05 * Math.Max(1e-9, clouds.SelectMany(c => c.X.Concat(c.Y)).DefaultIfEmpty(1).Max(Math.Abs));
        Figure.SaveGrid(
            file, 2, [plot => Draw(plot, clouds[0], limit, "surrogate", Figure.Predictor(0)), plot => Draw(plot, clouds[1], limit, "blind", Figure.Predictor(1))]);
    }

    private static void Draw(Plot plot, (double[] X, double[] Y) cloud, double limit, string name, Color color)
    {
        plot.Line([-limit, limit], [-limit, limit], "", Colors.Black.WithAlpha(120), 1);
        plot.Add.Markers(cloud.X, cloud.Y, MarkerShape.FilledCircle, 3, color.WithAlpha(70));
        plot.Axes.SetLimits(-limit, limit, -limit, limit);
        plot.Label(name, "true deviatoric stress, all components  [MPa]", "predicted  [MPa]", null);
    }

    /// <summary>An even share of all points, by a stride that no period of steps and components shares.</summary>
    private static (double[] X, double[] Y) Cloud(UnseenPaths unseen, SymmetricTensor[][] stress_Pa)
    {
        List<double> x = [], y = [];
        double[] truth = new double[6], predicted = new double[6];
        int stride = (int)Math.Max(1, 6L * stress_Pa.Sum(s => s.Length - 1) / Points) | 1;
        long position = 0;
        for (int i = 0; i < stress_Pa.Length; i++)
        {
            for (int k = 1; k < stress_Pa[i].Length; k++)
            {
                unseen.Samples[i].DeviatoricCauchyStress_Pa[k].ToSpan(truth);
                stress_Pa[i][k].Deviator.ToSpan(predicted);
                for (int c = 0; c < 6; c++)
                {
                    if (position++ % stride != 0)
                        continue;
                    x.Add(1e-6 * truth[c]);
                    y.Add(1e-6 * predicted[c]);
                }
            }
        }

        return ([.. x], [.. y]);
    }
}
