using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Gpu;

/// <summary>
/// One point in a kernel: the law's scalar instance with the operations that ILGPU does not know by their .NET names taken from
/// <see cref="DeviceMath"/>. A mask is 1 or 0. In memory it is one double, as <see cref="ScalarLane"/> is.
/// </summary>
public readonly unsafe struct DeviceLane(double value) : ILane<DeviceLane>
{
    private readonly double _value = value;

    /// <summary>The number.</summary>
    public double Value => _value;

    public static int Width => 1;

    public static DeviceLane All(double value) => new(value);

    public static DeviceLane Load(double* source) => new(*source);

    public static void Store(double* target, DeviceLane value) => *target = value._value;

    public static DeviceLane operator +(DeviceLane a, DeviceLane b) => new(a._value + b._value);

    public static DeviceLane operator -(DeviceLane a, DeviceLane b) => new(a._value - b._value);

    public static DeviceLane operator *(DeviceLane a, DeviceLane b) => new(a._value * b._value);

    public static DeviceLane operator /(DeviceLane a, DeviceLane b) => new(a._value / b._value);

    public static DeviceLane operator -(DeviceLane a) => new(-a._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DeviceLane MultiplyAdd(DeviceLane a, DeviceLane b, DeviceLane c) =>
        new(DeviceMath.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DeviceLane NegateMultiplyAdd(DeviceLane a, DeviceLane b, DeviceLane c) =>
        new(DeviceMath.FusedMultiplyAdd(-a._value, b._value, c._value));

    public static DeviceLane Abs(DeviceLane a) => new(Math.Abs(a._value));

    public static DeviceLane Max(DeviceLane a, DeviceLane b) => new(a._value > b._value ? a._value : b._value);

    public static DeviceLane Min(DeviceLane a, DeviceLane b) => new(a._value < b._value ? a._value : b._value);

    public static DeviceLane CopySign(DeviceLane magnitude, DeviceLane sign) => new(DeviceMath.CopySign(magnitude._value, sign._value));

    public static DeviceLane Sqrt(DeviceLane a) => new(Math.Sqrt(a._value));

    public static DeviceLane Exp(DeviceLane a) => new(DeviceMath.Exp(a._value));

    public static DeviceLane Log(DeviceLane a) => new(DeviceMath.Log(a._value));

    public static DeviceLane Less(DeviceLane a, DeviceLane b) => new(a._value < b._value ? 1.0 : 0.0);

    public static DeviceLane LessOrEqual(DeviceLane a, DeviceLane b) => new(a._value <= b._value ? 1.0 : 0.0);

    public static DeviceLane Both(DeviceLane a, DeviceLane b) => new(a._value * b._value);

    public static DeviceLane Either(DeviceLane a, DeviceLane b) => new(a._value + b._value > 0.0 ? 1.0 : 0.0);

    public static DeviceLane ButNot(DeviceLane a, DeviceLane b) => new(a._value * (1.0 - b._value));

    public static DeviceLane Choose(DeviceLane mask, DeviceLane whereTrue, DeviceLane whereFalse) =>
        mask._value != 0.0 ? whereTrue : whereFalse;

    public static bool Any(DeviceLane mask) => mask._value != 0.0;
}
