using TorchSharp.Modules;
using UmatSurrogate.Recurrent;
using static TorchSharp.torch;

namespace UmatSurrogate.Training;

/// <summary>
/// The linearised minimal state cell (Bonatti and Mohr 2022, doi:10.1016/j.jmps.2021.104697):
/// <code>
/// g_1 = tanh(P_1 v + R h + p_1) tanh(Q_1 v + S h + q_1),   g_k = tanh(P_k g_(k-1) + p_k) tanh(Q_k g_(k-1) + q_k)
/// alpha = exp(A g_L + a),  beta = tanh(B g_L + b),  h' = h + (1 - exp(-alpha x)) (beta - h)
/// </code>
/// </summary>
internal sealed class MinimalStateCell : RecurrentCell
{
    private readonly (Parameter Weight, Parameter Bias)[] _dense;
    private readonly Parameter _hiddenWeight;
    private readonly Parameter _stateWeight;
    private readonly Parameter _stateBias;

    public MinimalStateCell(ModelSpecification s)
        : base("lmsc")
    {
        (int width, int h) = (s.InputLayerSize, s.HiddenSize);
        _dense = new (Parameter, Parameter)[s.Layers];
        _dense[0] = (Uniform("weight_ih", width + h, 2 * width, width), Uniform("bias_l0", width + h, 2 * width));
        _hiddenWeight = Uniform("weight_hh", width + h, 2 * width, h);
        for (int l = 1; l < s.Layers; l++)
            _dense[l] = (Uniform($"weight_l{l}", width, 2 * width, width), Uniform($"bias_l{l}", width, 2 * width));
        _stateWeight = Uniform("weight_state", width, 2 * h, width);
        _stateBias = Uniform("bias_state", width, 2 * h);
    }

    public override Tensor Forward(Tensor input, Tensor h0, Tensor? length)
    {
        ArgumentNullException.ThrowIfNull(length);
        Tensor[] products = nn.functional.linear(input, _dense[0].Weight, _dense[0].Bias).unbind(0);
        Tensor[] lengths = length.neg().unbind(0);
        Tensor hiddenWeight = _hiddenWeight.t();
        Tensor h = h0.select(0, 0);
        for (int t = 0; t < products.Length; t++)
        {
            Tensor g = Product(products[t] + h.matmul(hiddenWeight));
            for (int l = 1; l < _dense.Length; l++)
                g = Product(nn.functional.linear(g, _dense[l].Weight, _dense[l].Bias));
            Tensor[] state = nn.functional.linear(g, _stateWeight, _stateBias).chunk(2, -1);
            Tensor minusDecayed = (state[0].exp() * lengths[t]).expm1(); // exp(-alpha x) - 1
            products[t] = h = h + minusDecayed * (h - state[1].tanh());
        }

        return stack(products, 0);
    }

    /// <summary>Product of the two halves of tanh(p).</summary>
    private static Tensor Product(Tensor p)
    {
        Tensor[] halves = p.tanh().chunk(2, -1);
        return halves[0] * halves[1];
    }
}
