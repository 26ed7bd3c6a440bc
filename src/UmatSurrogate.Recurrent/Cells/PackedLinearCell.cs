namespace UmatSurrogate.Recurrent;

/// <summary>The linear cell (equations: <see cref="ReferenceLinearUnit"/>).</summary>
internal sealed unsafe class PackedLinearCell : PackedCell
{
    private readonly PackedMatrix[] _inputSide;
    private readonly AlignedBuffer<float>[] _bias;

    private PackedLinearCell(SurrogateModel model, int lanes)
        : base(model)
    {
        int layers = model.Specification.Layers;
        _inputSide = [.. Enumerable.Range(0, layers).Select(l => l == 0 ? Folded(model, lanes) : Tensor(model, $"linear.weight_ih_l{l}", 1, lanes))];
        _bias = [.. Enumerable.Range(0, layers).Select(l => Bias(model, $"linear.bias_l{l}", 1))];
    }

    public static PackedLinearCell Pack(SurrogateModel model, int lanes)
    {
        ModelSpecification s = model.Specification;
        return new(model, lanes)
        {
            HiddenSide = [.. Enumerable.Range(0, s.Layers).Select(l => Tensor(model, $"linear.weight_hh_l{l}", 1, lanes))],
            ProductSize = UnitLayout.RowStride(1, s.HiddenSize),
            LayerSize = UnitLayout.PaddedSize(s.HiddenSize),
            CoefficientSize = 0,
        };
    }

    /// <summary>Products, sum and derivatives of one layer.</summary>
    public void Advance<TLanes>(EvaluatorWorkspace w, int layer, int rows, int tangentRows, bool chained)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        const int directions = StretchDirections.Count;
        int size = PaddedSize;
        int inputStride = layer == 0 ? StepCount : size;
        PackedMatrix input = _inputSide[layer], hidden = HiddenSide[layer];
        MatrixProduct.Multiply<TLanes>(layer == 0 ? w.Input.Pointer + InputOffset : w.Hidden(layer - 1, 0), inputStride, rows, input, w.Product.Pointer);
        for (int row = 0; row < rows; row++)
        {
            float* bias = layer == 0 ? (float*)w.InputBiasOfRow[row] : _bias[layer].Pointer;
            LinearUnitKernel.Step<TLanes>(
                size, w.Product.Pointer + row * input.RowStride, bias, (float*)w.HiddenProductOfRow[row], w.Hidden(layer, row));
        }
        // The directions of a row at a time: the products of rows are not needed any more.
        float* carried = w.Product.Pointer + directions * input.RowStride;
        for (int row = 0; row < tangentRows; row++)
        {
            float* dh = w.DirectionHidden(layer, row);
            MatrixProduct.Multiply<TLanes>(
                layer == 0 ? w.DirectionInputOf(row) + InputOffset : w.DirectionHidden(layer - 1, row), inputStride, directions, input, w.Product.Pointer);
            if (chained)
                MatrixProduct.Multiply<TLanes>(dh, size, directions, hidden, carried);
            for (int d = 0; d < directions; d++)
                LinearUnitKernel.Direction<TLanes>(size, w.Product.Pointer + d * input.RowStride, chained ? carried + d * hidden.RowStride : null, dh + d * size);
        }
    }
}
