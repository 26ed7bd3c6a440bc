using System.Runtime.InteropServices;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Keeps the products of committed states h with the matrices that act on them (W_hh h), so that repeated evaluations from the same state (Newton
/// iterations of one increment) skip them. An entry is used only if the hidden state it was made from has the same bits:
/// results are bitwise those without the cache, and nothing needs to be invalidated. Different slots may be used by different
/// threads at the same time, one slot by one thread at a time. Memory per slot: for a GRU 16 L H bytes (H padded to 16).
/// </summary>
public sealed unsafe class HiddenProductCache
{
    private readonly AlignedBuffer<float> _values;
    private readonly int _size;
    private readonly int _productSize;
    private readonly int _layers;
    private int _width;

    /// <summary>Makes an empty cache of <paramref name="slotCount"/> slots, one per point.</summary>
    public HiddenProductCache(SurrogateModel model, int slotCount)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegative(slotCount);
        Model = model;
        SlotCount = slotCount;
        _layers = model.Specification.StateLayers;
        _size = UnitLayout.PaddedSize(model.Specification.HiddenSize);
        _productSize = UnitLayout.RowStride(model.FoldedInput.Gates, model.FoldedInput.Units);
        _values = new AlignedBuffer<float>(checked(slotCount * _layers * (_size + _productSize)));
        _values.Span.Fill(float.NaN); // no hidden state has these bits
    }

    /// <summary>The model whose products are kept.</summary>
    public SurrogateModel Model { get; }

    /// <summary>Number of slots.</summary>
    public int SlotCount { get; }

    /// <summary>The last bits of a product depend on the register width: a cache serves evaluators of one width.</summary>
    internal void ClaimFor(VectorWidth width)
    {
        int owner = Interlocked.CompareExchange(ref _width, (int)width, 0);
        if (owner != 0 && owner != (int)width)
            throw new ArgumentException($"The cache holds products of {owner}-bit kernels; this evaluator uses {(int)width} bit.");
    }

    /// <summary>Whether the slot holds the product of this hidden state of a layer.</summary>
    internal bool Holds(int slot, int layer, float* hidden) =>
        MemoryMarshal.AsBytes(Hidden(slot, layer)).SequenceEqual(MemoryMarshal.AsBytes(new Span<float>(hidden, _size)));

    /// <summary>Stores a hidden state of a layer and its product (all gates of the layer).</summary>
    internal void Store(int slot, int layer, float* hidden, float* product)
    {
        new Span<float>(hidden, _size).CopyTo(Hidden(slot, layer));
        new Span<float>(product, _productSize).CopyTo(new Span<float>(Product(slot, layer), _productSize));
    }

    /// <summary>The product of a layer, all gates.</summary>
    internal float* Product(int slot, int layer) => Entry(slot, layer) + _size;

    private Span<float> Hidden(int slot, int layer) => new(Entry(slot, layer), _size);

    private float* Entry(int slot, int layer) => _values.Pointer + ((long)slot * _layers + layer) * (_size + _productSize);
}
