using System.CommandLine;
using UmatSurrogate.Cli.Input;
using UmatSurrogate.Cli.Output;
using UmatSurrogate.Data;

namespace UmatSurrogate.Cli.Commands;

/// <summary><c>dataset pack|unpack</c>: the compact form of a data set.</summary>
internal static class DatasetArchiveCommands
{
    public static Command Pack()
    {
        Argument<DirectoryInfo> directory = new("DIR") { Description = "Directory of the data set." };
        Option<FileInfo> output = new("--out") { Description = "File to write.", Required = true };
        Option<double> step = new Option<double>("--step_Pa")
        {
            Description = "Stresses become multiples of this: off by at most half of it, the 33 component of the deviator by at most all of it.",
            DefaultValueFactory = _ => 2000,
        }.Strict();
        Option<int?> samples = new Option<int?>("--training_samples")
        {
            Description = "Only the first so many training samples and the validation samples (for 'pairing: distinct'); the others may be missing.",
        }.Strict();
        (Option<bool> json, Option<bool> quiet) = (DatasetCommand.JsonOption(), DatasetCommand.QuietOption());
        Command command = new("pack", """
            Writes a data set as one small file: its description, from which volume elements and paths are drawn again, and the stresses, rounded,
            predicted and coded. The file is unpacked again as a check. 'train', 'evaluate' and 'dataset info' read it as it is.
            Example: umat-surrogate dataset pack data/full-field-16 --out full-field-16.packed
            """) { directory, output, step, samples, json, quiet };
        command.SetAction(parsed => CommandRunner.Run(() =>
        {
            string file = OutputName.OfFile(parsed.GetRequiredValue(output));
            PackedDataset packed = DatasetArchive.Pack(parsed.GetRequiredValue(directory).FullName, file, parsed.GetValue(step), parsed.GetValue(samples));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(writer =>
                {
                    writer.WriteString("file", file);
                    writer.WriteNumber("bytes", packed.Bytes);
                    writer.WriteNumber("samples", packed.Samples);
                    writer.WriteNumber("stress_step_Pa", packed.StressStep_Pa);
                    writer.WriteNumber("largest_error_Pa", packed.LargestError_Pa);
                    writer.WriteString("sha256", packed.Sha256);
                });
            }
            else if (!parsed.GetValue(quiet))
            {
                Console.WriteLine(FormattableString.Invariant(
                    $"{file}: {packed.Samples} samples in {packed.Bytes} bytes ({packed.Bytes / (double)packed.Samples:F0} per sample)"));
                Console.WriteLine(FormattableString.Invariant(
                    $"stresses are multiples of {packed.StressStep_Pa:R} Pa, the largest change is {packed.LargestError_Pa:F0} Pa"));
                Console.WriteLine($"sha256 {packed.Sha256}");
            }
            return CommandRunner.Succeeded;
        }));
        return command;
    }

    public static Command Unpack()
    {
        Argument<FileInfo> file = new("FILE") { Description = "Packed data set." };
        Option<DirectoryInfo> output = new("--out") { Description = "Directory of the data set; created if needed.", Required = true };
        Option<bool> quiet = DatasetCommand.QuietOption();
        Command command = new("unpack", """
            Writes a packed data set as a directory that 'dataset verify' accepts.
            Example: umat-surrogate dataset unpack full-field-16.packed --out data/full-field-16
            """) { file, output, quiet };
        command.SetAction(parsed => CommandRunner.Run(() =>
        {
            string directory = OutputName.OfFolder(parsed.GetRequiredValue(output));
            DatasetArchive.Unpack(parsed.GetRequiredValue(file).FullName, directory);
            if (!parsed.GetValue(quiet))
                Console.WriteLine($"{directory}: unpacked; every checksum holds.");
            return CommandRunner.Succeeded;
        }));
        return command;
    }
}
