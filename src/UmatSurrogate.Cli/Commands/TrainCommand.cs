using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using UmatSurrogate.Cli.Input;
using UmatSurrogate.Cli.Output;
using UmatSurrogate.Data;
using UmatSurrogate.Evaluation.Plots;
using UmatSurrogate.Recurrent;
using UmatSurrogate.Training;

namespace UmatSurrogate.Cli.Commands;

internal static class TrainCommand
{
    public static Command Create()
    {
        Option<DirectoryInfo> dataset = new("--dataset") { Description = "Data set: its folder, or packed.", Required = true };
        Option<FileInfo> spec = new("--spec") { Description = "What to train, train.yaml.", Required = true };
        Option<FileInfo> output = new("--out") { Description = "Model file to write, *.safetensors.", Required = true };
        Option<bool> resume = new("--resume") { Description = "Go on from the last checkpoint (OUT.checkpoint), if there is one." };
        Option<double?> timeLimit = new Option<double?>("--time_limit_s") { Description = "Longest time for the iterations, s; overrides the specification." }.Strict();
        Option<string> fidelity = DatasetOption.Fidelity();
        Option<bool> json = new("--json") { Description = "Print the result as JSON." };
        Option<bool> quiet = new("--quiet") { Description = "No progress, and print nothing on success." };
        Command command = new(
            "train",
            """
            Trains a surrogate on a data set and writes the model, its record (*.record.json) and a plot of the losses (*.losses.png).
            Checkpoints are kept beside the model after every epoch.

            Example: umat-surrogate train --dataset data/starter --spec examples/models/starter.train.yaml --out starter.safetensors
            """)
        {
            dataset, fidelity, spec, output, resume, timeLimit, json, quiet,
        };
        command.SetAction((result, cancellation) => Task.Run(
            () => CommandRunner.Run(() =>
            {
                TrainingSpecification training = TrainingSpecificationFile.Read(result.GetRequiredValue(spec).FullName);
                if (result.GetValue(timeLimit) is { } limit_s)
                    training = training with { TimeLimit_s = limit_s };
                FileInfo model = result.GetRequiredValue(output);
                bool silent = result.GetValue(quiet) || result.GetValue(json);
                TorchRuntime.EnsureAvailable();
                OutputName.OfFolder(model.Directory!);
                string modelFile = OutputName.OfFile(model);
                using Dataset data = DatasetOption.Open(result.GetRequiredValue(dataset).FullName, result.GetValue(fidelity));
                TrainingResult outcome = Train(training, data, modelFile, result.GetValue(resume), silent, cancellation);
                if (result.GetValue(json) || !result.GetValue(quiet))
                    Print(outcome, modelFile, result.GetValue(json));
                return CommandRunner.Succeeded;
            }),
            CancellationToken.None));
        return command;
    }

    private static TrainingResult Train(
        TrainingSpecification training, Dataset data, string modelFile, bool resume, bool silent, CancellationToken cancellation)
    {
        string checkpoint = modelFile + ".checkpoint";
        TrainingResult outcome = silent
            ? new Trainer(training, data).Run(checkpoint, resume, null, cancellation)
            : TrainingDisplay.Run(report => new Trainer(training, data).Run(checkpoint, resume, report, cancellation));
        SurrogateModel model = SurrogateModel.Create(
            outcome.Model.Specification with
            {
                TrainingRecordJson = TrainingRecord.Summary(training, data.ContentHash, outcome).ToJsonString(),
            },
            outcome.Model.Specification.TensorShapes().ToDictionary(t => t.Name, t => outcome.Model.Tensor(t.Name).ToArray()));
        model.Save(modelFile);
        TrainingRecord.Write(modelFile, training, data, outcome);
        LossPlot.Save(
            Path.ChangeExtension(modelFile, ".losses.png"),
            [.. outcome.Epochs.Select(e => new LossPoint(e.Epoch, e.Loss, e.MeanSquareError, e.ValidationError_MPa))]);
        return outcome with { Model = model };
    }

    private static void Print(TrainingResult outcome, string modelFile, bool json)
    {
        EpochRecord last = outcome.Epochs[^1];
        if (json)
        {
            JsonObject result = new()
            {
                ["model"] = modelFile,
                ["record"] = TrainingRecord.FileOf(modelFile),
                ["epochs"] = outcome.Epochs.Count,
                ["iterations"] = outcome.Iterations,
                ["loss"] = last.Loss,
                ["mean_square_error"] = last.MeanSquareError,
                ["validation_error_MPa"] = last.ValidationError_MPa,
                ["time_s"] = outcome.Elapsed_s,
            };
            Console.WriteLine(result.ToJsonString());
            return;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{outcome.Epochs.Count} epochs, {outcome.Iterations} iterations in {outcome.Elapsed_s:F0} s; mean square error {last.MeanSquareError:E3}; validation error {last.ValidationError_MPa:F2} MPa"));
        Console.WriteLine($"model   {modelFile}");
        Console.WriteLine($"record  {TrainingRecord.FileOf(modelFile)}");
        Console.WriteLine("Measure it with 'umat-surrogate evaluate'.");
    }
}
