using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>Runs a polycrystal along a path of prescribed deformation gradients.</summary>
public static class PathRunner
{
    /// <summary>
    /// First Piola-Kirchhoff stresses [Pa] along a path from the initial state (the polycrystal is reset first). All spans have T+1 entries.
    /// Entry 0 is the start: F[0] = I is the undeformed, stress-free state; any other F[0] is reached elastically (in no time).
    /// </summary>
    /// <returns>Ok, or the status of the increment that failed; <paramref name="P"/> is zero from there on.</returns>
    public static PointStatus Run(TaylorPolycrystal polycrystal, ReadOnlySpan<double> times_s, ReadOnlySpan<Tensor3x3> F, Span<Tensor3x3> P)
    {
        ArgumentNullException.ThrowIfNull(polycrystal);
        if (times_s.Length == 0 || F.Length != times_s.Length || P.Length != times_s.Length)
            throw new ArgumentException(
                $"A path needs as many times as deformation gradients and stresses; got {times_s.Length}, {F.Length} and {P.Length}.", nameof(F));
        P.Clear();
        polycrystal.Reset();
        for (int i = 0; i < times_s.Length; i++)
        {
            if (i == 0 && F[0] == Tensor3x3.Identity)
                continue;
            PointStatus status = polycrystal.Evaluate(F[i], i == 0 ? 0.0 : times_s[i] - times_s[i - 1], out P[i]);
            if (status != PointStatus.Ok)
                return status;
            polycrystal.Commit();
        }

        return PointStatus.Ok;
    }
}
