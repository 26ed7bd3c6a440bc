namespace UmatSurrogate.Recurrent;

/// <summary>
/// The linear input layer and the input side of the first GRU layer as one matrix (there is nothing between them):
/// W = W_ih0 W_in (3H x (n_step + m_x)), bias = W_ih0 b_in + b_ih0. Double precision, row-major.
/// </summary>
internal sealed class FoldedInput
{
    private readonly int _columns;
    private readonly double[] _matrix;
    private readonly double[] _bias;

    public FoldedInput(SurrogateModel model)
    {
        ModelSpecification s = model.Specification;
        StepCount = s.StepFeatureCount;
        Rows = 3 * s.HiddenSize;
        _columns = StepCount + s.GrainInputSize;
        _matrix = new double[Rows * _columns];
        _bias = new double[Rows];
        ReadOnlySpan<float> inner = model.Tensor("input.weight"), innerBias = model.Tensor("input.bias");
        ReadOnlySpan<float> outer = model.Tensor("gru.weight_ih_l0"), outerBias = model.Tensor("gru.bias_ih_l0");
        int middle = s.InputLayerSize;
        for (int r = 0; r < Rows; r++)
        {
            Span<double> row = _matrix.AsSpan(r * _columns, _columns);
            double bias = outerBias[r];
            for (int k = 0; k < middle; k++)
            {
                double w = outer[r * middle + k];
                bias += w * innerBias[k];
                ReadOnlySpan<float> innerRow = inner.Slice(k * _columns, _columns);
                for (int c = 0; c < row.Length; c++)
                    row[c] += w * innerRow[c];
            }
            _bias[r] = bias;
        }
    }

    /// <summary>3H.</summary>
    public int Rows { get; }

    /// <summary>Number of step features, the first columns.</summary>
    public int StepCount { get; }

    /// <summary>Element of W.</summary>
    public double this[int row, int column] => _matrix[row * _columns + column];

    /// <summary>bias + W_m m_x: everything on the input side that does not change from step to step (3H).</summary>
    public void Constant(ReadOnlySpan<double> grainVector, Span<double> result)
    {
        for (int r = 0; r < Rows; r++)
        {
            ReadOnlySpan<double> row = _matrix.AsSpan(r * _columns + StepCount, grainVector.Length);
            double sum = _bias[r];
            for (int c = 0; c < row.Length; c++)
                sum += row[c] * grainVector[c];
            result[r] = sum;
        }
    }
}
