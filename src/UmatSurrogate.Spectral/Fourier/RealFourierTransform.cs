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
    private readonly RealAxisTransform _axis;
    private readonly PlaneTransform _plane;
    private readonly WorkerTeam _team;
    private readonly FftwTransform? _fftw;
    private readonly AlignedVector[] _work;
    private readonly Action<int, int> _forwardLines, _forwardPlanes, _inversePlanes, _inverseLines, _forwardFftw, _inverseFftw;
    private double* _real, _spectrum;
    private long _realStride, _spectrumStride;

    /// <param name="nx">Voxels along x.</param>
    /// <param name="ny">Voxels along y.</param>
    /// <param name="nz">Voxels along z.</param>
    /// <param name="threads">Number of threads that a call uses, the calling one included.</param>
    /// <param name="library">Who computes.</param>
    /// <exception cref="InputException">A number is less than 1, or the library is not there.</exception>
    public RealFourierTransform(int nx, int ny, int nz, int threads = 1, FourierLibrary library = FourierLibrary.Own)
        : this(nx, ny, nz, threads, LineBlocks.MaxWidth, LineTransform.LargestDirectPrime)
    {
        if (library == FourierLibrary.Fftw)
            _fftw = new FftwTransform(nx, ny, nz, Stride);
    }

    /// <summary>With a narrower register or another limit between direct and chirp transforms (tests, measurements).</summary>
    internal RealFourierTransform(int nx, int ny, int nz, int threads, int maxWidth, int largestDirectPrime)
    {
        if (nx < 1 || ny < 1 || nz < 1)
            throw new InputException($"A Fourier transform of {nx} x {ny} x {nz} points is not possible; each number must be at least 1.");
        if (threads < 1)
            throw new InputException($"A Fourier transform by {threads} threads is not possible; give at least 1.");
        (_nx, _ny, _nz) = (nx, ny, nz);
        Frequencies = checked((nz / 2 + 1) * nx * ny);
        Stride = (Frequencies + 7) & ~7;
        _axis = new RealAxisTransform(nz, nx * ny, maxWidth, largestDirectPrime);
        _plane = new PlaneTransform(nx, ny, maxWidth, largestDirectPrime);
        _team = new WorkerTeam(threads);
        _work = [.. Enumerable.Range(0, threads).Select(_ => new AlignedVector(Math.Max(_axis.WorkLength, _plane.WorkLength)))];
        (_forwardLines, _forwardPlanes, _inversePlanes, _inverseLines) = (ForwardLines, ForwardPlane, InversePlane, InverseLines);
        _forwardFftw = (_, f) => _fftw!.Forward(_real + f * _realStride, _spectrum + f * _spectrumStride);
        _inverseFftw = (_, f) => _fftw!.Inverse(_spectrum + f * _spectrumStride, _real + f * _realStride);
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
        Take(real, realStride, spectrum, spectrumStride);
        if (_fftw is not null)
        {
            _team.Run(fields, _forwardFftw);
        }
        else if (_team.Threads > 1)
        {
            _team.Run(fields * _axis.Chunks, _forwardLines);
            _team.Run(fields * (_nz / 2 + 1), _forwardPlanes);
        }
        else
        {
            // Field after field: what the first pass wrote is still in the cache.
            for (int f = 0; f < fields; f++)
            {
                for (int chunk = 0; chunk < _axis.Chunks; chunk++)
                    ForwardLines(0, f * _axis.Chunks + chunk);
                for (int c = 0; c <= _nz / 2; c++)
                    ForwardPlane(0, f * (_nz / 2 + 1) + c);
            }
        }

        GC.KeepAlive(this);
    }

    /// <summary>Real fields of spectra.</summary>
    /// <param name="spectrum">Spectra; what they hold afterwards has no meaning.</param>
    /// <param name="spectrumStride">Distance between two spectra, at least 2 <see cref="Stride"/>.</param>
    /// <param name="real">Receives the fields; must not overlap the spectra.</param>
    /// <param name="realStride">Distance between two fields.</param>
    /// <param name="fields">Number of fields.</param>
    public void Inverse(double* spectrum, long spectrumStride, double* real, long realStride, int fields)
    {
        Take(real, realStride, spectrum, spectrumStride);
        if (_fftw is not null)
        {
            _team.Run(fields, _inverseFftw);
        }
        else if (_team.Threads > 1)
        {
            _team.Run(fields * (_nz / 2 + 1), _inversePlanes);
            _team.Run(fields * _axis.Chunks, _inverseLines);
        }
        else
        {
            for (int f = 0; f < fields; f++)
            {
                for (int c = 0; c <= _nz / 2; c++)
                    InversePlane(0, f * (_nz / 2 + 1) + c);
                for (int chunk = 0; chunk < _axis.Chunks; chunk++)
                    InverseLines(0, f * _axis.Chunks + chunk);
            }
        }

        GC.KeepAlive(this);
    }

    private void Take(double* real, long realStride, double* spectrum, long spectrumStride)
    {
        _real = real;
        _realStride = realStride;
        _spectrum = spectrum;
        _spectrumStride = spectrumStride;
    }

    private void ForwardLines(int thread, int piece)
    {
        (int field, int chunk) = Math.DivRem(piece, _axis.Chunks);
        double* spectrum = _spectrum + field * _spectrumStride;
        _axis.Forward(_real + field * _realStride, spectrum, spectrum + Stride, chunk, _work[thread].Data);
    }

    private void ForwardPlane(int thread, int piece)
    {
        (int field, int c) = Math.DivRem(piece, _nz / 2 + 1);
        double* plane = _spectrum + field * _spectrumStride + (long)c * _nx * _ny;
        _plane.Forward(plane, plane + Stride, _work[thread].Data);
    }

    private void InversePlane(int thread, int piece)
    {
        (int field, int c) = Math.DivRem(piece, _nz / 2 + 1);
        double* plane = _spectrum + field * _spectrumStride + (long)c * _nx * _ny;
        _plane.Inverse(plane, plane + Stride, _work[thread].Data);
    }

    private void InverseLines(int thread, int piece)
    {
        (int field, int chunk) = Math.DivRem(piece, _axis.Chunks);
        double* spectrum = _spectrum + field * _spectrumStride;
        _axis.Inverse(spectrum, spectrum + Stride, _real + field * _realStride, chunk, _work[thread].Data);
    }
}
