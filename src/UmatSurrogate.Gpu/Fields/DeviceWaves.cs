using UmatSurrogate.Spectral;

namespace UmatSurrogate.Gpu;

/// <summary>The wave directions of <see cref="GreenOperator"/> in the accelerator's order of frequencies.</summary>
internal static unsafe class DeviceWaves
{
    /// <summary>
    /// Four fields of <see cref="FieldShape.SpectrumStride"/> numbers: the three components of m = n / sqrt(g), and g |xi| h / N, all 0 where there is
    /// no derivative. They are those of <see cref="WaveDirections"/>, which stores another half of the frequencies: here g = 1 for kx = 0 and, if Nx is
    /// even, kx = Nx/2, else 2. Directions of opposite frequencies are opposite, and nothing depends on their sign.
    /// </summary>
    public static double[] Of(PeriodicGrid grid, SpectralOperator kind)
    {
        var shape = new FieldShape(grid);
        var transform = new RealFourierTransform(grid.Nx, grid.Ny, grid.Nz);
        var waves = new WaveDirections(grid, kind, transform);
        int s = shape.SpectrumStride;
        var table = new double[4 * s];
        for (int f = 0; f < waves.Frequencies; f++)
        {
            (int kx, int ky, int kz) = transform.WaveNumbers(f);
            double x = waves.Directions[f], y = waves.Directions[waves.Stride + f], z = waves.Directions[2 * waves.Stride + f], square = x * x + y * y + z * z;
            if (square == 0.0)
                continue;
            for (int sign = -1; sign <= 1; sign += 2)
            {
                int i = Index(sign * kx, shape.Nx), j = Index(sign * ky, shape.Ny), k = Index(sign * kz, shape.Nz);
                if (i >= shape.Hx)
                    continue;
                double weight = i == 0 || 2 * i == shape.Nx ? 1.0 : 2.0, scale = 1.0 / Math.Sqrt(square * weight);
                int at = i + shape.Hx * (j + shape.Ny * k);
                (table[at], table[s + at], table[2 * s + at]) = (scale * x, scale * y, scale * z);
                table[3 * s + at] = waves.DivergenceScale[f] * square * weight;
            }
        }

        return table;
    }

    private static int Index(int k, int n) => k < 0 ? k + n : k;
}
