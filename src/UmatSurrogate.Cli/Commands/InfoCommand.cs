using System.CommandLine;

namespace UmatSurrogate.Cli.Commands;

internal static class InfoCommand
{
    public static Command Create() => new("info", "Not written yet.");
}
