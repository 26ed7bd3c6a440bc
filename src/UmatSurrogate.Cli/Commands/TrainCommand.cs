using System.CommandLine;

namespace UmatSurrogate.Cli.Commands;

internal static class TrainCommand
{
    public static Command Create() => new("train", "Not written yet.");
}
