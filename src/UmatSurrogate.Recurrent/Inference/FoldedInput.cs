namespace UmatSurrogate.Recurrent;

/// <summary>
/// The linear input layer and the input side of the cell's first layer as one matrix (there is nothing between them):
/// W = W_ih0 W_in (R x (n + m_x), n step features), bias = W_ih0 b_in + b_ih0, R the gates of the layer times its units. Double precision, row-major.
/// </summary>
internal sealed class FoldedInput
{
    private readonly int _columns;
    private readonly double[] _matrix;
    private readonly double[] _bias;

    public FoldedInput(SurrogateModel model)
    {
        ModelSpecification s = model.Specification;
        StepCount = s.NetworkInputCount;
        (string weight, string bias, Gates, Units) = ModelTensors.FirstLayer(s);
        Rows = Gates * Units;
        _columns = StepCount + s.GrainVectorSize;
        _matrix = new double[Rows * _columns];
        _bias = new double[Rows];
        ReadOnlySpan<float> inner = model.Tensor("input.weight"), innerBias = model.Tensor("input.bias");
        ReadOnlySpan<float> outer = model.Tensor(weight), outerBias = model.Tensor(bias);
        int middle = s.InputLayerSize;
        for (int r = 0; r < Rows; r++)
        {
            Span<double> row = _matrix.AsSpan(r * _columns, _columns);
            double sum = outerBias[r];
            for (int k = 0; k < middle; k++)
            {
                double w = outer[r * middle + k];
                sum += w * innerBias[k];
                ReadOnlySpan<float> innerRow = inner.Slice(k * _columns, _columns);
                for (int c = 0; c < row.Length; c++)
                    row[c] += w * innerRow[c];
            }
            _bias[r] = sum;
        }
    }

    /// <summary>Gates of the first layer.</summary>
    public int Gates { get; }

    /// <summary>Units of each of its gates.</summary>
    public int Units { get; }

    /// <summary>R.</summary>
    public int Rows { get; }

    /// <summary>Number n of step features that the network sees, the first columns.</summary>
    public int StepCount { get; }

    /// <summary>Element of W.</summary>
    public double this[int row, int column] => _matrix[row * _columns + column];

    /// <summary>bias + W_m m_x: everything on the input side that does not change from step to step (R).</summary>
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
