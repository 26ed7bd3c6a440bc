using System.CommandLine;

namespace UmatSurrogate.Cli.Commands;

internal static class EvaluateCommand
{
    public static Command Create() => new("evaluate", "Not written yet.");
}
