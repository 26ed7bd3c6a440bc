namespace UmatSurrogate.Spectral;

/// <summary>
/// The small algebra of Anderson's mixing (Anderson 1965, doi:10.1145/321296.321305; Walker and Ni 2011, doi:10.1137/10078356X): from scalar
/// products alone, so that the long vectors may live anywhere. With the differences dr_j of successive residuals r(x) = M(x) - x in up to
/// <see cref="Depth"/> slots, the coefficients gamma minimise |r - sum gamma_j dr_j|, and the next iterate is
/// x + r - sum gamma_j (dx_j + dr_j).
/// </summary>
public sealed class MixingCoefficients
{
    // A difference whose part outside the newer ones is below this fraction of its square is left out: the Gram matrix does not resolve it.
    private const double SmallestPart = 1e-10;

    private readonly double[] _gram;
    private readonly double[] _factor;
    private readonly double[] _solution;
    private readonly int[] _kept;

    /// <param name="depth">Number of differences kept, at least 1.</param>
    public MixingCoefficients(int depth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        Depth = depth;
        _gram = new double[depth * depth];
        _factor = new double[depth * depth];
        _solution = new double[depth];
        _kept = new int[depth];
    }

    /// <summary>Number of slots.</summary>
    public int Depth { get; }

    /// <summary>Number of slots in use: 0 to Count - 1.</summary>
    public int Count { get; private set; }

    /// <summary>The slot that the next difference goes to: a free one, or that of the oldest.</summary>
    public int NextSlot { get; private set; }

    /// <summary>Forgets all differences.</summary>
    public void Clear() => (Count, NextSlot) = (0, 0);

    /// <summary>Enters the difference that was put into <see cref="NextSlot"/>.</summary>
    /// <param name="products">Its scalar product with the difference in each slot in use, its own square at its own place.</param>
    public void Append(ReadOnlySpan<double> products)
    {
        int slot = NextSlot;
        Count = Math.Max(Count, slot + 1);
        for (int j = 0; j < Count; j++)
            _gram[slot * Depth + j] = _gram[j * Depth + slot] = products[j];
        NextSlot = (slot + 1) % Depth;
    }

    /// <summary>gamma of the least-squares problem.</summary>
    /// <param name="products">dr_j . r for each slot in use.</param>
    /// <param name="gamma">Receives one coefficient per slot in use; 0 for a difference that depends on newer ones.</param>
    public void Solve(ReadOnlySpan<double> products, Span<double> gamma)
    {
        gamma[..Count].Clear();
        int kept = Factorise();

        // L L^T y = D^-1/2 b with the rows of L in the order of _kept, gamma = D^-1/2 y, D the diagonal of the Gram matrix.
        for (int i = 0; i < kept; i++)
        {
            double sum = products[_kept[i]] / Scale(_kept[i]);
            for (int j = 0; j < i; j++)
                sum -= _factor[i * Depth + j] * _solution[j];
            _solution[i] = sum / _factor[i * Depth + i];
        }

        for (int i = kept - 1; i >= 0; i--)
        {
            double sum = _solution[i];
            for (int j = i + 1; j < kept; j++)
                sum -= _factor[j * Depth + i] * _solution[j];
            _solution[i] = sum / _factor[i * Depth + i];
            gamma[_kept[i]] = _solution[i] / Scale(_kept[i]);
        }
    }

    /// <summary>Writes the state.</summary>
    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Depth);
        writer.Write(Count);
        writer.Write(NextSlot);
        foreach (double value in _gram)
            writer.Write(value);
    }

    /// <summary>Reads what <see cref="Write"/> of coefficients of the same depth wrote.</summary>
    /// <exception cref="InvalidDataException">The depth is another one, or the numbers of slots are impossible.</exception>
    public void Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        int depth = reader.ReadInt32(), count = reader.ReadInt32(), next = reader.ReadInt32();
        if (depth != Depth || count < 0 || count > depth || next < 0 || next >= depth)
            throw new InvalidDataException($"The saved history has the depth {depth} with {count} slots in use; expected is the depth {Depth}.");
        (Count, NextSlot) = (count, next);
        for (int i = 0; i < _gram.Length; i++)
            _gram[i] = reader.ReadDouble();
    }

    private double Scale(int slot) => Math.Sqrt(_gram[slot * Depth + slot]);

    /// <summary>Cholesky factor of the Gram matrix scaled to a unit diagonal, newest difference first; dependent ones are left out.</summary>
    private int Factorise()
    {
        int kept = 0;
        for (int age = 1; age <= Count; age++)
        {
            int slot = (NextSlot - age + Depth) % Depth;
            double scale = Scale(slot);
            if (slot >= Count || !(scale > 0.0) || !double.IsFinite(scale))
                continue;
            double pivot = 1.0;
            for (int j = 0; j < kept; j++)
            {
                double sum = _gram[slot * Depth + _kept[j]] / (scale * Scale(_kept[j]));
                for (int k = 0; k < j; k++)
                    sum -= _factor[kept * Depth + k] * _factor[j * Depth + k];
                sum /= _factor[j * Depth + j];
                _factor[kept * Depth + j] = sum;
                pivot -= sum * sum;
            }

            if (!(pivot > SmallestPart))
                continue;
            _factor[kept * Depth + kept] = Math.Sqrt(pivot);
            _kept[kept++] = slot;
        }

        return kept;
    }
}
