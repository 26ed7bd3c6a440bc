namespace UmatSurrogate.Recurrent;

/// <summary>
/// Float vectors of several gates (or other vectors of one value per unit) stand gate-major, each gate padded with zeros to a
/// multiple of 16 units, the widest register, so that one layout serves all widths.
/// </summary>
internal static class UnitLayout
{
    /// <summary>Units per gate with padding.</summary>
    public static int PaddedSize(int units) => (units + 15) / 16 * 16;

    /// <summary>
    /// Distance of the rows of a product of <paramref name="gates"/> gates: a multiple of 48, because the kernels write three
    /// registers at a time and the last ones may be padding.
    /// </summary>
    public static int RowStride(int gates, int units) => (gates * PaddedSize(units) + 47) / 48 * 48;

    /// <summary>Copies gates of <paramref name="units"/> units side by side to padded gates.</summary>
    public static void CopyPadded(ReadOnlySpan<float> source, int units, Span<float> target)
    {
        int padded = PaddedSize(units);
        for (int gate = 0; gate < source.Length / units; gate++)
            source.Slice(gate * units, units).CopyTo(target[(gate * padded)..]);
    }
}
