using System.CommandLine;
using UmatSurrogate.Cli.Commands;

RootCommand root = new("Microstructure-sensitive surrogates of crystal plasticity for finite-element codes.");
root.Subcommands.Add(SimulateCommand.Create());
root.Subcommands.Add(MicrostructureCommand.Create());
root.Subcommands.Add(PathCommand.Create());
root.Subcommands.Add(DatasetCommand.Create());
root.Subcommands.Add(TrainCommand.Create());
root.Subcommands.Add(EvaluateCommand.Create());
root.Subcommands.Add(PredictCommand.Create());
root.Subcommands.Add(DriveCommand.Create());
root.Subcommands.Add(InfoCommand.Create());
root.Subcommands.Add(DoctorCommand.Create());

return root.Parse(args).Invoke();
