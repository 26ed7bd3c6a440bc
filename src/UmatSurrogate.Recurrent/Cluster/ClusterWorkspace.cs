namespace UmatSurrogate.Recurrent;

/// <summary>
/// Scratch of <see cref="ClusterSweeps"/>, used by one call at a time; grows with the number of grains. A vector holds the five
/// components of all grains, (i, g) at i G + g. Vectors 0 .. n-1 belong to e_1, n .. 2n-1 to e_2: first the value, then (n = 6) the five
/// derivatives.
/// </summary>
internal sealed unsafe class ClusterWorkspace<T>
    where T : unmanaged
{
    /// <summary>A vector and its derivatives by the five components of e.</summary>
    public const int VectorsWithDerivative = 6;

    private const int Fields = 5;
    private AlignedBuffer<T> _values = new(0);

    /// <summary>Distance of two vectors.</summary>
    public int Stride { get; private set; }

    /// <summary>x before the first sweep: e, and unit vectors for the derivatives.</summary>
    public T* Start { get; private set; }

    /// <summary>x.</summary>
    public T* Strain { get; private set; }

    /// <summary>x of the sweep before.</summary>
    public T* Previous { get; private set; }

    /// <summary>s.</summary>
    public T* Stress { get; private set; }

    /// <summary>sum_h D_gh s_h.</summary>
    public T* Product { get; private set; }

    /// <summary>Intermediate results of one chunk of grains, 50 registers.</summary>
    public T* Lanes { get; private set; }

    /// <summary>Makes room for a number of grains.</summary>
    public void Prepare(int grainCount)
    {
        // One register more than the rows: the last chunk of grains reads and writes beyond its component.
        Stride = InteractionProduct.PaddedRows(5 * grainCount) + 16;
        int size = 2 * VectorsWithDerivative * Stride;
        const int lanes = 50 * 64;
        if (_values.Length < Fields * size + lanes / sizeof(T))
            _values = new AlignedBuffer<T>(Fields * size + lanes / sizeof(T));
        Start = _values.Pointer;
        Strain = Start + size;
        Previous = Strain + size;
        Stress = Previous + size;
        Product = Stress + size;
        Lanes = Product + size;
    }
}
