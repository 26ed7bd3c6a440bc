using System.Runtime.InteropServices;
using System.Text.Json;
using TorchSharp.Modules;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Training;

/// <summary>
/// The state of a training between two iterations, in one file: a magic text, hash and state as JSON, all parameters in the order of the
/// module, the optimiser's state, and the weights of the smallest validation error if there are any. Random draws depend on seed, epoch
/// and position alone, so that nothing else is needed to go on exactly.
/// </summary>
internal static class Checkpoint
{
    private const string Magic = "umat-surrogate/checkpoint/2";

    /// <summary>Writes a checkpoint; the file is the old one or the whole new one at any time.</summary>
    /// <param name="file">The file.</param>
    /// <param name="identity">Hash over specification and data: a checkpoint continues only the training it came from.</param>
    /// <param name="state">Where the training stands.</param>
    /// <param name="network">Its weights.</param>
    /// <param name="optimiser">Its optimiser.</param>
    /// <param name="best">Weights of the smallest validation error, in the order of the module; null if they are not kept.</param>
    public static void Save(
        string file, string identity, TrainingState state, SurrogateNetwork network, AdamOptimiser optimiser, IReadOnlyList<float[]>? best)
    {
        string partial = file + ".partial";
        using (BinaryWriter writer = new(File.Create(partial)))
        {
            writer.Write(Magic);
            writer.Write(identity);
            writer.Write(JsonSerializer.Serialize(state));
            foreach ((string name, Parameter parameter) in network.named_parameters())
            {
                writer.Write(name);
                WriteValues(writer, NetworkWeights.Read(parameter));
            }

            optimiser.Save(writer);
            writer.Write(best?.Count ?? 0);
            foreach (float[] values in best ?? [])
                WriteValues(writer, values);
        }

        File.Move(partial, file, overwrite: true);
    }

    /// <summary>Restores a checkpoint into a network and its optimiser.</summary>
    /// <exception cref="InputException">The file is damaged or belongs to another training.</exception>
    public static (TrainingState State, float[][]? Best) Restore(
        string file, string identity, SurrogateNetwork network, AdamOptimiser optimiser)
    {
        try
        {
            using BinaryReader reader = new(File.OpenRead(file));
            if (reader.ReadString() != Magic)
                throw new InvalidDataException("it is no checkpoint of this version of the program");
            if (reader.ReadString() != identity)
            {
                throw new InputException(
                    $"{file}: the checkpoint belongs to a training with another specification or data set. "
                    + "Give the same --spec and --dataset, or start anew without --resume.");
            }

            TrainingState state = JsonSerializer.Deserialize<TrainingState>(reader.ReadString())
                ?? throw new InvalidDataException("its state is empty");
            foreach ((string name, Parameter parameter) in network.named_parameters())
            {
                if (reader.ReadString() != name)
                    throw new InvalidDataException($"the parameter {name} is not where it should be");
                NetworkWeights.Write(parameter, ReadValues(reader, parameter.NumberOfElements));
            }

            optimiser.Restore(reader);
            optimiser.Refresh();
            long[] lengths = [.. network.named_parameters().Select(p => p.parameter.NumberOfElements)];
            int best = reader.ReadInt32();
            if (best != 0 && best != lengths.Length)
                throw new InvalidDataException($"it holds {best} best weights, not {lengths.Length}");
            return (state, best == 0 ? null : [.. lengths.Select(length => ReadValues(reader, length))]);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException or FormatException or JsonException)
        {
            throw new InputException($"{file}: the checkpoint is damaged ({e.Message}). Remove it and start anew without --resume.", e);
        }
    }

    private static void WriteValues(BinaryWriter writer, float[] values)
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    private static float[] ReadValues(BinaryReader reader, long length)
    {
        if (reader.ReadInt32() != length)
            throw new InvalidDataException("a parameter has another length");
        float[] values = new float[length];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
