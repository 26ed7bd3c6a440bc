using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>What one implicit step leaves behind for the stress and the tangent.</summary>
public struct CrystalStep<TLane> where TLane : unmanaged, ILane<TLane>
{
    /// <summary>Trial elastic deformation F1 Fp0^-1.</summary>
    public LaneTensor<TLane> TrialElastic;

    /// <summary>Plastic increment N = dt Lp and M = (I - N)^T B.</summary>
    public LaneTensor<TLane> N, M;

    /// <summary>Second Piola-Kirchhoff stress [Pa], crystal frame.</summary>
    public LaneSymmetric<TLane> S;

    /// <summary>Slip increments G_a, slopes h_a, and 12 resistances at which they were evaluated.</summary>
    public LaneSlip<TLane> G, h, Xi;

    /// <summary>Sums t_a = sum_b H_ab dt |gamma_dot_b|.</summary>
    public LaneSlip<TLane> HardeningSum;
}

/// <summary>
/// Fully implicit update of a crystal: Fp1^-1 = Fp0^-1 (I - dt Lp1), xi1 = xi0 + dt xi_dot1, solved by Newton's method on the deviator of S
/// with the slip resistances updated in every iteration. Newton's matrix is exact in S; the coupling through xi (usually a few percent of
/// a slip rate per step) enters by correcting the slip rates to first order for the change of xi; where it is too strong for that,
/// <see cref="CoupledUpdate"/> takes over. Points are masked, never branched on.
/// Equations: Roters et al. 2019, doi:10.1016/j.commatsci.2018.04.030; Newton on the stress: Kalidindi, Bronkhorst and Anand 1992,
/// doi:10.1016/0022-5096(92)80003-9.
/// </summary>
public static class CrystalUpdate
{
    /// <summary>
    /// One implicit step from <paramref name="s0"/> that ends at F1 after dt. Only points in the mask <paramref name="active"/> are iterated.
    /// </summary>
    /// <returns>Mask of the active points that converged; <paramref name="s1"/> and <paramref name="w"/> are valid there only.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TLane Step<TLane>(
        in UpdateConstants c, in LaneTensor<TLane> F1, TLane dt, in CrystalState<TLane> s0, TLane active,
        out CrystalState<TLane> s1, out CrystalStep<TLane> w) where TLane : unmanaged, ILane<TLane>
    {
        Unsafe.SkipInit(out w);
        TLane zero = TLane.All(0.0), one = TLane.All(1.0), k = dt * TLane.All(c.ReferenceShearRate * SlipSystems.InverseRoot6);
        LaneAlgebra.Multiply(F1, s0.FpInverse, out w.TrialElastic);
        LaneAlgebra.TransposeTimesSelf(w.TrialElastic, out LaneSymmetric<TLane> B);
        TLane cap = LargestRatio(c, dt, s0.Stress, B);
        VoceHardening.Expand(c, s0.Xi, out LaneSlip<TLane> f0, out LaneSlip<TLane> f1, out LaneSlip<TLane> f2);
        LaneSlip<TLane> expandedAt = s0.Xi;
        TLane expansionLimit = TLane.All(c.ExpansionLimit);

        LaneDeviator<TLane> S = s0.Stress, accepted = S, step = default;
        w.Xi = s0.Xi;
        TLane strainTolerance = TLane.All(c.StrainTolerance * c.StrainTolerance), resistanceTolerance = TLane.All(c.ResistanceTolerance);
        TLane merit = TLane.All(double.MaxValue), length = one, pending = active;
        LaneSymmetric<TLane> E = default;
        LaneSlip<TLane> xi = s0.Xi;
        for (int iteration = 0; iteration < c.MaximumIterations; iteration++)
        {
            SlipSystems.ResolvedShear(S, out LaneSlip<TLane> T);
            InverseResistance(w.Xi, out LaneSlip<TLane> y);
            PowerLawSlip.Evaluate(c, k, T, y, out w.G, out w.h);
            TLane change = Harden(c, s0.Xi, expandedAt, f0, f1, f2, y, ref w, out xi, out TLane drift);
            SlipSystems.SumOfSlips(w.G, out w.N);
            ElasticStrain.Evaluate(B, w.N, out w.M, out E);
            ElasticStrain.Residual(c, S, E, out LaneDeviator<TLane> r);
            TLane rr = Square(r);

            TLane converged = TLane.Both(TLane.LessOrEqual(rr, strainTolerance), TLane.LessOrEqual(change, resistanceTolerance));
            TLane stale = TLane.Both(pending, TLane.Less(expansionLimit, drift));
            pending = TLane.ButNot(pending, TLane.ButNot(converged, stale));
            if (!TLane.Any(pending))
                break;

            // A step is taken back and shortened where the residual grew; near convergence rounding decides, so nothing is taken back there.
            TLane keep = TLane.Either(TLane.LessOrEqual(rr, merit), TLane.Less(rr, TLane.All(1e-18)));
            TLane advance = TLane.Both(pending, keep), retreat = TLane.ButNot(pending, keep);
            UpdateJacobian.Assemble(c, w.h, w.M, out LaneMatrix5<TLane> J);
            DeviatoricSystem.Factor(ref J);
            DeviatoricSystem.Solve(J, ref r);
            SlipSystems.ResolvedShear(r, out LaneSlip<TLane> dT);
            TLane full = Limited(T, dT, y, cap);

            merit = TLane.Choose(advance, rr, merit);
            length = TLane.Choose(advance, full, TLane.Choose(retreat, TLane.All(0.4) * length, zero));
            Choose(advance, S, ref accepted);
            Choose(advance, r, ref step);
            LaneSlipAlgebra.Choose(advance, xi, ref w.Xi);
            Move(accepted, step, length, pending, ref S);
            if (TLane.Any(stale))
            {
                LaneSlipAlgebra.Choose(stale, w.Xi, ref expandedAt);
                VoceHardening.Expand(c, expandedAt, out f0, out f1, out f2);
            }
        }

        w.Xi = xi;
        if (TLane.Any(pending))
            pending = Coupled(c, B, k, cap, s0, pending, ref S, ref E, ref w);
        TLane normalised = Finish(c, s0, S, E, ref w, out s1);
        return TLane.Both(normalised, TLane.ButNot(active, pending));
    }

    /// <summary>Solves for the points that are still pending with the coupled method; the others keep what they have, to the last bit.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TLane Coupled<TLane>(
        in UpdateConstants c, in LaneSymmetric<TLane> B, TLane k, TLane cap, in CrystalState<TLane> s0, TLane pending,
        ref LaneDeviator<TLane> S, ref LaneSymmetric<TLane> E, ref CrystalStep<TLane> w) where TLane : unmanaged, ILane<TLane>
    {
        LaneDeviator<TLane> s = S;
        LaneSymmetric<TLane> e = E;
        CrystalStep<TLane> v = w;
        TLane ok = CoupledUpdate.Solve(c, B, k, cap, s0, pending, ref s, ref e, ref v);
        LaneMerge.Choose(ok, s, ref S);
        LaneMerge.Choose(ok, e, ref E);
        LaneMerge.Choose(ok, v, ref w);
        return TLane.ButNot(pending, ok);
    }

    /// <summary>First Piola-Kirchhoff stress P = Fe S Fp^-T [Pa] with Fp as it follows from the step, before it is scaled to det 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Stress<TLane>(in CrystalState<TLane> s0, in CrystalStep<TLane> w, out LaneTensor<TLane> P)
        where TLane : unmanaged, ILane<TLane>
    {
        IdentityMinus(w.N, out LaneTensor<TLane> A);
        LaneAlgebra.Multiply(w.TrialElastic, A, out LaneTensor<TLane> Fe);
        LaneAlgebra.Multiply(s0.FpInverse, A, out LaneTensor<TLane> FpInverse);
        LaneAlgebra.Multiply(Fe, w.S, out LaneTensor<TLane> FeS);
        LaneAlgebra.MultiplyTransposed(FeS, FpInverse, out P);
    }

    /// <summary>
    /// Bound on |tau/xi| at the solution, from the largest slip rate that the increment can ask for: rates several times the elastic mismatch
    /// per time. It keeps Newton's first steps, which are elastic where a crystal begins to flow, from raising large numbers to the power n.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TLane LargestRatio<TLane>(in UpdateConstants c, TLane dt, in LaneDeviator<TLane> S, in LaneSymmetric<TLane> B)
        where TLane : unmanaged, ILane<TLane>
    {
        LaneTensor<TLane> none = default;
        ElasticStrain.Evaluate(B, none, out _, out LaneSymmetric<TLane> E);
        ElasticStrain.Residual(c, S, E, out LaneDeviator<TLane> mismatch);
        TLane rate = TLane.All(64.0 / (c.ReferenceShearRate * c.ReferenceShearRate)) * Square(mismatch) / TLane.Max(dt * dt, TLane.All(1e-200));
        return TLane.Exp(TLane.All(0.5 / c.RateExponent) * TLane.Log(TLane.Max(rate, TLane.All(1e-200))));
    }

    /// <summary>
    /// New slip resistances for the present slip increments; the increments and slopes are then corrected to first order for the change.
    /// </summary>
    /// <returns>The largest change of a resistance [Pa]; <paramref name="drift"/>: the largest distance from where f was expanded [Pa].</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TLane Harden<TLane>(
        in UpdateConstants c, in LaneSlip<TLane> xi0, in LaneSlip<TLane> expandedAt, in LaneSlip<TLane> f0, in LaneSlip<TLane> f1,
        in LaneSlip<TLane> f2, in LaneSlip<TLane> y, ref CrystalStep<TLane> w, out LaneSlip<TLane> xi, out TLane drift)
        where TLane : unmanaged, ILane<TLane>
    {
        LaneSlipAlgebra.Magnitude(SlipSystems.Root6, w.G, out LaneSlip<TLane> gamma);
        SlipInteraction.Apply(c, gamma, out w.HardeningSum);
        xi.A1 = VoceHardening.Next(xi0.A1, w.Xi.A1, expandedAt.A1, f0.A1, f1.A1, f2.A1, w.HardeningSum.A1);
        xi.A2 = VoceHardening.Next(xi0.A2, w.Xi.A2, expandedAt.A2, f0.A2, f1.A2, f2.A2, w.HardeningSum.A2);
        xi.A3 = VoceHardening.Next(xi0.A3, w.Xi.A3, expandedAt.A3, f0.A3, f1.A3, f2.A3, w.HardeningSum.A3);
        xi.B1 = VoceHardening.Next(xi0.B1, w.Xi.B1, expandedAt.B1, f0.B1, f1.B1, f2.B1, w.HardeningSum.B1);
        xi.B2 = VoceHardening.Next(xi0.B2, w.Xi.B2, expandedAt.B2, f0.B2, f1.B2, f2.B2, w.HardeningSum.B2);
        xi.B3 = VoceHardening.Next(xi0.B3, w.Xi.B3, expandedAt.B3, f0.B3, f1.B3, f2.B3, w.HardeningSum.B3);
        xi.C1 = VoceHardening.Next(xi0.C1, w.Xi.C1, expandedAt.C1, f0.C1, f1.C1, f2.C1, w.HardeningSum.C1);
        xi.C2 = VoceHardening.Next(xi0.C2, w.Xi.C2, expandedAt.C2, f0.C2, f1.C2, f2.C2, w.HardeningSum.C2);
        xi.C3 = VoceHardening.Next(xi0.C3, w.Xi.C3, expandedAt.C3, f0.C3, f1.C3, f2.C3, w.HardeningSum.C3);
        xi.D1 = VoceHardening.Next(xi0.D1, w.Xi.D1, expandedAt.D1, f0.D1, f1.D1, f2.D1, w.HardeningSum.D1);
        xi.D2 = VoceHardening.Next(xi0.D2, w.Xi.D2, expandedAt.D2, f0.D2, f1.D2, f2.D2, w.HardeningSum.D2);
        xi.D3 = VoceHardening.Next(xi0.D3, w.Xi.D3, expandedAt.D3, f0.D3, f1.D3, f2.D3, w.HardeningSum.D3);
        LaneSlipAlgebra.Subtract(xi, expandedAt, out LaneSlip<TLane> moved);
        drift = LaneSlipAlgebra.Largest(moved);
        LaneSlipAlgebra.Subtract(xi, w.Xi, out LaneSlip<TLane> d);
        TLane n = TLane.All(-SlipSystems.Root6 * c.RateExponent);
        Correct(n * y.A1, d.A1, ref w.G.A1, ref w.h.A1);
        Correct(n * y.A2, d.A2, ref w.G.A2, ref w.h.A2);
        Correct(n * y.A3, d.A3, ref w.G.A3, ref w.h.A3);
        Correct(n * y.B1, d.B1, ref w.G.B1, ref w.h.B1);
        Correct(n * y.B2, d.B2, ref w.G.B2, ref w.h.B2);
        Correct(n * y.B3, d.B3, ref w.G.B3, ref w.h.B3);
        Correct(n * y.C1, d.C1, ref w.G.C1, ref w.h.C1);
        Correct(n * y.C2, d.C2, ref w.G.C2, ref w.h.C2);
        Correct(n * y.C3, d.C3, ref w.G.C3, ref w.h.C3);
        Correct(n * y.D1, d.D1, ref w.G.D1, ref w.h.D1);
        Correct(n * y.D2, d.D2, ref w.G.D2, ref w.h.D2);
        Correct(n * y.D3, d.D3, ref w.G.D3, ref w.h.D3);
        return LaneSlipAlgebra.Largest(d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Correct<TLane>(TLane n, TLane d, ref TLane G, ref TLane h) where TLane : unmanaged, ILane<TLane>
    {
        TLane f = TLane.Min(TLane.Max(TLane.MultiplyAdd(n, d, TLane.All(1.0)), TLane.All(0.25)), TLane.All(4.0));
        G *= f;
        h *= f;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void InverseResistance<TLane>(in LaneSlip<TLane> xi, out LaneSlip<TLane> y) where TLane : unmanaged, ILane<TLane>
    {
        TLane f = TLane.All(SlipSystems.InverseRoot6);
        y.A1 = f / xi.A1;
        y.A2 = f / xi.A2;
        y.A3 = f / xi.A3;
        y.B1 = f / xi.B1;
        y.B2 = f / xi.B2;
        y.B3 = f / xi.B3;
        y.C1 = f / xi.C1;
        y.C2 = f / xi.C2;
        y.C3 = f / xi.C3;
        y.D1 = f / xi.D1;
        y.D2 = f / xi.D2;
        y.D3 = f / xi.D3;
    }

    /// <summary>The part of a Newton step that keeps the largest |tau/xi| below the cap, or from growing by more than 5 % where it is above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TLane Limited<TLane>(in LaneSlip<TLane> T, in LaneSlip<TLane> dT, in LaneSlip<TLane> y, TLane cap)
        where TLane : unmanaged, ILane<TLane>
    {
        LaneSlipAlgebra.Multiply(T, y, out LaneSlip<TLane> x);
        LaneSlipAlgebra.Subtract(T, dT, out LaneSlip<TLane> end);
        LaneSlipAlgebra.Multiply(end, y, out end);
        TLane now = LaneSlipAlgebra.Largest(x), then = LaneSlipAlgebra.Largest(end);
        TLane limit = TLane.Max(cap, TLane.All(1.05) * now);
        TLane part = (limit - now) / TLane.Max(then - now, TLane.All(1e-30)); // a maximum of |linear functions| is convex
        return TLane.Choose(TLane.LessOrEqual(then, limit), TLane.All(1.0), part);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TLane Finish<TLane>(
        in UpdateConstants c, in CrystalState<TLane> s0, in LaneDeviator<TLane> S, in LaneSymmetric<TLane> E, ref CrystalStep<TLane> w,
        out CrystalState<TLane> s1) where TLane : unmanaged, ILane<TLane>
    {
        TLane mean = TLane.All(c.BulkModulus3 / 3.0) * (E.S11 + E.S22 + E.S33);
        LaneAlgebra.FromDeviator(S, mean, out w.S);
        IdentityMinus(w.N, out LaneTensor<TLane> A);
        LaneAlgebra.Multiply(s0.FpInverse, A, out s1.FpInverse);
        TLane normalised = Normalise(ref s1.FpInverse, 4, 0.2);
        s1.Xi = w.Xi;
        s1.Stress = S;
        return normalised;
    }

    /// <summary>
    /// Scales to det 1: times det^(-1/3), by Newton's method y (4 - d y^3)/3 from y = 1 - (d - 1)/3, quadratic in d - 1 = O(|N|^2): the relative
    /// error of y is 2/9 (d - 1)^2 at first, twice its square after each iteration (1e-14 after 4 from |d - 1| = 0.2, 1e-12 after 2 from 0.05).
    /// </summary>
    /// <returns>
    /// Mask of the points with |d - 1| within the limit (elsewhere, and where d is NaN, the slip of the step is too large for one implicit step).
    /// </returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static TLane Normalise<TLane>(ref LaneTensor<TLane> a, int iterations, double limit) where TLane : unmanaged, ILane<TLane>
    {
        TLane third = TLane.All(1.0 / 3.0), four = TLane.All(4.0), d = LaneAlgebra.Determinant(a), y = third * (four - d);
        for (int i = 0; i < iterations; i++)
            y = third * y * TLane.NegateMultiplyAdd(d, y * y * y, four);
        a.M11 *= y;
        a.M12 *= y;
        a.M13 *= y;
        a.M21 *= y;
        a.M22 *= y;
        a.M23 *= y;
        a.M31 *= y;
        a.M32 *= y;
        a.M33 *= y;
        TLane excess = d - TLane.All(1.0);
        return TLane.LessOrEqual(excess * excess, TLane.All(limit * limit));
    }

    internal static void IdentityMinus<TLane>(in LaneTensor<TLane> N, out LaneTensor<TLane> A) where TLane : unmanaged, ILane<TLane>
    {
        TLane one = TLane.All(1.0);
        (A.M11, A.M12, A.M13) = (one - N.M11, -N.M12, -N.M13);
        (A.M21, A.M22, A.M23) = (-N.M21, one - N.M22, -N.M23);
        (A.M31, A.M32, A.M33) = (-N.M31, -N.M32, one - N.M33);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLane Square<TLane>(in LaneDeviator<TLane> a) where TLane : unmanaged, ILane<TLane> =>
        TLane.MultiplyAdd(a.D1, a.D1, a.D2 * a.D2) + TLane.MultiplyAdd(a.D3, a.D3, TLane.MultiplyAdd(a.D4, a.D4, a.D5 * a.D5));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Choose<TLane>(TLane mask, in LaneDeviator<TLane> a, ref LaneDeviator<TLane> b)
        where TLane : unmanaged, ILane<TLane>
    {
        b.D1 = TLane.Choose(mask, a.D1, b.D1);
        b.D2 = TLane.Choose(mask, a.D2, b.D2);
        b.D3 = TLane.Choose(mask, a.D3, b.D3);
        b.D4 = TLane.Choose(mask, a.D4, b.D4);
        b.D5 = TLane.Choose(mask, a.D5, b.D5);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Move<TLane>(in LaneDeviator<TLane> from, in LaneDeviator<TLane> step, TLane length, TLane mask, ref LaneDeviator<TLane> S)
        where TLane : unmanaged, ILane<TLane>
    {
        S.D1 = TLane.Choose(mask, TLane.NegateMultiplyAdd(length, step.D1, from.D1), S.D1);
        S.D2 = TLane.Choose(mask, TLane.NegateMultiplyAdd(length, step.D2, from.D2), S.D2);
        S.D3 = TLane.Choose(mask, TLane.NegateMultiplyAdd(length, step.D3, from.D3), S.D3);
        S.D4 = TLane.Choose(mask, TLane.NegateMultiplyAdd(length, step.D4, from.D4), S.D4);
        S.D5 = TLane.Choose(mask, TLane.NegateMultiplyAdd(length, step.D5, from.D5), S.D5);
    }
}
