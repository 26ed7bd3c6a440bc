using System.Runtime.InteropServices;

namespace UmatSurrogate.Plasticity;

/// <summary>Scratch memory of <see cref="CrystalTangent"/>: nothing in it outlives a call.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct TangentScratch<TLane> where TLane : unmanaged, ILane<TLane>
{
    /// <summary>Matrix of the coupled slip systems (12 x 12) and its right-hand sides (12).</summary>
    public LaneSlip<TLane> R1, R2, R3, R4, R5, R6, R7, R8, R9, R10, R11, R12, Rhs;

    /// <summary>Derivatives of N = dt Lp with respect to the components of the deviator of S.</summary>
    public LaneTensor<TLane> N1, N2, N3, N4, N5;
}

/// <summary>
/// Consistent tangent dP/dF of <see cref="CrystalUpdate"/>, by the implicit-function theorem on both of its equations: slip with hardening,
/// dG_a = h_a dT_a - n G_a/xi_a dxi_a with dxi_a = phi_a sum_b H_ab sqrt 6 d|G_b|, phi = h_0 f/(1 - h_0 f' t), and elasticity, J ddev S = dE at fixed N
/// (Simo and Taylor 1985, doi:10.1016/0045-7825(85)90070-2, for the notion of a consistent tangent).
/// </summary>
public static unsafe class CrystalTangent
{
    /// <summary>
    /// Derivatives of P = Fe S Fp^-T for a step from <paramref name="s0"/> that ended with <paramref name="w"/>.
    /// <paramref name="H"/>: interaction matrix, 144 values row by row; <paramref name="dPdF"/>: 81 lanes, row-major [3i+J][3k+L], Pa.
    /// </summary>
    public static void Evaluate<TLane>(
        in UpdateConstants c, double* H, in CrystalState<TLane> s0, in CrystalStep<TLane> w, ref TangentScratch<TLane> scratch, TLane* dPdF)
        where TLane : unmanaged, ILane<TLane>
    {
        fixed (TangentScratch<TLane>* memory = &scratch)
        {
            LaneTensor<TLane>* dN = &memory->N1;
            PlasticDerivatives(c, H, w, (TLane*)&memory->R1, (TLane*)&memory->Rhs, dN, out LaneMatrix5<TLane> J);
            DeviatoricSystem.Factor(ref J);

            CrystalUpdate.IdentityMinus(w.N, out LaneTensor<TLane> A);
            LaneAlgebra.Multiply(w.TrialElastic, A, out LaneTensor<TLane> Fe);
            LaneAlgebra.Multiply(s0.FpInverse, A, out LaneTensor<TLane> Fpi);
            LaneAlgebra.Multiply(Fe, w.S, out LaneTensor<TLane> FeS);
            for (int k = 0; k < 3; k++)
            {
                for (int l = 0; l < 3; l++)
                {
                    Direction(c, k, l, s0, w, J, dN, Fe, Fpi, FeS, out LaneTensor<TLane> dP);
                    TLane* p = (TLane*)&dP;
                    for (int ij = 0; ij < 9; ij++)
                        dPdF[9 * ij + 3 * k + l] = p[ij];
                }
            }
        }
    }

    /// <summary>Derivatives of N with respect to dev S, hardening included, and the Jacobian J of the residual strain that follows.</summary>
    private static void PlasticDerivatives<TLane>(
        in UpdateConstants c, double* H, in CrystalStep<TLane> w, TLane* m, TLane* u, LaneTensor<TLane>* dN, out LaneMatrix5<TLane> J)
        where TLane : unmanaged, ILane<TLane>
    {
        LaneSlip<TLane> xi = w.Xi, G = w.G, t = w.HardeningSum, h = w.h;
        VoceHardening.Expand(c, xi, out LaneSlip<TLane> f0, out LaneSlip<TLane> f1, out _);
        TLane one = TLane.All(1.0), n = TLane.All(SlipSystems.Root6 * c.RateExponent);
        for (int a = 0; a < 12; a++)
        {
            TLane phi = At(f0, a) / (one - At(f1, a) * At(t, a));
            TLane factor = n * TLane.Abs(At(G, a)) * phi / At(xi, a);
            for (int b = 0; b < 12; b++)
                m[12 * a + b] = factor * TLane.All(H[12 * a + b]) + TLane.All(a == b ? 1.0 : 0.0);
        }

        FactorSlip(m);
        LaneMatrix5<TLane> result = default;
        TLane* j = (TLane*)&result;
        for (int column = 0; column < 5; column++)
        {
            LaneDeviator<TLane> unit = default;
            ((TLane*)&unit)[column] = one;
            SlipSystems.ResolvedShear(unit, out LaneSlip<TLane> dT);
            for (int a = 0; a < 12; a++)
                u[a] = TLane.CopySign(one, At(G, a)) * At(h, a) * At(dT, a);
            SolveSlip(m, u);
            LaneSlip<TLane> dG = default;
            for (int a = 0; a < 12; a++)
                ((TLane*)&dG)[a] = TLane.CopySign(one, At(G, a)) * u[a];
            SlipSystems.SumOfSlips(dG, out dN[column]);
            ref readonly LaneTensor<TLane> q = ref dN[column];
            UpdateJacobian.Column(w.M, one, q.M11, q.M12, q.M13, q.M21, q.M22, q.M23, q.M31, q.M32, q.M33,
                out j[column], out j[5 + column], out j[10 + column], out j[15 + column], out j[20 + column]);
            j[6 * column] += TLane.All(column < 2 ? c.InverseShear1 : c.InverseShear2);
        }

        J = result;
    }

