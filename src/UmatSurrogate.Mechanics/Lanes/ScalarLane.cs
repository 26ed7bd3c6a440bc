using System.Runtime.CompilerServices;

namespace UmatSurrogate.Mechanics;

/// <summary>One point: the scalar instance of the law. A mask is 1 or 0.</summary>
public unsafe struct ScalarLane : ILane<ScalarLane>
{
    private double _value;

    public static int Width => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane All(double value)
    {
        ScalarLane r;
        r._value = value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Load(double* source)
    {
        ScalarLane r;
        r._value = *source;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(double* target, ScalarLane value) => *target = value._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane operator +(ScalarLane a, ScalarLane b)
    {
        ScalarLane r;
        r._value = a._value + b._value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane operator -(ScalarLane a, ScalarLane b)
    {
        ScalarLane r;
        r._value = a._value - b._value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane operator *(ScalarLane a, ScalarLane b)
    {
        ScalarLane r;
        r._value = a._value * b._value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane operator /(ScalarLane a, ScalarLane b)
    {
        ScalarLane r;
        r._value = a._value / b._value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane operator -(ScalarLane a)
    {
        ScalarLane r;
        r._value = -a._value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane MultiplyAdd(ScalarLane a, ScalarLane b, ScalarLane c)
    {
        ScalarLane r;
        r._value = Math.FusedMultiplyAdd(a._value, b._value, c._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane NegateMultiplyAdd(ScalarLane a, ScalarLane b, ScalarLane c)
    {
        ScalarLane r;
        r._value = Math.FusedMultiplyAdd(-a._value, b._value, c._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Abs(ScalarLane a)
    {
        ScalarLane r;
        r._value = Math.Abs(a._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Max(ScalarLane a, ScalarLane b)
    {
        ScalarLane r;
        r._value = a._value > b._value ? a._value : b._value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Min(ScalarLane a, ScalarLane b)
    {
        ScalarLane r;
        r._value = a._value < b._value ? a._value : b._value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane CopySign(ScalarLane magnitude, ScalarLane sign)
    {
        ScalarLane r;
        r._value = Math.CopySign(magnitude._value, sign._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Sqrt(ScalarLane a)
    {
        ScalarLane r;
        r._value = Math.Sqrt(a._value);
        return r;
    }

    public static ScalarLane Exp(ScalarLane a)
    {
        ScalarLane r;
        r._value = Math.Exp(a._value);
        return r;
    }

    public static ScalarLane Log(ScalarLane a)
    {
        ScalarLane r;
        r._value = Math.Log(a._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Less(ScalarLane a, ScalarLane b)
    {
        ScalarLane r;
        r._value = a._value < b._value ? 1.0 : 0.0;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane LessOrEqual(ScalarLane a, ScalarLane b)
    {
        ScalarLane r;
        r._value = a._value <= b._value ? 1.0 : 0.0;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Both(ScalarLane a, ScalarLane b)
    {
        ScalarLane r;
        r._value = a._value * b._value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Either(ScalarLane a, ScalarLane b)
    {
        ScalarLane r;
        r._value = a._value + b._value > 0.0 ? 1.0 : 0.0;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane ButNot(ScalarLane a, ScalarLane b)
    {
        ScalarLane r;
        r._value = a._value * (1.0 - b._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Choose(ScalarLane mask, ScalarLane whereTrue, ScalarLane whereFalse) =>
        mask._value != 0.0 ? whereTrue : whereFalse;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(ScalarLane mask) => mask._value != 0.0;
}
