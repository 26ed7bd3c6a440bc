using System.Numerics;
using System.Runtime.InteropServices;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// How the stress of one grain changes the mean strain of another in an isotropic, incompressible medium of unit shear modulus:
/// <code>
/// D_gh = 1/(N N_g) sum_(k != 0) conj(chi_g) chi_h G(k),
/// G_ijkl = (d_ik n_j n_l + d_il n_j n_k + d_jk n_i n_l + d_jl n_i n_k)/4 - n_i n_j n_k n_l,   n = k/|k|
/// </code>
/// with chi_g the discrete Fourier transform of the indicator of grain g on a grid of N voxels, N_g its number of voxels, and G the
/// Green operator (Moulinec and Suquet 1998, doi:10.1016/S0045-7825(97)00218-1) of that medium, times 2. In the basis of
/// <see cref="DeviatoricVector"/> each D_gh is a symmetric 5x5 matrix, w_g D_gh = w_h D_hg with the volume fractions w_g = N_g/N, and
/// sum_h D_gh = 0 (uniform stress does nothing). Wave vectors with a Nyquist number (n/2 of an even n) are left out: their direction is
/// not defined. A grain without a voxel has weight 0 and D_gh = 0.
/// <para>A property of the geometry alone (seeds), not of the orientations. Immutable; may be shared between points and threads.</para>
/// </summary>
public sealed unsafe class GrainInteraction
{
    /// <summary>Voxels along each edge of the cell unless said otherwise.</summary>
    public const int DefaultGrid = 16;

    private const int ComponentCount = 15;
    private const double Sqrt2 = 1.4142135623730951;
    private const double InverseSqrt6 = 0.40824829046386302;

    private readonly float[] _kernel; // w_g D_gh, g >= h, [pair][lower triangle: 11, 21, 22, 31, ...]
    private readonly double[] _weights;
    private InteractionPanel<float>? _single;
    private InteractionPanel<double>? _double;

    private GrainInteraction(float[] kernel, double[] weights) => (_kernel, _weights) = (kernel, weights);

    /// <summary>Number of grains.</summary>
    public int GrainCount => _weights.Length;

    /// <summary>Volume fractions w_g, sum 1.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Component (i, j) of D_gh.</summary>
    public double this[int g, int h, int i, int j] => _weights[g] > 0.0 ? Kernel(g, h, i, j) / _weights[g] : 0.0;

    /// <summary>The interaction of the periodic Voronoi cells of some seeds.</summary>
    /// <param name="grains">Grains; their orientations are not used.</param>
    /// <param name="grid">Voxels along each edge of the unit cell.</param>
    /// <exception cref="InputException">There are no grains, or the grid is not from 2 to 256.</exception>
    public static GrainInteraction Create(ReadOnlySpan<Grain> grains, int grid = DefaultGrid)
    {
        if (grid is < 2 or > 256)
            throw new InputException($"The grid of the grain interaction has {grid} voxels along an edge; it must have from 2 to 256.");
        return FromImage(VoronoiImage.Create(new VolumeElement(grains.ToArray()), grid, grid, grid), grains.Length, grid, grid, grid);
    }

    /// <summary>The interaction of the grains of a voxel image.</summary>
    /// <param name="image">Grain index (from 0) of each voxel, x fastest, then y, then z.</param>
    /// <param name="grainCount">Number of grains.</param>
    /// <param name="nx">Voxels along x.</param>
    /// <param name="ny">Voxels along y.</param>
    /// <param name="nz">Voxels along z.</param>
    public static GrainInteraction FromImage(ReadOnlySpan<int> image, int grainCount, int nx, int ny, int nz)
    {
        if (image.Length != nx * ny * nz)
            throw new ArgumentException($"The image has {image.Length} voxels, expected {nx} x {ny} x {nz}.", nameof(image));
        var weights = new double[grainCount];
        foreach (int g in image)
            weights[g]++;
        for (int g = 0; g < grainCount; g++)
            weights[g] /= image.Length;
        var transform = new RealFourierTransform(nx, ny, nz);
        var spectra = new AlignedBuffer<double>(grainCount * 2 * transform.Stride);
        Indicators(image, grainCount, transform, spectra);
        (double[] green, int padded) = GreenOperators(transform, nx, ny, nz);
        var kernel = new float[grainCount * (grainCount + 1) / 2 * ComponentCount];
        var product = new double[padded];
        double factor = 1.0 / ((double)image.Length * image.Length);
        for (int g = 0, pair = 0; g < grainCount; g++)
        {
            for (int h = 0; h <= g; h++, pair++)
            {
                PowerSpectrum(spectra.Pointer + (long)g * 2 * transform.Stride, spectra.Pointer + (long)h * 2 * transform.Stride, transform, product);
                for (int c = 0; c < ComponentCount; c++)
                    kernel[pair * ComponentCount + c] = (float)(factor * Dot(product, green.AsSpan(c * padded, padded)));
            }
        }
        GC.KeepAlive(spectra);
        return new GrainInteraction(kernel, weights);
    }

