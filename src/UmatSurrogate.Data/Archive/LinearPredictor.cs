namespace UmatSurrogate.Data;

/// <summary>
/// Predicts a number as a linear combination of inputs whose weights are learnt on the way by recursive least squares with exponential forgetting
/// (Plackett 1950, doi:10.1093/biomet/37.1-2.149): with the inverse correlation matrix Q of the inputs, the expected error s and the forgetting f,
/// <code>
/// g = Q x / (f s^2 + x.Q x),   w := w + g e,   Q := (Q - g (Q x)^T) / f
/// </code>
/// Sums and products in a fixed order only: the same numbers on every machine.
/// </summary>
internal sealed class LinearPredictor
{
    private const double Forgetting = 0.9998;
    private const double FirstInverse = 1e-2;
    private const double LargestInverse = 1e6;

    private readonly int _inputs;
    private readonly double[] _weights;
    private readonly double[] _inverse;
    private readonly double[] _product;

    /// <param name="first">The first weights.</param>
    public LinearPredictor(ReadOnlySpan<double> first)
    {
        _inputs = first.Length;
        _weights = first.ToArray();
        _inverse = new double[_inputs * _inputs];
        _product = new double[_inputs];
        Restart();
    }

    public double Predict(ReadOnlySpan<double> inputs)
    {
        double sum = 0;
        for (int i = 0; i < _weights.Length; i++)
            sum += _weights[i] * inputs[i];
        return sum;
    }

    /// <summary>Learns from the error of the prediction, true value - predicted value.</summary>
    public void Learn(ReadOnlySpan<double> inputs, double error, double expectedError)
    {
        int n = _inputs;
        double denominator = Forgetting * expectedError * expectedError;
        for (int i = 0; i < n; i++)
        {
            double sum = 0;
            for (int j = 0; j < n; j++)
                sum += _inverse[i * n + j] * inputs[j];
            _product[i] = sum;
            denominator += sum * inputs[i];
        }
        double trace = 0;
        for (int i = 0; i < n; i++)
        {
            double gain = _product[i] / denominator;
            _weights[i] += gain * error;
            for (int j = 0; j < n; j++)
                _inverse[i * n + j] = (_inverse[i * n + j] - gain * _product[j]) / Forgetting;
            trace += _inverse[i * n + i];
        }
        if (!(trace > 0 && trace < LargestInverse))
            Restart();
    }

    /// <summary>Forgets the correlations, keeps the weights unless they are not finite.</summary>
    private void Restart()
    {
        Array.Clear(_inverse);
        for (int i = 0; i < _inputs; i++)
        {
            _inverse[i * _inputs + i] = FirstInverse;
            if (!double.IsFinite(_weights[i]))
                _weights[i] = 0;
        }
    }
}
