namespace UmatSurrogate.Mechanics;

/// <summary>
/// Right polar decomposition F = R U, R a rotation, U symmetric positive definite, by Higham's scaled Newton iteration
/// (Higham 1986, SIAM J. Sci. Stat. Comput. 7, 1160, doi:10.1137/0907079):
/// X_(k+1) = (g X_k + X_k^-T / g)/2, X_0 = F, g = sqrt(|X^-T|/|X|) (Frobenius norms), which converges quadratically to R;
/// then U = sym(R^T F). No eigenvalues are involved, so that equal stretches are no special case.
/// Kernel-safe: no allocation, no arrays, no exceptions.
/// </summary>
public static class PolarDecomposition
{
    // From condition 1e15 scaled Newton needs 9 iterations (Higham, Functions of Matrices, section 8.9).
    private const int MaximumIterations = 20;

    /// <summary>Decomposes a deformation gradient.</summary>
    /// <param name="f">Deformation gradient, dimensionless.</param>
    /// <param name="r">Rotation; identity if the status is not Ok.</param>
    /// <param name="u">Right stretch, error about 1e-15 |U|; identity if the status is not Ok.</param>
    /// <returns>
    /// Ok, NonFiniteInput, NonPositiveVolume if det F is not positive, or NotConverged (F singular to working precision).
    /// </returns>
    public static PointStatus Right(in Tensor3x3 f, out Tensor3x3 r, out SymmetricTensor u)
    {
        r = Tensor3x3.Identity;
        u = SymmetricTensor.Identity;
        if (!f.IsFinite)
            return PointStatus.NonFiniteInput;
        double scale = f.Norm;
        if (!(scale > 0.0) || double.IsInfinity(scale))
            return PointStatus.NonPositiveVolume;
        Tensor3x3 x = (1.0 / scale) * f;
        for (int iteration = 0; iteration < MaximumIterations; iteration++)
        {
            double det = x.Determinant;
            if (!(det > 0.0))
                return PointStatus.NonPositiveVolume;
            Tensor3x3 inverseTranspose = x.Inverse.Transpose;
            double g = Math.Sqrt(inverseTranspose.Norm / x.Norm);
            // Near the rotation g - 1 is of the order of the squared distance, and the scaling stops to matter.
            if (Math.Abs(g - 1.0) < 1e-2)
                g = 1.0;
            Tensor3x3 next = (0.5 * g) * x + (0.5 / g) * inverseTranspose;
            double change = (next - x).Norm;
            x = next;
            // Quadratic convergence: a last change below 1e-8 leaves an error of 1e-16.
            if (g == 1.0 && change < 1e-8)
            {
                r = x;
                u = (x.Transpose * f).Symmetric;
                return PointStatus.Ok;
            }
        }
        return PointStatus.NotConverged;
    }
}
