namespace UmatSurrogate.Tests.Recurrent;

/// <summary>Gaussian elimination with partial pivoting, for tests.</summary>
internal static class DenseSolver
{
    /// <summary>Solves A x = b (row-major A, destroyed); b becomes x. False if A is singular.</summary>
    public static bool Solve(double[] a, double[] b)
    {
        int n = b.Length;
        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < n; i++)
            {
                if (Math.Abs(a[n * i + k]) > Math.Abs(a[n * pivot + k]))
                    pivot = i;
            }
            if (Math.Abs(a[n * pivot + k]) < 1e-9)
                return false;
            for (int j = 0; j < n; j++)
                (a[n * k + j], a[n * pivot + j]) = (a[n * pivot + j], a[n * k + j]);
            (b[k], b[pivot]) = (b[pivot], b[k]);
            for (int i = k + 1; i < n; i++)
            {
                double f = a[n * i + k] / a[n * k + k];
                for (int j = k; j < n; j++)
                    a[n * i + j] -= f * a[n * k + j];
                b[i] -= f * b[k];
            }
        }
        for (int i = n - 1; i >= 0; i--)
        {
            for (int j = i + 1; j < n; j++)
                b[i] -= a[n * i + j] * b[j];
            b[i] /= a[n * i + i];
        }
        return true;
    }
}
