using System.CommandLine;

namespace UmatSurrogate.Cli.Commands;

internal static class SimulateCommand
{
    public static Command Create() => new("simulate", "Not written yet.");
}
