using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>
/// Consistent tangent dP/dF of <see cref="CrystalUpdate"/>, by the implicit-function theorem on both of its equations: slip with hardening,
/// dG_a = h_a dT_a - n G_a/xi_a dxi_a with dxi_a = phi_a sum_b H_ab sqrt 6 d|G_b|, phi = h_0 f/(1 - h_0 f' t), and elasticity, J ddev S = dE at fixed N
/// (Simo and Taylor 1985, doi:10.1016/0045-7825(85)90070-2, for the notion of a consistent tangent).
/// </summary>
public static unsafe class CrystalTangent
{
    /// <summary>
    /// Derivatives of P = Fe S Fp^-T for a step from <paramref name="s0"/> that ended with <paramref name="w"/>.
    /// <paramref name="dPdF"/>: 81 lanes, row-major [3i+J][3k+L], Pa.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Evaluate<TLane>(
        in UpdateConstants c, in CrystalState<TLane> s0, in CrystalStep<TLane> w, ref CoupledScratch<TLane> scratch, TLane* dPdF)
        where TLane : unmanaged, ILane<TLane>
    {
        fixed (CoupledScratch<TLane>* memory = &scratch)
        {
            CoupledSlip.Linearise(c, w, ref *memory, out LaneMatrix5<TLane> J);
            LaneTensor<TLane>* dN = &memory->N1;
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

    /// <summary>dP for a unit change of F_kl.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Direction<TLane>(
        in UpdateConstants c, int k, int l, in CrystalState<TLane> s0, in CrystalStep<TLane> w, in LaneMatrix5<TLane> J, LaneTensor<TLane>* dN,
        in LaneTensor<TLane> Fe, in LaneTensor<TLane> Fpi, in LaneTensor<TLane> FeS, out LaneTensor<TLane> dP)
        where TLane : unmanaged, ILane<TLane>
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

    private static TLane At<TLane>(in LaneTensor<TLane> a, int i) where TLane : unmanaged, ILane<TLane>
    {
        fixed (LaneTensor<TLane>* p = &a)
            return ((TLane*)p)[i];
    }
}
