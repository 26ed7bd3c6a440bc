using System.CommandLine;

namespace UmatSurrogate.Cli.Commands;

internal static class DriveCommand
{
    public static Command Create() => new("drive", "Not written yet.");
}
