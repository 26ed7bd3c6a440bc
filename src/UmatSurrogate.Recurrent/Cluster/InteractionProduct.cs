using System.Numerics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Y = A S for several vectors s side by side, A the matrix of an <see cref="InteractionPanel{T}"/>: y_(i,g) = sum over (j,h) of
/// D_gh,ij s_(j,h). Every element of Y is one sum over the columns of A in their order in one accumulator, whatever the tile: the bits
/// do not depend on the number of vectors.
/// </summary>
internal static unsafe partial class InteractionProduct
{
    /// <summary>n rounded up to whole registers, at least three of 512 bit.</summary>
    public static int PaddedRows(int n) => Math.Max(48, (n + 15) / 16 * 16);

    /// <summary>Computes Y for one vector or an even number of them.</summary>
    /// <param name="a">A.</param>
    /// <param name="s">Vectors, <paramref name="stride"/> apart.</param>
    /// <param name="y">Products, <paramref name="stride"/> apart, at least <see cref="InteractionPanel{T}.Rows"/>.</param>
    /// <param name="stride">Distance of vectors.</param>
    /// <param name="vectors">Number of vectors.</param>
    public static void Multiply<TLanes, T>(InteractionPanel<T> a, T* s, T* y, int stride, int vectors)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged, INumberBase<T>
    {
        int rows = a.Rows, columns = a.Columns, blocks = rows / TLanes.Count;
        bool wide = TLanes.Count * sizeof(T) == 64 && vectors % 6 == 0; // 32 registers
        int block = 0;
        while (block < blocks)
        {
            int left = blocks - block;
            bool four = left is 4 or >= 7;
            if (!four)
                block = Math.Min(block, blocks - 3); // the last tile may overlap the one before: the same numbers again
            int row = block * TLanes.Count;
            for (int v = 0; v < vectors; v += wide ? 6 : vectors == 1 ? 1 : 2)
            {
                T* source = s + (long)v * stride, target = y + (long)v * stride + row;
                if (four && vectors == 1)
                    Four1<TLanes, T>(a.Pointer + row, rows, columns, source, target);
                else if (vectors == 1)
                    Three1<TLanes, T>(a.Pointer + row, rows, columns, source, target);
                else if (four && wide)
                    Four6<TLanes, T>(a.Pointer + row, rows, columns, source, target, stride);
                else if (wide)
                    Three6<TLanes, T>(a.Pointer + row, rows, columns, source, target, stride);
                else if (four)
                    Four2<TLanes, T>(a.Pointer + row, rows, columns, source, target, stride);
                else
                    Three2<TLanes, T>(a.Pointer + row, rows, columns, source, target, stride);
            }
            block += four ? 4 : 3;
        }
        GC.KeepAlive(a);
    }
}
