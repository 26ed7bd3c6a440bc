namespace UmatSurrogate.Mechanics;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric tensor, A = V diag(L1, L2, L3) V^T, by the cyclic Jacobi method
/// (Golub and Van Loan, Matrix Computations, section 8.5). Unlike the closed form by the roots of the characteristic
/// polynomial it stays accurate at equal and nearly equal eigenvalues: errors are of the order of
/// machine precision times |A|, and V is orthogonal to machine precision.
/// Eigenvalues are not sorted. Kernel-safe: no allocation, no arrays, no exceptions.
/// </summary>
public static class SymmetricEigen
{
    private const int MaximumSweeps = 30;

    /// <summary>Decomposes <paramref name="a"/>.</summary>
    /// <param name="a">Symmetric tensor; components must be finite (otherwise the result is not meaningful).</param>
    /// <param name="l1">Eigenvalue of the first column of <paramref name="v"/>.</param>
    /// <param name="l2">Eigenvalue of the second column of <paramref name="v"/>.</param>
    /// <param name="l3">Eigenvalue of the third column of <paramref name="v"/>.</param>
    /// <param name="v">Orthogonal tensor whose columns are the eigenvectors.</param>
    public static void Decompose(in SymmetricTensor a, out double l1, out double l2, out double l3, out Tensor3x3 v)
    {
        double a11 = a.S11, a22 = a.S22, a33 = a.S33, a12 = a.S12, a13 = a.S13, a23 = a.S23;
        double v11 = 1, v12 = 0, v13 = 0, v21 = 0, v22 = 1, v23 = 0, v31 = 0, v32 = 0, v33 = 1;
        for (int sweep = 0; sweep < MaximumSweeps; sweep++)
        {
            double off = Math.Abs(a12) + Math.Abs(a13) + Math.Abs(a23);
            double diagonal = Math.Abs(a11) + Math.Abs(a22) + Math.Abs(a33);
            // Convergence is quadratic, so that stopping at 1e-18 of the diagonal loses nothing of double precision.
            if (!(off > 1e-18 * diagonal))
                break;
            Rotate(ref a11, ref a22, ref a12, ref a13, ref a23, ref v11, ref v12, ref v21, ref v22, ref v31, ref v32);
            Rotate(ref a11, ref a33, ref a13, ref a12, ref a23, ref v11, ref v13, ref v21, ref v23, ref v31, ref v33);
            Rotate(ref a22, ref a33, ref a23, ref a12, ref a13, ref v12, ref v13, ref v22, ref v23, ref v32, ref v33);
        }
        (l1, l2, l3) = (a11, a22, a33);
        v = new(v11, v12, v13, v21, v22, v23, v31, v32, v33);
    }

    /// <summary>The tensor V diag(l1, l2, l3) V^T.</summary>
    public static SymmetricTensor Compose(double l1, double l2, double l3, in Tensor3x3 v) => new(
        l1 * v.M11 * v.M11 + l2 * v.M12 * v.M12 + l3 * v.M13 * v.M13,
        l1 * v.M21 * v.M21 + l2 * v.M22 * v.M22 + l3 * v.M23 * v.M23,
        l1 * v.M31 * v.M31 + l2 * v.M32 * v.M32 + l3 * v.M33 * v.M33,
        l1 * v.M11 * v.M21 + l2 * v.M12 * v.M22 + l3 * v.M13 * v.M23,
        l1 * v.M11 * v.M31 + l2 * v.M12 * v.M32 + l3 * v.M13 * v.M33,
        l1 * v.M21 * v.M31 + l2 * v.M22 * v.M32 + l3 * v.M23 * v.M33);

    /// <summary>
    /// One Jacobi rotation in the plane (p, q) that makes a_pq zero; a_pr and a_qr are the couplings with the third
    /// axis r, (v_ip, v_iq) the two columns of the eigenvector matrix.
    /// </summary>
    private static void Rotate(
        ref double app, ref double aqq, ref double apq, ref double apr, ref double aqr,
        ref double v1p, ref double v1q, ref double v2p, ref double v2q, ref double v3p, ref double v3q)
    {
        if (apq == 0.0)
            return;
        double theta = (aqq - app) / (2.0 * apq);
        double t = (theta >= 0 ? 1.0 : -1.0) / (Math.Abs(theta) + Math.Sqrt(1.0 + theta * theta));
        double c = 1.0 / Math.Sqrt(1.0 + t * t);
        double s = t * c;
        app -= t * apq;
        aqq += t * apq;
        apq = 0.0;
        (apr, aqr) = (c * apr - s * aqr, s * apr + c * aqr);
        (v1p, v1q) = (c * v1p - s * v1q, s * v1p + c * v1q);
        (v2p, v2q) = (c * v2p - s * v2q, s * v2p + c * v2q);
        (v3p, v3q) = (c * v3p - s * v3q, s * v3p + c * v3q);
    }
}
