using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// The deviatoric strain increment between two isochoric stretches, D = dev sym((Ub1 - Ub0) Ub0^-1), a 5-vector of
/// <see cref="DeviatoricVector"/>, linear in Ub1; its Frobenius norm x is the step length.
/// </summary>
public static class StrainIncrement
{
    /// <summary>D from the difference Ub1 - Ub0 and the inverse of Ub0.</summary>
    public static DeviatoricVector Between(in SymmetricTensor difference, in SymmetricTensor inverse0) =>
        DeviatoricVector.FromTensor((difference.ToTensor() * inverse0.ToTensor()).Symmetric);

    /// <summary>
    /// Change of D for changes of both stretches: dev sym(d(Ub1 - Ub0) Ub0^-1 - (Ub1 - Ub0) Ub0^-1 dUb0 Ub0^-1).
    /// </summary>
    public static DeviatoricVector Derivative(
        in SymmetricTensor difference, in SymmetricTensor inverse0, in SymmetricTensor dDifference, in SymmetricTensor dStretch0)
    {
        if (dStretch0 == SymmetricTensor.Zero) // the start is held: the first sub-step
            return Between(dDifference, inverse0);
        Tensor3x3 inverse = inverse0.ToTensor();
        Tensor3x3 change = dDifference.ToTensor() - difference.ToTensor() * inverse * dStretch0.ToTensor();
        return DeviatoricVector.FromTensor((change * inverse).Symmetric);
    }
}
