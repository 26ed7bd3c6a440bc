using System.Text.Json;
using TorchSharp;
using TorchSharp.Modules;
using UmatSurrogate.Mechanics;
using static TorchSharp.torch;

namespace UmatSurrogate.Training;

/// <summary>What a checkpoint says beside weights and optimiser state.</summary>
/// <param name="Identity">Hash over the training specification and the data: a checkpoint continues only the training it came from.</param>
/// <param name="Iterations">Iterations done.</param>
/// <param name="Elapsed_s">Time of the iterations, s.</param>
/// <param name="Epochs">Epochs done.</param>
internal sealed record CheckpointHeader(string Identity, long Iterations, double Elapsed_s, IReadOnlyList<EpochRecord> Epochs);

/// <summary>
/// The state of a training after a whole epoch, in one file: a magic text, the header as JSON, all parameters in the order of the
/// module, and the optimiser's state. Random draws depend on seed and epoch alone, so that nothing else is needed to go on exactly.
/// </summary>
internal static class Checkpoint
{
    private const string Magic = "umat-surrogate/checkpoint/1";

    /// <summary>Writes a checkpoint; the file is the old one or the whole new one at any time.</summary>
    public static void Save(string file, CheckpointHeader header, SurrogateNetwork network, Adam optimiser)
    {
        string partial = file + ".partial";
        using (BinaryWriter writer = new(File.Create(partial)))
        {
            writer.Write(Magic);
            writer.Write(JsonSerializer.Serialize(header));
            foreach ((string name, Parameter parameter) in network.named_parameters())
            {
                using Tensor values = parameter.detach().contiguous();
                float[] data = values.data<float>().ToArray();
                writer.Write(name);
                writer.Write(data.Length);
                foreach (float value in data)
                    writer.Write(value);
            }

            optimiser.save_state_dict(writer);
        }

        File.Move(partial, file, overwrite: true);
    }

    /// <summary>Restores a checkpoint into a network and its optimiser.</summary>
    /// <exception cref="InputException">The file is damaged or belongs to another training.</exception>
    public static CheckpointHeader Restore(string file, string identity, SurrogateNetwork network, Adam optimiser)
    {
        try
        {
            using BinaryReader reader = new(File.OpenRead(file));
            if (reader.ReadString() != Magic)
                throw new InvalidDataException("it is no checkpoint of this format");
            CheckpointHeader header = JsonSerializer.Deserialize<CheckpointHeader>(reader.ReadString())
                ?? throw new InvalidDataException("its header is empty");
            if (header.Identity != identity)
            {
                throw new InputException(
                    $"{file}: the checkpoint belongs to a training with another specification or data set. "
                    + "Give the same --spec and --dataset, or start anew without --resume.");
            }

            using (no_grad())
            {
                foreach ((string name, Parameter parameter) in network.named_parameters())
                {
                    if (reader.ReadString() != name || reader.ReadInt32() != parameter.numel())
                        throw new InvalidDataException($"the parameter {name} is not where it should be");
                    float[] data = new float[parameter.numel()];
                    for (int i = 0; i < data.Length; i++)
                        data[i] = reader.ReadSingle();
                    using Tensor values = tensor(data, parameter.shape);
                    parameter.copy_(values);
                }
            }

            optimiser.load_state_dict(reader);
            return header;
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException or FormatException or JsonException)
        {
            throw new InputException($"{file}: the checkpoint is damaged ({e.Message}). Remove it and start anew without --resume.", e);
        }
    }
}
