using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// One pass of the self-sorting (Stockham) decimation in frequency over TLane.Width lines at once. Before it the line consists of s
/// interleaved sequences of the length r m, after it of s r ones of the length m:
/// y[q + s (r p + k)] = w^(p k) sum over j of x[q + s (p + m j)] exp(-2 pi i j k/r), w = exp(-2 pi i/(r m)), 0 &lt;= p &lt; m, 0 &lt;= q &lt; s.
/// Element e of the line has its real parts at xr + e xs and its imaginary parts at xi + e xs. Twiddle factors: for each p from 1 on the
/// real and the imaginary part of w^p, w^2p, ..., w^((r-1)p). Source: C. Van Loan, Computational Frameworks for the Fast Fourier
/// Transform, SIAM 1992, section 1.7, doi 10.1137/1.9781611970999.
/// </summary>
internal static unsafe partial class RadixPasses
{
    /// <summary>One pass with radix r.</summary>
    /// <param name="radix">2, 3, 4, 5, 7 or 8.</param>
    /// <param name="xr">Real parts of the source.</param>
    /// <param name="xi">Imaginary parts of the source.</param>
    /// <param name="xs">Distance between the elements of the source.</param>
    /// <param name="yr">Real parts of the target; it must not overlap the source.</param>
    /// <param name="yi">Imaginary parts of the target.</param>
    /// <param name="ys">Distance between the elements of the target.</param>
    /// <param name="m">Length of the remaining sequences.</param>
    /// <param name="s">Number of interleaved sequences.</param>
    /// <param name="w">Twiddle factors.</param>
    public static void Run<TLane>(int radix, double* xr, double* xi, long xs, double* yr, double* yi, long ys, int m, int s, double* w)
        where TLane : unmanaged, ILane<TLane>
    {
        switch (radix)
        {
            case 2: Radix2<TLane>(xr, xi, xs, yr, yi, ys, m, s, w); break;
            case 3: Radix3<TLane>(xr, xi, xs, yr, yi, ys, m, s, w); break;
            case 4: Radix4<TLane>(xr, xi, xs, yr, yi, ys, m, s, w); break;
            case 5: Radix5<TLane>(xr, xi, xs, yr, yi, ys, m, s, w); break;
            case 7: Radix7<TLane>(xr, xi, xs, yr, yi, ys, m, s, w); break;
            default: Radix8<TLane>(xr, xi, xs, yr, yi, ys, m, s, w); break;
        }
    }

    /// <summary>Stores r + i c, times the factor at <paramref name="w"/> if there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLane>(double* yr, double* yi, TLane r, TLane c, bool twiddled, double* w)
        where TLane : unmanaged, ILane<TLane>
    {
        if (!twiddled)
        {
            TLane.Store(yr, r);
            TLane.Store(yi, c);
            return;
        }

        TLane wr = TLane.All(w[0]), wi = TLane.All(w[1]);
        TLane.Store(yr, TLane.NegateMultiplyAdd(c, wi, r * wr));
        TLane.Store(yi, TLane.MultiplyAdd(c, wr, r * wi));
    }
}