    /// <summary>The interaction of the same grains in a rotated cell, M D_gh M^T with the matrix M of the rotation.</summary>
    /// <param name="rotation">Rotation of the cell, v -> R v.</param>
    public GrainInteraction Rotated(in Tensor3x3 rotation)
    {
        var m = new double[25];
        DeviatoricVector.RotationMatrix(rotation, m);
        var kernel = new float[_kernel.Length];
        for (int g = 0, next = 0; g < GrainCount; g++)
        {
            for (int h = 0; h <= g; h++)
            {
                for (int i = 0; i < 5; i++)
                {
                    for (int j = 0; j <= i; j++, next++)
                    {
                        double sum = 0.0;
                        for (int k = 0; k < 25; k++)
                            sum += m[5 * i + k / 5] * m[5 * j + k % 5] * Kernel(g, h, k / 5, k % 5);
                        kernel[next] = (float)sum;
                    }
                }
            }
        }
        return new GrainInteraction(kernel, _weights);
    }

    /// <summary>The matrix of all D_gh in single precision, made at the first call.</summary>
    internal InteractionPanel<float> Single => _single ?? Keep(ref _single);

    /// <summary>The same numbers in double precision.</summary>
    internal InteractionPanel<double> Double => _double ?? Keep(ref _double);

    private InteractionPanel<T> Keep<T>(ref InteractionPanel<T>? field)
        where T : unmanaged, INumberBase<T>
    {
        Interlocked.CompareExchange(ref field, new InteractionPanel<T>(this), null);
        return field!;
    }

    private double Kernel(int g, int h, int i, int j)
    {
        int pair = g >= h ? g * (g + 1) / 2 + h : h * (h + 1) / 2 + g;
        int component = i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i;
        return _kernel[pair * ComponentCount + component];
    }

    private static void Indicators(ReadOnlySpan<int> image, int grainCount, RealFourierTransform transform, AlignedBuffer<double> spectra)
    {
        int stride = (image.Length + 7) & ~7;
        var indicators = new AlignedBuffer<double>(grainCount * stride);
        for (int v = 0; v < image.Length; v++)
            indicators.Pointer[(long)image[v] * stride + v] = 1.0;
        transform.Forward(indicators.Pointer, stride, spectra.Pointer, 2 * transform.Stride, grainCount);
        GC.KeepAlive(indicators);
    }

    /// <summary>
    /// The 15 components of G for every stored wave vector, [component][frequency], padded; twice where -k is not stored too, zero for
    /// k = 0 and Nyquist. With the basis E_a and t_a = (I - n n) E_a n: G_ab = E_a : G : E_b = t_a . t_b.
    /// </summary>
    private static (double[] Values, int Padded) GreenOperators(RealFourierTransform transform, int nx, int ny, int nz)
    {
        int padded = transform.Stride;
        var values = new double[ComponentCount * padded];
        Span<double> t = stackalloc double[15];
        for (int f = 0; f < transform.Frequencies; f++)
        {
            (int a, int b, int c) = transform.WaveNumbers(f);
            double square = (double)a * a + (double)b * b + (double)c * c;
            if (square == 0.0 || 2 * a == nx || 2 * b == ny || 2 * c == nz)
                continue;
            double length = Math.Sqrt(square);
            double multiplicity = c == 0 ? 1.0 : 2.0;
            Tractions(a / length, b / length, c / length, t);
            for (int i = 0, component = 0; i < 5; i++)
            {
                for (int j = 0; j <= i; j++, component++)
                    values[component * padded + f] = multiplicity * (t[3 * i] * t[3 * j] + t[3 * i + 1] * t[3 * j + 1] + t[3 * i + 2] * t[3 * j + 2]);
            }
        }
        return (values, padded);
    }

    /// <summary>t_a = (I - n n) E_a n for the five basis deviators E_a (5 x 3).</summary>
    private static void Tractions(double x, double y, double z, Span<double> t)
    {
        double h = 0.5 * Sqrt2;
        ReadOnlySpan<double> tractions =
        [
            h * x, -h * y, 0.0,
            -InverseSqrt6 * x, -InverseSqrt6 * y, 2.0 * InverseSqrt6 * z,
            h * y, h * x, 0.0,
            h * z, 0.0, h * x,
            0.0, h * z, h * y,
        ];
        for (int a = 0; a < 5; a++)
        {
            ReadOnlySpan<double> e = tractions.Slice(3 * a, 3);
            double normal = e[0] * x + e[1] * y + e[2] * z;
            (t[3 * a], t[3 * a + 1], t[3 * a + 2]) = (e[0] - normal * x, e[1] - normal * y, e[2] - normal * z);
        }
    }

    /// <summary>Re(conj(X) Y) of two spectra.</summary>
    private static void PowerSpectrum(double* x, double* y, RealFourierTransform transform, Span<double> product)
    {
        int n = transform.Frequencies, stride = transform.Stride;
        for (int f = 0; f < n; f++)
            product[f] = x[f] * y[f] + x[stride + f] * y[stride + f];
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        // The length is a multiple of 8; four accumulators in a fixed order.
        ReadOnlySpan<Vector<double>> va = MemoryMarshal.Cast<double, Vector<double>>(a);
        ReadOnlySpan<Vector<double>> vb = MemoryMarshal.Cast<double, Vector<double>>(b);
        Vector<double> s0 = Vector<double>.Zero, s1 = s0;
        int i = 0;
        for (; i + 2 <= va.Length; i += 2)
        {
            s0 += va[i] * vb[i];
            s1 += va[i + 1] * vb[i + 1];
        }
        for (; i < va.Length; i++)
            s0 += va[i] * vb[i];
        return Vector.Sum(s0 + s1);
    }
}
