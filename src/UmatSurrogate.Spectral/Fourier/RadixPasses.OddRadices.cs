using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>Radices 3, 5 and 7: cosines act on the sums x[j] + x[r-j], sines on the differences.</summary>
internal static unsafe partial class RadixPasses
{
    private const double Sin3 = 0.8660254037844386; // sin(2 pi/3)
    private const double Cos5Of1 = 0.30901699437494745; // cos(2 pi/5)
    private const double Sin5Of1 = 0.9510565162951535; // sin(2 pi/5)
    private const double Cos5Of2 = -0.8090169943749475; // cos(4 pi/5)
    private const double Sin5Of2 = 0.5877852522924731; // sin(4 pi/5)
    private const double Cos7Of1 = 0.6234898018587335; // cos(2 pi/7)
    private const double Sin7Of1 = 0.7818314824680298; // sin(2 pi/7)
    private const double Cos7Of2 = -0.2225209339563144; // cos(4 pi/7)
    private const double Sin7Of2 = 0.9749279121818236; // sin(4 pi/7)
    private const double Cos7Of3 = -0.9009688679024191; // cos(6 pi/7)
    private const double Sin7Of3 = 0.4338837391175581; // sin(6 pi/7)

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Radix3<TLane>(double* xr, double* xi, long xs, double* yr, double* yi, long ys, int m, int s, double* w)
        where TLane : unmanaged, ILane<TLane>
    {
        long xj = xs * s * m, yk = ys * s;
        for (int q = 0; q < s; q++)
            Butterfly3<TLane>(xr + q * xs, xi + q * xs, xj, yr + q * ys, yi + q * ys, yk, false, w);
        for (int p = 1; p < m; p++)
        {
            double* ar = xr + p * s * xs, ai = xi + p * s * xs;
            double* br = yr + 3L * p * s * ys, bi = yi + 3L * p * s * ys;
            double* factors = w + 4L * (p - 1);
            for (int q = 0; q < s; q++)
                Butterfly3<TLane>(ar + q * xs, ai + q * xs, xj, br + q * ys, bi + q * ys, yk, true, factors);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Butterfly3<TLane>(double* xr, double* xi, long xj, double* yr, double* yi, long yk, bool twiddled, double* w)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane half = TLane.All(0.5), sine = TLane.All(Sin3);
        TLane ar = TLane.Load(xr), ai = TLane.Load(xi);
        TLane br = TLane.Load(xr + xj), bi = TLane.Load(xi + xj);
        TLane cr = TLane.Load(xr + 2 * xj), ci = TLane.Load(xi + 2 * xj);
        TLane ur = br + cr, ui = bi + ci;
        TLane vr = TLane.NegateMultiplyAdd(half, ur, ar), vi = TLane.NegateMultiplyAdd(half, ui, ai);
        TLane dr = sine * (br - cr), di = sine * (bi - ci);
        Store(yr, yi, ar + ur, ai + ui, false, w);
        Store(yr + yk, yi + yk, vr + di, vi - dr, twiddled, w);
        Store(yr + 2 * yk, yi + 2 * yk, vr - di, vi + dr, twiddled, w + 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Radix5<TLane>(double* xr, double* xi, long xs, double* yr, double* yi, long ys, int m, int s, double* w)
        where TLane : unmanaged, ILane<TLane>
    {
        long xj = xs * s * m, yk = ys * s;
        for (int q = 0; q < s; q++)
            Butterfly5<TLane>(xr + q * xs, xi + q * xs, xj, yr + q * ys, yi + q * ys, yk, false, w);
        for (int p = 1; p < m; p++)
        {
            double* ar = xr + p * s * xs, ai = xi + p * s * xs;
            double* br = yr + 5L * p * s * ys, bi = yi + 5L * p * s * ys;
            double* factors = w + 8L * (p - 1);
            for (int q = 0; q < s; q++)
                Butterfly5<TLane>(ar + q * xs, ai + q * xs, xj, br + q * ys, bi + q * ys, yk, true, factors);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Butterfly5<TLane>(double* xr, double* xi, long xj, double* yr, double* yi, long yk, bool twiddled, double* w)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane c1 = TLane.All(Cos5Of1), c2 = TLane.All(Cos5Of2);
        TLane s1 = TLane.All(Sin5Of1), s2 = TLane.All(Sin5Of2);
        TLane ar = TLane.Load(xr), ai = TLane.Load(xi);
        TLane br = TLane.Load(xr + xj), bi = TLane.Load(xi + xj);
        TLane er = TLane.Load(xr + 4 * xj), ei = TLane.Load(xi + 4 * xj);
        TLane cr = TLane.Load(xr + 2 * xj), ci = TLane.Load(xi + 2 * xj);
        TLane dr = TLane.Load(xr + 3 * xj), di = TLane.Load(xi + 3 * xj);
        TLane u1r = br + er, u1i = bi + ei, v1r = br - er, v1i = bi - ei;
        TLane u2r = cr + dr, u2i = ci + di, v2r = cr - dr, v2i = ci - di;
        Store(yr, yi, ar + u1r + u2r, ai + u1i + u2i, false, w);
        TLane p1r = TLane.MultiplyAdd(c2, u2r, TLane.MultiplyAdd(c1, u1r, ar));
        TLane q1r = TLane.MultiplyAdd(s2, v2r, s1 * v1r);
        TLane p1i = TLane.MultiplyAdd(c2, u2i, TLane.MultiplyAdd(c1, u1i, ai));
        TLane q1i = TLane.MultiplyAdd(s2, v2i, s1 * v1i);
        Store(yr + yk, yi + yk, p1r + q1i, p1i - q1r, twiddled, w);
        Store(yr + 4 * yk, yi + 4 * yk, p1r - q1i, p1i + q1r, twiddled, w + 6);
        TLane p2r = TLane.MultiplyAdd(c1, u2r, TLane.MultiplyAdd(c2, u1r, ar));
        TLane q2r = TLane.NegateMultiplyAdd(s1, v2r, s2 * v1r);
        TLane p2i = TLane.MultiplyAdd(c1, u2i, TLane.MultiplyAdd(c2, u1i, ai));
        TLane q2i = TLane.NegateMultiplyAdd(s1, v2i, s2 * v1i);
        Store(yr + 2 * yk, yi + 2 * yk, p2r + q2i, p2i - q2r, twiddled, w + 2);
        Store(yr + 3 * yk, yi + 3 * yk, p2r - q2i, p2i + q2r, twiddled, w + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Radix7<TLane>(double* xr, double* xi, long xs, double* yr, double* yi, long ys, int m, int s, double* w)
        where TLane : unmanaged, ILane<TLane>
    {
        long xj = xs * s * m, yk = ys * s;
        for (int q = 0; q < s; q++)
            Butterfly7<TLane>(xr + q * xs, xi + q * xs, xj, yr + q * ys, yi + q * ys, yk, false, w);
        for (int p = 1; p < m; p++)
        {
            double* ar = xr + p * s * xs, ai = xi + p * s * xs;
            double* br = yr + 7L * p * s * ys, bi = yi + 7L * p * s * ys;
            double* factors = w + 12L * (p - 1);
            for (int q = 0; q < s; q++)
                Butterfly7<TLane>(ar + q * xs, ai + q * xs, xj, br + q * ys, bi + q * ys, yk, true, factors);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Butterfly7<TLane>(double* xr, double* xi, long xj, double* yr, double* yi, long yk, bool twiddled, double* w)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane c1 = TLane.All(Cos7Of1), c2 = TLane.All(Cos7Of2), c3 = TLane.All(Cos7Of3);
        TLane s1 = TLane.All(Sin7Of1), s2 = TLane.All(Sin7Of2), s3 = TLane.All(Sin7Of3);
        TLane ar = TLane.Load(xr), ai = TLane.Load(xi);
        TLane br = TLane.Load(xr + xj), bi = TLane.Load(xi + xj);
        TLane gr = TLane.Load(xr + 6 * xj), gi = TLane.Load(xi + 6 * xj);
        TLane cr = TLane.Load(xr + 2 * xj), ci = TLane.Load(xi + 2 * xj);
        TLane fr = TLane.Load(xr + 5 * xj), fi = TLane.Load(xi + 5 * xj);
        TLane dr = TLane.Load(xr + 3 * xj), di = TLane.Load(xi + 3 * xj);
        TLane er = TLane.Load(xr + 4 * xj), ei = TLane.Load(xi + 4 * xj);
        TLane u1r = br + gr, u1i = bi + gi, v1r = br - gr, v1i = bi - gi;
        TLane u2r = cr + fr, u2i = ci + fi, v2r = cr - fr, v2i = ci - fi;
        TLane u3r = dr + er, u3i = di + ei, v3r = dr - er, v3i = di - ei;
        Store(yr, yi, ar + u1r + u2r + u3r, ai + u1i + u2i + u3i, false, w);
        TLane p1r = TLane.MultiplyAdd(c3, u3r, TLane.MultiplyAdd(c2, u2r, TLane.MultiplyAdd(c1, u1r, ar)));
        TLane q1r = TLane.MultiplyAdd(s3, v3r, TLane.MultiplyAdd(s2, v2r, s1 * v1r));
        TLane p1i = TLane.MultiplyAdd(c3, u3i, TLane.MultiplyAdd(c2, u2i, TLane.MultiplyAdd(c1, u1i, ai)));
        TLane q1i = TLane.MultiplyAdd(s3, v3i, TLane.MultiplyAdd(s2, v2i, s1 * v1i));
        Store(yr + yk, yi + yk, p1r + q1i, p1i - q1r, twiddled, w);
        Store(yr + 6 * yk, yi + 6 * yk, p1r - q1i, p1i + q1r, twiddled, w + 10);
        TLane p2r = TLane.MultiplyAdd(c1, u3r, TLane.MultiplyAdd(c3, u2r, TLane.MultiplyAdd(c2, u1r, ar)));
        TLane q2r = TLane.NegateMultiplyAdd(s1, v3r, TLane.NegateMultiplyAdd(s3, v2r, s2 * v1r));
        TLane p2i = TLane.MultiplyAdd(c1, u3i, TLane.MultiplyAdd(c3, u2i, TLane.MultiplyAdd(c2, u1i, ai)));
        TLane q2i = TLane.NegateMultiplyAdd(s1, v3i, TLane.NegateMultiplyAdd(s3, v2i, s2 * v1i));
        Store(yr + 2 * yk, yi + 2 * yk, p2r + q2i, p2i - q2r, twiddled, w + 2);
        Store(yr + 5 * yk, yi + 5 * yk, p2r - q2i, p2i + q2r, twiddled, w + 8);
        TLane p3r = TLane.MultiplyAdd(c2, u3r, TLane.MultiplyAdd(c1, u2r, TLane.MultiplyAdd(c3, u1r, ar)));
        TLane q3r = TLane.MultiplyAdd(s2, v3r, TLane.NegateMultiplyAdd(s1, v2r, s3 * v1r));
        TLane p3i = TLane.MultiplyAdd(c2, u3i, TLane.MultiplyAdd(c1, u2i, TLane.MultiplyAdd(c3, u1i, ai)));
        TLane q3i = TLane.MultiplyAdd(s2, v3i, TLane.NegateMultiplyAdd(s1, v2i, s3 * v1i));
        Store(yr + 3 * yk, yi + 3 * yk, p3r + q3i, p3i - q3r, twiddled, w + 4);
        Store(yr + 4 * yk, yi + 4 * yk, p3r - q3i, p3i + q3r, twiddled, w + 6);
    }
}
