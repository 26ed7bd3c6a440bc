namespace UmatSurrogate.Recurrent;

/// <summary>The weights of a model in the order in which the kernels of one vector width read them.</summary>
internal sealed unsafe class PackedModel
{
    private readonly AlignedBuffer<float> _output;

    public PackedModel(SurrogateModel model, int lanes)
    {
        ModelSpecification s = model.Specification;
        Cell = PackedCell.Create(model, lanes);
        // A network without stress components among its outputs gets six that are zero.
        int first = 6 - s.ComponentOutputs;
        OutputCount = first + s.OutputCount;
        _output = new AlignedBuffer<float>(OutputCount * Cell.PaddedSize);
        ReadOnlySpan<float> output = model.Tensor("output.weight");
        for (int c = 0; c < s.OutputCount; c++)
            output.Slice(c * Cell.HiddenSize, Cell.HiddenSize).CopyTo(_output.Span[((first + c) * Cell.PaddedSize)..]);
        OutputBias = [.. new float[first], .. model.Tensor("output.bias")];
        Basis = StressBasis.Of(s);
    }

    public PackedCell Cell { get; }

    /// <summary>Layers with a state.</summary>
    public int StateLayers => Cell.HiddenSide.Length;

    /// <summary>Outputs: 6 stress components, and the weights of the basis.</summary>
    public int OutputCount { get; }

    /// <summary>Outputs x padded size.</summary>
    public float* OutputWeight => _output.Pointer;

    public float[] OutputBias { get; }

    /// <summary>Tensors that the outputs beyond the sixth weigh, or null.</summary>
    public StressBasis? Basis { get; }
}
