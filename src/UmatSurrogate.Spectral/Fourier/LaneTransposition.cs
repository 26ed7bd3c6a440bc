using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>Transposition of a square of TLane.Width x TLane.Width doubles in registers.</summary>
internal static unsafe class LaneTransposition
{
    /// <summary>target[c targetStride + r] = source[r sourceStride + c].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Square<TLane>(double* source, long sourceStride, double* target, long targetStride)
        where TLane : unmanaged, ILane<TLane>
    {
        if (TLane.Width == 8 && Avx512F.IsSupported)
        {
            Square8(source, sourceStride, target, targetStride);
        }
        else if (TLane.Width == 4 && Avx.IsSupported)
        {
            Square4(source, sourceStride, target, targetStride);
        }
        else
        {
            for (int r = 0; r < TLane.Width; r++)
            {
                for (int c = 0; c < TLane.Width; c++)
                    target[c * targetStride + r] = source[r * sourceStride + c];
            }
        }
    }

    private static void Square8(double* x, long xs, double* y, long ys)
    {
        Vector512<double> r0 = Vector512.Load(x), r1 = Vector512.Load(x + xs), r2 = Vector512.Load(x + 2 * xs), r3 = Vector512.Load(x + 3 * xs);
        Vector512<double> r4 = Vector512.Load(x + 4 * xs), r5 = Vector512.Load(x + 5 * xs), r6 = Vector512.Load(x + 6 * xs), r7 = Vector512.Load(x + 7 * xs);
        Columns(
            Avx512F.UnpackLow(r0, r1), Avx512F.UnpackLow(r2, r3), Avx512F.UnpackLow(r4, r5), Avx512F.UnpackLow(r6, r7), y, 2 * ys);
        Columns(
            Avx512F.UnpackHigh(r0, r1), Avx512F.UnpackHigh(r2, r3), Avx512F.UnpackHigh(r4, r5), Avx512F.UnpackHigh(r6, r7), y + ys, 2 * ys);
    }

    /// <summary>Four rows of pairs of doubles become four columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns(Vector512<double> a, Vector512<double> b, Vector512<double> c, Vector512<double> d, double* y, long ys)
    {
        Vector512<double> ab02 = Avx512F.Shuffle4x128(a, b, 0x88), ab13 = Avx512F.Shuffle4x128(a, b, 0xdd);
        Vector512<double> cd02 = Avx512F.Shuffle4x128(c, d, 0x88), cd13 = Avx512F.Shuffle4x128(c, d, 0xdd);
        Avx512F.Shuffle4x128(ab02, cd02, 0x88).Store(y);
        Avx512F.Shuffle4x128(ab13, cd13, 0x88).Store(y + ys);
        Avx512F.Shuffle4x128(ab02, cd02, 0xdd).Store(y + 2 * ys);
        Avx512F.Shuffle4x128(ab13, cd13, 0xdd).Store(y + 3 * ys);
    }

    private static void Square4(double* x, long xs, double* y, long ys)
    {
        Vector256<double> r0 = Vector256.Load(x), r1 = Vector256.Load(x + xs), r2 = Vector256.Load(x + 2 * xs), r3 = Vector256.Load(x + 3 * xs);
        Vector256<double> a = Avx.UnpackLow(r0, r1), b = Avx.UnpackHigh(r0, r1), c = Avx.UnpackLow(r2, r3), d = Avx.UnpackHigh(r2, r3);
        Avx.Permute2x128(a, c, 0x20).Store(y);
        Avx.Permute2x128(b, d, 0x20).Store(y + ys);
        Avx.Permute2x128(a, c, 0x31).Store(y + 2 * ys);
        Avx.Permute2x128(b, d, 0x31).Store(y + 3 * ys);
    }
}
