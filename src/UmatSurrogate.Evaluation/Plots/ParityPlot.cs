using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Evaluation.Plots;

/// <summary>Predicted against true deviatoric components, all six in one cloud: the surrogate beside the blind predictor.</summary>
internal static class ParityPlot
{
    private const int Points = 3000;

    public static FigurePanel[] Panels(UnseenPaths unseen) => [Panel(unseen, "surrogate", 0, unseen.Surrogate_Pa), Panel(unseen, "blind", 1, unseen.Blind_Pa)];

    private static FigurePanel Panel(UnseenPaths unseen, string name, int predictor, SymmetricTensor[][] stress_Pa)
    {
        (double[] x, double[] y) = Cloud(unseen, stress_Pa);
        double limit = x.Concat(y).Select(Math.Abs).DefaultIfEmpty(1).Max();
        return new(name, "true deviatoric stress, all components  [MPa]", "predicted  [MPa]",
        [
            new("true", [-limit, limit], [-limit, limit]) { IsTruth = true, Style = CurveStyle.Dotted, Unlisted = true },
            new(name, x, y) { Predictor = predictor, Style = CurveStyle.Points, Unlisted = true },
        ])
        { Square = true };
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
