namespace UmatSurrogate.Recurrent;

/// <summary>
/// Guard for hosts that need a positive definite stiffness (CalculiX keeps only the symmetric part of what it is given). It
/// changes the solver's tangent only, never the stress: the path to equilibrium, not the solution.
/// </summary>
public static class PositiveDefiniteModuli
{
    private const int N = 6;
    private const int MaximumSweeps = 30;

    /// <summary>
    /// Replaces 6x6 moduli D (row-major, stress by engineering strain, any component order with the three normal components
    /// first) by their symmetric part, and if an eigenvalue of it lies below <paramref name="smallest_Pa"/>, raises it to that
    /// value. Eigenvalues are those in the orthonormal (Mandel) basis, where a unit strain has unit norm.
    /// </summary>
    /// <param name="moduli">36 values, Pa, replaced.</param>
    /// <param name="smallest_Pa">Smallest eigenvalue to leave, > 0; for example a small part of the shear modulus.</param>
    /// <returns>True if an eigenvalue was raised; false if only the symmetric part was taken.</returns>
    public static bool Enforce(Span<double> moduli, double smallest_Pa)
    {
        if (moduli.Length != N * N)
            throw new ArgumentException($"Length {moduli.Length}, expected 36.", nameof(moduli));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(smallest_Pa);
        for (int i = 0; i < N; i++)
        {
            for (int j = 0; j < i; j++)
                moduli[N * i + j] = moduli[N * j + i] = 0.5 * (moduli[N * i + j] + moduli[N * j + i]);
        }
        Span<double> a = stackalloc double[N * N];
        for (int i = 0; i < N; i++)
        {
            for (int j = 0; j < N; j++)
                a[N * i + j] = MandelFactor(i) * MandelFactor(j) * moduli[N * i + j];
        }
        if (IsAtLeast(a, smallest_Pa))
            return false;

        Span<double> v = stackalloc double[N * N];
        Diagonalise(a, v);
        bool raised = false;
        for (int k = 0; k < N; k++)
        {
            double deficit = smallest_Pa - a[N * k + k];
            if (!(deficit > 0.0))
                continue;
            raised = true;
            for (int i = 0; i < N; i++)
            {
                for (int j = 0; j < N; j++)
                    moduli[N * i + j] += deficit * v[N * i + k] * v[N * j + k] / (MandelFactor(i) * MandelFactor(j));
            }
        }
        return raised;
    }

    /// <summary>Moduli by engineering shears times this factor per shear index are the Mandel matrix.</summary>
    private static double MandelFactor(int i) => i < 3 ? 1.0 : Math.Sqrt(2.0);

    /// <summary>Whether A - smallest I has a Cholesky factor.</summary>
    private static bool IsAtLeast(ReadOnlySpan<double> a, double smallest)
    {
        Span<double> l = stackalloc double[N * N];
        for (int i = 0; i < N; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = a[N * i + j] - (i == j ? smallest : 0.0);
                for (int k = 0; k < j; k++)
                    sum -= l[N * i + k] * l[N * j + k];
                if (i != j)
                    l[N * i + j] = sum / l[N * j + j];
                else if (sum > 0.0)
                    l[N * i + i] = Math.Sqrt(sum);
                else
                    return false;
            }
        }
        return true;
    }

    /// <summary>Jacobi rotations: A becomes diagonal, the columns of V are its eigenvectors.</summary>
    private static void Diagonalise(Span<double> a, Span<double> v)
    {
        v.Clear();
        for (int i = 0; i < N; i++)
            v[(N + 1) * i] = 1.0;
        for (int sweep = 0; sweep < MaximumSweeps; sweep++)
        {
            double off = 0.0, diagonal = 0.0;
            for (int p = 0; p < N; p++)
            {
                diagonal += a[(N + 1) * p] * a[(N + 1) * p];
                for (int q = p + 1; q < N; q++)
                    off += a[N * p + q] * a[N * p + q];
            }
            if (!(off > 1e-28 * diagonal))
                return;
            for (int p = 0; p < N; p++)
            {
                for (int q = p + 1; q < N; q++)
                    Rotate(a, v, p, q);
            }
        }
    }

    private static void Rotate(Span<double> a, Span<double> v, int p, int q)
    {
        if (a[N * p + q] == 0.0)
            return;
        double theta = (a[(N + 1) * q] - a[(N + 1) * p]) / (2.0 * a[N * p + q]);
        double t = Math.CopySign(1.0, theta) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1.0));
        double c = 1.0 / Math.Sqrt(t * t + 1.0), s = t * c;
        for (int k = 0; k < N; k++)
            (a[N * k + p], a[N * k + q]) = (c * a[N * k + p] - s * a[N * k + q], s * a[N * k + p] + c * a[N * k + q]);
        for (int k = 0; k < N; k++)
            (a[N * p + k], a[N * q + k]) = (c * a[N * p + k] - s * a[N * q + k], s * a[N * p + k] + c * a[N * q + k]);
        for (int k = 0; k < N; k++)
            (v[N * k + p], v[N * k + q]) = (c * v[N * k + p] - s * v[N * k + q], s * v[N * k + p] + c * v[N * k + q]);
    }
}
