namespace UmatSurrogate.Recurrent;

/// <summary>The weights of a model in the order in which the kernels of one vector width read them.</summary>
internal sealed unsafe class PackedModel
{
    private readonly AlignedBuffer<float> _output;
    private readonly AlignedBuffer<float> _inputBias;
    private readonly AlignedBuffer<float> _hiddenBias;

    public PackedModel(SurrogateModel model, int lanes)
    {
        ModelSpecification s = model.Specification;
        HiddenSize = s.HiddenSize;
        PaddedSize = GatedLayout.PaddedSize(HiddenSize);
        Layers = s.Layers;
        StepCount = s.StepFeatureCount;
        InputSide = new PackedGates[Layers];
        HiddenSide = new PackedGates[Layers];
        _inputBias = new AlignedBuffer<float>(3 * PaddedSize * Layers);
        _hiddenBias = new AlignedBuffer<float>(3 * PaddedSize * Layers);
        for (int l = 0; l < Layers; l++)
        {
            float[] hidden = model.Tensor($"gru.weight_hh_l{l}").ToArray();
            HiddenSide[l] = new PackedGates(HiddenSize, HiddenSize, lanes, (r, c) => hidden[r * HiddenSize + c]);
            if (l == 0)
            {
                FoldedInput folded = model.FoldedInput;
                InputSide[l] = new PackedGates(HiddenSize, StepCount, lanes, (r, c) => (float)folded[r, c]);
            }
            else
            {
                float[] input = model.Tensor($"gru.weight_ih_l{l}").ToArray();
                InputSide[l] = new PackedGates(HiddenSize, HiddenSize, lanes, (r, c) => input[r * HiddenSize + c]);
                CopyGates(model.Tensor($"gru.bias_ih_l{l}"), InputBias(l));
            }
            CopyGates(model.Tensor($"gru.bias_hh_l{l}"), HiddenBias(l));
        }
        _output = new AlignedBuffer<float>(6 * PaddedSize);
        ReadOnlySpan<float> output = model.Tensor("output.weight");
        for (int c = 0; c < 6; c++)
            output.Slice(c * HiddenSize, HiddenSize).CopyTo(_output.Span[(c * PaddedSize)..]);
        OutputBias = model.Tensor("output.bias").ToArray();
    }

    public int HiddenSize { get; }

    public int PaddedSize { get; }

    public int Layers { get; }

    public int StepCount { get; }

    /// <summary>Input side per layer; the first one with the input layer folded in.</summary>
    public PackedGates[] InputSide { get; }

    public PackedGates[] HiddenSide { get; }

    /// <summary>6 x padded size.</summary>
    public float* OutputWeight => _output.Pointer;

    public float[] OutputBias { get; }

    /// <summary>b_ih of a layer (zero for the first: it is in the microstructure's constant).</summary>
    public float* InputBias(int layer) => _inputBias.Pointer + 3 * PaddedSize * layer;

    public float* HiddenBias(int layer) => _hiddenBias.Pointer + 3 * PaddedSize * layer;

    private void CopyGates(ReadOnlySpan<float> source, float* target)
    {
        for (int gate = 0; gate < 3; gate++)
            source.Slice(gate * HiddenSize, HiddenSize).CopyTo(new Span<float>(target + gate * PaddedSize, HiddenSize));
    }
}
