using System.Numerics;

namespace UmatSurrogate.Spectral.Tests;

/// <summary>
/// The definition of the discrete Fourier transform, summed axis by axis with O(n^2) operations per line and no symmetry used.
/// Values of voxel (i, j, k) at i + nx (j + ny k), wave numbers likewise.
/// </summary>
internal static class PlainFourierTransform
{
    public static Complex[] Forward(ReadOnlySpan<double> field, int nx, int ny, int nz)
    {
        var values = new Complex[nx * ny * nz];
        for (int v = 0; v < values.Length; v++)
            values[v] = field[v];
        Axis(values, 1, nx);
        Axis(values, nx, ny);
        Axis(values, nx * ny, nz);
        return values;
    }

    private static void Axis(Complex[] values, int stride, int n)
    {
        var line = new Complex[n];
        for (int start = 0; start < values.Length; start++)
        {
            if (start / stride % n != 0)
                continue;
            for (int k = 0; k < n; k++)
            {
                Complex sum = 0;
                for (int j = 0; j < n; j++)
                {
                    (double sin, double cos) = Math.SinCos(-2.0 * Math.PI * (j * k % n) / n);
                    sum += values[start + j * stride] * new Complex(cos, sin);
                }

                line[k] = sum;
            }

            for (int k = 0; k < n; k++)
                values[start + k * stride] = line[k];
        }
    }
}
