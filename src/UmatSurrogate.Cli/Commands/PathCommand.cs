using System.CommandLine;

namespace UmatSurrogate.Cli.Commands;

internal static class PathCommand
{
    public static Command Create() => new("path", "Not written yet.");
}
