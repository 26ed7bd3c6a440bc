using System.CommandLine;
using UmatSurrogate.Cli.Input;
using UmatSurrogate.Cli.Output;
using UmatSurrogate.Training;

namespace UmatSurrogate.Cli.Commands;

/// <summary><c>dataset export</c>: a data set for training in PyTorch.</summary>
internal static class DatasetExportCommand
{
    public static Command Create()
    {
        Argument<DirectoryInfo[]> dataset = new("DIR") { Description = "Directory of the data set, or a packed data set; several are joined.", Arity = ArgumentArity.OneOrMore };
        Option<FileInfo> output = new("--out") { Description = "File to write, *.safetensors.", Required = true };
        Option<string> fidelity = DatasetOption.Fidelity();
        Option<int[]> training = Limits("--training_samples", "training");
        Option<int[]> validation = Limits("--validation_samples", "validation");
        Option<FileInfo> check = new("--features")
        {
            Description = "A train.yaml: also the features that 'train' computes with it along the first 8 samples, to check another implementation.",
        };
        (Option<bool> json, Option<bool> quiet) = (DatasetCommand.JsonOption(), DatasetCommand.QuietOption());
        Command command = new("export", """
            Writes a data set for training in PyTorch (examples/pytorch): paths as isochoric stretch, rotated deviatoric stress, grains, as one
            safetensors file of 4 (7 per increment and path, 6 per increment and sample) bytes.
            Example: umat-surrogate dataset export examples/datasets/full-field-16.packed --out full-field-16.safetensors
            """) { dataset, output, fidelity, training, validation, check, json, quiet };
        command.SetAction(parsed => CommandRunner.Run(() =>
        {
            string file = OutputName.OfFile(parsed.GetRequiredValue(output));
            TrainingSpecification? specification = parsed.GetValue(check) is { } spec ? TrainingSpecificationFile.Read(spec.FullName) : null;
            using OpenedDatasets data = DatasetOption.OpenAll(parsed.GetRequiredValue(dataset).Select(d => d.FullName), parsed.GetValue(fidelity));
            (int trainingCount, int validationCount) = SequenceExport.Write(
                file, data.Joined, Of(parsed.GetValue(training)), Of(parsed.GetValue(validation)), specification, Environment.ProcessorCount);
            long bytes = new FileInfo(file).Length;
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(writer =>
                {
                    writer.WriteString("file", file);
                    writer.WriteNumber("bytes", bytes);
                    writer.WriteNumber("training_samples", trainingCount);
                    writer.WriteNumber("validation_samples", validationCount);
                    writer.WriteString("dataset_sha256", data.Joined.ContentHash);
                });
            }
            else if (!parsed.GetValue(quiet))
            {
                Console.WriteLine($"{file}: {trainingCount} training and {validationCount} validation samples in {bytes} bytes");
            }
            return CommandRunner.Succeeded;
        }));
        return command;

        static Option<int[]> Limits(string name, string kind) => new Option<int[]>(name)
        {
            Description = $"Only the first so many {kind} samples: one number for every data set, or one for each; 0: all.",
            AllowMultipleArgumentsPerToken = true,
        }.Strict();

        static SampleLimits Of(int[]? values) => values is { Length: > 0 } ? new([.. values]) : SampleLimits.All;
    }
}
