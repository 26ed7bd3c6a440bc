using System.Runtime.InteropServices;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Training;

/// <summary>Moves weights between the TorchSharp module and the model file; names and shapes are the same in both.</summary>
public static class NetworkWeights
{
    /// <summary>The model with the network's present weights.</summary>
    /// <exception cref="Mechanics.InputException">A weight is not finite: the training diverged.</exception>
    public static SurrogateModel Export(SurrogateNetwork network, ModelSpecification specification)
    {
        ArgumentNullException.ThrowIfNull(network);
        Dictionary<string, float[]> tensors = new(StringComparer.Ordinal);
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in network.named_parameters())
        {
            tensors[name] = Values(parameter).ToArray();
        }

        return SurrogateModel.Create(specification, tensors);
    }

    /// <summary>A network with the settings and weights of a model.</summary>
    public static SurrogateNetwork Import(SurrogateModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        SurrogateNetwork network = new(model.Specification);
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in network.named_parameters())
            model.Tensor(name).CopyTo(Values(parameter));
        return network;
    }

    /// <summary>The memory of a parameter, to read or write; valid as long as the parameter.</summary>
    internal static Span<float> Values(TorchSharp.Modules.Parameter parameter) => MemoryMarshal.Cast<byte, float>(parameter.bytes);
}
