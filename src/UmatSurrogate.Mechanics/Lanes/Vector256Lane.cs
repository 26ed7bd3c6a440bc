using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace UmatSurrogate.Mechanics;

/// <summary>Four points side by side in one 256-bit register. A mask has all bits of a point set or clear.</summary>
public unsafe struct Vector256Lane : ILane<Vector256Lane>
{
    private Vector256<double> _value;

    public static int Width => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane All(double value)
    {
        Vector256Lane r;
        r._value = Vector256.Create(value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Load(double* source)
    {
        Vector256Lane r;
        r._value = Vector256.Load(source);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(double* target, Vector256Lane value) => value._value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane operator +(Vector256Lane a, Vector256Lane b)
    {
        Vector256Lane r;
        r._value = a._value + b._value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane operator -(Vector256Lane a, Vector256Lane b)
    {
        Vector256Lane r;
        r._value = a._value - b._value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane operator *(Vector256Lane a, Vector256Lane b)
    {
        Vector256Lane r;
        r._value = a._value * b._value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane operator /(Vector256Lane a, Vector256Lane b)
    {
        Vector256Lane r;
        r._value = a._value / b._value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane operator -(Vector256Lane a)
    {
        Vector256Lane r;
        r._value = -a._value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane MultiplyAdd(Vector256Lane a, Vector256Lane b, Vector256Lane c)
    {
        Vector256Lane r;
        r._value = Vector256.FusedMultiplyAdd(a._value, b._value, c._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane NegateMultiplyAdd(Vector256Lane a, Vector256Lane b, Vector256Lane c)
    {
        Vector256Lane r;
        r._value = Vector256.FusedMultiplyAdd(-a._value, b._value, c._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Abs(Vector256Lane a)
    {
        Vector256Lane r;
        r._value = Vector256.Abs(a._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Max(Vector256Lane a, Vector256Lane b)
    {
        Vector256Lane r;
        r._value = Vector256.MaxNative(a._value, b._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Min(Vector256Lane a, Vector256Lane b)
    {
        Vector256Lane r;
        r._value = Vector256.MinNative(a._value, b._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane CopySign(Vector256Lane magnitude, Vector256Lane sign)
    {
        Vector256Lane r;
        r._value = Vector256.CopySign(magnitude._value, sign._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Sqrt(Vector256Lane a)
    {
        Vector256Lane r;
        r._value = Vector256.Sqrt(a._value);
        return r;
    }

    public static Vector256Lane Exp(Vector256Lane a)
    {
        Vector256Lane r;
        r._value = Vector256.Exp(a._value);
        return r;
    }

    public static Vector256Lane Log(Vector256Lane a)
    {
        Vector256Lane r;
        r._value = Vector256.Log(a._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Less(Vector256Lane a, Vector256Lane b)
    {
        Vector256Lane r;
        r._value = Vector256.LessThan(a._value, b._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane LessOrEqual(Vector256Lane a, Vector256Lane b)
    {
        Vector256Lane r;
        r._value = Vector256.LessThanOrEqual(a._value, b._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Both(Vector256Lane a, Vector256Lane b)
    {
        Vector256Lane r;
        r._value = a._value & b._value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Either(Vector256Lane a, Vector256Lane b)
    {
        Vector256Lane r;
        r._value = a._value | b._value;
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane ButNot(Vector256Lane a, Vector256Lane b)
    {
        Vector256Lane r;
        r._value = Vector256.AndNot(a._value, b._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lane Choose(Vector256Lane mask, Vector256Lane whereTrue, Vector256Lane whereFalse)
    {
        Vector256Lane r;
        r._value = Vector256.ConditionalSelect(mask._value, whereTrue._value, whereFalse._value);
        return r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Vector256Lane mask) => mask._value.AsInt64() != Vector256<long>.Zero;
}
