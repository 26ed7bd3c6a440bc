namespace UmatSurrogate.Recurrent;

/// <summary>
/// Y = X W^T: X rows x K (row-major), W packed (<see cref="PackedMatrix"/>), Y rows x gates (gate-major, <see cref="UnitLayout"/>).
/// Every element of Y is one sum over k = 0, 1, ..., K-1 in one accumulator, whatever the tile it falls in: the bits do not depend on
/// the number of rows. This file holds the tiling, the other one the tiles (r, z, n: the three columns of registers of a panel).
/// </summary>
internal static unsafe partial class MatrixProduct
{
    /// <summary>Rows of the largest tile: 8 where there are 32 registers, else 4.</summary>
    private static int TileRows<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes, float> => TLanes.Count == 16 ? 8 : 4;

    /// <summary>Computes Y for <paramref name="rows"/> rows.</summary>
    /// <param name="x">X, rows <paramref name="xStride"/> apart.</param>
    /// <param name="xStride">Distance of rows of X.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="weights">W.</param>
    /// <param name="y">Y, rows <see cref="PackedMatrix.RowStride"/> apart.</param>
    public static void Multiply<TLanes>(float* x, int xStride, int rows, PackedMatrix weights, float* y)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        int n = TLanes.Count, columns = weights.Columns, panels = weights.Panels;
        int size = 3 * n * columns;
        float* w = weights.Pointer;
        int yStride = weights.RowStride;
        int* at = weights.Offsets;
        int tile = TileRows<TLanes>();
        int whole = rows / tile * tile;
        for (int p = 0; p < panels && whole > 0; p++)
        {
            for (int row = 0; row < whole; row += tile)
            {
                if (tile == 8)
                    Rows8<TLanes>(x + row * xStride, xStride, w + p * size, columns, y + row * yStride, yStride, at + 3 * p);
                else
                    Rows4<TLanes>(x + row * xStride, xStride, w + p * size, columns, y + row * yStride, yStride, at + 3 * p);
            }
        }
        x += whole * xStride;
        y += whole * yStride;
        rows -= whole;
        if (rows >= 5)
        {
            for (int p = 0; p < panels; p++)
                Rows5<TLanes>(x, xStride, w + p * size, columns, y, yStride, at + 3 * p);
            x += 5 * xStride;
            y += 5 * yStride;
            rows -= 5;
        }
        if (rows >= 4)
        {
            for (int p = 0; p < panels; p++)
                Rows4<TLanes>(x, xStride, w + p * size, columns, y, yStride, at + 3 * p);
            x += 4 * xStride;
            y += 4 * yStride;
            rows -= 4;
        }
        if (rows >= 2)
        {
            int p = 0;
            for (; p + 2 <= panels; p += 2)
                Rows2Panels2<TLanes>(x, xStride, w + p * size, columns, y, yStride, at + 3 * p);
            for (; p < panels; p++)
            {
                Rows1<TLanes>(x, xStride, w + p * size, columns, y, yStride, at + 3 * p);
                Rows1<TLanes>(x + xStride, xStride, w + p * size, columns, y + yStride, yStride, at + 3 * p);
            }
            x += 2 * xStride;
            y += 2 * yStride;
            rows -= 2;
        }
        if (rows == 1)
        {
            int p = 0;
            for (; p + 4 <= panels; p += 4)
                Rows1Panels4<TLanes>(x, xStride, w + p * size, columns, y, yStride, at + 3 * p);
            for (; p < panels; p++)
                Rows1<TLanes>(x, xStride, w + p * size, columns, y, yStride, at + 3 * p);
        }
    }
}
