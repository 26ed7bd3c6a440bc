using System.CommandLine;
using UmatSurrogate.Cli;
using UmatSurrogate.Cli.Commands;

RootCommand root = new("Microstructure-sensitive surrogates of crystal plasticity for finite-element codes.");
root.Subcommands.Add(SimulateCommand.Create());
root.Subcommands.Add(MicrostructureCommand.Create());
root.Subcommands.Add(PathCommand.Create());
root.Subcommands.Add(DatasetCommand.Create());
root.Subcommands.Add(TrainCommand.Create());
root.Subcommands.Add(EvaluateCommand.Create());
root.Subcommands.Add(StudyCommand.Create());
root.Subcommands.Add(PredictCommand.Create());
root.Subcommands.Add(DriveCommand.Create());
root.Subcommands.Add(TraceCommand.Create());
root.Subcommands.Add(PlotCommand.Create());
root.Subcommands.Add(InfoCommand.Create());
root.Subcommands.Add(DoctorCommand.Create());

ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
        Console.Error.WriteLine($"error: {PlainText(error.Message)}");
    Command command = parsed.CommandResult.Command;
    string words = "";
    for (Symbol? level = command; level is not null && level != root; level = level.Parents.FirstOrDefault())
        words = $" {level.Name}{words}";
    Console.Error.WriteLine($"'umat-surrogate{words} --help' shows the {(command.Subcommands.Count > 0 ? "commands" : "options")}.");
    return CommandRunner.BadInput;
}

return parsed.Invoke();

// The parser's own message ends with the name of a .NET type.
static string PlainText(string message) =>
    message.IndexOf(" as expected type '", StringComparison.Ordinal) is > 0 and int end ? message[..end] + "." : message;
