using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// Transform of a length n with a large prime factor as a convolution: jk = (j^2 + k^2 - (k-j)^2)/2, hence with c_j = exp(-pi i j^2/n)
/// X_k = c_k sum over j of (x_j c_j) conj(c_(k-j)), computed by transforms of a smooth length M &gt;= 2n - 1.
/// Source: L. Bluestein, IEEE Trans. Audio Electroacoust. 18 (1970) 451, doi 10.1109/TAU.1970.1162132.
/// </summary>
internal sealed unsafe class ChirpTransform
{
    private readonly int _length, _padded;
    private readonly LineTransform _inner;
    private readonly AlignedVector _chirp, _kernel;

    public ChirpTransform(int length)
    {
        _length = length;
        _padded = SmoothLength(2 * length - 1);
        _inner = new LineTransform(_padded);

        // c_j, real and imaginary part; j^2 is reduced modulo 2n in integers.
        _chirp = new AlignedVector(2L * length);
        for (long j = 0; j < length; j++)
            (_chirp.Data[2 * j], _chirp.Data[2 * j + 1]) = UnitRoots.Root(j * j % (2L * length), 2L * length);

        // Transform of conj(c), with the factor 1/M of the way back.
        var cyclic = new AlignedVector(2L * _padded);
        for (int j = 0; j < length; j++)
        {
            foreach (int at in new[] { j, (_padded - j) % _padded })
            {
                cyclic.Data[2 * at] = _chirp.Data[2 * j] / _padded;
                cyclic.Data[2 * at + 1] = -_chirp.Data[2 * j + 1] / _padded;
            }
        }

        _kernel = new AlignedVector(2L * _padded);
        var work = new AlignedVector(_inner.WorkPerLane);
        _inner.Run<ScalarLane>(cyclic.Data, cyclic.Data + 1, 2, _kernel.Data, _kernel.Data + 1, 2, work.Data);
    }

    /// <summary>Scratch memory that a call needs, in doubles per lane.</summary>
    public int WorkPerLane => 4 * _padded + _inner.WorkPerLane;

    /// <inheritdoc cref="LineTransform.Run"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TLane>(double* xr, double* xi, long xs, double* yr, double* yi, long ys, double* work)
        where TLane : unmanaged, ILane<TLane>
    {
        int width = TLane.Width;
        long step = 2L * width;
        double* a = work, b = work + step * _padded, inner = b + step * _padded;
        double* c = _chirp.Data, kernel = _kernel.Data;
        for (int j = 0; j < _length; j++)
            Multiply<TLane>(xr + j * xs, xi + j * xs, c + 2 * j, a + j * step, a + j * step + width);
        TLane zero = TLane.All(0.0);
        for (double* p = a + _length * step; p < b; p += width)
            TLane.Store(p, zero);
        _inner.Run<TLane>(a, a + width, step, b, b + width, step, inner);
        for (int j = 0; j < _padded; j++)
            Multiply<TLane>(b + j * step, b + j * step + width, kernel + 2 * j, b + j * step, b + j * step + width);
        _inner.Run<TLane>(b + width, b, step, a + width, a, step, inner);
        for (int k = 0; k < _length; k++)
            Multiply<TLane>(a + k * step, a + k * step + width, c + 2 * k, yr + k * ys, yi + k * ys);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply<TLane>(double* xr, double* xi, double* factor, double* yr, double* yi)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane wr = TLane.All(factor[0]), wi = TLane.All(factor[1]), r = TLane.Load(xr), i = TLane.Load(xi);
        TLane.Store(yr, TLane.NegateMultiplyAdd(i, wi, r * wr));
        TLane.Store(yi, TLane.MultiplyAdd(i, wr, r * wi));
    }

    /// <summary>Smallest 2^a 3^b 5^c with a &gt;= 2 that is at least a length.</summary>
    private static int SmoothLength(int length)
    {
        for (int n = (length + 3) & ~3; ; n += 4)
        {
            int rest = n;
            foreach (int r in new[] { 2, 3, 5 })
            {
                while (rest % r == 0)
                    rest /= r;
            }

            if (rest == 1)
                return n;
        }
    }
}
