using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

internal static unsafe class LaneSum
{
    /// <summary>Sum over the points of a bundle, in their order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of<TLane>(TLane value) where TLane : unmanaged, ILane<TLane>
    {
        double* points = stackalloc double[8];
        TLane.Store(points, value);
        double sum = points[0];
        for (int i = 1; i < TLane.Width; i++)
            sum += points[i];
        return sum;
    }
}
