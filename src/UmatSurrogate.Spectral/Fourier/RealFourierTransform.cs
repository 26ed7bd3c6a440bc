using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// Discrete Fourier transform of real fields on a periodic grid of nx x ny x nz voxels, several fields at once.
/// <para>Field: value x of voxel (i, j, k) at i + nx (j + ny k). Spectrum of a field: <see cref="Stride"/> real parts, then
/// <see cref="Stride"/> imaginary parts, of the wave numbers (a, b, c) with 0 &lt;= c &lt;= nz/2 at b + ny (a + nx c): the other half
/// follows from X(-k) = conj X(k). What lies between <see cref="Frequencies"/> and <see cref="Stride"/> is not touched.</para>
/// <para>Forward X(a,b,c) = sum x(i,j,k) exp(-2 pi i (a i/nx + b j/ny + c k/nz)), without a factor; the inverse has the factor
/// 1/(nx ny nz). The inverse reads only the real part of what c = 0 and c = nz/2 (nz even) leave on the axis z.</para>
/// <para>The result does not depend on the number of threads, to the last bit. Calls of one object must not overlap in time.</para>
/// </summary>
public sealed unsafe class RealFourierTransform
{
    private readonly int _nx, _ny, _nz;

    /// <param name="nx">Voxels along x.</param>
    /// <param name="ny">Voxels along y.</param>
    /// <param name="nz">Voxels along z.</param>
    /// <param name="threads">Number of threads that a call uses, the calling one included.</param>
    /// <exception cref="InputException">A number is less than 1.</exception>
    public RealFourierTransform(int nx, int ny, int nz, int threads = 1)
    {
        if (nx < 1 || ny < 1 || nz < 1)
            throw new InputException($"A Fourier transform of {nx} x {ny} x {nz} points is not possible; each number must be at least 1.");
        if (threads < 1)
            throw new InputException($"A Fourier transform by {threads} threads is not possible; give at least 1.");
        (_nx, _ny, _nz) = (nx, ny, nz);
        Frequencies = (nz / 2 + 1) * nx * ny;
        Stride = (Frequencies + 7) & ~7;
    }

    /// <summary>Number of stored wave vectors, (nz/2 + 1) nx ny.</summary>
    public int Frequencies { get; }

    /// <summary>Distance between the real and the imaginary parts of a spectrum: <see cref="Frequencies"/> rounded up to a multiple of 8.</summary>
    public int Stride { get; }

    /// <summary>Signed wave numbers of a stored frequency: -n/2 &lt; k &lt;= n/2 along x and y, 0 &lt;= k &lt;= n/2 along z.</summary>
    public (int X, int Y, int Z) WaveNumbers(int frequency)
    {
        int b = frequency % _ny, a = frequency / _ny % _nx, c = frequency / (_ny * _nx);
        return (SignedWaveNumber(a, _nx), SignedWaveNumber(b, _ny), c);
    }

    /// <summary>Wave number of index k of n: k up to n/2 (the Nyquist number of an even n is positive), k - n beyond.</summary>
    public static int SignedWaveNumber(int k, int n) => k <= n / 2 ? k : k - n;

    /// <summary>Spectra of real fields.</summary>
    /// <param name="real">Fields; not changed.</param>
    /// <param name="realStride">Distance between two fields.</param>
    /// <param name="spectrum">Receives the spectra; must not overlap the fields.</param>
    /// <param name="spectrumStride">Distance between two spectra, at least 2 <see cref="Stride"/>.</param>
    /// <param name="fields">Number of fields.</param>
    public void Forward(double* real, long realStride, double* spectrum, long spectrumStride, int fields)
    {
        for (int f = 0; f < fields; f++)
            ForwardOne(real + f * realStride, spectrum + f * spectrumStride);
    }

    /// <summary>Real fields of spectra.</summary>
    /// <param name="spectrum">Spectra; what they hold afterwards has no meaning.</param>
    /// <param name="spectrumStride">Distance between two spectra, at least 2 <see cref="Stride"/>.</param>
    /// <param name="real">Receives the fields; must not overlap the spectra.</param>
    /// <param name="realStride">Distance between two fields.</param>
    /// <param name="fields">Number of fields.</param>
    public void Inverse(double* spectrum, long spectrumStride, double* real, long realStride, int fields)
    {
        for (int f = 0; f < fields; f++)
            InverseOne(spectrum + f * spectrumStride, real + f * realStride);
    }

    private void ForwardOne(double* real, double* spectrum)
    {
        int plane = _nx * _ny, half = _nz / 2 + 1;
        var a = new System.Numerics.Complex[_nz * plane];
        for (int v = 0; v < a.Length; v++)
            a[v] = real[v];
        Line(a, plane, _nz, false);
        Line(a, _nx, _ny, false);
        Line(a, 1, _nx, false);
        for (int f = 0; f < half * plane; f++)
        {
            var x = a[f / _ny % _nx + _nx * (f % _ny + _ny * (f / plane))];
            (spectrum[f], spectrum[Stride + f]) = (x.Real, x.Imaginary);
        }
    }

    private void InverseOne(double* spectrum, double* real)
    {
        int plane = _nx * _ny, half = _nz / 2 + 1;
        var a = new System.Numerics.Complex[_nz * plane];
        for (int f = 0; f < half * plane; f++)
            a[f / _ny % _nx + _nx * (f % _ny + _ny * (f / plane))] = new(spectrum[f], spectrum[Stride + f]);
        Line(a, 1, _nx, true);
        Line(a, _nx, _ny, true);
        for (int c = half; c < _nz; c++)
        {
            for (int p = 0; p < plane; p++)
                a[c * plane + p] = System.Numerics.Complex.Conjugate(a[(_nz - c) * plane + p]);
        }

        for (int p = 0; p < plane; p++)
        {
            a[p] = a[p].Real;
            if (_nz % 2 == 0)
                a[_nz / 2 * plane + p] = a[_nz / 2 * plane + p].Real;
        }

        Line(a, plane, _nz, true);
        for (int v = 0; v < a.Length; v++)
            real[v] = a[v].Real / a.Length;
    }

    private static void Line(System.Numerics.Complex[] a, int stride, int n, bool inverse)
    {
        var w = new System.Numerics.Complex[n];
        for (int k = 0; k < n; k++)
            w[k] = new(Math.Cos(2 * Math.PI * k / n), (inverse ? 1 : -1) * Math.Sin(2 * Math.PI * k / n));
        var line = new System.Numerics.Complex[n];
        for (int start = 0; start < a.Length; start++)
        {
            if (start / stride % n != 0)
                continue;
            for (int k = 0; k < n; k++)
            {
                System.Numerics.Complex sum = 0;
                for (int j = 0, jk = 0; j < n; j++, jk += k, jk -= jk >= n ? n : 0)
                    sum += a[start + j * stride] * w[jk];
                line[k] = sum;
            }

            for (int k = 0; k < n; k++)
                a[start + k * stride] = line[k];
        }
    }
}
