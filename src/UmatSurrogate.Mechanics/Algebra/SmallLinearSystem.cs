namespace UmatSurrogate.Mechanics;

/// <summary>Dense linear systems of a few unknowns.</summary>
public static class SmallLinearSystem
{
    private const int Largest = 16;

    /// <summary>
    /// Solves by elimination with full pivoting. Directions without a pivot above <paramref name="smallest"/> are left at 0. Nothing is allocated.
    /// </summary>
    /// <param name="m">n rows of n coefficients and the right-hand side, n (n + 1) doubles; overwritten.</param>
    /// <param name="n">Number of unknowns, at most 16.</param>
    /// <param name="smallest">Pivots up to this size count as zero.</param>
    /// <param name="x">Receives the solution, n doubles.</param>
    public static void Solve(Span<double> m, int n, double smallest, Span<double> x)
    {
        Span<int> columns = stackalloc int[Largest];
        for (int j = 0; j < n; j++)
            columns[j] = j;
        x[..n].Clear();
        int rank = Eliminate(m, n, smallest, columns), w = n + 1;
        for (int i = rank - 1; i >= 0; i--)
        {
            double sum = m[i * w + n];
            for (int j = i + 1; j < rank; j++)
                sum -= m[i * w + j] * x[columns[j]];
            x[columns[i]] = sum / m[i * w + i];
        }
    }

    private static int Eliminate(Span<double> m, int n, double smallest, Span<int> columns)
    {
        int w = n + 1;
        for (int k = 0; k < n; k++)
        {
            int pi = k, pj = k;
            for (int i = k; i < n; i++)
            {
                for (int j = k; j < n; j++)
                {
                    if (Math.Abs(m[i * w + j]) > Math.Abs(m[pi * w + pj]))
                        (pi, pj) = (i, j);
                }
            }

            if (!(Math.Abs(m[pi * w + pj]) > smallest))
                return k;
            for (int j = 0; j < w; j++)
                (m[k * w + j], m[pi * w + j]) = (m[pi * w + j], m[k * w + j]);
            for (int i = 0; i < n; i++)
                (m[i * w + k], m[i * w + pj]) = (m[i * w + pj], m[i * w + k]);
            (columns[k], columns[pj]) = (columns[pj], columns[k]);
            for (int i = k + 1; i < n; i++)
            {
                double f = m[i * w + k] / m[k * w + k];
                for (int j = k; j < w; j++)
                    m[i * w + j] -= f * m[k * w + j];
            }
        }

        return n;
    }
}
