namespace UmatSurrogate.Mechanics;

/// <summary>
/// First Piola-Kirchhoff stress and its derivative for a law that gives the rotated Cauchy stress sigma' = R^T sigma R as a function
/// of the right stretch U, F = R U. With dC = F^T dF + dF^T F:
/// dU from dU U + U dU = dC, dR = (dF - R dU) U^-1, dsigma = R dsigma' R^T + dR sigma' R^T + R sigma' dR^T,
/// P = J sigma F^-T, dP = J (dsigma + sigma tr(dF F^-1)) F^-T - P dF^T F^-T.
/// </summary>
public static class FirstPiolaTangent
{
    /// <summary>P [Pa] of a rotated Cauchy stress.</summary>
    public static Tensor3x3 Stress(in Tensor3x3 F, in Tensor3x3 R, in SymmetricTensor rotatedCauchy_Pa) =>
        StressMeasures.FirstPiolaFromCauchy(StressMeasures.CauchyFromRotated(rotatedCauchy_Pa, R), F);

    /// <summary>dP_iJ/dF_kL.</summary>
    /// <param name="F">Deformation gradient, det F positive.</param>
    /// <param name="R">Its rotation.</param>
    /// <param name="U">Its right stretch.</param>
    /// <param name="rotatedCauchy_Pa">sigma', Pa.</param>
    /// <param name="tangent_Pa">d sigma'/dU, 36 values, row-major [stress component][U component], both 11, 22, 33, 12, 13, 23; an
    /// off-diagonal component of U moves both U_ij and U_ji. Pa.</param>
    /// <param name="dPdF_Pa">Result, 81 values, row-major [3i+J][3k+L], Pa.</param>
    public static void FromRotatedCauchy(
        in Tensor3x3 F, in Tensor3x3 R, in SymmetricTensor U, in SymmetricTensor rotatedCauchy_Pa,
        ReadOnlySpan<double> tangent_Pa, Span<double> dPdF_Pa)
    {
        Tensor3x3 inverseF = F.Inverse;
        Tensor3x3 inverseFTransposed = inverseF.Transpose;
        Tensor3x3 inverseU = U.Inverse.ToTensor();
        Tensor3x3 sigmaRotated = rotatedCauchy_Pa.ToTensor();
        Tensor3x3 sigma = StressMeasures.CauchyFromRotated(rotatedCauchy_Pa, R).ToTensor();
        double J = F.Determinant;
        Tensor3x3 P = J * (sigma * inverseFTransposed);
        Span<double> basis = stackalloc double[9];
        Span<double> dU = stackalloc double[6];
        Span<double> dSigma = stackalloc double[6];
        for (int column = 0; column < 9; column++)
        {
            basis.Clear();
            basis[column] = 1.0;
            Tensor3x3 dF = Tensor3x3.FromRowMajor(basis);
            SymmetricTensor stretch = SymmetricTensor.SolveLyapunov(U, 2.0 * (F.Transpose * dF).Symmetric);
            Tensor3x3 dR = (dF - R * stretch.ToTensor()) * inverseU;
            stretch.ToSpan(dU);
            for (int i = 0; i < 6; i++)
            {
                dSigma[i] = 0.0;
                for (int j = 0; j < 6; j++)
                    dSigma[i] += tangent_Pa[6 * i + j] * dU[j];
            }

            Tensor3x3 spin = dR * sigmaRotated * R.Transpose;
            Tensor3x3 change = R * SymmetricTensor.FromSpan(dSigma).ToTensor() * R.Transpose + spin + spin.Transpose;
            Tensor3x3 dP = J * ((change + (dF * inverseF).Trace * sigma) * inverseFTransposed) - P * dF.Transpose * inverseFTransposed;
            for (int row = 0; row < 9; row++)
                dPdF_Pa[9 * row + column] = dP[row / 3, row % 3];
        }
    }
}
