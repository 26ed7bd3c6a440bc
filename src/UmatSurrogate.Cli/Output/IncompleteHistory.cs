using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Cli.Output;

/// <summary>The message of a run that stopped at an increment without solution; what was computed up to there is kept.</summary>
internal static class IncompleteHistory
{
    /// <summary>Prints the message on standard error.</summary>
    /// <returns>The exit status.</returns>
    public static int Report(string file, MaterialHistory history, int increments, PointStatus status, string advice)
    {
        Console.Error.WriteLine(FormattableString.Invariant(
            $"error: increment {history.Times_s.Length} of {increments} (after t = {history.Times_s[^1]:R} s) has no solution: {status}. ")
            + $"The history up to there is in {file}. {advice}");
        return CommandRunner.Failed;
    }
}
