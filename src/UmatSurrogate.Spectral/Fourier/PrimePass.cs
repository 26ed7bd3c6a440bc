using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// A pass with an odd radix r as two real matrix products: with h = (r - 1)/2, u_j = x_j + x_(r-j), v_j = x_j - x_(r-j),
/// C_k = x_0 + sum over j of u_j cos(2 pi j k/r) and S_k = sum over j of v_j sin(2 pi j k/r), 1 &lt;= j, k &lt;= h,
/// X_k = C_k - i S_k and X_(r-k) = C_k + i S_k. That is r^2 multiply-adds per line instead of the 4 r^2 of the definition, all of them in
/// registers, and beats the fast algorithms for primes up to <see cref="LineTransform.LargestDirectPrime"/>.
/// </summary>
internal sealed unsafe class PrimePass
{
    private readonly AlignedVector _table;
    private readonly int _radix, _half, _tile;

    /// <param name="radix">An odd number.</param>
    public PrimePass(int radix)
    {
        (_radix, _half) = (radix, (radix - 1) / 2);

        // 4 or 2 values of k at once: 16 or 8 sums stay in registers.
        _tile = Vector512.IsHardwareAccelerated ? 4 : 2;
        int tiles = (_half + _tile - 1) / _tile;
        _table = new AlignedVector(2L * tiles * _half * _tile);
        double* t = _table.Data;
        for (int k0 = 1; k0 <= _half; k0 += _tile)
        {
            for (int j = 1; j <= _half; j++, t += 2 * _tile)
            {
                for (int k = 0; k < _tile && k0 + k <= _half; k++)
                    (t[k], t[_tile + k]) = Cosine(j, k0 + k);
            }
        }

        (double, double) Cosine(int j, int k)
        {
            (double cos, double minusSin) = UnitRoots.Root((long)j * k, radix);
            return (cos, -minusSin);
        }
    }

    /// <summary>Scratch memory per lane.</summary>
    public int WorkPerLane => 4 * _half;

    /// <summary>The pass of <see cref="RadixPasses"/> with this radix.</summary>
    public void Run<TLane>(double* xr, double* xi, long xs, double* yr, double* yi, long ys, int m, int s, double* w, double* work)
        where TLane : unmanaged, ILane<TLane>
    {
        long xj = xs * s * m, yk = ys * s;
        for (int p = 0; p < m; p++)
        {
            double* factors = p == 0 ? null : w + 2L * (_radix - 1) * (p - 1);
            for (int q = 0; q < s; q++)
            {
                long x = (q + (long)s * p) * xs, y = (q + (long)s * _radix * p) * ys;
                Combine<TLane>(xr + x, xi + x, xj, yr + y, yi + y, work);
                if (_tile == 4)
                    Products4<TLane>(xr + x, xi + x, yr + y, yi + y, yk, work);
                else
                    Products2<TLane>(xr + x, xi + x, yr + y, yi + y, yk, work);
                if (factors != null)
                    Twiddle<TLane>(yr + y, yi + y, yk, factors);
            }
        }
    }

    /// <summary>u_j and v_j to the scratch memory (real and imaginary part of u_j, then of v_j), and X_0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Combine<TLane>(double* xr, double* xi, long xj, double* yr, double* yi, double* u)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane sumR = TLane.Load(xr), sumI = TLane.Load(xi);
        for (int j = 1; j <= _half; j++, u += 4 * TLane.Width)
        {
            long lower = j * xj, upper = (_radix - j) * xj;
            TLane ar = TLane.Load(xr + lower), ai = TLane.Load(xi + lower), br = TLane.Load(xr + upper), bi = TLane.Load(xi + upper);
            TLane ur = ar + br, ui = ai + bi;
            sumR += ur;
            sumI += ui;
            TLane.Store(u, ur);
            TLane.Store(u + TLane.Width, ui);
            TLane.Store(u + 2 * TLane.Width, ar - br);
            TLane.Store(u + 3 * TLane.Width, ai - bi);
        }

