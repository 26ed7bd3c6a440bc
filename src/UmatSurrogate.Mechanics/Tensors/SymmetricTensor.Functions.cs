namespace UmatSurrogate.Mechanics;

// Isotropic tensor functions of a symmetric tensor, f(A) = V diag(f(lambda)) V^T (see SymmetricEigen).
public readonly partial record struct SymmetricTensor
{
    /// <summary>The inverse; components are infinite or NaN if the determinant is zero.</summary>
    public SymmetricTensor Inverse
    {
        get
        {
            double f = 1.0 / Determinant;
            return new(
                f * (S22 * S33 - S23 * S23), f * (S11 * S33 - S13 * S13), f * (S11 * S22 - S12 * S12),
                f * (S13 * S23 - S12 * S33), f * (S12 * S23 - S13 * S22), f * (S12 * S13 - S11 * S23));
        }
    }

    /// <summary>
    /// Largest absolute eigenvalue, max |lambda_i|. Of the difference of two deviatoric Cauchy stresses it is the
    /// stress error of the literature on microstructure-sensitive surrogates.
    /// </summary>
    public double SpectralRadius
    {
        get
        {
            SymmetricEigen.Decompose(this, out double l1, out double l2, out double l3, out _);
            return Math.Max(Math.Abs(l1), Math.Max(Math.Abs(l2), Math.Abs(l3)));
        }
    }

    /// <summary>Tensor exponential, for example the stretch U = exp(E) of the logarithmic strain E.</summary>
    public static SymmetricTensor Exp(in SymmetricTensor a)
    {
        SymmetricEigen.Decompose(a, out double l1, out double l2, out double l3, out Tensor3x3 v);
        return Identity + SymmetricEigen.Compose(ExpMinusOne(l1), ExpMinusOne(l2), ExpMinusOne(l3), v);
    }

    /// <summary>
    /// Tensor logarithm of a positive definite tensor, for example the logarithmic strain ln U. The decomposition is of
    /// A - I, so that the result keeps its relative precision for small strains. NaN if an eigenvalue is negative.
    /// </summary>
    public static SymmetricTensor Log(in SymmetricTensor a)
    {
        SymmetricEigen.Decompose(a - Identity, out double l1, out double l2, out double l3, out Tensor3x3 v);
        return SymmetricEigen.Compose(LogOnePlus(l1), LogOnePlus(l2), LogOnePlus(l3), v);
    }

    /// <summary>Positive semi-definite square root of a positive semi-definite tensor. NaN if an eigenvalue is negative.</summary>
    public static SymmetricTensor Sqrt(in SymmetricTensor a)
    {
        SymmetricEigen.Decompose(a, out double l1, out double l2, out double l3, out Tensor3x3 v);
        return SymmetricEigen.Compose(Math.Sqrt(l1), Math.Sqrt(l2), Math.Sqrt(l3), v);
    }

    /// <summary>
    /// Solves X A + A X = B for the symmetric X, A symmetric positive definite: X_ab = B_ab / (lambda_a + lambda_b)
    /// in the eigenbasis of A. It gives the change of a square root, for example dU of dC = dU U + U dU.
    /// </summary>
    public static SymmetricTensor SolveLyapunov(in SymmetricTensor a, in SymmetricTensor b)
    {
        SymmetricEigen.Decompose(a, out double l1, out double l2, out double l3, out Tensor3x3 v);
        SymmetricTensor h = b.Congruence(v.Transpose);
        SymmetricTensor x = new(
            h.S11 / (2 * l1), h.S22 / (2 * l2), h.S33 / (2 * l3),
            h.S12 / (l1 + l2), h.S13 / (l1 + l3), h.S23 / (l2 + l3));
        return x.Congruence(v);
    }

    /// <summary>ln(1 + x) with full relative precision for small x (Kahan's correction).</summary>
    private static double LogOnePlus(double x)
    {
        double u = 1.0 + x;
        return u == 1.0 ? x : Math.Log(u) * x / (u - 1.0);
    }

    /// <summary>exp(x) - 1 with full relative precision for small x (Kahan's correction).</summary>
    private static double ExpMinusOne(double x)
    {
        double u = Math.Exp(x);
        if (u == 1.0)
            return x;
        double m = u - 1.0;
        return m == -1.0 || double.IsInfinity(u) ? m : m * x / Math.Log(u);
    }
}