    /// <summary>dP for a unit change of F_kl.</summary>
    private static void Direction<TLane>(
        in UpdateConstants c, int k, int l, in CrystalState<TLane> s0, in CrystalStep<TLane> w, in LaneMatrix5<TLane> J, LaneTensor<TLane>* dN,
        in LaneTensor<TLane> Fe, in LaneTensor<TLane> Fpi, in LaneTensor<TLane> FeS, out LaneTensor<TLane> dP) where TLane : unmanaged, ILane<TLane>
    {
        // dF Fp1^-1 at fixed N has the single row k, equal to row l of Fp1^-1.
        LaneTensor<TLane> X = default;
        for (int i = 0; i < 3; i++)
            ((TLane*)&X)[3 * k + i] = At(Fpi, 3 * l + i);
        LaneAlgebra.SymmetricTransposeTimes(X, Fe, out LaneSymmetric<TLane> dE);
        LaneAlgebra.Deviator(dE, out LaneDeviator<TLane> dS);
        DeviatoricSystem.Solve(J, ref dS);
        LaneTensor<TLane> n = default;
        for (int i = 0; i < 9; i++)
        {
            TLane sum = At(dN[0], i) * dS.D1;
            sum = TLane.MultiplyAdd(At(dN[1], i), dS.D2, sum);
            sum = TLane.MultiplyAdd(At(dN[2], i), dS.D3, sum);
            sum = TLane.MultiplyAdd(At(dN[3], i), dS.D4, sum);
            ((TLane*)&n)[i] = TLane.MultiplyAdd(At(dN[4], i), dS.D5, sum);
        }

        // tr dE at fixed N less tr(M dN).
        TLane trace = dE.S11 + dE.S22 + dE.S33
            - (LaneAlgebra.Dot(w.M.M11, n.M11, w.M.M12, n.M21, w.M.M13, n.M31)
            + LaneAlgebra.Dot(w.M.M21, n.M12, w.M.M22, n.M22, w.M.M23, n.M32)
            + LaneAlgebra.Dot(w.M.M31, n.M13, w.M.M32, n.M23, w.M.M33, n.M33));
        LaneAlgebra.FromDeviator(dS, TLane.All(c.BulkModulus3 / 3.0) * trace, out LaneSymmetric<TLane> stress);

        LaneAlgebra.Multiply(w.TrialElastic, n, out LaneTensor<TLane> FeN);
        LaneAlgebra.Multiply(s0.FpInverse, n, out LaneTensor<TLane> FpiN);
        LaneTensor<TLane> dFe = default;
        for (int i = 0; i < 9; i++)
            ((TLane*)&dFe)[i] = At(X, i) - At(FeN, i);
        LaneAlgebra.Multiply(dFe, w.S, out LaneTensor<TLane> first);
        LaneAlgebra.Multiply(Fe, stress, out LaneTensor<TLane> second);
        for (int i = 0; i < 9; i++)
            ((TLane*)&first)[i] += At(second, i);
        LaneAlgebra.MultiplyTransposed(first, Fpi, out dP);
        LaneAlgebra.MultiplyTransposed(FeS, FpiN, out LaneTensor<TLane> third);
        (dP.M11, dP.M12, dP.M13) = (dP.M11 - third.M11, dP.M12 - third.M12, dP.M13 - third.M13);
        (dP.M21, dP.M22, dP.M23) = (dP.M21 - third.M21, dP.M22 - third.M22, dP.M23 - third.M23);
        (dP.M31, dP.M32, dP.M33) = (dP.M31 - third.M31, dP.M32 - third.M32, dP.M33 - third.M33);
    }

    /// <summary>Elimination without pivoting of I + (a matrix of a few percent).</summary>
    private static void FactorSlip<TLane>(TLane* m) where TLane : unmanaged, ILane<TLane>
    {
        for (int k = 0; k < 12; k++)
        {
            TLane inverse = m[13 * k] = TLane.All(1.0) / m[13 * k];
            for (int i = k + 1; i < 12; i++)
            {
                TLane f = m[12 * i + k] *= inverse;
                for (int j = k + 1; j < 12; j++)
                    m[12 * i + j] = TLane.NegateMultiplyAdd(f, m[12 * k + j], m[12 * i + j]);
            }
        }
    }

    private static void SolveSlip<TLane>(TLane* m, TLane* u) where TLane : unmanaged, ILane<TLane>
    {
        for (int i = 1; i < 12; i++)
        {
            for (int j = 0; j < i; j++)
                u[i] = TLane.NegateMultiplyAdd(m[12 * i + j], u[j], u[i]);
        }

        for (int i = 11; i >= 0; i--)
        {
            for (int j = i + 1; j < 12; j++)
                u[i] = TLane.NegateMultiplyAdd(m[12 * i + j], u[j], u[i]);
            u[i] *= m[13 * i];
        }
    }

    private static TLane At<TLane>(in LaneSlip<TLane> a, int i) where TLane : unmanaged, ILane<TLane>
    {
        fixed (LaneSlip<TLane>* p = &a)
            return ((TLane*)p)[i];
    }

    private static TLane At<TLane>(in LaneTensor<TLane> a, int i) where TLane : unmanaged, ILane<TLane>
    {
        fixed (LaneTensor<TLane>* p = &a)
            return ((TLane*)p)[i];
    }
}
