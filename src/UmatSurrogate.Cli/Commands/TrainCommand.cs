using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using UmatSurrogate.Cli.Input;
using UmatSurrogate.Cli.Output;
using UmatSurrogate.Evaluation.Plots;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;
using UmatSurrogate.Training;

namespace UmatSurrogate.Cli.Commands;

internal static class TrainCommand
{
    public static Command Create()
    {
        Option<DirectoryInfo[]> dataset = new("--dataset")
        {
            Description = "Data set: its folder, or packed. Several are trained on together.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
        };
        Option<FileInfo> spec = new("--spec") { Description = "What to train, train.yaml.", Required = true };
        Option<FileInfo> output = new("--out") { Description = "Model file to write, *.safetensors.", Required = true };
        Option<bool> resume = new("--resume") { Description = "Go on from the last checkpoint (OUT.checkpoint), if there is one, with the plan it holds." };
        Option<double?> timeLimit = new Option<double?>("--time_limit_s")
        {
            Description = "Longest time of this run for each model, s; overrides the specification. Planned iterations and schedule fit into it.",
        }.Strict();
        Option<int?> ensemble = new Option<int?>("--ensemble")
        {
            Description = "Train this many models with the seeds seed, seed + 1, ...: OUT-1, OUT-2, ... and OUT.ensemble.json.",
        }.Strict();
        Option<FileInfo?> initial = new("--initial_model") { Description = "Model whose weights and scaling to start from (fine-tuning); overrides the specification." };
        Option<string> fidelity = DatasetOption.Fidelity();
        Option<bool> json = new("--json") { Description = "Print the result as JSON." };
        Option<bool> quiet = new("--quiet") { Description = "No progress, and print nothing on success." };
        Command command = new(
            "train",
            $"""
            Trains a surrogate on one or several data sets and writes the model, its record (*.record.json) and a plot of the losses (*.losses.png).
            Checkpoints are kept beside the model: a training that was killed, stopped or at its time limit goes on with --resume, to the
            same weights as an uninterrupted one.

            Examples:
              umat-surrogate train --dataset data/starter --spec examples/models/starter.train.yaml --out starter.safetensors
            On several data sets of one material, fidelity and number of increments together:
              umat-surrogate train --dataset full-field-16.packed full-field-16-turns.packed --spec full-field.train.yaml --out full.safetensors
            Pre-training on Taylor simulations, fine-tuning on full-field ones:
              umat-surrogate train --dataset data/starter --spec pre.train.yaml --out taylor.safetensors
              umat-surrogate train --dataset data/full-field-16 --spec fine.train.yaml --initial_model taylor.safetensors --out full.safetensors

            {TrainingSpecificationHelp.Text}
            """)
        {
            dataset, fidelity, spec, output, resume, timeLimit, ensemble, initial, json, quiet,
        };
        command.SetAction((result, cancellation) => Task.Run(
            () => CommandRunner.Run(() =>
            {
                TrainingSpecification training = TrainingSpecificationFile.Read(result.GetRequiredValue(spec).FullName);
                if (result.GetValue(timeLimit) is { } limit_s)
                    training = training with { TimeLimit_s = limit_s };
                if (result.GetValue(ensemble) is { } members)
                    training = training with { Seeds = EnsembleSeeds(training.Seed, members) };
                if (result.GetValue(initial) is { } start)
                    training = training with { InitialModel = start.FullName };
                FileInfo model = result.GetRequiredValue(output);
                TorchRuntime.EnsureAvailable();
                OutputName.OfFolder(model.Directory!);
                string modelFile = OutputName.OfFile(model);
                using OpenedDatasets data = DatasetOption.OpenAll(result.GetRequiredValue(dataset).Select(d => d.FullName), result.GetValue(fidelity));
                Output mode = result.GetValue(json) ? Output.Json : result.GetValue(quiet) ? Output.Quiet : Output.Text;
                return Train(training, data.Joined, modelFile, result.GetValue(resume), mode, cancellation);
            }),
            CancellationToken.None));
        return command;
    }

    private enum Output
    {
        Text,
        Json,
        Quiet,
    }

    private static ImmutableArray<ulong> EnsembleSeeds(ulong seed, int members) => members is >= 1 and <= SurrogateEnsemble.MaximumMembers
        ? [.. Enumerable.Range(0, members).Select(k => unchecked(seed + (ulong)k))]
        : throw new InputException($"--ensemble is {members}; it must be from 1 to {SurrogateEnsemble.MaximumMembers}.");

    private static int Train(TrainingSpecification training, JoinedDatasets data, string modelFile, bool resume, Output mode, CancellationToken cancellation)
    {
        try
        {
            List<TrainingResult> members = mode == Output.Text
                ? TrainingDisplay.Run((report, warn) => Members(training, data, modelFile, resume, report, warn, cancellation))
                : Members(training, data, modelFile, resume, null, m => Console.Error.WriteLine($"warning: {m}"), cancellation);
            if (members.Count > 1)
                EnsembleRecord.Write(modelFile, members);
            if (mode != Output.Quiet)
                Print(members, modelFile, mode == Output.Json);
            return CommandRunner.Succeeded;
        }
        catch (TrainingDivergedException e)
        {
            Console.Error.WriteLine($"error: {e.Message}");
            return CommandRunner.Failed;
        }
    }

