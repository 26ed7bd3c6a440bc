using ILGPU;

namespace UmatSurrogate.Gpu;

/// <summary>One pass of a complex transform along an axis, for <see cref="FourierKernels.Pass"/>.</summary>
internal struct AxisPass
{
    /// <summary>Length of the axis; factor r of this pass; product of the factors before it.</summary>
    public int Length, Factor, Done;

    /// <summary>Distance in complex numbers between neighbours along the axis.</summary>
    public int AxisStride;

    /// <summary>-1 forward, +1 backward.</summary>
    public int Sign;
}

/// <summary>
/// Fourier transforms as sums of products with roots of unity, one thread per number that comes out. Along x directly between real numbers and the half
/// space; along y and z by passes over the factors of the length in Stockham's order (no reordering step; Swarztrauber 1982,
/// doi:10.1016/0167-739X(84)90009-8). A factor may be any number, also the whole length.
/// </summary>
internal static class FourierKernels
{
    /// <summary>Along x: out_kx = sum_x in_x exp(-2 pi i kx x/Nx), for thread i = kx + Hx (row of the field + Ny Nz field).</summary>
    public static void RealForward(Index1D i, FieldShape s, ArrayView<double> real, ArrayView<double> spectrum, ArrayView<double> roots)
    {
        int kx = i % s.Hx, line = i / s.Hx, rows = s.Ny * s.Nz, row = line % rows, field = line / rows;
        long source = (long)field * s.Stride + (long)row * s.Nx;
        double re = 0.0, im = 0.0;
        for (int x = 0, e = 0; x < s.Nx; x++)
        {
            double value = real[source + x];
            re = DeviceMath.FusedMultiplyAdd(value, roots[2 * e], re);
            im = DeviceMath.FusedMultiplyAdd(-value, roots[2 * e + 1], im);
            e += kx;
            e = e >= s.Nx ? e - s.Nx : e;
        }

        long target = 2 * ((long)field * s.SpectrumStride + (long)row * s.Hx + kx);
        spectrum[target] = re;
        spectrum[target + 1] = im;
    }

    /// <summary>Along x, back to real numbers: thread i = x + Nx (row of the field + Ny Nz field).</summary>
    public static void RealBackward(Index1D i, FieldShape s, ArrayView<double> spectrum, ArrayView<double> real, ArrayView<double> roots)
    {
        int x = i % s.Nx, line = i / s.Nx, rows = s.Ny * s.Nz, row = line % rows, field = line / rows;
        long source = 2 * ((long)field * s.SpectrumStride + (long)row * s.Hx);
        int pairs = (s.Nx - 1) / 2, e = x;
        double sum = 0.0;
        for (int k = 1; k <= pairs; k++)
        {
            sum = DeviceMath.FusedMultiplyAdd(spectrum[source + 2 * k], roots[2 * e], sum);
            sum = DeviceMath.FusedMultiplyAdd(-spectrum[source + 2 * k + 1], roots[2 * e + 1], sum);
            e += x;
            e = e >= s.Nx ? e - s.Nx : e;
        }

        sum = sum + sum + spectrum[source];
        if ((s.Nx & 1) == 0)
            sum += (x & 1) == 0 ? spectrum[source + s.Nx] : -spectrum[source + s.Nx];
        real[(long)field * s.Stride + (long)row * s.Nx + x] = sum;
    }

    /// <summary>
    /// A pass along y or z. With q = o mod Done, k = (o/Done) mod r, p = o/(Done r) of the place o along the axis that the thread writes:
    /// out_o = sum_j in[q + Done (p + j m)] w^(Done k (p + j m)), m = Length/(Done r), w = exp(+-2 pi i/Length).
    /// </summary>
    public static void Pass(Index1D i, FieldShape s, AxisPass a, ArrayView<double> source, ArrayView<double> target, ArrayView<double> roots)
    {
        int field = i / s.Frequencies, at = i - field * s.Frequencies;
        int o = at / a.AxisStride % a.Length;
        int first = at - o * a.AxisStride;
        int t = o / a.Done, q = o - t * a.Done, p = t / a.Factor, k = t - p * a.Factor, m = a.Length / (a.Done * a.Factor);
        long start = (long)field * s.SpectrumStride + first + (long)(q + a.Done * p) * a.AxisStride;
        long step = (long)a.Done * m * a.AxisStride;
        int e = (int)((long)a.Done * k * p % a.Length), turn = (int)((long)a.Done * k * m % a.Length);
        double re = 0.0, im = 0.0;
        for (int j = 0; j < a.Factor; j++)
        {
            double x = source[2 * start], y = source[2 * start + 1], c = roots[2 * e], d = a.Sign * roots[2 * e + 1];
            re = DeviceMath.FusedMultiplyAdd(x, c, DeviceMath.FusedMultiplyAdd(-y, d, re));
            im = DeviceMath.FusedMultiplyAdd(x, d, DeviceMath.FusedMultiplyAdd(y, c, im));
            start += step;
            e += turn;
            e = e >= a.Length ? e - a.Length : e;
        }

        long end = 2 * ((long)field * s.SpectrumStride + at);
        target[end] = re;
        target[end + 1] = im;
    }
}
