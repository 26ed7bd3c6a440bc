namespace UmatSurrogate.Recurrent;

/// <summary>
/// Several numbers of type <typeparamref name="T"/> (float or double) side by side in one vector register. The kernels are
/// written once over this contract and specialised by the compiler for 128, 256 and 512 bit.
/// </summary>
/// <typeparam name="TSelf">The lane type itself.</typeparam>
/// <typeparam name="T">float or double.</typeparam>
internal unsafe interface ILanes<TSelf, T>
    where TSelf : unmanaged, ILanes<TSelf, T>
    where T : unmanaged
{
    /// <summary>Number of lanes.</summary>
    public static abstract int Count { get; }

    public static abstract TSelf Zero { get; }

    public static abstract TSelf Broadcast(T value);

    /// <summary>A number of the program text, rounded to <typeparamref name="T"/>, in every lane.</summary>
    public static abstract TSelf Constant(double value);

    /// <summary>Reads <see cref="Count"/> numbers; no alignment is needed.</summary>
    public static abstract TSelf Load(T* source);

    public static abstract void Store(TSelf value, T* destination);

    /// <summary>a b + c, rounded once where the hardware can, else twice.</summary>
    public static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    public static abstract TSelf operator +(TSelf a, TSelf b);

    public static abstract TSelf operator -(TSelf a, TSelf b);

    public static abstract TSelf operator *(TSelf a, TSelf b);

    public static abstract TSelf operator /(TSelf a, TSelf b);

    public static abstract TSelf Minimum(TSelf a, TSelf b);

    public static abstract TSelf Maximum(TSelf a, TSelf b);

    public static abstract TSelf Absolute(TSelf a);

    /// <summary>The magnitude of <paramref name="magnitude"/> with the sign of <paramref name="sign"/>.</summary>
    public static abstract TSelf CopySign(TSelf magnitude, TSelf sign);

    /// <summary>
    /// 2^n of a number <paramref name="shifted"/> = n + <see cref="PowerOfTwoShift"/>, n integer with 2^n a normal number:
    /// the low bits of the shifted number are the biased exponent.
    /// </summary>
    public static abstract TSelf PowerOfTwo(TSelf shifted);

    /// <summary>1.5 2^m + exponent bias, m the number of bits after the leading one (52 for double, 23 for float).</summary>
    public static abstract TSelf PowerOfTwoShift { get; }

    /// <summary>Sum over the lanes, in a fixed order.</summary>
    public static abstract T Sum(TSelf a);
}
