using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using UmatSurrogate.Cli.Input;
using UmatSurrogate.Cli.Output;
using UmatSurrogate.Data;
using UmatSurrogate.Gpu;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Cli.Commands;

/// <summary><c>dataset generate|verify|merge|info</c>: training data; the other parts of <c>dataset</c> stand in files of their own.</summary>
internal static class DatasetCommand
{
    public static Command Create() => new("dataset", "Generates, checks, merges, packs and describes training data.")
    {
        Generate(), Verify(), Merge(), Info(),
        DatasetFailureCommands.Failures(), DatasetFailureCommands.Extract(), DatasetArchiveCommands.Pack(), DatasetArchiveCommands.Unpack(),
        DatasetExportCommand.Create(),
    };

    internal static Option<bool> JsonOption() => new("--json") { Description = "Print the result as JSON." };

    internal static Option<bool> QuietOption() => new("--quiet") { Description = "No progress, and print nothing on success." };

    private static Argument<DirectoryInfo> DirectoryArgument() => new("DIR") { Description = "Directory of the data set, or a packed data set." };

    private static Command Generate()
    {
        Option<FileInfo> spec = new("--spec") { Description = "Description of the data set (dataset.yaml).", Required = true };
        Option<DirectoryInfo> output = new("--out") { Description = "Directory of the data set; created if needed.", Required = true };
        Option<string> shard = new("--shard")
        {
            Description = "i/n: only every n-th file, beginning with the i-th (1 .. n). Run the n shards anywhere, in one directory or merged later.",
            DefaultValueFactory = _ => "1/1",
        };
        Option<int> threads = new Option<int>("--threads")
        {
            Description = "Worker threads, one simulation each; the bytes do not depend on it.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        }.Strict();
        Option<string> device = new("--device")
        {
            Description = "processor, or cuda: full-field simulations on a GPU, many at once. The bytes are those of the device.",
            DefaultValueFactory = _ => "processor",
        };
        device.AcceptOnlyFromAmong("processor", "cuda");
        (Option<bool> json, Option<bool> quiet) = (JsonOption(), QuietOption());
        Command command = new("generate", """
            Simulates the volume elements along the paths of a description. Killed at any moment, the same command goes on where it was.
            The same description gives the same bytes, whatever the shards and threads. A failed full-field simulation is repeated with smaller
            increments; one that fails for good is marked and left out by readers ('dataset failures' lists both). The exit status is 1 only if all failed.
            Example: umat-surrogate dataset generate --spec examples/datasets/tiny.yaml --out data/tiny
            """) { spec, output, shard, threads, device, json, quiet };
        command.SetAction(parsed => CommandRunner.Run(() => RunGenerate(
            parsed.GetRequiredValue(spec).FullName, parsed.GetRequiredValue(output), parsed.GetRequiredValue(shard),
            parsed.GetValue(threads), parsed.GetRequiredValue(device), parsed.GetValue(json), parsed.GetValue(quiet))));
        return command;
    }

    private static int RunGenerate(string specFile, DirectoryInfo output, string shard, int threads, string device, bool asJson, bool quiet)
    {
        DatasetSpec spec = DatasetSpecFile.Read(specFile);
        DatasetGeneration generation = ParseShard(shard) with { Threads = threads };
        string directory = OutputName.OfFolder(output);
        using DevicePathSimulators? cuda = device == "cuda" ? DevicePathSimulators.Cuda() : null;
        IPathSimulatorSource source = cuda is null ? new ProcessorSimulators() : cuda;
        using Interrupt interrupt = new();
        DatasetProgress result = ProgressDisplay.Run<DatasetProgress>(!quiet && !asJson, $"Simulating on {source.Name}", "samples", (Action<WorkProgress> report) =>
            DatasetGenerator.Generate(
                spec, directory, generation, p => report(new(p.Done, p.Found, p.Total, p.WorkDone, Failures(p))), interrupt.Token, source));
        if (asJson)
        {
            JsonOutput.Write(json =>
            {
                json.WriteString("directory", directory);
                json.WriteString("device", source.Name);
                json.WriteNumber("samples", result.Total);
                json.WriteNumber("found", result.Found);
                json.WriteNumber("failed", result.Failed);
                json.WriteNumber("recovered", result.Parts.Sum(p => p.Recovered));
            });
        }
        else if (!quiet)
        {
            Console.WriteLine($"{directory}: {result.Total} samples ({result.Found} were there already), {result.Failed} failed simulations (marked, not used).");
            foreach (FidelityProgress part in result.Parts.Where(p => result.Parts.Count > 1 || p.Recovered > 0))
                Console.WriteLine($"  {part.Fidelity}: {part.Total} samples, {part.Failed} failed, {part.Recovered} needed smaller increments");
        }
        return result.Total > 0 && result.Failed == result.Total ? CommandRunner.Failed : CommandRunner.Succeeded;
    }

    /// <summary>Failed and recovered simulations by fidelity, for the progress line; empty if there are none.</summary>
    private static string Failures(in DatasetProgress progress)
    {
        IEnumerable<string> parts = progress.Parts.Where(p => p.Failed + p.Recovered > 0)
            .Select(p => $"{p.Fidelity}: {p.Failed} failed, {p.Recovered} needed smaller increments");
        return string.Concat(parts.Select(p => "; " + p));
    }

    private static DatasetGeneration ParseShard(string shard)
    {
        string[] parts = shard.Split('/');
        if (parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int i)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int n))
        {
            return new DatasetGeneration(i, n, 1);
        }
        throw new InputException($"--shard is '{shard}'; it must be i/n, for example 2/4.");
    }

    private static Command Verify()
    {
        Argument<DirectoryInfo> directory = DirectoryArgument();
        (Option<bool> json, Option<bool> quiet) = (JsonOption(), QuietOption());
        Command command = new("verify", """
            Checks every byte of a data set and names the files that are missing or damaged (exit status 1 if there are any).
            Example: umat-surrogate dataset verify data/tiny
            """) { directory, json, quiet };
        command.SetAction(parsed => CommandRunner.Run(() =>
        {
            string path = parsed.GetRequiredValue(directory).FullName;
            return Report(path, DatasetVerification.Verify(path), "every file is complete and unchanged", parsed.GetValue(json), parsed.GetValue(quiet));
        }));
        return command;
    }

    private static Command Merge()
    {
        Argument<DirectoryInfo[]> sources = new("DIR") { Description = "Directories of the shards.", Arity = ArgumentArity.OneOrMore };
        Option<DirectoryInfo> output = new("--out") { Description = "Directory of the merged data set; created if needed.", Required = true };
        (Option<bool> json, Option<bool> quiet) = (JsonOption(), QuietOption());
        Command command = new("merge", """
            Copies shards that were generated in directories of their own into one data set (exit status 1 if files are still missing).
            Example: umat-surrogate dataset merge data/shard1 data/shard2 --out data/all
            """) { sources, output, json, quiet };
        command.SetAction(parsed => CommandRunner.Run(() =>
        {
            string target = OutputName.OfFolder(parsed.GetRequiredValue(output));
            IReadOnlyList<DatasetFault> missing = DatasetVerification.Merge([.. parsed.GetRequiredValue(sources).Select(d => d.FullName)], target);
            return Report(target, missing, "the data set is complete", parsed.GetValue(json), parsed.GetValue(quiet));
        }));
        return command;
    }

    private static int Report(string directory, IReadOnlyList<DatasetFault> faults, string good, bool asJson, bool quiet)
    {
        if (asJson)
        {
            JsonOutput.Write(json =>
            {
                json.WriteString("directory", directory);
                json.WriteBoolean("complete", faults.Count == 0);
                json.WriteStartArray("faults");
                foreach (DatasetFault fault in faults)
                {
                    json.WriteStartObject();
                    json.WriteString("file", fault.File);
                    json.WriteString("problem", fault.Problem);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            });
        }
        else if (faults.Count > 0)
        {
            foreach (DatasetFault fault in faults)
                Console.Error.WriteLine($"{Path.Combine(directory, fault.File)}: {fault.Problem}.");
            Console.Error.WriteLine($"{(faults.Count == 1 ? "1 file is" : $"{faults.Count} files are")} missing or damaged. {DatasetVerification.Remedy}");
        }
        else if (!quiet)
        {
            Console.WriteLine($"{directory}: {good}.");
        }
        return faults.Count == 0 ? CommandRunner.Succeeded : CommandRunner.Failed;
    }

    private static Command Info()
    {
        Argument<DirectoryInfo> directory = DirectoryArgument();
        (Option<bool> json, Option<bool> quiet) = (JsonOption(), QuietOption());
        Command command = new("info", """
            Describes a complete data set: counts, description, hashes.
            Example: umat-surrogate dataset info data/tiny
            """) { directory, json, quiet };
        command.SetAction(parsed => CommandRunner.Run(() => Describe(parsed.GetRequiredValue(directory).FullName, parsed.GetValue(json), parsed.GetValue(quiet))));
        return command;
    }

    /// <summary>Prints what a complete data set is; shared with the command <c>info</c>.</summary>
    internal static int Describe(string path, bool json, bool quiet)
    {
        using Dataset dataset = Dataset.Open(path);
        if (json)
            JsonOutput.Write(writer => WriteInfo(writer, path, dataset));
        else if (!quiet)
            PrintInfo(path, dataset);
        return CommandRunner.Succeeded;
    }

    private static void WriteInfo(Utf8JsonWriter json, string directory, Dataset dataset)
    {
        json.WriteString("directory", directory);
        json.WriteNumber("samples", dataset.SampleCount);
        json.WriteNumber("training", dataset.TrainingSamples.Count);
        json.WriteNumber("validation", dataset.ValidationSamples.Count);
        json.WriteNumber("failed", dataset.FailedCount);
        json.WriteNumber("recovered", dataset.RecoveredCount);
        json.WriteStartArray("fidelities");
        foreach (Fidelity fidelity in dataset.Fidelities)
            json.WriteStringValue(fidelity.Option);
        json.WriteEndArray();
        json.WriteNumber("stress_step_Pa", dataset.StressStep_Pa);
        json.WriteNumber("volume_elements", dataset.VolumeElements.Count);
        json.WriteNumber("paths", dataset.Paths.Count);
        json.WriteNumber("steps", dataset.Spec.PathRule.Steps);
        json.WriteString("spec_hash", dataset.SpecHash);
        json.WriteString("content_hash", dataset.ContentHash);
        json.WritePropertyName("spec");
        DatasetSpecFile.Write(json, dataset.Spec);
    }

    private static void PrintInfo(string directory, Dataset dataset)
    {
        int textured = dataset.VolumeElementTextures.Count(t => t is not null);
        Console.WriteLine(directory);
        Console.WriteLine($"  samples          {dataset.SampleCount}: {dataset.TrainingSamples.Count} training, "
            + $"{dataset.ValidationSamples.Count} validation, {dataset.FailedCount} failed simulations");
        Console.WriteLine($"  fidelity         {string.Join(", ", dataset.Fidelities)}");
        if (dataset.FailedCount + dataset.RecoveredCount > 0)
            Console.WriteLine($"  failures         {dataset.FailedCount} failed, {dataset.RecoveredCount} needed smaller increments: see 'dataset failures'");
        if (dataset.StressStep_Pa > 0)
            Console.WriteLine(FormattableString.Invariant($"  stresses         multiples of {dataset.StressStep_Pa:R} Pa (the data set was packed)"));
        Console.WriteLine($"  volume elements  {dataset.VolumeElements.Count} of {dataset.Spec.VolumeElements.Grains} grains, {textured} textured");
        Console.WriteLine($"  paths            {dataset.Paths.Count} of {dataset.Spec.PathRule.Steps} increments");
        Console.WriteLine($"  spec hash        {dataset.SpecHash}");
        Console.WriteLine($"  content hash     {dataset.ContentHash}");
    }
}
