using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace UmatSurrogate.Mechanics;

/// <summary>Eight points side by side in one 512-bit register. A mask has all bits of a point set or clear.</summary>
public unsafe struct Vector512Lane : ILane<Vector512Lane>
{
    private Vector512<double> _value;

    public static int Width => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane All(double value)
    {
        Vector512Lane r;
        r._value = Vector512.Create(value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane Load(double* source)
    {
        Vector512Lane r;
        r._value = Vector512.Load(source);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(double* target, Vector512Lane value) => value._value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane operator +(Vector512Lane a, Vector512Lane b)
    {
        Vector512Lane r;
        r._value = a._value + b._value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane operator -(Vector512Lane a, Vector512Lane b)
    {
        Vector512Lane r;
        r._value = a._value - b._value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane operator *(Vector512Lane a, Vector512Lane b)
    {
        Vector512Lane r;
        r._value = a._value * b._value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane operator /(Vector512Lane a, Vector512Lane b)
    {
        Vector512Lane r;
        r._value = a._value / b._value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane operator -(Vector512Lane a)
    {
        Vector512Lane r;
        r._value = -a._value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane MultiplyAdd(Vector512Lane a, Vector512Lane b, Vector512Lane c)
    {
        Vector512Lane r;
        r._value = Vector512.FusedMultiplyAdd(a._value, b._value, c._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane NegateMultiplyAdd(Vector512Lane a, Vector512Lane b, Vector512Lane c)
    {
        Vector512Lane r;
        r._value = Vector512.FusedMultiplyAdd(-a._value, b._value, c._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane Abs(Vector512Lane a)
    {
        Vector512Lane r;
        r._value = Vector512.Abs(a._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane Max(Vector512Lane a, Vector512Lane b)
    {
        Vector512Lane r;
        r._value = Vector512.MaxNative(a._value, b._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane Min(Vector512Lane a, Vector512Lane b)
    {
        Vector512Lane r;
        r._value = Vector512.MinNative(a._value, b._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane CopySign(Vector512Lane magnitude, Vector512Lane sign)
    {
        Vector512Lane r;
        r._value = Vector512.CopySign(magnitude._value, sign._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane Sqrt(Vector512Lane a)
    {
        Vector512Lane r;
        r._value = Vector512.Sqrt(a._value);
        return r;
    }

    public static Vector512Lane Exp(Vector512Lane a)
    {
        Vector512Lane r;
        r._value = Vector512.Exp(a._value);
        return r;
    }

    public static Vector512Lane Log(Vector512Lane a)
    {
        Vector512Lane r;
        r._value = Vector512.Log(a._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane Less(Vector512Lane a, Vector512Lane b)
    {
        Vector512Lane r;
        r._value = Vector512.LessThan(a._value, b._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane LessOrEqual(Vector512Lane a, Vector512Lane b)
    {
        Vector512Lane r;
        r._value = Vector512.LessThanOrEqual(a._value, b._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane Both(Vector512Lane a, Vector512Lane b)
    {
        Vector512Lane r;
        r._value = a._value & b._value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane Either(Vector512Lane a, Vector512Lane b)
    {
        Vector512Lane r;
        r._value = a._value | b._value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane ButNot(Vector512Lane a, Vector512Lane b)
    {
        Vector512Lane r;
        r._value = Vector512.AndNot(a._value, b._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lane Choose(Vector512Lane mask, Vector512Lane whereTrue, Vector512Lane whereFalse)
    {
        Vector512Lane r;
        r._value = Vector512.ConditionalSelect(mask._value, whereTrue._value, whereFalse._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Vector512Lane mask) => mask._value.AsInt64() != Vector512<long>.Zero;
}
