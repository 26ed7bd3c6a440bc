using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Evaluation;

/// <summary>Error of one component of the deviatoric Cauchy stress over all samples and steps, MPa.</summary>
/// <param name="Component">"11", "22", "33", "12", "13" or "23".</param>
/// <param name="Bias_MPa">Mean of prediction minus truth.</param>
/// <param name="MeanAbsolute_MPa">Mean of its size.</param>
/// <param name="RootMeanSquare_MPa">Root of the mean of its square.</param>
/// <param name="TruthDeviation_MPa">Standard deviation of the true component, for comparison.</param>
public sealed record ComponentError(string Component, double Bias_MPa, double MeanAbsolute_MPa, double RootMeanSquare_MPa, double TruthDeviation_MPa)
{
    private const double MegaPascal = 1e-6;
    private static readonly string[] Names = ["11", "22", "33", "12", "13", "23"];

    internal static IReadOnlyList<ComponentError> All(IReadOnlyList<SymmetricTensor[]> stress_Pa, IReadOnlyList<SymmetricTensor[]> truth_Pa)
    {
        double[] sum = new double[6], size = new double[6], square = new double[6], truth = new double[6], truthSquare = new double[6];
        double[] difference = new double[6], value = new double[6];
        int count = 0;
        for (int i = 0; i < stress_Pa.Count; i++)
        {
            for (int k = 1; k < stress_Pa[i].Length; k++, count++)
            {
                (stress_Pa[i][k] - truth_Pa[i][k]).Deviator.ToSpan(difference);
                truth_Pa[i][k].Deviator.ToSpan(value);
                for (int c = 0; c < 6; c++)
                {
                    double d = MegaPascal * difference[c], t = MegaPascal * value[c];
                    (sum[c], size[c], square[c]) = (sum[c] + d, size[c] + Math.Abs(d), square[c] + d * d);
                    (truth[c], truthSquare[c]) = (truth[c] + t, truthSquare[c] + t * t);
                }
            }
        }

        return [.. Enumerable.Range(0, 6).Select(c => new ComponentError(
            Names[c], sum[c] / count, size[c] / count, Math.Sqrt(square[c] / count),
            Math.Sqrt(Math.Max(0.0, truthSquare[c] / count - truth[c] / count * (truth[c] / count)))))];
    }
}
