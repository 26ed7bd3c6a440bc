namespace UmatSurrogate.Recurrent;

/// <summary>The weights of a model in the order in which the kernels of one vector width read them.</summary>
internal sealed unsafe class PackedModel
{
    private readonly AlignedBuffer<float> _output;

    public PackedModel(SurrogateModel model, int lanes)
    {
        ModelSpecification s = model.Specification;
        Cell = PackedCell.Create(model, lanes);
        _output = new AlignedBuffer<float>(6 * Cell.PaddedSize);
        ReadOnlySpan<float> output = model.Tensor("output.weight");
        for (int c = 0; c < 6; c++)
            output.Slice(c * Cell.HiddenSize, Cell.HiddenSize).CopyTo(_output.Span[(c * Cell.PaddedSize)..]);
        OutputBias = model.Tensor("output.bias").ToArray();
        if (s.OutputSkip)
        {
            float[] skip = model.Tensor(ModelTensors.Skip).ToArray();
            Skip = new PackedMatrix(1, 6, s.SkipFeatureCount, lanes, (r, c) => skip[r * s.SkipFeatureCount + c]);
        }
    }

    public PackedCell Cell { get; }

    /// <summary>Layers with a state.</summary>
    public int StateLayers => Cell.HiddenSide.Length;

    /// <summary>6 x padded size.</summary>
    public float* OutputWeight => _output.Pointer;

    public float[] OutputBias { get; }

    /// <summary>Linear path from the step features to the output, or null.</summary>
    public PackedMatrix? Skip { get; }
}
