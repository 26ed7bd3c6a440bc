namespace UmatSurrogate.Recurrent;

/// <summary>
/// A weight matrix of G gates with N units each (G N x K), packed for <see cref="MatrixProduct"/> and
/// <see cref="DirectionProduct"/>. As many units as there are lanes form a block; a block of one gate is a column of registers,
/// K registers long. The columns stand in the order block 0 gate 0, block 0 gate 1, ..., block 1 gate 0, ...; three columns form
/// a panel, in which the three registers of every k stand side by side (so the panel of a GRU is a block with its gates r, z, n).
/// Padding units and columns have zero weights.
/// </summary>
internal sealed unsafe class PackedMatrix
{
    private readonly AlignedBuffer<float> _values;
    private readonly AlignedBuffer<int> _offsets;

    /// <param name="gates">G.</param>
    /// <param name="units">N.</param>
    /// <param name="columns">K.</param>
    /// <param name="lanes">Floats per register.</param>
    /// <param name="weight">Weight of (row in 0..G N-1, gate-major; column).</param>
    public PackedMatrix(int gates, int units, int columns, int lanes, Func<int, int, float> weight)
    {
        Gates = gates;
        Columns = columns;
        PaddedUnits = UnitLayout.PaddedSize(units);
        RowStride = UnitLayout.RowStride(gates, units);
        Blocks = PaddedUnits / lanes;
        Panels = (gates * Blocks + 2) / 3;
        _values = new AlignedBuffer<float>(Panels * columns * 3 * lanes);
        _offsets = new AlignedBuffer<int>(3 * Panels);
        for (int c = 0; c < 3 * Panels; c++)
        {
            (int block, int gate) = (c / gates, c % gates);
            bool real = c < gates * Blocks;
            Offsets[c] = real ? gate * PaddedUnits + block * lanes : gates * PaddedUnits + (c - gates * Blocks) * lanes;
            float* target = Column(c, lanes);
            for (int k = 0; k < columns; k++, target += 3 * lanes)
            {
                for (int lane = 0; lane < lanes; lane++)
                {
                    int unit = block * lanes + lane;
                    target[lane] = real && unit < units ? weight(gate * units + unit, k) : 0f;
                }
            }
        }
    }

    /// <summary>G.</summary>
    public int Gates { get; }

    /// <summary>K.</summary>
    public int Columns { get; }

    /// <summary>N with padding.</summary>
    public int PaddedUnits { get; }

    /// <summary>Distance of the rows of a product with this matrix.</summary>
    public int RowStride { get; }

    /// <summary>Blocks of units.</summary>
    public int Blocks { get; }

    /// <summary>Number of panels.</summary>
    public int Panels { get; }

    public float* Pointer => _values.Pointer;

    /// <summary>For every column of registers, where its result stands in a row of the product.</summary>
    public int* Offsets => _offsets.Pointer;

    /// <summary>First register of a column (block G + gate); the next ones are 3 registers apart.</summary>
    public float* Column(int column, int lanes) => _values.Pointer + (column / 3 * Columns * 3 + column % 3) * lanes;
}
