using System.Runtime.CompilerServices;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Exponential and the activations of the cells over lanes. Range reduction x = n ln 2 + r, |r| &lt;= ln 2 / 2, with ln 2
/// split in two parts (Cody and Waite), then the Taylor polynomial of exp on r. Errors are measured in
/// <c>ElementaryTests</c>: exponential in double 1e-14 relative, in float 2 ulp; sigmoid and tanh 4 ulp, saturating without NaN.
/// </summary>
internal static class Elementary
{
    /// <summary>exp(x), double; x is cut to [-700, 700].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Exponential<TLanes>(TLanes x)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        x = TLanes.Minimum(TLanes.Maximum(x, TLanes.Broadcast(-700.0)), TLanes.Broadcast(700.0));
        TLanes shifted = TLanes.MultiplyAdd(x, TLanes.Broadcast(1.4426950408889634), TLanes.PowerOfTwoShift);
        TLanes n = shifted - TLanes.PowerOfTwoShift;
        TLanes r = TLanes.MultiplyAdd(n, TLanes.Broadcast(-0.693147180369123816490), x);
        r = TLanes.MultiplyAdd(n, TLanes.Broadcast(-1.90821492927058770002e-10), r);
        TLanes r2 = r * r;
        TLanes r4 = r2 * r2;
        // Taylor coefficients 1/k!, k = 0..11, in Estrin's order; the first term left out is below 7e-15.
        TLanes p01 = TLanes.Broadcast(1.0) + r;
        TLanes p23 = TLanes.MultiplyAdd(r, TLanes.Broadcast(1.0 / 6), TLanes.Broadcast(1.0 / 2));
        TLanes p45 = TLanes.MultiplyAdd(r, TLanes.Broadcast(1.0 / 120), TLanes.Broadcast(1.0 / 24));
        TLanes p67 = TLanes.MultiplyAdd(r, TLanes.Broadcast(1.0 / 5040), TLanes.Broadcast(1.0 / 720));
        TLanes p89 = TLanes.MultiplyAdd(r, TLanes.Broadcast(1.0 / 362880), TLanes.Broadcast(1.0 / 40320));
        TLanes pAB = TLanes.MultiplyAdd(r, TLanes.Broadcast(1.0 / 39916800), TLanes.Broadcast(1.0 / 3628800));
        TLanes low = TLanes.MultiplyAdd(r2, p23, p01);
        TLanes middle = TLanes.MultiplyAdd(r2, p67, p45);
        TLanes high = TLanes.MultiplyAdd(r2, pAB, p89);
        TLanes p = TLanes.MultiplyAdd(r4, TLanes.MultiplyAdd(r4, high, middle), low);
        return p * TLanes.PowerOfTwo(shifted);
    }

    /// <summary>
    /// exp(x) and exp(-x), float or double, from the even and the odd part of one Taylor polynomial; |x| must not
    /// exceed 87 in float, 700 in double.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ExponentialPair<TLanes, T>(TLanes x, out TLanes plus, out TLanes minus)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        bool single = typeof(T) == typeof(float);
        TLanes shifted = TLanes.MultiplyAdd(x, TLanes.Constant(1.4426950408889634), TLanes.PowerOfTwoShift);
        TLanes n = shifted - TLanes.PowerOfTwoShift;
        TLanes r = TLanes.MultiplyAdd(n, TLanes.Constant(single ? -0.693359375 : -0.693147180369123816490), x);
        r = TLanes.MultiplyAdd(n, TLanes.Constant(single ? 2.12194440e-4 : -1.90821492927058770002e-10), r);
        TLanes q = r * r;
        TLanes even, odd;
        if (single)
        {
            // cosh: 1 + q/2! + q^2/4! + q^3/6!; sinh/r: 1 + q/3! + q^2/5! + q^3/7!; what is left out is below 6e-9.
            even = TLanes.MultiplyAdd(q, TLanes.Constant(1.0 / 720), TLanes.Constant(1.0 / 24));
            odd = TLanes.MultiplyAdd(q, TLanes.Constant(1.0 / 5040), TLanes.Constant(1.0 / 120));
        }
        else
        {
            // To q^6/12! and q^6/13!; what is left out is below 5e-18.
            even = TLanes.MultiplyAdd(q, TLanes.Constant(1.0 / 479001600), TLanes.Constant(1.0 / 3628800));
            even = TLanes.MultiplyAdd(q, even, TLanes.Constant(1.0 / 40320));
            even = TLanes.MultiplyAdd(q, even, TLanes.Constant(1.0 / 720));
            even = TLanes.MultiplyAdd(q, even, TLanes.Constant(1.0 / 24));
            odd = TLanes.MultiplyAdd(q, TLanes.Constant(1.0 / 6227020800), TLanes.Constant(1.0 / 39916800));
            odd = TLanes.MultiplyAdd(q, odd, TLanes.Constant(1.0 / 362880));
            odd = TLanes.MultiplyAdd(q, odd, TLanes.Constant(1.0 / 5040));
            odd = TLanes.MultiplyAdd(q, odd, TLanes.Constant(1.0 / 120));
        }
        even = TLanes.MultiplyAdd(q, TLanes.MultiplyAdd(q, even, TLanes.Constant(0.5)), TLanes.Constant(1.0));
        odd = r * TLanes.MultiplyAdd(q, TLanes.MultiplyAdd(q, odd, TLanes.Constant(1.0 / 6)), TLanes.Constant(1.0));
        plus = (even + odd) * TLanes.PowerOfTwo(shifted);
        minus = (even - odd) * TLanes.PowerOfTwo(TLanes.PowerOfTwoShift - n);
    }

    /// <summary>1/(1 + exp(-x)), float; the argument is cut to [-87, 87].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Sigmoid<TLanes>(TLanes x)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        TLanes one = TLanes.Broadcast(1f);
        TLanes y = TLanes.Minimum(TLanes.Maximum(TLanes.Zero - x, TLanes.Broadcast(-87f)), TLanes.Broadcast(87f));
        (TLanes m, TLanes scale) = ExponentialMinusOne(y);
        TLanes exponential = TLanes.MultiplyAdd(m, scale, scale);
        return one / (one + exponential);
    }

    /// <summary>tanh x = m/(m + 2), m = exp(2|x|) - 1, with the sign of x; float; 1 from |x| = 10 on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes HyperbolicTangent<TLanes>(TLanes x)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        TLanes y = TLanes.Minimum(TLanes.Absolute(x), TLanes.Broadcast(10f));
        (TLanes m, TLanes scale) = ExponentialMinusOne(y + y);
        TLanes e = TLanes.MultiplyAdd(m, scale, scale - TLanes.Broadcast(1f));
        return TLanes.CopySign(e / (e + TLanes.Broadcast(2f)), x);
    }

    /// <summary>exp(x), float; x is cut to [-87, 87].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes ExponentialSingle<TLanes>(TLanes x)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        x = TLanes.Minimum(TLanes.Maximum(x, TLanes.Broadcast(-87f)), TLanes.Broadcast(87f));
        (TLanes m, TLanes scale) = ExponentialMinusOne(x);
        return TLanes.MultiplyAdd(m, scale, scale);
    }

    /// <summary>1 - exp(-y) for y >= 0, float: exactly 0 at 0, of full relative precision near 0, 1 for large y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes OneMinusDecay<TLanes>(TLanes y)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        (TLanes m, TLanes scale) = ExponentialMinusOne(TLanes.Zero - TLanes.Minimum(y, TLanes.Broadcast(87f)));
        return (TLanes.Broadcast(1f) - scale) - m * scale;
    }

    /// <summary>tanh x = (1 - q)/(1 + q), q = exp(-2|x|), with the sign of x; double, 1e-15 absolute.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes HyperbolicTangentDouble<TLanes>(TLanes x)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes one = TLanes.Broadcast(1.0);
        TLanes q = Exponential(TLanes.Broadcast(-2.0) * TLanes.Absolute(x));
        return TLanes.CopySign((one - q) / (one + q), x);
    }

    /// <summary>exp(x) = 2^n (1 + m): returns m = exp(r) - 1 and 2^n, |x| &lt;= 87.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TLanes M, TLanes Scale) ExponentialMinusOne<TLanes>(TLanes x)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        TLanes shifted = TLanes.MultiplyAdd(x, TLanes.Broadcast(1.44269504f), TLanes.PowerOfTwoShift);
        TLanes n = shifted - TLanes.PowerOfTwoShift;
        TLanes r = TLanes.MultiplyAdd(n, TLanes.Broadcast(-0.693359375f), x);
        r = TLanes.MultiplyAdd(n, TLanes.Broadcast(2.12194440e-4f), r);
        // r + r^2/2! + ... + r^7/7!; the first term left out is below 6e-9 of r.
        TLanes q = TLanes.MultiplyAdd(r, TLanes.Broadcast(1f / 5040), TLanes.Broadcast(1f / 720));
        q = TLanes.MultiplyAdd(r, q, TLanes.Broadcast(1f / 120));
        q = TLanes.MultiplyAdd(r, q, TLanes.Broadcast(1f / 24));
        q = TLanes.MultiplyAdd(r, q, TLanes.Broadcast(1f / 6));
        q = TLanes.MultiplyAdd(r, q, TLanes.Broadcast(0.5f));
        return (TLanes.MultiplyAdd(r * r, q, r), TLanes.PowerOfTwo(shifted));
    }
}