        TLane.Store(yr, sumR);
        TLane.Store(yi, sumI);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Products4<TLane>(double* xr, double* xi, double* yr, double* yi, long yk, double* work)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane x0r = TLane.Load(xr), x0i = TLane.Load(xi);
        double* t = _table.Data;
        int half = _half;
        for (int k = 1; k <= half; k += 4)
        {
            TLane c0r = x0r, c0i = x0i, c1r = x0r, c1i = x0i, c2r = x0r, c2i = x0i, c3r = x0r, c3i = x0i;
            TLane s0r = TLane.All(0.0), s0i = s0r, s1r = s0r, s1i = s0r, s2r = s0r, s2i = s0r, s3r = s0r, s3i = s0r;
            double* u = work;
            for (int j = 0; j < half; j++, t += 8, u += 4 * TLane.Width)
            {
                TLane ur = TLane.Load(u), ui = TLane.Load(u + TLane.Width), vr = TLane.Load(u + 2 * TLane.Width), vi = TLane.Load(u + 3 * TLane.Width);
                TLane c = TLane.All(t[0]);
                c0r = TLane.MultiplyAdd(c, ur, c0r);
                c0i = TLane.MultiplyAdd(c, ui, c0i);
                c = TLane.All(t[1]);
                c1r = TLane.MultiplyAdd(c, ur, c1r);
                c1i = TLane.MultiplyAdd(c, ui, c1i);
                c = TLane.All(t[2]);
                c2r = TLane.MultiplyAdd(c, ur, c2r);
                c2i = TLane.MultiplyAdd(c, ui, c2i);
                c = TLane.All(t[3]);
                c3r = TLane.MultiplyAdd(c, ur, c3r);
                c3i = TLane.MultiplyAdd(c, ui, c3i);
                c = TLane.All(t[4]);
                s0r = TLane.MultiplyAdd(c, vr, s0r);
                s0i = TLane.MultiplyAdd(c, vi, s0i);
                c = TLane.All(t[5]);
                s1r = TLane.MultiplyAdd(c, vr, s1r);
                s1i = TLane.MultiplyAdd(c, vi, s1i);
                c = TLane.All(t[6]);
                s2r = TLane.MultiplyAdd(c, vr, s2r);
                s2i = TLane.MultiplyAdd(c, vi, s2i);
                c = TLane.All(t[7]);
                s3r = TLane.MultiplyAdd(c, vr, s3r);
                s3i = TLane.MultiplyAdd(c, vi, s3i);
            }

            Store(yr, yi, yk, k, c0r, c0i, s0r, s0i);
            Store(yr, yi, yk, k + 1, c1r, c1i, s1r, s1i);
            Store(yr, yi, yk, k + 2, c2r, c2i, s2r, s2i);
            Store(yr, yi, yk, k + 3, c3r, c3i, s3r, s3i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Products2<TLane>(double* xr, double* xi, double* yr, double* yi, long yk, double* work)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane x0r = TLane.Load(xr), x0i = TLane.Load(xi);
        double* t = _table.Data;
        int half = _half;
        for (int k = 1; k <= half; k += 2)
        {
            TLane c0r = x0r, c0i = x0i, c1r = x0r, c1i = x0i;
            TLane s0r = TLane.All(0.0), s0i = s0r, s1r = s0r, s1i = s0r;
            double* u = work;
            for (int j = 0; j < half; j++, t += 4, u += 4 * TLane.Width)
            {
                TLane ur = TLane.Load(u), ui = TLane.Load(u + TLane.Width), vr = TLane.Load(u + 2 * TLane.Width), vi = TLane.Load(u + 3 * TLane.Width);
                TLane c = TLane.All(t[0]);
                c0r = TLane.MultiplyAdd(c, ur, c0r);
                c0i = TLane.MultiplyAdd(c, ui, c0i);
                c = TLane.All(t[1]);
                c1r = TLane.MultiplyAdd(c, ur, c1r);
                c1i = TLane.MultiplyAdd(c, ui, c1i);
                c = TLane.All(t[2]);
                s0r = TLane.MultiplyAdd(c, vr, s0r);
                s0i = TLane.MultiplyAdd(c, vi, s0i);
                c = TLane.All(t[3]);
                s1r = TLane.MultiplyAdd(c, vr, s1r);
                s1i = TLane.MultiplyAdd(c, vi, s1i);
            }

            Store(yr, yi, yk, k, c0r, c0i, s0r, s0i);
            Store(yr, yi, yk, k + 1, c1r, c1i, s1r, s1i);
        }
    }

    /// <summary>X_k and X_(r-k), unless k is beyond the last one (in a tile that is not full).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store<TLane>(double* yr, double* yi, long yk, int k, TLane cr, TLane ci, TLane sr, TLane si)
        where TLane : unmanaged, ILane<TLane>
    {
        if (k > _half)
            return;
        long lower = k * yk, upper = (_radix - k) * yk;
        TLane.Store(yr + lower, cr + si);
        TLane.Store(yi + lower, ci - sr);
        TLane.Store(yr + upper, cr - si);
        TLane.Store(yi + upper, ci + sr);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Twiddle<TLane>(double* yr, double* yi, long yk, double* w)
        where TLane : unmanaged, ILane<TLane>
    {
        for (int k = 1; k < _radix; k++, w += 2)
        {
            TLane wr = TLane.All(w[0]), wi = TLane.All(w[1]), r = TLane.Load(yr + k * yk), i = TLane.Load(yi + k * yk);
            TLane.Store(yr + k * yk, TLane.NegateMultiplyAdd(i, wi, r * wr));
            TLane.Store(yi + k * yk, TLane.MultiplyAdd(i, wr, r * wi));
        }
    }
}
