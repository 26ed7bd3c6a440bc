namespace UmatSurrogate.Mechanics;

/// <summary>
/// Conversions between stress measures, all in Pa. F deformation gradient, J = det F > 0 (not checked here),
/// sigma Cauchy, P first Piola-Kirchhoff (force per reference area, dW = P : dF), S second Piola-Kirchhoff,
/// tau = J sigma Kirchhoff, sigma' = R^T sigma R Cauchy stress in the frame rotated by R of F = R U.
/// </summary>
public static class StressMeasures
{
    /// <summary>P = J sigma F^-T.</summary>
    public static Tensor3x3 FirstPiolaFromCauchy(in SymmetricTensor sigma, in Tensor3x3 f) =>
        f.Determinant * (sigma.ToTensor() * f.Inverse.Transpose);

    /// <summary>sigma = P F^T / J, its symmetric part.</summary>
    public static SymmetricTensor CauchyFromFirstPiola(in Tensor3x3 p, in Tensor3x3 f) =>
        (1.0 / f.Determinant) * (p * f.Transpose).Symmetric;

    /// <summary>S = F^-1 P, its symmetric part.</summary>
    public static SymmetricTensor SecondPiolaFromFirstPiola(in Tensor3x3 p, in Tensor3x3 f) => (f.Inverse * p).Symmetric;

    /// <summary>P = F S.</summary>
    public static Tensor3x3 FirstPiolaFromSecondPiola(in SymmetricTensor s, in Tensor3x3 f) => f * s.ToTensor();

    /// <summary>sigma = F S F^T / J.</summary>
    public static SymmetricTensor CauchyFromSecondPiola(in SymmetricTensor s, in Tensor3x3 f) =>
        (1.0 / f.Determinant) * s.Congruence(f);

    /// <summary>S = J F^-1 sigma F^-T.</summary>
    public static SymmetricTensor SecondPiolaFromCauchy(in SymmetricTensor sigma, in Tensor3x3 f) =>
        f.Determinant * sigma.Congruence(f.Inverse);

    /// <summary>tau = J sigma.</summary>
    public static SymmetricTensor KirchhoffFromCauchy(in SymmetricTensor sigma, double j) => j * sigma;

    /// <summary>sigma = tau / J.</summary>
    public static SymmetricTensor CauchyFromKirchhoff(in SymmetricTensor tau, double j) => (1.0 / j) * tau;

    /// <summary>sigma' = R^T sigma R.</summary>
    public static SymmetricTensor RotatedFromCauchy(in SymmetricTensor sigma, in Tensor3x3 r) => sigma.Congruence(r.Transpose);

    /// <summary>sigma = R sigma' R^T.</summary>
    public static SymmetricTensor CauchyFromRotated(in SymmetricTensor rotated, in Tensor3x3 r) => rotated.Congruence(r);
}
