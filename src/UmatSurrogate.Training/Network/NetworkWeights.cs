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
            using Tensor values = parameter.detach().contiguous();
            tensors[name] = values.data<float>().ToArray();
        }

        return SurrogateModel.Create(specification, tensors);
    }

    /// <summary>A network with the settings and weights of a model.</summary>
    public static SurrogateNetwork Import(SurrogateModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        SurrogateNetwork network = new(model.Specification);
        using (no_grad())
        {
            foreach ((string name, TorchSharp.Modules.Parameter parameter) in network.named_parameters())
            {
                using Tensor values = tensor(model.Tensor(name).ToArray(), parameter.shape);
                parameter.copy_(values);
            }
        }

        return network;
    }
}
