namespace UmatSurrogate.Recurrent;

/// <summary>
/// One layer of a gated recurrent unit in PyTorch's form (gates r, z, n; two biases; the reset gate after W_hn h + b_hn):
/// <code>
/// r = s(W_ir x + b_ir + W_hr h + b_hr),  z = s(W_iz x + b_iz + W_hz h + b_hz)
/// n = tanh(W_in x + b_in + r (W_hn h + b_hn)),  h' = (1 - z) n + z h
/// </code>
/// with its derivative along given directions; plain double precision.
/// </summary>
internal sealed class ReferenceGatedUnit : IReferenceLayer
{
    private readonly int _size;
    private readonly double[] _inputWeight;
    private readonly double[] _inputBias;
    private readonly double[] _hiddenWeight;
    private readonly double[] _hiddenBias;

    public ReferenceGatedUnit(SurrogateModel model, int layer)
    {
        _size = model.Specification.HiddenSize;
        _inputWeight = ReferenceCell.ToDouble(model.Tensor($"gru.weight_ih_l{layer}"));
        _inputBias = ReferenceCell.ToDouble(model.Tensor($"gru.bias_ih_l{layer}"));
        _hiddenWeight = ReferenceCell.ToDouble(model.Tensor($"gru.weight_hh_l{layer}"));
        _hiddenBias = ReferenceCell.ToDouble(model.Tensor($"gru.bias_hh_l{layer}"));
    }

    /// <inheritdoc/>
    public double[] Step(double[] x, double[][] dx, double[] h, double[][] dh)
    {
        double[] gi = ReferenceCell.Affine(_inputWeight, _inputBias, x);
        double[] gh = ReferenceCell.Affine(_hiddenWeight, _hiddenBias, h);
        var r = new double[_size];
        var z = new double[_size];
        var n = new double[_size];
        var next = new double[_size];
        for (int i = 0; i < _size; i++)
        {
            r[i] = Sigmoid(gi[i] + gh[i]);
            z[i] = Sigmoid(gi[_size + i] + gh[_size + i]);
            n[i] = Math.Tanh(gi[2 * _size + i] + r[i] * gh[2 * _size + i]);
            next[i] = (1.0 - z[i]) * n[i] + z[i] * h[i];
        }
        for (int k = 0; k < dx.Length; k++)
        {
            double[] dgi = ReferenceCell.Affine(_inputWeight, null, dx[k]);
            double[] dgh = ReferenceCell.Affine(_hiddenWeight, null, dh[k]);
            for (int i = 0; i < _size; i++)
            {
                double dr = r[i] * (1.0 - r[i]) * (dgi[i] + dgh[i]);
                double dz = z[i] * (1.0 - z[i]) * (dgi[_size + i] + dgh[_size + i]);
                double dn = (1.0 - n[i] * n[i]) * (dgi[2 * _size + i] + dr * gh[2 * _size + i] + r[i] * dgh[2 * _size + i]);
                dh[k][i] = (1.0 - z[i]) * dn + dz * (h[i] - n[i]) + z[i] * dh[k][i];
            }
        }
        return next;
    }

    private static double Sigmoid(double x) => 1.0 / (1.0 + Math.Exp(-x));
}
