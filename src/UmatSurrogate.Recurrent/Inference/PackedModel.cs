namespace UmatSurrogate.Recurrent;

/// <summary>The weights of a model in the order in which the kernels of one vector width read them.</summary>
internal sealed unsafe class PackedModel
{
    private readonly AlignedBuffer<float> _output;

    public PackedModel(SurrogateModel model, int lanes)
    {
        ModelSpecification s = model.Specification;
        Cell = PackedCell.Create(model, lanes);
        OutputCount = s.OutputCount;
        _output = new AlignedBuffer<float>(OutputCount * Cell.PaddedSize);
        ReadOnlySpan<float> output = model.Tensor("output.weight");
        for (int c = 0; c < OutputCount; c++)
            output.Slice(c * Cell.HiddenSize, Cell.HiddenSize).CopyTo(_output.Span[(c * Cell.PaddedSize)..]);
        OutputBias = model.Tensor("output.bias").ToArray();
        Basis = StressBasis.Of(s);
    }

    public PackedCell Cell { get; }

    /// <summary>Layers with a state.</summary>
    public int StateLayers => Cell.HiddenSide.Length;

    /// <summary>Outputs of the network: 6, and the weights of the basis.</summary>
    public int OutputCount { get; }

    /// <summary>Outputs x padded size.</summary>
    public float* OutputWeight => _output.Pointer;

    public float[] OutputBias { get; }

    /// <summary>Tensors that the outputs beyond the sixth weigh, or null.</summary>
    public StressBasis? Basis { get; }
}
