using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>The isochoric part of a stretch, Ub = J^(-1/3) U with J = det U.</summary>
public static class IsochoricStretch
{
    /// <summary>Ub from the right stretch U (det U must be positive).</summary>
    public static SymmetricTensor FromStretch(in SymmetricTensor u) => 1.0 / Math.Cbrt(u.Determinant) * u;
}
