using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using UmatSurrogate.Cli.Output;
using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Cli.Commands;

/// <summary><c>info FILE</c>: what a model, a volume element or a data set is.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        Argument<string> file = new("FILE") { Description = "A model (.safetensors), a volume element (ve.json) or a data set (its folder, or packed)." };
        Option<bool> json = new("--json") { Description = "Machine-readable output." };
        Option<bool> quiet = new("--quiet") { Description = "Print nothing on success: only check that the file is readable." };
        Command command = new("info", """
            Tells what a model, data set or volume element is; for a model also the *DEPVAR count and the trained ranges.
            Example: umat-surrogate info examples/models/starter.safetensors
            """) { file, json, quiet };
        command.SetAction(parsed => CommandRunner.Run(() => Describe(parsed.GetRequiredValue(file), parsed.GetValue(json), parsed.GetValue(quiet))));
        return command;
    }

    private static int Describe(string file, bool json, bool quiet)
    {
        if (Directory.Exists(file))
            return DatasetCommand.Describe(file, json, quiet);
        if (!File.Exists(file))
            throw new InputException($"'{file}' does not exist. Give a model (.safetensors), a volume element (ve.json) or the folder of a data set.");
        if (DatasetArchive.IsArchive(file))
            return DatasetCommand.Describe(file, json, quiet);
        switch (Path.GetExtension(file).ToLowerInvariant())
        {
            case ".safetensors":
                SurrogateModel model = SurrogateModel.Load(file);
                if (json || !quiet)
                    DescribeModel(file, model, json);
                break;
            case ".json":
                VolumeElement volumeElement = VolumeElementFile.Read(file);
                if (json || !quiet)
                    DescribeVolumeElement(file, volumeElement, json);
                break;
            default:
                throw new InputException(
                    $"'{file}': files ending in '{Path.GetExtension(file)}' are not described; expected .safetensors (model), .json (volume element) or a folder (data set).");
        }

        return CommandRunner.Succeeded;
    }

    private static void DescribeModel(string file, SurrogateModel model, bool json)
    {
        ModelSpecification spec = model.Specification;
        TrainedRange range = spec.Trained;
        long parameters = spec.TensorShapes().Sum(tensor => tensor.Shape.Aggregate(1L, (a, b) => a * b));
        if (json)
        {
            JsonOutput.Write(writer =>
            {
                writer.WriteString("file", file);
                writer.WriteString("kind", "model");
                writer.WriteString("format", ModelSpecification.Format);
                writer.WriteString("content_hash", model.ContentHash);
                writer.WriteString("features", spec.Features.ToString());
                writer.WriteString("cell", Word(CellWords.Cells, spec.Cell));
                writer.WriteString("grains", Word(CellWords.GrainMappings, spec.Grains));
                writer.WriteString("inputs", CellWords.Inputs.First(i => i.Value == spec.Inputs).Word);
                writer.WriteBoolean("tensor_basis", spec.TensorBasis);
                if (spec.Features == FeatureSet.Cluster)
                {
                    writer.WriteStartObject("cluster");
                    foreach (ClusterConstant constant in ClusterConstant.Of(spec.Cluster))
                    {
                        if (constant.IsList)
                            WriteArray(writer, constant.Key, constant.Values);
                        else
                            writer.WriteNumber(constant.Key, constant.Values[0]);
                    }

                    writer.WriteEndObject();
                }

                writer.WriteNumber("hidden_size", spec.HiddenSize);
                writer.WriteNumber("layers", spec.Layers);
                writer.WriteNumber("parameters", parameters);
                writer.WriteNumber("depvar", model.HostStateVariableCount);
                writer.WriteNumber("depvar_with_trust", HostState.CountWithTrust([model]));
                WriteRange(writer, "step_length", range.StepLengthMinimum, range.StepLengthMaximum);
                WriteRange(writer, "time_step_s", range.TimeStepMinimum_s, range.TimeStepMaximum_s);
                WriteRange(writer, "rate_perSecond", range.RateMinimum_perSecond, range.RateMaximum_perSecond);
                WriteArray(writer, "stretch_minimum", range.StretchMinimum);
                WriteArray(writer, "stretch_maximum", range.StretchMaximum);
                writer.WriteNumber("path_length_maximum", range.PathLengthMaximum);
                if (range is { GrainsMinimum: int least, GrainsMaximum: int most })
                    WriteRange(writer, "grains", least, most);
                foreach ((string name, double? value) in new[]
                {
                    ("texture_index_maximum", range.TextureIndexMaximum), ("turn_maximum_deg", range.TurnMaximum_deg), ("path_excess_maximum", range.PathExcessMaximum),
                })
                {
                    if (value is double number)
                        writer.WriteNumber(name, number);
                }
                writer.WritePropertyName("training");
                writer.WriteRawValue(spec.TrainingRecordJson);
            });
            return;
        }

        Print("model", file);
        Print("content hash", model.ContentHash);
        string grains = spec.Grains == GrainMapping.Both ? "" : $", grain networks: {Word(CellWords.GrainMappings, spec.Grains)}";
        string basis = spec.TensorBasis ? $", basis of {spec.BasisTensors.Length} tensors" : "";
        string inputs = spec.Inputs == InputKind.Components ? "" : $", inputs: {Word(CellWords.Inputs, spec.Inputs)}";
        Print("network", $"cell {Word(CellWords.Cells, spec.Cell)}, {spec.Layers} layers of {spec.HiddenSize}, features {spec.Features}{inputs}{grains}{basis}, {parameters} parameters");
        Print("*DEPVAR", $"{model.HostStateVariableCount} state variables per integration point, {HostState.CountWithTrust([model])} with the trust in its stress");
        Print("elasticity", $"C11 {1e-9 * spec.Elasticity.C11_Pa:g6}, C12 {1e-9 * spec.Elasticity.C12_Pa:g6}, C44 {1e-9 * spec.Elasticity.C44_Pa:g6} GPa");
        if (spec.Features == FeatureSet.Cluster)
            Print("cluster", $"{spec.Cluster.Sweeps} sweeps, {(spec.Cluster == new ClusterSettings() ? "the constants that train.yaml has by default" : "constants other than the defaults of train.yaml")}; --json lists them");
        Console.WriteLine("  trained ranges (one step):");
        Print("  strain length", $"{range.StepLengthMinimum:g4} .. {range.StepLengthMaximum:g4}");
        Print("  time step", $"{range.TimeStepMinimum_s:g4} .. {range.TimeStepMaximum_s:g4} s");
        Print("  strain rate", $"{range.RateMinimum_perSecond:g4} .. {range.RateMaximum_perSecond:g4} 1/s");
        string[] names = ["U11", "U22", "U33", "U12", "U13", "U23"];
        for (int c = 0; c < names.Length; c++)
            Print($"  {names[c]}", $"{range.StretchMinimum[c]:g4} .. {range.StretchMaximum[c]:g4} (isochoric)");
        Print("  path length", $"up to {range.PathLengthMaximum:g4}");
        Print("  path excess", range.PathExcessMaximum is double excess ? $"up to {excess:g4} (straining that did not lead away)" : "not recorded: cycles are not noticed");
        Print("  turn", range.TurnMaximum_deg is double turn ? $"up to {turn:g4} deg" : "not recorded: reversals are not noticed");
        Print("  grains", range is { GrainsMinimum: int least, GrainsMaximum: int most } ? $"{least} .. {most}" : "not recorded: their number is not checked");
        Print("  texture index", range.TextureIndexMaximum is double index ? $"up to {index:g4} (1: random)" : "not recorded: textures are not checked");
    }

    private static string Word<T>(IReadOnlyList<(string Word, T Value)> words, T value) => words.First(w => Equals(w.Value, value)).Word;

    private static void DescribeVolumeElement(string file, VolumeElement volumeElement, bool json)
    {
        if (json)
        {
            JsonOutput.Write(writer =>
            {
                writer.WriteString("file", file);
                writer.WriteString("kind", "volume_element");
                writer.WriteNumber("grains", volumeElement.Grains.Length);
            });
            return;
        }

        Print("volume element", file);
        Print("grains", $"{volumeElement.Grains.Length}");
        for (int g = 0; g < volumeElement.Grains.Length; g++)
        {
            (double phi1, double phi, double phi2) = volumeElement.Grains[g].Orientation.ToBunge();
            Print($"  grain {g + 1}", $"Bunge ({Degrees(phi1)}, {Degrees(phi)}, {Degrees(phi2)}) deg");
        }
    }

    private static string Degrees(double radians) => (radians * 180 / Math.PI).ToString("f1", CultureInfo.InvariantCulture);

    private static void Print(string name, string value) => Console.WriteLine($"  {name,-16} {value}");

    private static void WriteRange(Utf8JsonWriter writer, string name, double minimum, double maximum)
    {
        writer.WriteStartArray(name);
        writer.WriteNumberValue(minimum);
        writer.WriteNumberValue(maximum);
        writer.WriteEndArray();
    }

    private static void WriteArray(Utf8JsonWriter writer, string name, IEnumerable<double> values)
    {
        writer.WriteStartArray(name);
        foreach (double value in values)
            writer.WriteNumberValue(value);
        writer.WriteEndArray();
    }
}
