using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>Scratch memory of <see cref="CoupledSlip"/>: nothing in it outlives a call.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct CoupledScratch<TLane> where TLane : unmanaged, ILane<TLane>
{
    /// <summary>Matrix of the coupled slip systems (12 x 12, row by row), factored, and a right-hand side (12).</summary>
    public LaneSlip<TLane> R1, R2, R3, R4, R5, R6, R7, R8, R9, R10, R11, R12, Rhs;

    /// <summary>Factors phi_a and n |G_a|/xi_a.</summary>
    public LaneSlip<TLane> Phi, Softening;

    /// <summary>Derivatives of N = dt Lp with respect to the components of the deviator of S.</summary>
    public LaneTensor<TLane> N1, N2, N3, N4, N5;

    /// <summary>Derivatives of |G_a| with respect to the components of the deviator of S.</summary>
    public LaneSlip<TLane> U1, U2, U3, U4, U5;
}

/// <summary>
/// Slip and hardening linearised together: dG_a = h_a dT_a - n G_a/xi_a dxi_a with dxi_a = phi_a sum_b H_ab sqrt 6 d|G_b|,
/// phi = h_0 f/(1 - h_0 f' t): a system (I + n |G|/xi phi sqrt 6 H) d|G| = sgn(G) h dT for the twelve systems.
/// </summary>
public static unsafe class CoupledSlip
{
    /// <summary>Derivatives of N with respect to dev S, hardening included, and the Jacobian J of the residual strain that follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Linearise<TLane>(in UpdateConstants c, in CrystalStep<TLane> w, ref CoupledScratch<TLane> scratch, out LaneMatrix5<TLane> J)
        where TLane : unmanaged, ILane<TLane>
    {
        VoceHardening.Expand(c, w.Xi, out LaneSlip<TLane> f0, out LaneSlip<TLane> f1, out _);
        fixed (CoupledScratch<TLane>* memory = &scratch)
        fixed (CrystalStep<TLane>* step = &w)
        {
            TLane* xi = (TLane*)&step->Xi, G = (TLane*)&step->G, t = (TLane*)&step->HardeningSum, h = (TLane*)&step->h;
            TLane* m = (TLane*)&memory->R1, u = (TLane*)&memory->U1, phi = (TLane*)&memory->Phi, softening = (TLane*)&memory->Softening;
            LaneTensor<TLane>* dN = &memory->N1;
            TLane one = TLane.All(1.0), n = TLane.All(c.RateExponent), root6 = TLane.All(SlipSystems.Root6);
            for (int a = 0; a < 12; a++)
            {
                phi[a] = ((TLane*)&f0)[a] / (one - ((TLane*)&f1)[a] * t[a]);
                softening[a] = n * TLane.Abs(G[a]) / xi[a];
            }

            for (int b = 0; b < 12; b++)
            {
                LaneSlip<TLane> unit = default;
                ((TLane*)&unit)[b] = root6;
                SlipInteraction.Apply(c, unit, out LaneSlip<TLane> column);
                for (int a = 0; a < 12; a++)
                    m[12 * a + b] = softening[a] * phi[a] * ((TLane*)&column)[a] + TLane.All(a == b ? 1.0 : 0.0);
            }

            FactorSlip(m);
            LaneMatrix5<TLane> result = default;
            TLane* j = (TLane*)&result;
            for (int column = 0; column < 5; column++, u += 12)
            {
                LaneDeviator<TLane> unit = default;
                ((TLane*)&unit)[column] = one;
                SlipSystems.ResolvedShear(unit, out LaneSlip<TLane> dT);
                for (int a = 0; a < 12; a++)
                    u[a] = TLane.CopySign(one, G[a]) * h[a] * ((TLane*)&dT)[a];
                SolveSlip(m, u);
                PlasticIncrement(u, G, out dN[column]);
                ref readonly LaneTensor<TLane> q = ref dN[column];
                UpdateJacobian.Column(w.M, one, q.M11, q.M12, q.M13, q.M21, q.M22, q.M23, q.M31, q.M32, q.M33,
                    out j[column], out j[5 + column], out j[10 + column], out j[15 + column], out j[20 + column]);
                j[6 * column] += TLane.All(column < 2 ? c.InverseShear1 : c.InverseShear2);
            }

            J = result;
        }
    }

    /// <summary>Change of N that belongs to changes u_a of |G_a|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void PlasticIncrement<TLane>(TLane* u, TLane* G, out LaneTensor<TLane> dN) where TLane : unmanaged, ILane<TLane>
    {
        LaneSlip<TLane> dG = default;
        for (int a = 0; a < 12; a++)
            ((TLane*)&dG)[a] = TLane.CopySign(TLane.All(1.0), G[a]) * u[a];
        SlipSystems.SumOfSlips(dG, out dN);
    }

    /// <summary>Elimination without pivoting of I + (a matrix of a few percent).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void FactorSlip<TLane>(TLane* m) where TLane : unmanaged, ILane<TLane>
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void SolveSlip<TLane>(TLane* m, TLane* u) where TLane : unmanaged, ILane<TLane>
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
}
