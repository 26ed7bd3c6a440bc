using System.Runtime.InteropServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// The transforms of <see cref="RealFourierTransform"/> by FFTW 3, if the system has its library. Sizes, order and factors are the same;
/// results agree up to rounding. Source: M. Frigo, S. G. Johnson, Proc. IEEE 93 (2005) 216, doi 10.1109/JPROC.2004.840301.
/// </summary>
internal sealed unsafe class FftwTransform
{
    private const uint Unaligned = 1u << 1, Estimate = 1u << 6;
    private static readonly string[] LibraryNames = OperatingSystem.IsMacOS() ? ["libfftw3.3.dylib", "libfftw3.dylib"]
        : OperatingSystem.IsWindows() ? ["libfftw3-3.dll", "fftw3.dll"] : ["libfftw3.so.3"];

    // The planner of FFTW must not be entered by two threads; executing a plan is safe.
    private static readonly object Planner = new();
    private static nint _library;
    private readonly nint _forward, _inverse;
    private readonly delegate* unmanaged<nint, double*, double*, double*, void> _executeForward, _executeInverse;
    private readonly double _factor;
    private readonly int _voxels, _stride;

    /// <exception cref="InputException">The library is not there, or refuses the plan.</exception>
    public FftwTransform(int nx, int ny, int nz, int stride)
    {
        if (!IsAvailable)
            throw new InputException($"FFTW was asked for, but {string.Join(" or ", LibraryNames)} cannot be loaded. Install it (Debian: libfftw3-double3) or use the own transform.");
        (_voxels, _stride, _factor) = (nx * ny * nz, stride, 1.0 / ((double)nx * ny * nz));
        int plane = nx * ny;

        // Per axis: length, distance in space, distance in frequency; the last axis is the halved one.
        int* axes = stackalloc int[] { ny, nx, 1, nx, 1, ny, nz, plane, plane };
        int* back = stackalloc int[] { ny, 1, nx, nx, ny, 1, nz, plane, plane };
        var plan = (delegate* unmanaged<int, int*, int, int*, double*, double*, double*, uint, nint>)NativeLibrary.GetExport(_library, "fftw_plan_guru_split_dft_r2c");
        var planBack = (delegate* unmanaged<int, int*, int, int*, double*, double*, double*, uint, nint>)NativeLibrary.GetExport(_library, "fftw_plan_guru_split_dft_c2r");
        _executeForward = (delegate* unmanaged<nint, double*, double*, double*, void>)NativeLibrary.GetExport(_library, "fftw_execute_split_dft_r2c");
        _executeInverse = (delegate* unmanaged<nint, double*, double*, double*, void>)NativeLibrary.GetExport(_library, "fftw_execute_split_dft_c2r");
        var field = new AlignedVector(_voxels);
        var spectrum = new AlignedVector(2L * stride);
        lock (Planner)
        {
            // An estimated plan does not depend on a measurement: the same plan, and the same bytes, in every run.
            _forward = plan(3, axes, 0, null, field.Data, spectrum.Data, spectrum.Data + stride, Estimate | Unaligned);
            _inverse = planBack(3, back, 0, null, spectrum.Data, spectrum.Data + stride, field.Data, Estimate | Unaligned);
        }

        GC.KeepAlive(field);
        GC.KeepAlive(spectrum);
        if (_forward == 0 || _inverse == 0)
            throw new InputException($"FFTW has no plan for {nx} x {ny} x {nz} points; use the own transform.");
    }

    ~FftwTransform()
    {
        if (_library == 0)
            return;
        var destroy = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(_library, "fftw_destroy_plan");
        lock (Planner)
        {
            foreach (nint plan in (ReadOnlySpan<nint>)[_forward, _inverse])
            {
                if (plan != 0)
                    destroy(plan);
            }
        }
    }

    /// <summary>Whether the library can be loaded.</summary>
    public static bool IsAvailable
    {
        get
        {
            lock (Planner)
            {
                foreach (string name in LibraryNames)
                {
                    if (_library == 0 && NativeLibrary.TryLoad(name, out nint library))
                        _library = library;
                }

                return _library != 0;
            }
        }
    }

    /// <summary>The library, for what this class does not offer; 0 if it is not there.</summary>
    public static nint Library => IsAvailable ? _library : 0;

    /// <summary>Spectrum of one field.</summary>
    public void Forward(double* real, double* spectrum)
    {
        _executeForward(_forward, real, spectrum, spectrum + _stride);
        GC.KeepAlive(this);
    }

    /// <summary>Field of one spectrum, which is destroyed.</summary>
    public void Inverse(double* spectrum, double* real)
    {
        _executeInverse(_inverse, spectrum, spectrum + _stride, real);
        foreach (ref double x in new Span<double>(real, _voxels))
            x *= _factor;
        GC.KeepAlive(this);
    }
}
