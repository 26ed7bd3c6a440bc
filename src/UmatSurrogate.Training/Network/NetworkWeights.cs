using System.Runtime.InteropServices;
using TorchSharp;
using UmatSurrogate.Recurrent;
using static TorchSharp.torch;

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
            tensors[name] = Read(parameter);
        }

        return SurrogateModel.Create(specification, tensors);
    }

    /// <summary>A network with the settings and weights of a model.</summary>
    public static SurrogateNetwork Import(SurrogateModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        SurrogateNetwork network = new(model.Specification);
        Load(network, model);
        return network;
    }

    /// <summary>Sets the weights of a network to those of a model with the same sizes.</summary>
    public static void Load(SurrogateNetwork network, SurrogateModel model)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(model);
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in network.named_parameters())
            Write(parameter, model.Tensor(name));
    }

    /// <summary>The memory of a parameter on the processor, to read or write; valid as long as the parameter.</summary>
    internal static Span<float> Values(TorchSharp.Modules.Parameter parameter) => MemoryMarshal.Cast<byte, float>(parameter.bytes);

    /// <summary>A copy of the values of a tensor, wherever it is.</summary>
    internal static float[] Read(Tensor tensor)
    {
        using Tensor detached = tensor.detach();
        using Tensor here = detached.cpu();
        using Tensor contiguous = here.contiguous();
        return MemoryMarshal.Cast<byte, float>(contiguous.bytes).ToArray();
    }

    /// <summary>Sets the values of a parameter, wherever it is.</summary>
    internal static void Write(TorchSharp.Modules.Parameter parameter, ReadOnlySpan<float> values)
    {
        if (parameter.device_type == DeviceType.CPU)
        {
            values.CopyTo(Values(parameter));
            return;
        }

        using (no_grad())
        {
            using Tensor here = tensor(values.ToArray(), parameter.shape);
            using Tensor _ = parameter.copy_(here);
        }
    }
}
