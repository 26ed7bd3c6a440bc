using UmatSurrogate.Evaluation;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Cli.Output;

/// <summary>Says when increments of a history lie outside of the training data: there a network answers without knowing.</summary>
internal static class TrustWarning
{
    /// <summary>Prints one line on standard error if any increment is outside.</summary>
    public static void Print(IReadOnlyList<StepTrust> steps)
    {
        int extrapolated = steps.Count(s => s.Score.Level == TrustLevel.Extrapolated);
        int unreliable = steps.Count(s => s.Score.Level == TrustLevel.Unreliable);
        if (extrapolated + unreliable == 0)
            return;
        (StepTrust first, int index) = steps.Select((s, k) => (s, k)).First(s => s.s.Score.Level != TrustLevel.Trained);
        TrustMeasures all = steps.Aggregate(TrustMeasures.None, (a, s) => a | s.Score.Flags) & ~TrustMeasures.Unreliable;
        Console.Error.WriteLine(FormattableString.Invariant(
            $"warning: {extrapolated + unreliable} of {steps.Count} increments are outside of the training data by at least one measure ({all}), {unreliable} of them far (unreliable); the first is increment {index + 1}, score {first.Score.Value:G4} (above 1 is outside). Do not trust the stress there; --trust writes every increment."));
    }
}
