using TorchSharp;
using UmatSurrogate.Recurrent;
using static TorchSharp.torch;

namespace UmatSurrogate.Training;

/// <summary>A recurrent cell over whole sequences, for training; the same equations as <c>ReferenceCell</c> in Recurrent.</summary>
internal abstract class RecurrentCell(string name) : nn.Module(name)
{
    /// <summary>Creates the cell of a specification with random weights; <see cref="nn.Module.GetName"/> is its prefix in the model file.</summary>
    public static RecurrentCell Create(ModelSpecification specification) => specification.Cell switch
    {
        CellKind.Lmsc => new MinimalStateCell(specification),
        CellKind.Linear => new LinearCell(specification),
        _ => throw new ArgumentException($"The cell {specification.Cell} is TorchSharp's own.", nameof(specification)),
    };

    /// <summary>State of the last layer after every step.</summary>
    /// <param name="input">Result of the input layer, T x B x H_in.</param>
    /// <param name="h0">Initial state, layers x B x H.</param>
    /// <param name="length">Scaled length of the strain increments, T x B x 1 (used by <see cref="CellKind.Lmsc"/> only).</param>
    /// <returns>T x B x H.</returns>
    public abstract Tensor Forward(Tensor input, Tensor h0, Tensor? length);

    /// <summary>Adds a parameter drawn uniformly from +-1/sqrt(<paramref name="fanIn"/>), PyTorch's default for linear layers.</summary>
    protected TorchSharp.Modules.Parameter Uniform(string parameter, int fanIn, params long[] shape)
    {
        TorchSharp.Modules.Parameter result = new(empty(shape));
        double bound = 1.0 / Math.Sqrt(fanIn);
        nn.init.uniform_(result, -bound, bound);
        register_parameter(parameter, result);
        return result;
    }
}
