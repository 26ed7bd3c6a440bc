namespace UmatSurrogate.Recurrent;

/// <summary>
/// The linearised minimal state cell (equations: <see cref="ReferenceMinimalStateCell"/>, derivatives: <see cref="MinimalStateKernel"/>).
/// </summary>
internal sealed unsafe class PackedMinimalStateCell : PackedCell
{
    private readonly PackedMatrix[] _dense;
    private readonly AlignedBuffer<float>[] _denseBias;
    private readonly PackedMatrix _state;
    private readonly AlignedBuffer<float> _stateBias;
    private readonly int _width;

    private PackedMinimalStateCell(SurrogateModel model, int lanes)
        : base(model)
    {
        int layers = model.Specification.Layers;
        _dense = [.. Enumerable.Range(0, layers).Select(l => l == 0 ? Folded(model, lanes) : Tensor(model, $"lmsc.weight_l{l}", 2, lanes))];
        _denseBias = [.. Enumerable.Range(0, layers).Select(l => Bias(model, $"lmsc.bias_l{l}", 2))];
        _state = Tensor(model, "lmsc.weight_state", 2, lanes);
        _stateBias = Bias(model, "lmsc.bias_state", 2);
        _width = _dense[0].PaddedUnits;
    }

    public static PackedMinimalStateCell Pack(SurrogateModel model, int lanes)
    {
        ModelSpecification s = model.Specification;
        (int width, int size) = (UnitLayout.PaddedSize(s.InputLayerSize), UnitLayout.PaddedSize(s.HiddenSize));
        return new(model, lanes)
        {
            HiddenSide = [Tensor(model, "lmsc.weight_hh", 2, lanes)],
            ProductSize = Math.Max(UnitLayout.RowStride(2, s.InputLayerSize), UnitLayout.RowStride(2, s.HiddenSize)),
            LayerSize = Math.Max(width, size),
            CoefficientSize = Math.Max(MinimalStateKernel.DenseCoefficientCount * width, MinimalStateKernel.StateCoefficientCount * size),
        };
    }

    /// <summary>All dense layers, the state and the derivatives.</summary>
    public void Advance<TLanes>(EvaluatorWorkspace w, int rows, int tangentRows, bool chained)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        for (int l = 0; l < _dense.Length; l++)
            DenseLayer<TLanes>(w, l, rows, tangentRows, chained);
        State<TLanes>(w, rows, tangentRows, chained);
    }

    private void DenseLayer<TLanes>(EvaluatorWorkspace w, int l, int rows, int tangentRows, bool chained)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int width = _width;
        PackedMatrix matrix = _dense[l];
        int inputStride = l == 0 ? StepCount : width;
        MatrixProduct.Multiply<TLanes>(l == 0 ? w.Input.Pointer + InputOffset : w.Layer.Pointer, inputStride, rows, matrix, w.Product.Pointer);
        for (int row = 0; row < rows; row++)
        {
            MinimalStateKernel.Dense<TLanes>(
                width, w.Product.Pointer + row * matrix.RowStride, l == 0 ? (float*)w.InputBiasOfRow[row] : _denseBias[l].Pointer,
                l == 0 ? (float*)w.HiddenProductOfRow[row] : null, w.Layer.Pointer + row * width, row < tangentRows ? w.CoefficientsOf(row) : null);
        }
        for (int row = 0; row < tangentRows; row++)
        {
            float* k = w.CoefficientsOf(row);
            float* dg = w.DirectionLayerOf(row, l);
            DirectionProduct.Multiply<TLanes>(matrix, l == 0 ? w.DirectionInputOf(row) + InputOffset : w.DirectionLayerOf(row, l - 1), inputStride, k, k + width, null, dg, add: false);
            if (l == 0 && chained)
                DirectionProduct.Multiply<TLanes>(HiddenSide[0], w.DirectionHidden(0, row), PaddedSize, k, k + width, null, dg, add: true);
        }
    }

    private void State<TLanes>(EvaluatorWorkspace w, int rows, int tangentRows, bool chained)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int size = PaddedSize;
        MatrixProduct.Multiply<TLanes>(w.Layer.Pointer, _width, rows, _state, w.Product.Pointer);
        for (int row = 0; row < rows; row++)
        {
            MinimalStateKernel.State<TLanes>(
                size, w.Product.Pointer + row * _state.RowStride, _stateBias.Pointer, w.IncrementLength[row], w.Hidden(0, row),
                row < tangentRows ? w.CoefficientsOf(row) : null);
        }
        for (int row = 0; row < tangentRows; row++)
        {
            float* k = w.CoefficientsOf(row);
            float* change = w.DirectionChange.Pointer;
            DirectionProduct.Multiply<TLanes>(_state, w.DirectionLayerOf(row, _dense.Length - 1), _width, k, k + size, null, change, add: false);
            for (int d = 0; d < StretchDirections.Count; d++)
            {
                MinimalStateKernel.StateDirection<TLanes>(
                    size, change + d * size, k, w.DirectionIncrementLength[row * StretchDirections.Count + d], chained, w.DirectionHidden(0, row) + d * size);
            }
        }
    }
}
