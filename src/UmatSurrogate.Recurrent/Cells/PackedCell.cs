namespace UmatSurrogate.Recurrent;

/// <summary>
/// The weights of a recurrent cell in the order in which the kernels of one vector width read them. The contract of a cell: for each
/// layer that has a state, <see cref="SurrogateEvaluator"/> first provides the product of that state with <see cref="HiddenSide"/>
/// (computed, or from the cache), then calls the cell's Advance, which takes the rows of the workspace from h to h' and, for the rows
/// with a tangent, their five directions from dh to dh'. The input side of the first layer has the input layer folded in; its bias
/// belongs to the microstructure of each row.
/// </summary>
internal abstract class PackedCell
{
    protected PackedCell(SurrogateModel model)
    {
        ModelSpecification s = model.Specification;
        HiddenSize = s.HiddenSize;
        PaddedSize = UnitLayout.PaddedSize(HiddenSize);
        StepCount = s.StepFeatureCount;
        InputOffset = s.NetworkInputOffset;
    }

    /// <summary>H.</summary>
    public int HiddenSize { get; }

    /// <summary>H with padding.</summary>
    public int PaddedSize { get; }

    /// <summary>Number of step features, the distance of the rows of the first input.</summary>
    public int StepCount { get; }

    /// <summary>Index of the first step feature that is an input; the columns of the first input side are all from it on.</summary>
    public int InputOffset { get; }

    /// <summary>For each layer with a state, the matrix that acts on it.</summary>
    public required PackedMatrix[] HiddenSide { get; init; }

    /// <summary>Floats per row of the largest product that Advance computes.</summary>
    public required int ProductSize { get; init; }

    /// <summary>Padded units of the widest layer.</summary>
    public required int LayerSize { get; init; }

    /// <summary>Floats of the coefficients of one row's derivative.</summary>
    public required int CoefficientSize { get; init; }

    /// <summary>Packs the cell of a model.</summary>
    public static PackedCell Create(SurrogateModel model, int lanes) => model.Specification.Cell switch
    {
        CellKind.Gru => PackedGatedCell.Pack(model, lanes),
        CellKind.Lmsc => PackedMinimalStateCell.Pack(model, lanes),
        _ => PackedLinearCell.Pack(model, lanes),
    };

    /// <summary>The first input side, input layer folded in.</summary>
    protected static PackedMatrix Folded(SurrogateModel model, int lanes)
    {
        FoldedInput folded = model.FoldedInput;
        return new(folded.Gates, folded.Units, folded.StepCount, lanes, (r, c) => (float)folded[r, c]);
    }

    /// <summary>A tensor as a matrix of gates.</summary>
    protected static PackedMatrix Tensor(SurrogateModel model, string name, int gates, int lanes)
    {
        int[] shape = model.Specification.TensorShapes().First(t => t.Name == name).Shape;
        float[] values = model.Tensor(name).ToArray();
        return new(gates, shape[0] / gates, shape[1], lanes, (r, c) => values[r * shape[1] + c]);
    }

    /// <summary>A bias, gate by gate with padding.</summary>
    protected static AlignedBuffer<float> Bias(SurrogateModel model, string name, int gates)
    {
        ReadOnlySpan<float> values = model.Tensor(name);
        var result = new AlignedBuffer<float>(UnitLayout.RowStride(gates, values.Length / gates));
        UnitLayout.CopyPadded(values, values.Length / gates, result.Span);
        return result;
    }
}
