using System.Text.Json;
using TorchSharp.Modules;
using UmatSurrogate.Mechanics;

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
    public static void Save(string file, CheckpointHeader header, SurrogateNetwork network, AdamOptimiser optimiser)
    {
        string partial = file + ".partial";
        using (BinaryWriter writer = new(File.Create(partial)))
        {
            writer.Write(Magic);
            writer.Write(JsonSerializer.Serialize(header));
            foreach ((string name, Parameter parameter) in network.named_parameters())
            {
                Span<byte> values = parameter.bytes;
                writer.Write(name);
                writer.Write(values.Length);
                writer.Write(values);
            }

            optimiser.Save(writer);
        }

        File.Move(partial, file, overwrite: true);
    }

    /// <summary>Restores a checkpoint into a network and its optimiser.</summary>
    /// <exception cref="InputException">The file is damaged or belongs to another training.</exception>
    public static CheckpointHeader Restore(string file, string identity, SurrogateNetwork network, AdamOptimiser optimiser)
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

            foreach ((string name, Parameter parameter) in network.named_parameters())
            {
                Span<byte> values = parameter.bytes;
                if (reader.ReadString() != name || reader.ReadInt32() != values.Length)
                    throw new InvalidDataException($"the parameter {name} is not where it should be");
                reader.BaseStream.ReadExactly(values);
            }

            optimiser.Restore(reader);
            return header;
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException or FormatException or JsonException)
        {
            throw new InputException($"{file}: the checkpoint is damaged ({e.Message}). Remove it and start anew without --resume.", e);
        }
    }
}
