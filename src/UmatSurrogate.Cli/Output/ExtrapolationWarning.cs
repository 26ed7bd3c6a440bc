using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Cli.Output;

/// <summary>
/// Says when a history leaves the isochoric stretches J^(-1/3) U of the training data: there a network answers without knowing.
/// </summary>
internal static class ExtrapolationWarning
{
    private static readonly string[] Names = ["U11", "U22", "U33", "U12", "U13", "U23"];

    /// <summary>Prints one line on standard error if any increment is outside.</summary>
    public static void Print(MaterialHistory history, TrainedRange trained)
    {
        int outside = 0;
        string first = "";
        Span<double> stretch = stackalloc double[6];
        for (int k = 1; k < history.DeformationGradients.Length; k++)
        {
            Tensor3x3 F = history.DeformationGradients[k];
            if (PolarDecomposition.Right(F, out _, out SymmetricTensor U) != PointStatus.Ok)
                continue;
            (Math.Pow(F.Determinant, -1.0 / 3.0) * U).ToSpan(stretch);
            for (int c = 0; c < stretch.Length; c++)
            {
                if (stretch[c] >= trained.StretchMinimum[c] && stretch[c] <= trained.StretchMaximum[c])
                    continue;
                if (outside++ == 0)
                    first = FormattableString.Invariant($"increment {k}, isochoric {Names[c]} = {stretch[c]:G4}, trained {trained.StretchMinimum[c]:G4} .. {trained.StretchMaximum[c]:G4}");
                break;
            }
        }

        if (outside > 0)
        {
            Console.Error.WriteLine(
                $"warning: {outside} of {history.Times_s.Length - 1} increments are outside of the stretches of the training data; "
                + $"the first is {first}. Do not trust the stress there.");
        }
    }
}
