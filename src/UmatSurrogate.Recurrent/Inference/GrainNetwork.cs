using System.Runtime.CompilerServices;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// One of the two grain networks with mean pooling: m = sum_g w_g tanh(W_2 tanh(W_1 f_g + b_1) + b_2), f_g the scaled
/// features of grain g, w_g its weight (1/N, or the volume fraction). Double precision, run once per microstructure.
/// </summary>
internal sealed unsafe class GrainNetwork
{
    private const int Padding = 8;
    private readonly int _inputs;
    private readonly int _middle;
    private readonly int _middlePadded;
    private readonly int _outputs;
    private readonly int _outputsPadded;
    private readonly double[] _first; // [input][middle], transposed and padded; the last row is the bias
    private readonly double[] _second; // [middle][output], likewise

    public GrainNetwork(SurrogateModel model, string name)
    {
        ModelSpecification s = model.Specification;
        _inputs = s.GrainFeatureCount;
        _middle = s.GrainLayerSize;
        ReadOnlySpan<float> secondBias = model.Tensor(name + ".2.bias");
        _outputs = secondBias.Length;
        (_middlePadded, _first) = Transpose(model.Tensor(name + ".0.weight"), model.Tensor(name + ".0.bias"), _inputs);
        (_outputsPadded, _second) = Transpose(model.Tensor(name + ".2.weight"), secondBias, _middle);
    }

    /// <summary>The pooled output for scaled grain features (grain count x n_grain) and weights of sum 1; empty: all alike.</summary>
    public double[] Run(ReadOnlySpan<double> features, ReadOnlySpan<double> weights)
    {
        switch (LaneWidth.Best)
        {
            case VectorWidth.Bits512: return Run<Lanes512<double>>(features, weights);
            case VectorWidth.Bits256: return Run<Lanes256<double>>(features, weights);
            default: return Run<Lanes128<double>>(features, weights);
        }
    }

    private double[] Run<TLanes>(ReadOnlySpan<double> features, ReadOnlySpan<double> weights)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        int grains = features.Length / _inputs;
        double[] middle = new double[_middlePadded], output = new double[_outputsPadded], sum = new double[_outputs];
        for (int g = 0; g < grains; g++)
        {
            Layer<TLanes>(features.Slice(g * _inputs, _inputs), _first, middle);
            Layer<TLanes>(middle.AsSpan(0, _middle), _second, output);
            for (int i = 0; i < sum.Length; i++)
                sum[i] += weights.IsEmpty ? output[i] : weights[g] * output[i];
        }
        for (int i = 0; i < sum.Length && weights.IsEmpty; i++)
            sum[i] /= grains;
        return sum;
    }

    /// <summary>y = tanh(W x + b), W transposed and padded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Layer<TLanes>(ReadOnlySpan<double> x, double[] weights, double[] y)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        fixed (double* w = weights, result = y)
        {
            for (int i = 0; i < y.Length; i += TLanes.Count)
            {
                TLanes sum = TLanes.Load(w + x.Length * y.Length + i);
                for (int k = 0; k < x.Length; k++)
                    sum = TLanes.MultiplyAdd(TLanes.Broadcast(x[k]), TLanes.Load(w + k * y.Length + i), sum);
                TLanes.Store(Elementary.HyperbolicTangentDouble(sum), result + i);
            }
        }
    }

    private static (int Padded, double[] Weights) Transpose(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int inputs)
    {
        int outputs = bias.Length;
        int padded = (outputs + Padding - 1) / Padding * Padding;
        var result = new double[(inputs + 1) * padded];
        for (int o = 0; o < outputs; o++)
        {
            for (int i = 0; i < inputs; i++)
                result[i * padded + o] = weights[o * inputs + i];
            result[inputs * padded + o] = bias[o];
        }
        return (padded, result);
    }
}
