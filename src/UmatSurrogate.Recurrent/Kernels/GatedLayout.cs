namespace UmatSurrogate.Recurrent;

/// <summary>
/// Float vectors of the three gates r, z, n stand gate-major, each gate padded with zeros to a multiple of 16 units, the
/// widest register, so that one layout serves all widths.
/// </summary>
internal static class GatedLayout
{
    /// <summary>Units per gate with padding.</summary>
    public static int PaddedSize(int hiddenSize) => (hiddenSize + 15) / 16 * 16;
}
