using TorchSharp.Modules;
using UmatSurrogate.Recurrent;
using static TorchSharp.torch;

namespace UmatSurrogate.Training;

/// <summary>The linear cell h' = A h + B x + b, layer above layer.</summary>
internal sealed class LinearCell : RecurrentCell
{
    private readonly (Parameter InputSide, Parameter HiddenSide, Parameter Bias)[] _layers;

    public LinearCell(ModelSpecification s)
        : base("linear")
    {
        int h = s.HiddenSize;
        _layers = new (Parameter, Parameter, Parameter)[s.Layers];
        for (int l = 0; l < s.Layers; l++)
        {
            int inputs = l == 0 ? s.InputLayerSize : h;
            _layers[l] = (Uniform($"weight_ih_l{l}", h, h, inputs), Uniform($"weight_hh_l{l}", h, h, h), Uniform($"bias_l{l}", h, h));
        }
    }

    public override Tensor Forward(Tensor input, Tensor h0, Tensor? length)
    {
        Tensor x = input;
        for (int l = 0; l < _layers.Length; l++)
        {
            (Parameter inputSide, Parameter hiddenSide, Parameter bias) = _layers[l];
            Tensor[] products = nn.functional.linear(x, inputSide, bias).unbind(0);
            Tensor transposed = hiddenSide.t();
            Tensor h = h0.select(0, l);
            for (int t = 0; t < products.Length; t++)
                products[t] = h = products[t] + h.matmul(transposed);
            x = stack(products, 0);
        }

        return x;
    }
}
