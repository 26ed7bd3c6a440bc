using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>Runs a polycrystal along a path of prescribed deformation gradients.</summary>
public static class PathRunner
{
    /// <summary>
    /// First Piola-Kirchhoff stresses along a path from the initial state (the polycrystal is reset first). All spans have T+1 entries;
    /// entry 0 is the start (F = I expected) and gets the stress of an elastic load to F[0], zero for F = I.
    /// </summary>
    /// <returns>Ok, or the status of the increment that failed; entries of <paramref name="P"/> from there on are not set.</returns>
    public static PointStatus Run(TaylorPolycrystal polycrystal, ReadOnlySpan<double> times_s, ReadOnlySpan<Tensor3x3> F, Span<Tensor3x3> P) =>
        throw new NotImplementedException();
}
