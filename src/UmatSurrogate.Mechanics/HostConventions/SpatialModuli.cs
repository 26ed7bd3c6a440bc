namespace UmatSurrogate.Mechanics.HostConventions;

/// <summary>
/// Spatial tangent moduli that finite-element hosts ask for, from the derivative of the rotated Cauchy stress
/// sigma' = R^T sigma R with respect to the right stretch U. Matrices are 36 doubles, row-major
/// [stress component][strain component], both in the order 11, 22, 33, 12, 13, 23.
/// </summary>
public static class SpatialModuli
{
    /// <summary>
    /// Moduli of the Lie derivative of the Kirchhoff stress in the rotated frame, the push-forward by U of dS/dE
    /// (S second Piola-Kirchhoff stress, E Green-Lagrange strain), in Pa. For each strain direction d (engineering
    /// shears): dE = U d U, dU U + U dU = 2 U d U, dtau' = J (dsigma' + sigma' tr(dU U^-1)),
    /// column = dtau' - dU U^-1 tau' - tau' U^-1 dU. It is what CalculiX's ABAQUSNL interface wants.
    /// </summary>
    /// <param name="u">Right stretch.</param>
    /// <param name="sigmaPrime">Rotated Cauchy stress, Pa.</param>
    /// <param name="dSigmaPrimedU">
    /// 36 doubles, Pa, [stress component][component of U]; the derivative with respect to an off-diagonal component
    /// moves both U_ij and U_ji.
    /// </param>
    /// <param name="moduli">Result, 36 doubles, Pa, for engineering shears. May be the same memory as the input.</param>
    public static void Kirchhoff(
        in SymmetricTensor u, in SymmetricTensor sigmaPrime, ReadOnlySpan<double> dSigmaPrimedU, Span<double> moduli)
    {
        SymmetricEigen.Decompose(u, out double l1, out double l2, out double l3, out Tensor3x3 v);
        SymmetricTensor inverse = SymmetricEigen.Compose(1 / l1, 1 / l2, 1 / l3, v);
        double j = l1 * l2 * l3;
        Tensor3x3 inverseTau = inverse.ToTensor() * (j * sigmaPrime).ToTensor();
        Span<double> tangent = stackalloc double[36];
        dSigmaPrimedU[..36].CopyTo(tangent);
        for (int k = 0; k < 6; k++)
        {
            // U d U and X A + A X = B in the eigenbasis of U: dU_ab = 2 l_a l_b d_ab / (l_a + l_b).
            SymmetricTensor d = EngineeringBasis(k).Congruence(v.Transpose);
            SymmetricTensor dU = new SymmetricTensor(
                l1 * d.S11, l2 * d.S22, l3 * d.S33,
                2 * l1 * l2 / (l1 + l2) * d.S12, 2 * l1 * l3 / (l1 + l3) * d.S13, 2 * l2 * l3 / (l2 + l3) * d.S23).Congruence(v);
            SymmetricTensor dSigma = Apply(tangent, dU);
            double dLogJ = SymmetricTensor.DoubleContract(dU, inverse);
            SymmetricTensor dTau = j * (dSigma + dLogJ * sigmaPrime);
            SymmetricTensor column = dTau - 2.0 * (dU.ToTensor() * inverseTau).Symmetric;
            (moduli[k], moduli[6 + k], moduli[12 + k]) = (column.S11, column.S22, column.S33);
            (moduli[18 + k], moduli[24 + k], moduli[30 + k]) = (column.S12, column.S13, column.S23);
        }
    }

    /// <summary>
    /// Abaqus's DDSDDE in the rotated frame, the Jaumann rate of the Kirchhoff stress divided by J:
    /// DDSDDE = (D + 1/2 (delta_ik tau_jl + delta_il tau_jk + delta_jk tau_il + delta_jl tau_ik)) / J, Pa,
    /// D being the result of <see cref="Kirchhoff"/>. Parameters as there.
    /// </summary>
    public static void AbaqusJaumann(
        in SymmetricTensor u, in SymmetricTensor sigmaPrime, ReadOnlySpan<double> dSigmaPrimedU, Span<double> ddsdde)
    {
        Kirchhoff(u, sigmaPrime, dSigmaPrimedU, ddsdde);
        double f = 1.0 / u.Determinant;
        for (int k = 0; k < 6; k++)
        {
            // The bracket applied to d is d tau + tau d; divided by J, d sigma + sigma d.
            SymmetricTensor d = EngineeringBasis(k);
            SymmetricTensor c = 2.0 * (d.ToTensor() * sigmaPrime.ToTensor()).Symmetric;
            ddsdde[k] = f * ddsdde[k] + c.S11;
            ddsdde[6 + k] = f * ddsdde[6 + k] + c.S22;
            ddsdde[12 + k] = f * ddsdde[12 + k] + c.S33;
            ddsdde[18 + k] = f * ddsdde[18 + k] + c.S12;
            ddsdde[24 + k] = f * ddsdde[24 + k] + c.S13;
            ddsdde[30 + k] = f * ddsdde[30 + k] + c.S23;
        }
    }

    /// <summary>
    /// Moduli (36 doubles, engineering shears) in a rotated basis: C'_ijkl = R_ia R_jb R_kc R_ld C_abcd.
    /// With R of F = R U it takes moduli of the rotated frame to the global frame.
    /// </summary>
    /// <param name="moduli">36 doubles, row-major; unchanged unless it is the same memory as the result.</param>
    /// <param name="r">Rotation.</param>
    /// <param name="rotated">Result, 36 doubles, row-major. May be the same memory as the input.</param>
    public static void Rotate(ReadOnlySpan<double> moduli, in Tensor3x3 r, Span<double> rotated)
    {
        Span<double> source = stackalloc double[36];
        moduli[..36].CopyTo(source);
        for (int k = 0; k < 6; k++)
        {
            SymmetricTensor d = EngineeringBasis(k).Congruence(r.Transpose);
            SymmetricTensor strain = new(d.S11, d.S22, d.S33, 2 * d.S12, 2 * d.S13, 2 * d.S23);
            SymmetricTensor stress = Apply(source, strain).Congruence(r);
            (rotated[k], rotated[6 + k], rotated[12 + k]) = (stress.S11, stress.S22, stress.S33);
            (rotated[18 + k], rotated[24 + k], rotated[30 + k]) = (stress.S12, stress.S13, stress.S23);
        }
    }

    /// <summary>Unit strain k of the engineering packing: shears have 1/2 in both off-diagonal components.</summary>
    private static SymmetricTensor EngineeringBasis(int k) => new(
        k == 0 ? 1 : 0, k == 1 ? 1 : 0, k == 2 ? 1 : 0, k == 3 ? 0.5 : 0, k == 4 ? 0.5 : 0, k == 5 ? 0.5 : 0);

    /// <summary>Matrix times the six components as they stand (no factors).</summary>
    private static SymmetricTensor Apply(ReadOnlySpan<double> m, in SymmetricTensor x) => new(
        Row(m, 0, x), Row(m, 1, x), Row(m, 2, x), Row(m, 3, x), Row(m, 4, x), Row(m, 5, x));

    private static double Row(ReadOnlySpan<double> m, int i, in SymmetricTensor x)
    {
        ReadOnlySpan<double> row = m.Slice(6 * i, 6);
        return row[0] * x.S11 + row[1] * x.S22 + row[2] * x.S33 + row[3] * x.S12 + row[4] * x.S13 + row[5] * x.S23;
    }
}
