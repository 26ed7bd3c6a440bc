using System.Runtime.Intrinsics;

namespace UmatSurrogate.Recurrent;

/// <summary>Chooses the vector width. Under the just-in-time compiler and in each ahead-of-time build the tests are constants.</summary>
internal static class LaneWidth
{
    public static VectorWidth Best =>
        Vector512.IsHardwareAccelerated ? VectorWidth.Bits512
        : Vector256.IsHardwareAccelerated ? VectorWidth.Bits256
        : VectorWidth.Bits128;

    /// <summary>The width asked for, or the best one; a width beyond the hardware works but is slow.</summary>
    public static VectorWidth Resolve(VectorWidth width) => width == VectorWidth.Automatic ? Best : width;
}
