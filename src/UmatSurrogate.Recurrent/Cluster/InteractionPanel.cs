using System.Numerics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// All D_gh of a <see cref="GrainInteraction"/> as one matrix for <see cref="InteractionProduct"/>: column (j, h) after column, in each
/// the rows (i, g) side by side, D_gh,ij at (j G + h) Rows + i G + g, rows padded with zeros.
/// </summary>
internal sealed unsafe class InteractionPanel<T>
    where T : unmanaged, INumberBase<T>
{
    private readonly AlignedBuffer<T> _values;

    public InteractionPanel(GrainInteraction interaction)
    {
        int n = interaction.GrainCount;
        Columns = 5 * n;
        Rows = InteractionProduct.PaddedRows(Columns);
        _values = new AlignedBuffer<T>(Columns * Rows);
        for (int j = 0; j < 5; j++)
        {
            for (int h = 0; h < n; h++)
            {
                T* column = _values.Pointer + (long)(j * n + h) * Rows;
                for (int i = 0; i < 5; i++)
                {
                    for (int g = 0; g < n; g++)
                        column[i * n + g] = T.CreateTruncating(interaction[g, h, i, j]);
                }
            }
        }
    }

    /// <summary>5 G.</summary>
    public int Columns { get; }

    /// <summary>5 G, padded.</summary>
    public int Rows { get; }

    /// <summary>Aligned to 64 bytes; valid as long as this object is reachable.</summary>
    public T* Pointer => _values.Pointer;
}
