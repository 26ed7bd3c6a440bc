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
    /// <param name="u">Right stretch, positive definite (not checked).</param>
    /// <param name="sigmaPrime">Rotated Cauchy stress, Pa.</param>
    /// <param name="dSigmaPrimedU">
    /// 36 doubles, Pa, [stress component][component of U]; the derivative with respect to an off-diagonal component
    /// moves both U_ij and U_ji.
    /// </param>
    /// <param name="moduli">Result, 36 doubles, Pa, for engineering shears. May be the same memory as the input.</param>
    public static void Kirchhoff(
        in SymmetricTensor u, in SymmetricTensor sigmaPrime, ReadOnlySpan<double> dSigmaPrimedU, Span<double> moduli)
    {
        double j = u.Determinant;
        SymmetricTensor inverse = u.Inverse, tau = j * sigmaPrime;
        Span<double> byStretch = stackalloc double[36];
        // J dsigma' + tau' tr(dU U^-1) - (dU A + A^T dU), A = U^-1 tau', for the six components of dU.
        Span<double> push = stackalloc double[36];
        SymmetrisedProduct(inverse.ToTensor() * tau.ToTensor(), push);
        Span<double> dLogJ = [inverse.S11, inverse.S22, inverse.S33, 2 * inverse.S12, 2 * inverse.S13, 2 * inverse.S23];
        Span<double> tauComponents = [tau.S11, tau.S22, tau.S33, tau.S12, tau.S13, tau.S23];
        for (int i = 0; i < 6; i++)
        {
            for (int k = 0; k < 6; k++)
                byStretch[6 * i + k] = j * dSigmaPrimedU[6 * i + k] + tauComponents[i] * dLogJ[k] - push[6 * i + k];
        }
        Span<double> stretch = push;
        StretchOfStrain(u, stretch);
        for (int i = 0; i < 6; i++)
        {
            ReadOnlySpan<double> row = byStretch.Slice(6 * i, 6);
            for (int k = 0; k < 6; k++)
            {
                moduli[6 * i + k] = row[0] * stretch[k] + row[1] * stretch[6 + k] + row[2] * stretch[12 + k]
                    + row[3] * stretch[18 + k] + row[4] * stretch[24 + k] + row[5] * stretch[30 + k];
            }
        }
    }

    /// <summary>
    /// The matrix T of dU = T d (36 doubles, engineering d), dU U + U dU = 2 U d U. With the commutator K = U d - d U,
    /// its axial vector k = N d and M = (tr(U) I - U)^-1: dU = (U d + d U)/2 + (U Z - Z U), Z skew with
    /// U Z + Z U = -K/2, axial vector z = -M k/2, and (U Z - Z U) : d = 2 z . k. So T = L - N^T M N, symmetric.
    /// </summary>
    private static void StretchOfStrain(in SymmetricTensor u, Span<double> t)
    {
        double trace = u.Trace;
        SymmetricTensor m = new SymmetricTensor(trace - u.S11, trace - u.S22, trace - u.S33, -u.S12, -u.S13, -u.S23).Inverse;
        ReadOnlySpan<double> n =
        [
            0, u.S23, -u.S23, 0.5 * u.S13, -0.5 * u.S12, 0.5 * (u.S33 - u.S22),
            -u.S13, 0, u.S13, -0.5 * u.S23, 0.5 * (u.S11 - u.S33), 0.5 * u.S12,
            u.S12, -u.S12, 0, 0.5 * (u.S22 - u.S11), 0.5 * u.S23, -0.5 * u.S13,
        ];
        double h12 = 0.5 * u.S12, h13 = 0.5 * u.S13, h23 = 0.5 * u.S23;
        // L: the components of (U d + d U)/2.
        ReadOnlySpan<double> l =
        [
            u.S11, 0, 0, h12, h13, 0,
            0, u.S22, 0, h12, 0, h23,
            0, 0, u.S33, 0, h13, h23,
            h12, h12, 0, 0.25 * (u.S11 + u.S22), 0.5 * h23, 0.5 * h13,
            h13, 0, h13, 0.5 * h23, 0.25 * (u.S11 + u.S33), 0.5 * h12,
            0, h23, h23, 0.5 * h13, 0.5 * h12, 0.25 * (u.S22 + u.S33),
        ];
        for (int k = 0; k < 6; k++)
        {
            double z1 = m.S11 * n[k] + m.S12 * n[6 + k] + m.S13 * n[12 + k];
            double z2 = m.S12 * n[k] + m.S22 * n[6 + k] + m.S23 * n[12 + k];
            double z3 = m.S13 * n[k] + m.S23 * n[6 + k] + m.S33 * n[12 + k];
            for (int i = 0; i < 6; i++)
                t[6 * i + k] = l[6 * i + k] - (n[i] * z1 + n[6 + i] * z2 + n[12 + i] * z3);
        }
    }

    /// <summary>The matrix of X -> X A + A^T X on the six components of a symmetric X, 36 doubles.</summary>
    private static void SymmetrisedProduct(in Tensor3x3 a, Span<double> g)
    {
        ReadOnlySpan<double> rows =
        [
            2 * a.M11, 0, 0, 2 * a.M21, 2 * a.M31, 0,
            0, 2 * a.M22, 0, 2 * a.M12, 0, 2 * a.M32,
            0, 0, 2 * a.M33, 0, 2 * a.M13, 2 * a.M23,
            a.M12, a.M21, 0, a.M11 + a.M22, a.M32, a.M31,
            a.M13, 0, a.M31, a.M23, a.M11 + a.M33, a.M21,
            0, a.M23, a.M32, a.M13, a.M12, a.M22 + a.M33,
        ];
        rows.CopyTo(g);
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
        // The bracket applied to d is d tau + tau d; the columns of engineering shears move each component by 1/2.
        Span<double> bracket = stackalloc double[36];
        SymmetrisedProduct(sigmaPrime.ToTensor(), bracket);
        for (int i = 0; i < 36; i++)
            ddsdde[i] = f * ddsdde[i] + (i % 6 < 3 ? 1.0 : 0.5) * bracket[i];
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
