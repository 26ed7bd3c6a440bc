namespace UmatSurrogate.Recurrent;

/// <summary>
/// The linearised minimal state cell (C. Bonatti and D. Mohr, "On the importance of self-consistency in recurrent neural network models
/// representing elasto-plastic solids", J. Mech. Phys. Solids 158 (2022) 104697, doi:10.1016/j.jmps.2021.104697; dense layers as in the
/// public code of Atkinson et al., github.com/micmog/CPRNN):
/// <code>
/// s = D/e0_1,  x = |s|,  n = s/x (0 if x = 0)                      strain increment: length and direction
/// v = W_in [f, n, m_x] + b_in                                      f: the other step features
/// g_1 = tanh(P_1 v + R h + p_1) * tanh(Q_1 v + S h + q_1)          element by element; [P; Q] = weight_ih, [R; S] = weight_hh
/// g_k = tanh(P_k g_(k-1) + p_k) * tanh(Q_k g_(k-1) + q_k)          k = 2..L; [P; Q] = weight_l(k-1)
/// alpha = exp(A g_L + a),  beta = tanh(B g_L + b)                  [A; B] = weight_state
/// h' = h + (1 - exp(-alpha x)) (beta - h)                          the solution of dh/dx = alpha (beta - h) for constant alpha, beta
/// </code>
/// The state h (H numbers, whatever L) does not change at x = 0, and as x falls the sum over small steps converges. v depends on the
/// end of the step: one step and its two halves agree to first order in x.
/// </summary>
internal sealed class ReferenceMinimalStateCell : ReferenceCell
{
    private readonly double[][] _weights;
    private readonly double[][] _biases;
    private readonly double[] _hiddenWeight;
    private readonly double[] _stateWeight;
    private readonly double[] _stateBias;

    public ReferenceMinimalStateCell(SurrogateModel model)
    {
        int layers = model.Specification.Layers;
        _weights = [.. Enumerable.Range(0, layers).Select(l => ToDouble(model.Tensor(l == 0 ? "lmsc.weight_ih" : $"lmsc.weight_l{l}")))];
        _biases = [.. Enumerable.Range(0, layers).Select(l => ToDouble(model.Tensor($"lmsc.bias_l{l}")))];
        _hiddenWeight = ToDouble(model.Tensor("lmsc.weight_hh"));
        _stateWeight = ToDouble(model.Tensor("lmsc.weight_state"));
        _stateBias = ToDouble(model.Tensor("lmsc.bias_state"));
    }

    /// <inheritdoc/>
    public override void Advance(double[] input, double[][] dInput, double length, double[] dLength, double[] hidden, double[][] dHidden)
    {
        double[] g = input;
        double[][] dg = dInput;
        for (int l = 0; l < _weights.Length; l++)
        {
            double[] p = Affine(_weights[l], _biases[l], g);
            double[][] dp = Array.ConvertAll(dg, d => Affine(_weights[l], null, d));
            if (l == 0)
            {
                Add(p, Affine(_hiddenWeight, null, hidden));
                for (int k = 0; k < dp.Length; k++)
                    Add(dp[k], Affine(_hiddenWeight, null, dHidden[k]));
            }
            int width = p.Length / 2;
            g = new double[width];
            dg = Array.ConvertAll(dp, _ => new double[width]);
            for (int i = 0; i < width; i++)
            {
                double t = Math.Tanh(p[i]), u = Math.Tanh(p[width + i]);
                g[i] = t * u;
                for (int k = 0; k < dp.Length; k++)
                    dg[k][i] = (1.0 - t * t) * u * dp[k][i] + t * (1.0 - u * u) * dp[k][width + i];
            }
        }

        double[] ab = Affine(_stateWeight, _stateBias, g);
        double[][] dab = Array.ConvertAll(dg, d => Affine(_stateWeight, null, d));
        int size = hidden.Length;
        for (int i = 0; i < size; i++)
        {
            double alpha = Math.Exp(ab[i]), beta = Math.Tanh(ab[size + i]);
            double decay = Math.Exp(-alpha * length);
            for (int k = 0; k < dHidden.Length; k++)
            {
                double dExponent = alpha * (length * dab[k][i] + dLength[k]);
                double dBeta = (1.0 - beta * beta) * dab[k][size + i];
                dHidden[k][i] = decay * dHidden[k][i] + decay * dExponent * (beta - hidden[i]) + (1.0 - decay) * dBeta;
            }
            hidden[i] += (1.0 - decay) * (beta - hidden[i]);
        }
    }

    private static void Add(double[] sum, double[] term)
    {
        for (int i = 0; i < sum.Length; i++)
            sum[i] += term[i];
    }
}
