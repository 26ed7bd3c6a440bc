using System.CommandLine;

namespace UmatSurrogate.Cli.Commands;

internal static class DatasetCommand
{
    public static Command Create() => new("dataset", "Not written yet.");
}
