using System.CommandLine;

namespace UmatSurrogate.Cli.Commands;

internal static class DoctorCommand
{
    public static Command Create() => new("doctor", "Not written yet.");
}
