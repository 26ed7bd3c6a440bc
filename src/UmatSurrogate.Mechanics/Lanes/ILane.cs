namespace UmatSurrogate.Mechanics;

/// <summary>
/// A bundle of <see cref="Width"/> doubles on which every operation acts point by point. The constitutive law is written once over this
/// interface: one double is the scalar law, eight in a 512-bit register are eight material points side by side.
/// A comparison gives a mask, itself a lane, that only <see cref="Choose"/> and the mask operations may read.
/// Every implementation rounds alike (multiply-add is fused everywhere), so all of them agree to the last bit except in
/// <see cref="Exp"/> and <see cref="Log"/>, which may differ in the last place.
/// </summary>
public unsafe interface ILane<TSelf> where TSelf : unmanaged, ILane<TSelf>
{
    /// <summary>Number of points in a bundle.</summary>
    public static abstract int Width { get; }

    /// <summary>The same value at every point.</summary>
    public static abstract TSelf All(double value);

    /// <summary>Reads <see cref="Width"/> successive doubles.</summary>
    public static abstract TSelf Load(double* source);

    /// <summary>Writes <see cref="Width"/> successive doubles.</summary>
    public static abstract void Store(double* target, TSelf value);

    public static abstract TSelf operator +(TSelf a, TSelf b);

    public static abstract TSelf operator -(TSelf a, TSelf b);

    public static abstract TSelf operator *(TSelf a, TSelf b);

    public static abstract TSelf operator /(TSelf a, TSelf b);

    public static abstract TSelf operator -(TSelf a);

    /// <summary>a b + c, rounded once.</summary>
    public static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>c - a b, rounded once.</summary>
    public static abstract TSelf NegateMultiplyAdd(TSelf a, TSelf b, TSelf c);

    public static abstract TSelf Abs(TSelf a);

    /// <summary>The larger of two numbers, neither of them NaN.</summary>
    public static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>The smaller of two numbers, neither of them NaN.</summary>
    public static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>|magnitude| with the sign of <paramref name="sign"/>.</summary>
    public static abstract TSelf CopySign(TSelf magnitude, TSelf sign);

    /// <summary>Square root.</summary>
    public static abstract TSelf Sqrt(TSelf a);

    /// <summary>Natural exponential.</summary>
    public static abstract TSelf Exp(TSelf a);

    /// <summary>Natural logarithm of a positive number.</summary>
    public static abstract TSelf Log(TSelf a);

    /// <summary>Mask: a is smaller than b (false for NaN).</summary>
    public static abstract TSelf Less(TSelf a, TSelf b);

    /// <summary>Mask: a is smaller than b or equal to it (false for NaN).</summary>
    public static abstract TSelf LessOrEqual(TSelf a, TSelf b);

    /// <summary>Mask: both.</summary>
    public static abstract TSelf Both(TSelf a, TSelf b);

    /// <summary>Mask: either.</summary>
    public static abstract TSelf Either(TSelf a, TSelf b);

    /// <summary>Mask: the first and not the second.</summary>
    public static abstract TSelf ButNot(TSelf a, TSelf b);

    /// <summary>At each point <paramref name="whereTrue"/> or <paramref name="whereFalse"/>.</summary>
    public static abstract TSelf Choose(TSelf mask, TSelf whereTrue, TSelf whereFalse);

    /// <summary>Whether a mask is set at any point.</summary>
    public static abstract bool Any(TSelf mask);
}
