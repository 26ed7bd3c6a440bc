using ILGPU.IR.Intrinsics;

namespace UmatSurrogate.Gpu;

/// <summary>
/// Elementary functions of kernels in double precision. They use only operations that every back end rounds alike (IEEE add, multiply, divide,
/// fused multiply-add and integer operations), and need no library of the accelerator. For CUDA, ILGPU 1.5.3 itself offers exponential and logarithm
/// of doubles only through CUDA's libdevice or as the CORDIC loops of ILGPU.Algorithms.
/// </summary>
public static class DeviceMath
{
    /// <summary>a b + c, rounded once. <see cref="DeviceIntrinsics"/> gives the instruction of each back end.</summary>
    [IntrinsicImplementation]
    public static double FusedMultiplyAdd(double a, double b, double c) => Math.FusedMultiplyAdd(a, b, c);

    /// <summary>|magnitude| with the sign of <paramref name="sign"/>, by bits: also for zeros.</summary>
    public static double CopySign(double magnitude, double sign) => BitConverter.Int64BitsToDouble(
        (BitConverter.DoubleToInt64Bits(magnitude) & long.MaxValue) | (BitConverter.DoubleToInt64Bits(sign) & long.MinValue));

    /// <summary>
    /// Natural exponential, x = k ln 2 + r with |r| &lt;= ln 2 / 2, exp r by its series to r^13 (the rest is below 1e-17).
    /// </summary>
    public static double Exp(double x)
    {
        double k = Math.Floor(FusedMultiplyAdd(Bounded(x), InverseLn2, 0.5));
        double r = FusedMultiplyAdd(-k, Ln2Low, FusedMultiplyAdd(-k, Ln2High, Bounded(x)));
        double p = FusedMultiplyAdd(r, 1.0 / 6227020800.0, 1.0 / 479001600.0);
        p = FusedMultiplyAdd(r, p, 1.0 / 39916800.0);
        p = FusedMultiplyAdd(r, p, 1.0 / 3628800.0);
        p = FusedMultiplyAdd(r, p, 1.0 / 362880.0);
        p = FusedMultiplyAdd(r, p, 1.0 / 40320.0);
        p = FusedMultiplyAdd(r, p, 1.0 / 5040.0);
        p = FusedMultiplyAdd(r, p, 1.0 / 720.0);
        p = FusedMultiplyAdd(r, p, 1.0 / 120.0);
        p = FusedMultiplyAdd(r, p, 1.0 / 24.0);
        p = FusedMultiplyAdd(r, p, 1.0 / 6.0);
        p = FusedMultiplyAdd(r, p, 0.5);
        p = FusedMultiplyAdd(r, FusedMultiplyAdd(r, p, 1.0), 1.0);

        // 2^k in two factors, because k itself may be outside the range of exponents where the product is not.
        int half = (int)k >> 1;
        double result = p * PowerOfTwo(half) * PowerOfTwo((int)k - half);
        return double.IsNaN(x) ? x : result;
    }

    /// <summary>
    /// Natural logarithm of a positive number: x = 2^k m with m from sqrt(1/2) to sqrt 2, log m = 2 artanh f, f = (m - 1)/(m + 1), by its
    /// series to f^23 (the rest is below 1e-18). Infinity and NaN are returned as they are; zero and negative numbers are not arguments.
    /// </summary>
    public static double Log(double x)
    {
        // Subnormal numbers are scaled by 2^54 first.
        double scale = x < SmallestNormal ? 54.0 : 0.0;
        long bits = BitConverter.DoubleToInt64Bits(x < SmallestNormal ? x * 18014398509481984.0 : x);
        int exponent = (int)(bits >> 52) - 1023;
        double m = BitConverter.Int64BitsToDouble((bits & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000);
        double k = (m > Root2 ? exponent + 1 : exponent) - scale;
        m = m > Root2 ? 0.5 * m : m;
        double f = (m - 1.0) / (m + 1.0), s = f * f;
        double p = FusedMultiplyAdd(s, 1.0 / 23.0, 1.0 / 21.0);
        p = FusedMultiplyAdd(s, p, 1.0 / 19.0);
        p = FusedMultiplyAdd(s, p, 1.0 / 17.0);
        p = FusedMultiplyAdd(s, p, 1.0 / 15.0);
        p = FusedMultiplyAdd(s, p, 1.0 / 13.0);
        p = FusedMultiplyAdd(s, p, 1.0 / 11.0);
        p = FusedMultiplyAdd(s, p, 1.0 / 9.0);
        p = FusedMultiplyAdd(s, p, 1.0 / 7.0);
        p = FusedMultiplyAdd(s, p, 0.2);
        p = FusedMultiplyAdd(s, p, 1.0 / 3.0);
        double twoF = f + f, logM = FusedMultiplyAdd(twoF * s, p, twoF);
        double result = FusedMultiplyAdd(k, Ln2High, FusedMultiplyAdd(k, Ln2Low, logM));
        return x <= double.MaxValue ? result : x;
    }

    private static double Bounded(double x) => x < -800.0 ? -800.0 : x < 800.0 ? x : 800.0;

    /// <summary>2^k for k from -1022 to 1023.</summary>
    private static double PowerOfTwo(int k) => BitConverter.Int64BitsToDouble((long)(k + 1023) << 52);

    private const double InverseLn2 = 1.44269504088896340736;

    /// <summary>ln 2 = Ln2High + Ln2Low; the first has trailing zeros enough that its multiples by exponents are exact.</summary>
    private const double Ln2High = 0.693147180369123816490, Ln2Low = 1.90821492927058770002e-10;

    private const double Root2 = 1.41421356237309504880, SmallestNormal = 2.2250738585072014e-308;
}
