using System.CommandLine;

namespace UmatSurrogate.Cli.Commands;

internal static class MicrostructureCommand
{
    public static Command Create() => new("microstructure", "Not written yet.");
}
