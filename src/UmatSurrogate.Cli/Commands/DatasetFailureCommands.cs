using System.CommandLine;
using UmatSurrogate.Cli.Input;
using UmatSurrogate.Cli.Output;
using UmatSurrogate.Cli.Simulations;
using UmatSurrogate.Damask;
using UmatSurrogate.Data;
using UmatSurrogate.FullField;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Cli.Commands;

/// <summary><c>dataset failures|extract</c>: which simulations failed, and the inputs of one simulation as files.</summary>
internal static class DatasetFailureCommands
{
    public static Command Failures()
    {
        Argument<DirectoryInfo> directory = new("DIR") { Description = "Directory of the data set, complete or not, or a packed data set." };
        (Option<bool> json, Option<bool> quiet) = (DatasetCommand.JsonOption(), DatasetCommand.QuietOption());
        Command command = new("failures", """
            Lists the simulations that failed or succeeded only with smaller increments: seeds, increment, voxel, reason, and how to repeat them.
            Example: umat-surrogate dataset failures data/tiny
            """) { directory, json, quiet };
        command.SetAction(parsed => CommandRunner.Run(() =>
        {
            string path = parsed.GetRequiredValue(directory).FullName;
            IReadOnlyList<FailureRecord> failures = DatasetFailures.Read(path);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(writer =>
                {
                    writer.WriteString("directory", path);
                    writer.WriteStartArray("failures");
                    foreach (FailureRecord failure in failures)
                        failure.Write(writer);
                    writer.WriteEndArray();
                });
            }
            else if (!parsed.GetValue(quiet))
            {
                Print(path, failures);
            }
            return CommandRunner.Succeeded;
        }));
        return command;
    }

    public static Command Extract()
    {
        Argument<FileInfo> source = new("SET") { Description = "Data set (directory or packed file) or its description (dataset.yaml)." };
        Option<int> sample = new Option<int>("--sample") { Description = "Index of the sample.", Required = true }.Strict();
        Option<int> parts = new Option<int>("--parts")
        {
            Description = "Equal parts of every increment; a failed simulation was repeated with 2, 4, ...",
            DefaultValueFactory = _ => 1,
        }.Strict();
        Option<DirectoryInfo> output = new("--out") { Description = "Directory of the files; created if needed.", Required = true };
        Option<bool> quiet = DatasetCommand.QuietOption();
        Command extract = new("extract", """
            Writes what a sample is simulated from (ve.json, path.csv, material.yaml; for full field numerics.yaml) and prints the command
            that simulates it.
            Example: umat-surrogate dataset extract examples/datasets/tiny.yaml --sample 3 --out sample3
            """) { source, sample, parts, output, quiet };
        extract.SetAction(parsed => CommandRunner.Run(() =>
        {
            SampleInputs inputs = SampleInputs.Of(
                SampleInputs.SpecOf(parsed.GetRequiredValue(source).FullName), parsed.GetValue(sample), parsed.GetValue(parts));
            string folder = OutputName.OfFolder(parsed.GetRequiredValue(output));
            string In(string name) => Path.Combine(folder, name);
            VolumeElementFile.Write(In("ve.json"), inputs.VolumeElement);
            PathCsv.Write(In("path.csv"), inputs.Path);
            PhenopowerlawParameters material = inputs.Material;
            MaterialFile.Write(In("material.yaml"), MaterialConfiguration.FromVolumeElement(inputs.VolumeElement, material));
            string command = $"umat-surrogate simulate --microstructure {Word(In("ve.json"))} --path {Word(In("path.csv"))} "
                + $"--material {Word(In("material.yaml"))} --fidelity {inputs.Part.Fidelity.Option}";
            if (inputs.Part.Fidelity.IsFullField)
            {
                FullFieldSettings settings = new() { Solver = inputs.Part.SolverSettings() };
                NumericsFile.Write(In("numerics.yaml"), settings.ToDamask());
                command += $" --numerics {Word(In("numerics.yaml"))} {FullFieldOptions.OfSettings(settings.Solver)}";
            }
            if (!parsed.GetValue(quiet))
                Console.WriteLine($"{command} --out {Word(In("history.csv"))}");
            return CommandRunner.Succeeded;
        }));
        return extract;
    }

    /// <summary>A path as one word of a command line.</summary>
    private static string Word(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;

    private static void Print(string directory, IReadOnlyList<FailureRecord> failures)
    {
        int lost = failures.Count(f => !f.Recovered);
        Console.WriteLine($"{directory}: {lost} simulations failed, {failures.Count - lost} succeeded with smaller increments.");
        foreach (FailureRecord failure in failures)
        {
            Console.WriteLine($"sample {failure.Sample}, {failure.Fidelity}: volume element {failure.VolumeElement} (seed {failure.VolumeElementSeed}), "
                + $"path {failure.Path} (stream {failure.PathStream}); {(failure.Recovered ? "recovered" : "FAILED")}");
            foreach (FailedAttempt attempt in failure.Attempts)
            {
                string voxel = attempt.Voxel < 0 ? "" : $", voxel {attempt.Voxel}";
                Console.WriteLine($"  with {attempt.PartsPerIncrement} part(s) per increment: increment {attempt.Increment}, part {attempt.Part}{voxel}: "
                    + $"{attempt.Status}: {attempt.Reason}");
            }
            Console.WriteLine($"  repeat: umat-surrogate dataset extract {Word(directory)} --sample {failure.Sample} "
                + $"--parts {failure.Attempts[^1].PartsPerIncrement} --out sample-{failure.Sample}");
        }
    }
}
