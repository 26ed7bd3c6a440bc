using System.Runtime.InteropServices;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Benchmarks;

/// <summary>
/// Transforms of the nine components of a tensor field on one thread: ours, FFTW in the solver's layout (split real and imaginary parts,
/// order of wave numbers of <see cref="RealFourierTransform"/>), FFTW in the layout that suits it best (x halved, interleaved parts), and
/// the definition summed axis by axis.
/// </summary>
internal static unsafe class FourierBenchmarks
{
    private const int Fields = 9;

    private static readonly (int X, int Y, int Z)[] Grids =
        [(8, 8, 8), (15, 15, 15), (16, 16, 16), (31, 31, 31), (32, 32, 32), (64, 64, 64), (150, 150, 15), (151, 151, 15), (163, 163, 15)];

    /// <summary>The table of the README.</summary>
    public static void TensorFields()
    {
        Console.WriteLine($"Fourier transforms of {Fields} real fields, registers of {LineBlocks.MaxWidth} doubles: best ms of ours forward, inverse | FFTW forward in our layout, in its own | definition | FFTW's better one and the definition over ours");
        if (!FftwTransform.IsAvailable)
            Console.WriteLine("FFTW is not installed (Debian: libfftw3-double3): not compared.");
        foreach ((int nx, int ny, int nz) in Grids)
            TensorField(nx, ny, nz);
        Lines();
    }

    private static void TensorField(int nx, int ny, int nz)
    {
        var own = new RealFourierTransform(nx, ny, nz);
        int voxels = nx * ny * nz, realStride = (voxels + 7) & ~7, spectrumStride = 2 * own.Stride;
        var field = new AlignedVector((long)Fields * realStride);
        var spectrum = new AlignedVector((long)Fields * Math.Max(spectrumStride, 2 * (nx / 2 + 1) * ny * nz));
        var random = new Random(1);
        for (long i = 0; i < field.Length; i++)
            field.Data[i] = 2.0 * random.NextDouble() - 1.0;
        double forward = Timing.Measure(() => own.Forward(field.Data, realStride, spectrum.Data, spectrumStride, Fields)).Best_s;
        double inverse = Timing.Measure(() => own.Inverse(spectrum.Data, spectrumStride, field.Data, realStride, Fields)).Best_s;
        double split = double.NaN, interleaved = double.NaN;
        if (FftwTransform.IsAvailable)
        {
            var fftw = new RealFourierTransform(nx, ny, nz, 1, FourierLibrary.Fftw);
            split = Timing.Measure(() => fftw.Forward(field.Data, realStride, spectrum.Data, spectrumStride, Fields)).Best_s;
            interleaved = Interleaved(nx, ny, nz, field.Data, realStride, spectrum.Data);
        }

        double definition = Fields * Definition(nx, ny, nz, field.Data, spectrum.Data);
        GC.KeepAlive(field);
        GC.KeepAlive(spectrum);
        Console.WriteLine(FormattableString.Invariant(
            $"  {$"{nx} x {ny} x {nz}",-14} {1e3 * forward,9:F4} {1e3 * inverse,9:F4} | {1e3 * split,9:F4} {1e3 * interleaved,9:F4} | {1e3 * definition,9:F2} | {Math.Min(split, interleaved) / forward,6:F2} x {definition / forward,7:F0} x"));
    }

    /// <summary>FFTW's plan for nine fields with interleaved parts, measured by FFTW itself.</summary>
    private static double Interleaved(int nx, int ny, int nz, double* field, int realStride, double* spectrum)
    {
        nint library = FftwTransform.Library;
        var plan = (delegate* unmanaged<int, int*, int, double*, int*, int, int, double*, int*, int, int, uint, nint>)NativeLibrary.GetExport(library, "fftw_plan_many_dft_r2c");
        var execute = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "fftw_execute");
        int* n = stackalloc int[] { nz, ny, nx };
        const uint measure = 0;
        nint p = plan(3, n, Fields, field, null, 1, realStride, spectrum, null, 1, nz * ny * (nx / 2 + 1), measure);
        return Timing.Measure(() => execute(p)).Best_s;
    }

    /// <summary>One field by the definition, axis after axis with tabulated factors; plain loops. Seconds per field.</summary>
    private static double Definition(int nx, int ny, int nz, double* field, double* spectrum)
    {
        int count = nx * ny * nz;
        double[] re = new double[count], im = new double[count], lineR = new double[Math.Max(nx, Math.Max(ny, nz))], lineI = new double[lineR.Length];
        void Transform()
        {
            new Span<double>(field, count).CopyTo(re);
            Array.Clear(im);
            Axis(1, nx);
            Axis(nx, ny);
            Axis(nx * ny, nz);
        }

        void Axis(int stride, int n)
        {
            double[] cos = [.. Enumerable.Range(0, n).Select(k => Math.Cos(2.0 * Math.PI * k / n))], sin = [.. Enumerable.Range(0, n).Select(k => Math.Sin(2.0 * Math.PI * k / n))];
            for (int start = 0; start < count; start++)
            {
                if (start / stride % n != 0)
                    continue;
                for (int k = 0; k < n; k++)
                {
                    double sumR = 0.0, sumI = 0.0;
                    for (int j = 0, jk = 0; j < n; j++)
                    {
                        double r = re[start + j * stride], i = im[start + j * stride];
                        sumR += r * cos[jk] + i * sin[jk];
                        sumI += i * cos[jk] - r * sin[jk];
                        jk += k;
                        if (jk >= n)
                            jk -= n;
                    }

                    (lineR[k], lineI[k]) = (sumR, sumI);
                }

                for (int k = 0; k < n; k++)
                    (re[start + k * stride], im[start + k * stride]) = (lineR[k], lineI[k]);
            }
        }

        if (count < 40000)
            return Timing.Measure(Transform, 0.2).Best_s;
        long begin = System.Diagnostics.Stopwatch.GetTimestamp();
        Transform();
        return System.Diagnostics.Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    /// <summary>Where the direct transform of a prime length stops to pay.</summary>
    private static void Lines()
    {
        Console.WriteLine("  complex lines of prime length, ns per line: matrix products, convolution");
        foreach (int n in new[] { 31, 61, 101, 127, 149, 151, 163, 199, 251 })
        {
            double[] ns = [.. new[] { int.MaxValue, 8 }.Select(limit => Line(new LineTransform(n, limit)))];
            Console.WriteLine(FormattableString.Invariant($"  {n,5} {ns[0],9:F0} {ns[1],9:F0}"));
        }
    }

    private static double Line(LineTransform line)
    {
        int width = LineBlocks.MaxWidth;
        var x = new AlignedVector(2L * line.Length * width);
        var y = new AlignedVector(2L * line.Length * width);
        var work = new AlignedVector((long)line.WorkPerLane * width);
        Timing t = Timing.Measure(
            () =>
            {
                switch (width)
                {
                    case 8: Run<Mechanics.Vector512Lane>(); break;
                    case 4: Run<Mechanics.Vector256Lane>(); break;
                    default: Run<Mechanics.ScalarLane>(); break;
                }
            },
            0.3);
        return 1e9 * t.Best_s / width;

        void Run<TLane>()
            where TLane : unmanaged, Mechanics.ILane<TLane> =>
            line.Run<TLane>(x.Data, x.Data + width, 2 * width, y.Data, y.Data + width, 2 * width, work.Data);
    }
}
