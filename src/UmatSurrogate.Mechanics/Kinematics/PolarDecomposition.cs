namespace UmatSurrogate.Mechanics;

/// <summary>
/// Right polar decomposition F = R U, R a rotation, U symmetric positive definite, by Higham's scaled Newton iteration
/// (Higham 1986, SIAM J. Sci. Stat. Comput. 7, 1160, doi:10.1137/0907079):
/// X_(k+1) = (g X_k + X_k^-T / g)/2, X_0 = F, g = sqrt(|X^-T|/|X|) (Frobenius norms), which converges quadratically to R.
/// One correction by a small rotation then makes B = R^T F symmetric to machine precision, and U = sym(B).
/// No eigenvalues are involved, so that equal stretches are no special case.
/// Kernel-safe: no allocation, no arrays, no exceptions.
/// </summary>
public static class PolarDecomposition
{
    // From condition 1e15 scaled Newton needs 9 iterations (Higham, Functions of Matrices, section 8.9).
    private const int MaximumIterations = 20;

    // |R U - F| / |F| of an accepted result. Rounding leaves some 1e-16; more means that F is singular to working precision.
    private const double ResidualTolerance = 1e-13;

    /// <summary>Decomposes a deformation gradient.</summary>
    /// <param name="f">Deformation gradient, dimensionless.</param>
    /// <param name="r">Rotation; identity if the status is not Ok.</param>
    /// <param name="u">Right stretch, error below 2e-15 |U| for ratios of stretches up to 1e6; identity if the status is not Ok.</param>
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
        if (double.IsInfinity(scale))
            return PointStatus.NonFiniteInput;
        if (!(scale > 0.0))
            return PointStatus.NonPositiveVolume;
        PointStatus status = NearestRotation((1.0 / scale) * f, out Tensor3x3 x);
        if (status != PointStatus.Ok)
            return status;
        x *= SymmetrisingRotation(x.Transpose * f);
        SymmetricTensor stretch = (x.Transpose * f).Symmetric;
        if (!((x * stretch.ToTensor() - f).Norm <= ResidualTolerance * scale))
            return PointStatus.NotConverged;
        (r, u) = (x, stretch);
        return PointStatus.Ok;
    }

    private static PointStatus NearestRotation(in Tensor3x3 f, out Tensor3x3 x)
    {
        x = f;
        for (int iteration = 0; iteration < MaximumIterations; iteration++)
        {
            if (!(x.Determinant > 0.0))
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
                return PointStatus.Ok;
        }
        return PointStatus.NotConverged;
    }

    /// <summary>
    /// The small rotation Q = I + W + W^2/2 that makes Q^T B symmetric: with the axial vectors w of W and b of B - B^T,
    /// W U + U W = B - B^T reads (tr(U) I - U) w = b, U = sym(B). It removes the loss of precision of the inverses above.
    /// </summary>
    private static Tensor3x3 SymmetrisingRotation(in Tensor3x3 b)
    {
        SymmetricTensor u = b.Symmetric;
        double trace = u.Trace;
        SymmetricTensor m = new SymmetricTensor(trace - u.S11, trace - u.S22, trace - u.S33, -u.S12, -u.S13, -u.S23).Inverse;
        double b1 = b.M32 - b.M23, b2 = b.M13 - b.M31, b3 = b.M21 - b.M12;
        double w1 = m.S11 * b1 + m.S12 * b2 + m.S13 * b3;
        double w2 = m.S12 * b1 + m.S22 * b2 + m.S23 * b3;
        double w3 = m.S13 * b1 + m.S23 * b2 + m.S33 * b3;
        Tensor3x3 w = new(0, -w3, w2, w3, 0, -w1, -w2, w1, 0);
        return Tensor3x3.Identity + w + 0.5 * (w * w);
    }
}
