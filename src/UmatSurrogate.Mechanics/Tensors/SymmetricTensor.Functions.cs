namespace UmatSurrogate.Mechanics;

// Isotropic tensor functions of a symmetric tensor, f(A) = V diag(f(lambda)) V^T.
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

    /// <summary>
    /// Tensor exponential, for example the stretch U = exp(E) of the logarithmic strain E. With the deviator S = A - m I,
    /// m = tr(A)/3: exp(A) = e^m exp(S), and up to |S| = 1 the power series of exp(S) is summed by Horner's rule on the
    /// coefficients of I, S and S^2, since S^3 = p S + q I with p = S:S/2 and q = det S (Cayley and Hamilton); beyond by
    /// the eigen-decomposition.
    /// </summary>
    public static SymmetricTensor Exp(in SymmetricTensor a)
    {
        double m = a.Trace / 3.0;
        SymmetricTensor s = a.Deviator;
        double norm = s.Norm;
        if (!(norm <= 1.0))
        {
            SymmetricEigen.Decompose(a, out double l1, out double l2, out double l3, out Tensor3x3 v);
            return SymmetricEigen.Compose(Math.Exp(l1), Math.Exp(l2), Math.Exp(l3), v);
        }
        // The eigenvalues of a deviator are at most sqrt(2/3) |S|: the first term left out is below 4e-18.
        int terms = norm <= 0.1 ? 9 : norm <= 0.5 ? 14 : 18;
        double p = 0.5 * norm * norm, q = s.Determinant;
        double c0 = 1.0, c1 = 0.0, c2 = 0.0;
        for (int n = terms; n >= 1; n--)
        {
            double f = 1.0 / n;
            (c0, c1, c2) = (1.0 + f * q * c2, f * (c0 + p * c2), f * c1);
        }
        double e = Math.Exp(m);
        SymmetricTensor square = new(
            s.S11 * s.S11 + s.S12 * s.S12 + s.S13 * s.S13,
            s.S12 * s.S12 + s.S22 * s.S22 + s.S23 * s.S23,
            s.S13 * s.S13 + s.S23 * s.S23 + s.S33 * s.S33,
            s.S12 * (s.S11 + s.S22) + s.S13 * s.S23,
            s.S13 * (s.S11 + s.S33) + s.S12 * s.S23,
            s.S23 * (s.S22 + s.S33) + s.S12 * s.S13);
        return (e * c0) * Identity + (e * c1) * s + (e * c2) * square;
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
}
