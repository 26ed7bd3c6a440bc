using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// The five directions V_k in which an isochoric stretch can move, and the coordinates in them of a change of U.
/// <code>
/// V_k = E_k - (tr(Ub^-1 E_k)/3) Ub        (E_k the basis of <see cref="DeviatoricVector"/>; tr(Ub^-1 V_k) = 0)
/// dUb = J^(-1/3) (dU - (tr(U^-1 dU)/3) U) = sum_k c_k V_k,   c_k = E_k : dUb - (E_k : Ub) tr(dUb)/tr(Ub)
/// </code>
/// Five network directions instead of six, and the volumetric direction exact.
/// </summary>
internal static class StretchDirections
{
    public const int Count = 5;

    /// <summary>The direction V_k at Ub.</summary>
    public static SymmetricTensor Direction(in SymmetricTensor isochoric, in SymmetricTensor inverse, int k)
    {
        SymmetricTensor basis = Basis(k).ToTensor();
        return basis - SymmetricTensor.DoubleContract(inverse, basis) / 3.0 * isochoric;
    }

    /// <summary>The symmetric tensor with one unit component (both of a pair off the diagonal).</summary>
    public static SymmetricTensor UnitComponent(int component) => new(
        component == 0 ? 1 : 0, component == 1 ? 1 : 0, component == 2 ? 1 : 0,
        component == 3 ? 1 : 0, component == 4 ? 1 : 0, component == 5 ? 1 : 0);

    /// <summary>The k-th unit vector: E_k.</summary>
    public static DeviatoricVector Basis(int k) => new(k == 0 ? 1 : 0, k == 1 ? 1 : 0, k == 2 ? 1 : 0, k == 3 ? 1 : 0, k == 4 ? 1 : 0);
}

/// <summary>
/// Coordinates c_k (5) in the directions V_k of the change of Ub under a unit change of one component of U: everything that the
/// six components share is computed once.
/// </summary>
internal readonly struct StretchCoordinates
{
    private readonly SymmetricTensor _inverse;
    private readonly DeviatoricVector _stretch;
    private readonly DeviatoricVector _isochoric;
    private readonly double _trace;
    private readonly double _isochoricTrace;
    private readonly double _scale;

    /// <param name="stretch">U.</param>
    /// <param name="inverse">U^-1.</param>
    /// <param name="j">det U.</param>
    /// <param name="isochoric">Ub.</param>
    public StretchCoordinates(in SymmetricTensor stretch, in SymmetricTensor inverse, double j, in SymmetricTensor isochoric)
    {
        _inverse = inverse;
        _stretch = DeviatoricVector.FromTensor(stretch);
        _isochoric = DeviatoricVector.FromTensor(isochoric);
        _trace = stretch.Trace;
        _isochoricTrace = isochoric.Trace;
        _scale = 1.0 / Math.Cbrt(j);
    }

    /// <summary>c_k for a component (order 11, 22, 33, 12, 13, 23; an off-diagonal one moves both U_ij and U_ji).</summary>
    /// <param name="component">Index of the component.</param>
    /// <param name="dLogJ">tr(U^-1 dU), the change of ln J.</param>
    public DeviatoricVector Of(int component, out double dLogJ)
    {
        SymmetricTensor du = StretchDirections.UnitComponent(component);
        dLogJ = SymmetricTensor.DoubleContract(_inverse, du);
        double third = dLogJ / 3.0;
        double trace = _scale * (du.Trace - third * _trace);
        return _scale * (DeviatoricVector.FromTensor(du) - third * _stretch) - trace / _isochoricTrace * _isochoric;
    }
}
