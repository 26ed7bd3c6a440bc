using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>Radices 2, 4 and 8.</summary>
internal static unsafe partial class RadixPasses
{
    private const double RootHalf = 0.7071067811865476; // sqrt(1/2)

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Radix2<TLane>(double* xr, double* xi, long xs, double* yr, double* yi, long ys, int m, int s, double* w)
        where TLane : unmanaged, ILane<TLane>
    {
        long xj = xs * s * m, yk = ys * s;
        for (int q = 0; q < s; q++)
            Butterfly2<TLane>(xr + q * xs, xi + q * xs, xj, yr + q * ys, yi + q * ys, yk, false, w);
        for (int p = 1; p < m; p++)
        {
            double* ar = xr + p * s * xs, ai = xi + p * s * xs;
            double* br = yr + 2L * p * s * ys, bi = yi + 2L * p * s * ys;
            double* factors = w + 2L * (p - 1);
            for (int q = 0; q < s; q++)
                Butterfly2<TLane>(ar + q * xs, ai + q * xs, xj, br + q * ys, bi + q * ys, yk, true, factors);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Butterfly2<TLane>(double* xr, double* xi, long xj, double* yr, double* yi, long yk, bool twiddled, double* w)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane ar = TLane.Load(xr), ai = TLane.Load(xi);
        TLane br = TLane.Load(xr + xj), bi = TLane.Load(xi + xj);
        Store(yr, yi, ar + br, ai + bi, false, w);
        Store(yr + yk, yi + yk, ar - br, ai - bi, twiddled, w);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Radix4<TLane>(double* xr, double* xi, long xs, double* yr, double* yi, long ys, int m, int s, double* w)
        where TLane : unmanaged, ILane<TLane>
    {
        long xj = xs * s * m, yk = ys * s;
        for (int q = 0; q < s; q++)
            Butterfly4<TLane>(xr + q * xs, xi + q * xs, xj, yr + q * ys, yi + q * ys, yk, false, w);
        for (int p = 1; p < m; p++)
        {
            double* ar = xr + p * s * xs, ai = xi + p * s * xs;
            double* br = yr + 4L * p * s * ys, bi = yi + 4L * p * s * ys;
            double* factors = w + 6L * (p - 1);
            for (int q = 0; q < s; q++)
                Butterfly4<TLane>(ar + q * xs, ai + q * xs, xj, br + q * ys, bi + q * ys, yk, true, factors);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Butterfly4<TLane>(double* xr, double* xi, long xj, double* yr, double* yi, long yk, bool twiddled, double* w)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane ar = TLane.Load(xr), ai = TLane.Load(xi);
        TLane br = TLane.Load(xr + xj), bi = TLane.Load(xi + xj);
        TLane cr = TLane.Load(xr + 2 * xj), ci = TLane.Load(xi + 2 * xj);
        TLane dr = TLane.Load(xr + 3 * xj), di = TLane.Load(xi + 3 * xj);
        TLane er = ar + cr, ei = ai + ci, fr = ar - cr, fi = ai - ci;
        TLane gr = br + dr, gi = bi + di, hr = br - dr, hi = bi - di;
        Store(yr, yi, er + gr, ei + gi, false, w);
        Store(yr + yk, yi + yk, fr + hi, fi - hr, twiddled, w);
        Store(yr + 2 * yk, yi + 2 * yk, er - gr, ei - gi, twiddled, w + 2);
        Store(yr + 3 * yk, yi + 3 * yk, fr - hi, fi + hr, twiddled, w + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Radix8<TLane>(double* xr, double* xi, long xs, double* yr, double* yi, long ys, int m, int s, double* w)
        where TLane : unmanaged, ILane<TLane>
    {
        long xj = xs * s * m, yk = ys * s;
        for (int q = 0; q < s; q++)
            Butterfly8<TLane>(xr + q * xs, xi + q * xs, xj, yr + q * ys, yi + q * ys, yk, false, w);
        for (int p = 1; p < m; p++)
        {
            double* ar = xr + p * s * xs, ai = xi + p * s * xs;
            double* br = yr + 8L * p * s * ys, bi = yi + 8L * p * s * ys;
            double* factors = w + 14L * (p - 1);
            for (int q = 0; q < s; q++)
                Butterfly8<TLane>(ar + q * xs, ai + q * xs, xj, br + q * ys, bi + q * ys, yk, true, factors);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Butterfly8<TLane>(double* xr, double* xi, long xj, double* yr, double* yi, long yk, bool twiddled, double* w)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane root = TLane.All(RootHalf);
        TLane ar = TLane.Load(xr), ai = TLane.Load(xi);
        TLane er = TLane.Load(xr + 4 * xj), ei = TLane.Load(xi + 4 * xj);
        TLane cr = TLane.Load(xr + 2 * xj), ci = TLane.Load(xi + 2 * xj);
        TLane gr = TLane.Load(xr + 6 * xj), gi = TLane.Load(xi + 6 * xj);
        TLane sr = ar + er, si = ai + ei, tr = ar - er, ti = ai - ei;
        TLane ur = cr + gr, ui = ci + gi, vr = cr - gr, vi = ci - gi;
        TLane e0r = sr + ur, e0i = si + ui, e2r = sr - ur, e2i = si - ui;
        TLane e1r = tr + vi, e1i = ti - vr, e3r = tr - vi, e3i = ti + vr;
        TLane br = TLane.Load(xr + xj), bi = TLane.Load(xi + xj);
        TLane fr = TLane.Load(xr + 5 * xj), fi = TLane.Load(xi + 5 * xj);
        TLane dr = TLane.Load(xr + 3 * xj), di = TLane.Load(xi + 3 * xj);
        TLane hr = TLane.Load(xr + 7 * xj), hi = TLane.Load(xi + 7 * xj);
        sr = br + fr;
        si = bi + fi;
        tr = br - fr;
        ti = bi - fi;
        ur = dr + hr;
        ui = di + hi;
        vr = dr - hr;
        vi = di - hi;
        TLane o0r = sr + ur, o0i = si + ui, o2r = sr - ur, o2i = si - ui;
        TLane pr = tr + vi, pi = ti - vr, mr = tr - vi, mi = ti + vr;
        TLane o1r = root * (pr + pi), o1i = root * (pi - pr), o3r = root * (mi - mr), o3i = root * (mr + mi);
        Store(yr, yi, e0r + o0r, e0i + o0i, false, w);
        Store(yr + yk, yi + yk, e1r + o1r, e1i + o1i, twiddled, w);
        Store(yr + 2 * yk, yi + 2 * yk, e2r + o2i, e2i - o2r, twiddled, w + 2);
        Store(yr + 3 * yk, yi + 3 * yk, e3r + o3r, e3i - o3i, twiddled, w + 4);
        Store(yr + 4 * yk, yi + 4 * yk, e0r - o0r, e0i - o0i, twiddled, w + 6);
        Store(yr + 5 * yk, yi + 5 * yk, e1r - o1r, e1i - o1i, twiddled, w + 8);
        Store(yr + 6 * yk, yi + 6 * yk, e2r - o2i, e2i + o2r, twiddled, w + 10);
        Store(yr + 7 * yk, yi + 7 * yk, e3r - o3r, e3i + o3i, twiddled, w + 12);
    }
}
