using System.CommandLine;
using System.Text.Json;
using UmatSurrogate.Cli.Machine;

namespace UmatSurrogate.Cli.Commands;

/// <summary><c>doctor</c>: what this machine offers and what to install.</summary>
internal static class DoctorCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "Machine-readable output." };
        Option<bool> quiet = new("--quiet") { Description = "Print nothing; the exit status is 1 if something required is missing." };
        Command command = new("doctor", """
            Tells what this machine offers (instruction set, GPU and driver, TorchSharp, compilers, CalculiX) and what to install.
            Example: umat-surrogate doctor
            """) { json, quiet };
        command.SetAction(parsed => CommandRunner.Run(() => Report(parsed.GetValue(json), parsed.GetValue(quiet))));
        return command;
    }

    private static int Report(bool json, bool quiet)
    {
        IReadOnlyList<MachineItem> items = MachineSurvey.Look();
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(items, Indented));
        }
        else if (!quiet)
        {
            foreach (MachineItem item in items)
            {
                Console.WriteLine($"{(item.Present ? "ok     " : item.Required ? "MISSING" : "absent ")} {item.Name,-11} {item.Found}");
                if (!item.Present && item.Advice.Length > 0)
                    Console.WriteLine($"{"",20}{item.Advice}");
            }
        }

        return items.All(item => item.Present || !item.Required) ? CommandRunner.Succeeded : CommandRunner.Failed;
    }
}
