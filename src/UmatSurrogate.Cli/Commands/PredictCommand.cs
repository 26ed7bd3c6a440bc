using System.CommandLine;

namespace UmatSurrogate.Cli.Commands;

internal static class PredictCommand
{
    public static Command Create() => new("predict", "Not written yet.");
}
