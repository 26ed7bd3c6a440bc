namespace UmatSurrogate.Recurrent;

/// <summary>The GRU (equations: <see cref="ReferenceGatedUnit"/>, derivative: <see cref="GatedUnitKernel"/>).</summary>
internal sealed unsafe class PackedGatedCell : PackedCell
{
    private readonly PackedMatrix[] _inputSide;
    private readonly AlignedBuffer<float>[] _inputBias;
    private readonly AlignedBuffer<float>[] _hiddenBias;

    private PackedGatedCell(SurrogateModel model, int lanes)
        : base(model)
    {
        int layers = model.Specification.Layers;
        _inputSide = [.. Enumerable.Range(0, layers).Select(l => l == 0 ? Folded(model, lanes) : Tensor(model, $"gru.weight_ih_l{l}", 3, lanes))];
        _inputBias = [.. Enumerable.Range(0, layers).Select(l => Bias(model, $"gru.bias_ih_l{l}", 3))];
        _hiddenBias = [.. Enumerable.Range(0, layers).Select(l => Bias(model, $"gru.bias_hh_l{l}", 3))];
    }

    public static PackedGatedCell Pack(SurrogateModel model, int lanes)
    {
        ModelSpecification s = model.Specification;
        int size = UnitLayout.PaddedSize(s.HiddenSize);
        return new(model, lanes)
        {
            HiddenSide = [.. Enumerable.Range(0, s.Layers).Select(l => Tensor(model, $"gru.weight_hh_l{l}", 3, lanes))],
            ProductSize = 3 * size,
            LayerSize = size,
            CoefficientSize = GatedUnitKernel.CoefficientCount * size,
        };
    }

    /// <summary>Input side, gates and derivatives of one layer.</summary>
    public void Advance<TLanes>(EvaluatorWorkspace w, int layer, int rows, int tangentRows, bool chained)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int size = PaddedSize, gates = 3 * size;
        int inputStride = layer == 0 ? StepCount : size;
        MatrixProduct.Multiply<TLanes>(layer == 0 ? w.Input.Pointer + InputOffset : w.Hidden(layer - 1, 0), inputStride, rows, _inputSide[layer], w.Product.Pointer);
        for (int row = 0; row < rows; row++)
        {
            float* inputBias = layer == 0 ? (float*)w.InputBiasOfRow[row] : _inputBias[layer].Pointer;
            GatedUnitKernel.Step<TLanes>(
                size, w.Product.Pointer + row * gates, inputBias, (float*)w.HiddenProductOfRow[row], _hiddenBias[layer].Pointer,
                w.Hidden(layer, row), row < tangentRows ? w.CoefficientsOf(row) : null);
        }
        for (int row = 0; row < tangentRows; row++)
        {
            float* k = w.CoefficientsOf(row);
            float* dx = layer == 0 ? w.DirectionInputOf(row) + InputOffset : w.DirectionHidden(layer - 1, row);
            float* dh = w.DirectionHidden(layer, row);
            float* change = chained ? w.DirectionChange.Pointer : dh;
            DirectionProduct.Multiply<TLanes>(_inputSide[layer], dx, inputStride, k, k + size, k + 2 * size, change, add: false);
            if (!chained)
                continue;
            DirectionProduct.Multiply<TLanes>(HiddenSide[layer], dh, size, k, k + size, k + 3 * size, change, add: true);
            for (int d = 0; d < StretchDirections.Count; d++)
                OutputKernel.Carry<TLanes>(size, change + d * size, k + 4 * size, dh + d * size);
        }
    }
}