    private static List<TrainingResult> Members(
        TrainingSpecification training, JoinedDatasets data, string modelFile, bool resume, Action<TrainingProgress>? report, Action<string> warn, CancellationToken cancellation)
    {
        Trainer trainer = new(training, data) { Warn = warn };
        foreach (string note in trainer.Notes)
            Console.Error.WriteLine($"note: {note}");
        List<TrainingResult> members = [];
        for (int k = 0; k < trainer.Seeds.Count; k++)
        {
            string file = trainer.Seeds.Count > 1 ? EnsembleRecord.MemberFile(modelFile, k) : modelFile;
            members.Add(Save(training, file, trainer.RunMember(k, file + ".checkpoint", resume, report, cancellation)));
        }

        return members;
    }

    private static TrainingResult Save(TrainingSpecification training, string modelFile, TrainingResult outcome)
    {
        SurrogateModel model = SurrogateModel.Create(
            outcome.Model.Specification with
            {
                TrainingRecordJson = TrainingRecord.Summary(training, outcome).ToJsonString(),
            },
            outcome.Model.Specification.TensorShapes().ToDictionary(t => t.Name, t => outcome.Model.Tensor(t.Name).ToArray()));
        model.Save(modelFile);
        TrainingRecord.Write(modelFile, training, outcome);
        LossPlot.Save(
            Path.ChangeExtension(modelFile, ".losses.png"),
            [.. outcome.Epochs.Select(e => new LossPoint(e.Epoch, e.Loss, e.MeanSquareError, e.ValidationError_MPa))]);
        return outcome with { Model = model };
    }

    private static void Print(List<TrainingResult> members, string modelFile, bool json)
    {
        string FileOf(int k) => members.Count > 1 ? EnsembleRecord.MemberFile(modelFile, k) : modelFile;
        if (json)
        {
            JsonObject[] results = [.. members.Select((m, k) => Json(m, FileOf(k)))];
            JsonObject result = members.Count == 1 ? results[0] : new()
            {
                ["ensemble"] = EnsembleRecord.FileOf(modelFile),
                ["validation_error_of_mean_stress_MPa"] = EnsembleRecord.ErrorOfMean_MPa(members),
                ["models"] = new JsonArray([.. results]),
            };
            Console.WriteLine(result.ToJsonString());
            return;
        }

        for (int k = 0; k < members.Count; k++)
        {
            TrainingResult m = members[k];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{m.Epochs.Count} epochs, {m.Iterations} iterations in {m.Elapsed_s:F0} s; mean square error {m.LastEpoch?.MeanSquareError:E3}; validation error {m.ValidationError_MPa:F2} MPa"));
            foreach (TrainedDataset d in m.Datasets.Count > 1 ? m.Datasets : [])
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {d.Data.Source}: {d.TrainingSequences} training samples; validation error {d.ValidationError_MPa:F2} MPa of {d.ValidationSequences} samples"));
            }

            if (m.End == TrainingEnd.TimeLimit)
                Console.WriteLine($"The time limit came after {m.Iterations} of {m.Planned} planned iterations: the same command with --resume goes on.");
            if (m.End == TrainingEnd.EarlyStopping)
                Console.WriteLine("Stopped early.");
            if (m.LastEpoch?.Epoch > m.ModelEpoch)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The model has the weights after epoch {m.ModelEpoch}, those of the smallest validation error; the last ones have {m.LastEpoch.ValidationError_MPa:F2} MPa."));
            Console.WriteLine($"model   {FileOf(k)}");
            Console.WriteLine($"record  {TrainingRecord.FileOf(FileOf(k))}");
        }

        if (members.Count > 1)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"validation error of the mean stress of {members.Count} models {EnsembleRecord.ErrorOfMean_MPa(members):F2} MPa"));
            Console.WriteLine($"record  {EnsembleRecord.FileOf(modelFile)}");
        }

        Console.WriteLine("Measure it with 'umat-surrogate evaluate'.");
    }

    private static JsonObject Json(TrainingResult outcome, string modelFile) => new()
    {
        ["model"] = modelFile,
        ["record"] = TrainingRecord.FileOf(modelFile),
        ["seed"] = outcome.Seed,
        ["epochs"] = outcome.Epochs.Count,
        ["iterations"] = outcome.Iterations,
        ["planned_iterations"] = outcome.Planned,
        ["end"] = TrainingRecord.Word(outcome.End),
        ["loss"] = outcome.LastEpoch?.Loss,
        ["mean_square_error"] = outcome.LastEpoch?.MeanSquareError,
        ["validation_error_MPa"] = outcome.ValidationError_MPa,
        ["weights_of_epoch"] = outcome.ModelEpoch,
        ["datasets"] = new JsonArray([.. outcome.Datasets.Select(d => (JsonNode)new JsonObject
        {
            ["path"] = d.Data.Source,
            ["sha256"] = d.Data.ContentHash,
            ["training_samples"] = d.TrainingSequences,
            ["validation_samples"] = d.ValidationSequences,
            ["validation_error_MPa"] = d.ValidationError_MPa,
        })]),
        ["time_s"] = outcome.Elapsed_s,
    };
}
