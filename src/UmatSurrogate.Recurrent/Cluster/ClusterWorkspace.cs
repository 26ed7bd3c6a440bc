using System.Numerics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Scratch of <see cref="ClusterSweeps"/>, used by one call at a time; grows with the number of grains. A vector holds the five
/// components of all grains, (i, g) at i G + g; six of them, <see cref="Stride"/> apart, are a value and its derivatives by e.
/// </summary>
internal sealed unsafe class ClusterWorkspace<T>
    where T : unmanaged, INumberBase<T>
{
    /// <summary>A vector and its derivatives by the five components of e.</summary>
    public const int VectorsWithDerivative = 6;

    private const int Fields = 6;
    private const int LaneBytes = 84 * 64;
    private AlignedBuffer<T> _values = new(0);
    private ClusterConstants<T>? _constants;

    /// <summary>Distance of two vectors.</summary>
    public int Stride { get; private set; }

    /// <summary>e_1 in all grains, and unit vectors for the derivatives.</summary>
    public T* Start1 { get; private set; }

    /// <summary>e_2 in all grains, and unit vectors: x before the first sweep.</summary>
    public T* Start2 { get; private set; }

    /// <summary>x.</summary>
    public T* Strain { get; private set; }

    /// <summary>x of the sweep before.</summary>
    public T* Previous { get; private set; }

    /// <summary>s.</summary>
    public T* Stress { get; private set; }

    /// <summary>sum_h D_gh s_h.</summary>
    public T* Product { get; private set; }

    /// <summary>Rotations of the grains in the deformed state, as in <see cref="ClusterGrains{T}.Rotations"/>.</summary>
    public T* Rotations { get; private set; }

    /// <summary>Intermediate results of one chunk of grains, 84 registers.</summary>
    public T* Lanes { get; private set; }

    /// <summary>The constants for the kernels, made anew only when the settings are other ones than in the call before.</summary>
    public ClusterConstants<T> Constants(ClusterSettings settings) =>
        _constants is not null && ReferenceEquals(_constants.Settings, settings) ? _constants : _constants = new ClusterConstants<T>(settings);

    /// <summary>Makes room for a number of grains.</summary>
    public void Prepare(int grainCount)
    {
        // One register more than the rows: the last chunk of grains reads and writes beyond its component.
        Stride = InteractionProduct.PaddedRows(5 * grainCount) + 16;
        int size = VectorsWithDerivative * Stride, rotations = 25 * ClusterGrains<float>.PaddedCount(grainCount);
        int length = Fields * size + rotations + LaneBytes / sizeof(T);
        if (_values.Length < length)
            _values = new AlignedBuffer<T>(length);
        Start1 = _values.Pointer;
        Start2 = Start1 + size;
        Strain = Start2 + size;
        Previous = Strain + size;
        Stress = Previous + size;
        Product = Stress + size;
        Rotations = Product + size;
        Lanes = Rotations + rotations;
    }
}
