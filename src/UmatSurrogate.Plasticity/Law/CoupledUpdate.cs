using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>
/// The implicit step of <see cref="CrystalUpdate"/> by Newton's method on the deviator of S and the twelve slip resistances together, for the
/// points at which the resistances change so much within a step that correcting them along the way does not converge.
/// Same equations, same solution; dearer per iteration.
/// </summary>
public static unsafe class CoupledUpdate
{
    /// <summary>Solves at the points of <paramref name="active"/>, from the state <paramref name="s0"/> with B = Fe*^T Fe*.</summary>
    /// <returns>Mask of the active points that converged.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TLane Solve<TLane>(
        in UpdateConstants c, in LaneSymmetric<TLane> B, TLane k, TLane cap, in CrystalState<TLane> s0, TLane active,
        ref LaneDeviator<TLane> S, ref LaneSymmetric<TLane> E, ref CrystalStep<TLane> w) where TLane : unmanaged, ILane<TLane>
    {
        S = s0.Stress;
        w.Xi = s0.Xi;
        LaneDeviator<TLane> accepted = S, step = default;
        LaneSlip<TLane> acceptedXi = w.Xi, stepXi = default;
        CoupledScratch<TLane> scratch = default;
        TLane strainTolerance = TLane.All(c.StrainTolerance * c.StrainTolerance), resistanceTolerance = TLane.All(c.ResistanceTolerance);
        TLane merit = TLane.All(double.MaxValue), length = TLane.All(1.0), zero = TLane.All(0.0), pending = active;
        for (int iteration = 0; iteration < c.MaximumIterations; iteration++)
        {
            SlipSystems.ResolvedShear(S, out LaneSlip<TLane> T);
            CrystalUpdate.InverseResistance(w.Xi, out LaneSlip<TLane> y);
            PowerLawSlip.Evaluate(c, k, T, y, out w.G, out w.h);
            Hardening(c, s0.Xi, ref w, out LaneSlip<TLane> residualXi, out TLane largest, out TLane squares);
            SlipSystems.SumOfSlips(w.G, out w.N);
            ElasticStrain.Evaluate(B, w.N, out w.M, out E);
            ElasticStrain.Residual(c, S, E, out LaneDeviator<TLane> r);
            TLane rr = CrystalUpdate.Square(r), total = rr + squares;
            TLane converged = TLane.Both(TLane.LessOrEqual(rr, strainTolerance), TLane.LessOrEqual(largest, resistanceTolerance));
            pending = TLane.ButNot(pending, converged);
            if (!TLane.Any(pending))
                break;

            TLane keep = TLane.Either(TLane.LessOrEqual(total, merit), TLane.Less(total, TLane.All(1e-20)));
            TLane advance = TLane.Both(pending, keep), retreat = TLane.ButNot(pending, keep);
            NewtonStep(c, w, ref scratch, ref r, ref residualXi);
            SlipSystems.ResolvedShear(r, out LaneSlip<TLane> dT);
            TLane full = Limited(T, dT, w.Xi, residualXi, cap);
            merit = TLane.Choose(advance, total, merit);
            length = TLane.Choose(advance, full, TLane.Choose(retreat, TLane.All(0.4) * length, zero));
            CrystalUpdate.Choose(advance, S, ref accepted);
            CrystalUpdate.Choose(advance, r, ref step);
            LaneSlipAlgebra.Choose(advance, w.Xi, ref acceptedXi);
            LaneSlipAlgebra.Choose(advance, residualXi, ref stepXi);
            CrystalUpdate.Move(accepted, step, length, pending, ref S);
            w.Xi.A1 = TLane.Choose(pending, TLane.NegateMultiplyAdd(length, stepXi.A1, acceptedXi.A1), w.Xi.A1);
            w.Xi.A2 = TLane.Choose(pending, TLane.NegateMultiplyAdd(length, stepXi.A2, acceptedXi.A2), w.Xi.A2);
            w.Xi.A3 = TLane.Choose(pending, TLane.NegateMultiplyAdd(length, stepXi.A3, acceptedXi.A3), w.Xi.A3);
            w.Xi.B1 = TLane.Choose(pending, TLane.NegateMultiplyAdd(length, stepXi.B1, acceptedXi.B1), w.Xi.B1);
            w.Xi.B2 = TLane.Choose(pending, TLane.NegateMultiplyAdd(length, stepXi.B2, acceptedXi.B2), w.Xi.B2);
            w.Xi.B3 = TLane.Choose(pending, TLane.NegateMultiplyAdd(length, stepXi.B3, acceptedXi.B3), w.Xi.B3);
            w.Xi.C1 = TLane.Choose(pending, TLane.NegateMultiplyAdd(length, stepXi.C1, acceptedXi.C1), w.Xi.C1);
            w.Xi.C2 = TLane.Choose(pending, TLane.NegateMultiplyAdd(length, stepXi.C2, acceptedXi.C2), w.Xi.C2);
            w.Xi.C3 = TLane.Choose(pending, TLane.NegateMultiplyAdd(length, stepXi.C3, acceptedXi.C3), w.Xi.C3);
            w.Xi.D1 = TLane.Choose(pending, TLane.NegateMultiplyAdd(length, stepXi.D1, acceptedXi.D1), w.Xi.D1);
            w.Xi.D2 = TLane.Choose(pending, TLane.NegateMultiplyAdd(length, stepXi.D2, acceptedXi.D2), w.Xi.D2);
            w.Xi.D3 = TLane.Choose(pending, TLane.NegateMultiplyAdd(length, stepXi.D3, acceptedXi.D3), w.Xi.D3);
        }

        return TLane.ButNot(active, pending);
    }

    /// <summary>Residuals xi - xi0 - h_0 f(xi) t [Pa], their largest, and the sum of their squares as strains (over 2 C_44).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Hardening<TLane>(
        in UpdateConstants c, in LaneSlip<TLane> xi0, ref CrystalStep<TLane> w, out LaneSlip<TLane> r, out TLane largest, out TLane squares)
        where TLane : unmanaged, ILane<TLane>
    {
        VoceHardening.Expand(c, w.Xi, out LaneSlip<TLane> f, out _, out _);
        TLane scale = TLane.All(c.InverseShear2);
        LaneSlipAlgebra.Magnitude(SlipSystems.Root6, w.G, out LaneSlip<TLane> gamma);
        SlipInteraction.Apply(c, gamma, out w.HardeningSum);
        r.A1 = TLane.NegateMultiplyAdd(f.A1, w.HardeningSum.A1, w.Xi.A1 - xi0.A1);
        r.A2 = TLane.NegateMultiplyAdd(f.A2, w.HardeningSum.A2, w.Xi.A2 - xi0.A2);
        r.A3 = TLane.NegateMultiplyAdd(f.A3, w.HardeningSum.A3, w.Xi.A3 - xi0.A3);
        r.B1 = TLane.NegateMultiplyAdd(f.B1, w.HardeningSum.B1, w.Xi.B1 - xi0.B1);
        r.B2 = TLane.NegateMultiplyAdd(f.B2, w.HardeningSum.B2, w.Xi.B2 - xi0.B2);
        r.B3 = TLane.NegateMultiplyAdd(f.B3, w.HardeningSum.B3, w.Xi.B3 - xi0.B3);
        r.C1 = TLane.NegateMultiplyAdd(f.C1, w.HardeningSum.C1, w.Xi.C1 - xi0.C1);
        r.C2 = TLane.NegateMultiplyAdd(f.C2, w.HardeningSum.C2, w.Xi.C2 - xi0.C2);
        r.C3 = TLane.NegateMultiplyAdd(f.C3, w.HardeningSum.C3, w.Xi.C3 - xi0.C3);
        r.D1 = TLane.NegateMultiplyAdd(f.D1, w.HardeningSum.D1, w.Xi.D1 - xi0.D1);
        r.D2 = TLane.NegateMultiplyAdd(f.D2, w.HardeningSum.D2, w.Xi.D2 - xi0.D2);
        r.D3 = TLane.NegateMultiplyAdd(f.D3, w.HardeningSum.D3, w.Xi.D3 - xi0.D3);
        largest = squares = TLane.All(0.0);
        Accumulate(r.A1, scale, ref largest, ref squares);
        Accumulate(r.A2, scale, ref largest, ref squares);
        Accumulate(r.A3, scale, ref largest, ref squares);
        Accumulate(r.B1, scale, ref largest, ref squares);
        Accumulate(r.B2, scale, ref largest, ref squares);
        Accumulate(r.B3, scale, ref largest, ref squares);
        Accumulate(r.C1, scale, ref largest, ref squares);
        Accumulate(r.C2, scale, ref largest, ref squares);
        Accumulate(r.C3, scale, ref largest, ref squares);
        Accumulate(r.D1, scale, ref largest, ref squares);
        Accumulate(r.D2, scale, ref largest, ref squares);
        Accumulate(r.D3, scale, ref largest, ref squares);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate<TLane>(TLane r, TLane scale, ref TLane largest, ref TLane squares) where TLane : unmanaged, ILane<TLane>
    {
        largest = TLane.Max(largest, TLane.Abs(r));
        TLane s = scale * r;
        squares = TLane.MultiplyAdd(s, s, squares);
    }

    /// <summary>From the residuals to the Newton steps (to be subtracted) of dev S and xi, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void NewtonStep<TLane>(
        in UpdateConstants c, in CrystalStep<TLane> w, ref CoupledScratch<TLane> scratch, ref LaneDeviator<TLane> r, ref LaneSlip<TLane> residualXi)
        where TLane : unmanaged, ILane<TLane>
    {
        CoupledSlip.Linearise(c, w, ref scratch, out LaneMatrix5<TLane> J);
        DeviatoricSystem.Factor(ref J);
        VoceHardening.Expand(c, w.Xi, out _, out LaneSlip<TLane> f1, out _);
        LaneSlip<TLane> G = w.G, t = w.HardeningSum, change = default;
        TLane one = TLane.All(1.0);
        fixed (CoupledScratch<TLane>* memory = &scratch)
        fixed (LaneSlip<TLane>* rx = &residualXi)
        {
            TLane* rho = (TLane*)rx, rhs = (TLane*)&memory->Rhs, u = (TLane*)&memory->U1, d = (TLane*)&change;
            TLane* softening = (TLane*)&memory->Softening, phi = (TLane*)&memory->Phi;

            // With steps subtracted, dxi = phi sqrt 6 H d|G| + rho': the part rho' alone changes |G| by -softening rho'.
            for (int a = 0; a < 12; a++)
            {
                rho[a] /= one - ((TLane*)&f1)[a] * ((TLane*)&t)[a];
                rhs[a] = -(softening[a] * rho[a]);
            }

            CoupledSlip.SolveSlip((TLane*)&memory->R1, rhs);
            CoupledSlip.PlasticIncrement(rhs, (TLane*)&G, out LaneTensor<TLane> q);
            UpdateJacobian.Column(w.M, one, q.M11, q.M12, q.M13, q.M21, q.M22, q.M23, q.M31, q.M32, q.M33,
                out TLane d1, out TLane d2, out TLane d3, out TLane d4, out TLane d5);
            (r.D1, r.D2, r.D3, r.D4, r.D5) = (r.D1 - d1, r.D2 - d2, r.D3 - d3, r.D4 - d4, r.D5 - d5);
            DeviatoricSystem.Solve(J, ref r);

            TLane root6 = TLane.All(SlipSystems.Root6);
            for (int a = 0; a < 12; a++)
            {
                TLane sum = TLane.MultiplyAdd(u[a], r.D1, rhs[a]);
                sum = TLane.MultiplyAdd(u[12 + a], r.D2, sum);
                sum = TLane.MultiplyAdd(u[24 + a], r.D3, sum);
                sum = TLane.MultiplyAdd(u[36 + a], r.D4, sum);
                d[a] = root6 * TLane.MultiplyAdd(u[48 + a], r.D5, sum);
            }

            SlipInteraction.Apply(c, change, out LaneSlip<TLane> hardening);
            for (int a = 0; a < 12; a++)
                rho[a] = TLane.MultiplyAdd(phi[a], ((TLane*)&hardening)[a], rho[a]);
        }
    }

    /// <summary>The part of a step that keeps |tau/xi| near or below the cap and every resistance above half of its value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TLane Limited<TLane>(in LaneSlip<TLane> T, in LaneSlip<TLane> dT, in LaneSlip<TLane> xi, in LaneSlip<TLane> dXi, TLane cap)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane part = TLane.All(1.0);
        part = Limited(part, T.A1, dT.A1, xi.A1, dXi.A1, cap);
        part = Limited(part, T.A2, dT.A2, xi.A2, dXi.A2, cap);
        part = Limited(part, T.A3, dT.A3, xi.A3, dXi.A3, cap);
        part = Limited(part, T.B1, dT.B1, xi.B1, dXi.B1, cap);
        part = Limited(part, T.B2, dT.B2, xi.B2, dXi.B2, cap);
        part = Limited(part, T.B3, dT.B3, xi.B3, dXi.B3, cap);
        part = Limited(part, T.C1, dT.C1, xi.C1, dXi.C1, cap);
        part = Limited(part, T.C2, dT.C2, xi.C2, dXi.C2, cap);
        part = Limited(part, T.C3, dT.C3, xi.C3, dXi.C3, cap);
        part = Limited(part, T.D1, dT.D1, xi.D1, dXi.D1, cap);
        part = Limited(part, T.D2, dT.D2, xi.D2, dXi.D2, cap);
        part = Limited(part, T.D3, dT.D3, xi.D3, dXi.D3, cap);
        return part;
    }

    private static TLane Limited<TLane>(TLane part, TLane T, TLane dT, TLane xi, TLane dXi, TLane cap) where TLane : unmanaged, ILane<TLane>
    {
        TLane tiny = TLane.All(1e-30), half = TLane.All(0.5);
        part = TLane.Min(part, half * xi / TLane.Max(dXi, tiny));
        TLane root6 = TLane.All(SlipSystems.Root6), bound = root6 * xi * TLane.Max(cap, TLane.All(1.05) * TLane.Abs(T) / (root6 * xi));

        // |T - p dT| <= bound - p growth, growth >= 0 the shrinking of the bound with the resistance.
        TLane then = TLane.Abs(T - dT), growth = TLane.Max(root6 * cap * dXi, TLane.All(0.0));
        TLane allowed = (bound - TLane.Abs(T)) / TLane.Max(then + growth - TLane.Abs(T), tiny);
        return TLane.Min(part, TLane.Choose(TLane.LessOrEqual(then + growth, bound), part, allowed));
    }
}
