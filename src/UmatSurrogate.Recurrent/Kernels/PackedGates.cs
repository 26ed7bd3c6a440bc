namespace UmatSurrogate.Recurrent;

/// <summary>
/// A 3H x K weight matrix of the three gates, packed for <see cref="GateProduct"/>: panel by panel of as many hidden units as
/// there are lanes; in a panel, for every k, the weights of the gates r, z, n of these units side by side. Padding units have
/// zero weights.
/// </summary>
internal sealed unsafe class PackedGates
{
    private readonly AlignedBuffer<float> _values;

    /// <param name="hiddenSize">H.</param>
    /// <param name="columns">K.</param>
    /// <param name="lanes">Floats per register.</param>
    /// <param name="weight">Weight of (row in 0..3H-1, column).</param>
    public PackedGates(int hiddenSize, int columns, int lanes, Func<int, int, float> weight)
    {
        Columns = columns;
        Panels = GatedLayout.PaddedSize(hiddenSize) / lanes;
        _values = new AlignedBuffer<float>(Panels * columns * 3 * lanes);
        float* target = _values.Pointer;
        for (int panel = 0; panel < Panels; panel++)
        {
            for (int k = 0; k < columns; k++)
            {
                for (int gate = 0; gate < 3; gate++)
                {
                    for (int lane = 0; lane < lanes; lane++, target++)
                    {
                        int unit = panel * lanes + lane;
                        *target = unit < hiddenSize ? weight(gate * hiddenSize + unit, k) : 0f;
                    }
                }
            }
        }
    }

    /// <summary>K.</summary>
    public int Columns { get; }

    /// <summary>Number of panels.</summary>
    public int Panels { get; }

    public float* Pointer => _values.Pointer;
}
