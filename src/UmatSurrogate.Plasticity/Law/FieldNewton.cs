using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>The parts of one Newton iteration of <see cref="FieldUpdate"/>.</summary>
internal static class FieldNewton
{
    /// <summary>Residual strain C^-1 : S - E(N) of the present slip increments.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Residual<TLane>(in UpdateConstants c, ref FieldStep<TLane> w) where TLane : unmanaged, ILane<TLane>
    {
        SlipSystems.SumOfSlips(w.G, out w.N);
        ElasticStrain.AfterSlip(w.TrialElastic, w.N, out w.Fe);
        ElasticStrain.Residual(c, w.S, w.Fe, out w.Residual);
    }

    /// <summary>
    /// Newton step of dev S with the Jacobian of <see cref="UpdateJacobian"/> at M = I (M differs from it by the elastic strains, a few 1e-3),
    /// which is symmetric and positive definite; solved by L D L^T.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Solve<TLane>(in UpdateConstants c, ref FieldStep<TLane> w) where TLane : unmanaged, ILane<TLane>
    {
        SlipSystems.Planes(w.h.A1, w.h.B1, w.h.C1, w.h.D1, out TLane o1, out TLane x1, out TLane y1, out TLane z1);
        SlipSystems.Planes(w.h.A2, w.h.B2, w.h.C2, w.h.D2, out TLane o2, out TLane x2, out TLane y2, out TLane z2);
        SlipSystems.Planes(w.h.A3, w.h.B3, w.h.C3, w.h.D3, out TLane o3, out TLane x3, out TLane y3, out TLane z3);
        TLane c1 = TLane.All(c.InverseShear1), c2 = TLane.All(c.InverseShear2), half = TLane.All(0.5), one = TLane.All(1.0);
        TLane q = TLane.All(HalfRoot3), o12 = o1 + o2;
        TLane d1 = TLane.MultiplyAdd(half, TLane.MultiplyAdd(TLane.All(4.0), o3, o12), c1);
        TLane j21 = q * (o1 - o2), j31 = half * (x2 - x1), j41 = TLane.MultiplyAdd(half, y1, y3), j51 = -TLane.MultiplyAdd(half, z2, z3);
        TLane d2 = TLane.MultiplyAdd(TLane.All(1.5), o12, c1);
        TLane j32 = -(q * (x1 + x2)), j42 = q * y1, j52 = q * z2;
        TLane d3 = TLane.MultiplyAdd(half, o12, c2), j43 = -(half * z1), j53 = -(half * y2);
        TLane d4 = TLane.MultiplyAdd(half, o1 + o3, c2), j54 = -(half * x3);
        TLane d5 = TLane.MultiplyAdd(half, o2 + o3, c2);

        // Hardening: minus s k v v^T, v the deviator of sym N; see FieldHardening.Harden.
        TLane root = TLane.All(SlipSystems.InverseRoot2), k = w.Softening * w.Coupling;
        TLane v1 = root * (w.N.M11 - w.N.M22), v2 = TLane.All(SlipSystems.Root3Over2) * w.N.M33;
        TLane v3 = root * (w.N.M12 + w.N.M21), v4 = root * (w.N.M13 + w.N.M31), v5 = root * (w.N.M23 + w.N.M32), kv = k * v1;
        d1 = TLane.NegateMultiplyAdd(kv, v1, d1);
        j21 = TLane.NegateMultiplyAdd(kv, v2, j21);
        j31 = TLane.NegateMultiplyAdd(kv, v3, j31);
        j41 = TLane.NegateMultiplyAdd(kv, v4, j41);
        j51 = TLane.NegateMultiplyAdd(kv, v5, j51);
        kv = k * v2;
        d2 = TLane.NegateMultiplyAdd(kv, v2, d2);
        j32 = TLane.NegateMultiplyAdd(kv, v3, j32);
        j42 = TLane.NegateMultiplyAdd(kv, v4, j42);
        j52 = TLane.NegateMultiplyAdd(kv, v5, j52);
        kv = k * v3;
        d3 = TLane.NegateMultiplyAdd(kv, v3, d3);
        j43 = TLane.NegateMultiplyAdd(kv, v4, j43);
        j53 = TLane.NegateMultiplyAdd(kv, v5, j53);
        kv = k * v4;
        d4 = TLane.NegateMultiplyAdd(kv, v4, d4);
        j54 = TLane.NegateMultiplyAdd(kv, v5, j54);
        d5 = TLane.NegateMultiplyAdd(k * v5, v5, d5);
        TLane b1 = w.Residual.D1, b2 = w.Residual.D2, b3 = w.Residual.D3, b4 = w.Residual.D4, b5 = w.Residual.D5;

        TLane i1 = one / d1, l2 = j21 * i1, l3 = j31 * i1, l4 = j41 * i1, l5 = j51 * i1;
        d2 = TLane.NegateMultiplyAdd(l2, j21, d2);
        d3 = TLane.NegateMultiplyAdd(l3, j31, d3);
        j32 = TLane.NegateMultiplyAdd(l3, j21, j32);
        d4 = TLane.NegateMultiplyAdd(l4, j41, d4);
        j42 = TLane.NegateMultiplyAdd(l4, j21, j42);
        j43 = TLane.NegateMultiplyAdd(l4, j31, j43);
        d5 = TLane.NegateMultiplyAdd(l5, j51, d5);
        j52 = TLane.NegateMultiplyAdd(l5, j21, j52);
        j53 = TLane.NegateMultiplyAdd(l5, j31, j53);
        j54 = TLane.NegateMultiplyAdd(l5, j41, j54);
        b2 = TLane.NegateMultiplyAdd(l2, b1, b2);
        b3 = TLane.NegateMultiplyAdd(l3, b1, b3);
        b4 = TLane.NegateMultiplyAdd(l4, b1, b4);
        b5 = TLane.NegateMultiplyAdd(l5, b1, b5);

        TLane i2 = one / d2, m3 = j32 * i2, m4 = j42 * i2, m5 = j52 * i2;
        d3 = TLane.NegateMultiplyAdd(m3, j32, d3);
        d4 = TLane.NegateMultiplyAdd(m4, j42, d4);
        j43 = TLane.NegateMultiplyAdd(m4, j32, j43);
        d5 = TLane.NegateMultiplyAdd(m5, j52, d5);
        j53 = TLane.NegateMultiplyAdd(m5, j32, j53);
        j54 = TLane.NegateMultiplyAdd(m5, j42, j54);
        b3 = TLane.NegateMultiplyAdd(m3, b2, b3);
        b4 = TLane.NegateMultiplyAdd(m4, b2, b4);
        b5 = TLane.NegateMultiplyAdd(m5, b2, b5);

        TLane i3 = one / d3, n4 = j43 * i3, n5 = j53 * i3;
        d4 = TLane.NegateMultiplyAdd(n4, j43, d4);
        d5 = TLane.NegateMultiplyAdd(n5, j53, d5);
        j54 = TLane.NegateMultiplyAdd(n5, j43, j54);
        b4 = TLane.NegateMultiplyAdd(n4, b3, b4);
        b5 = TLane.NegateMultiplyAdd(n5, b3, b5);

        TLane i4 = one / d4, p5 = j54 * i4;
        d5 = TLane.NegateMultiplyAdd(p5, j54, d5);
        b5 = TLane.NegateMultiplyAdd(p5, b4, b5) / d5;
        b4 = TLane.NegateMultiplyAdd(p5, b5, i4 * b4);
        b3 = TLane.NegateMultiplyAdd(n5, b5, TLane.NegateMultiplyAdd(n4, b4, i3 * b3));
        b2 = TLane.NegateMultiplyAdd(m5, b5, TLane.NegateMultiplyAdd(m4, b4, TLane.NegateMultiplyAdd(m3, b3, i2 * b2)));
        b1 = TLane.NegateMultiplyAdd(l2, b2, i1 * b1);
        b1 = TLane.NegateMultiplyAdd(l5, b5, TLane.NegateMultiplyAdd(l4, b4, TLane.NegateMultiplyAdd(l3, b3, b1)));
        w.Step.D1 = b1;
        w.Step.D2 = b2;
        w.Step.D3 = b3;
        w.Step.D4 = b4;
        w.Step.D5 = b5;

        // From here on the common relative change of the slip increments that belongs to the step.
        TLane power = TLane.MultiplyAdd(v1, b1, v2 * b2) + TLane.MultiplyAdd(v3, b3, TLane.MultiplyAdd(v4, b4, v5 * b5));
        w.Coupling = -(w.Coupling * power);
    }

    /// <summary>The largest change of a |tau/xi| in a full step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void StepSize<TLane>(ref FieldStep<TLane> w, out TLane size) where TLane : unmanaged, ILane<TLane>
    {
        SlipSystems.ResolvedShear(w.Step, out w.StepT);
        TLane a = TLane.Max(TLane.Abs(w.StepT.A1 * w.y.A1), TLane.Abs(w.StepT.A2 * w.y.A2)), b = TLane.Abs(w.StepT.A3 * w.y.A3);
        a = TLane.Max(a, TLane.Abs(w.StepT.B1 * w.y.B1));
        b = TLane.Max(b, TLane.Abs(w.StepT.B2 * w.y.B2));
        a = TLane.Max(a, TLane.Abs(w.StepT.B3 * w.y.B3));
        b = TLane.Max(b, TLane.Abs(w.StepT.C1 * w.y.C1));
        a = TLane.Max(a, TLane.Abs(w.StepT.C2 * w.y.C2));
        b = TLane.Max(b, TLane.Abs(w.StepT.C3 * w.y.C3));
        a = TLane.Max(a, TLane.Abs(w.StepT.D1 * w.y.D1));
        b = TLane.Max(b, TLane.Abs(w.StepT.D2 * w.y.D2));
        a = TLane.Max(a, TLane.Abs(w.StepT.D3 * w.y.D3));
        size = TLane.Max(a, b);
    }

    /// <summary>
    /// The part of a step that keeps the largest |tau/xi| below 1, or from growing by more than the factor <paramref name="growth"/> where it is near
    /// or above; 1 at the points that are not <paramref name="large"/>. A maximum of |linear functions| is convex, so the part is safe.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static TLane Limited<TLane>(in FieldStep<TLane> w, TLane large, TLane growth) where TLane : unmanaged, ILane<TLane>
    {
        TLane one = TLane.All(1.0);
        LaneSlipAlgebra.Multiply(w.T, w.y, out LaneSlip<TLane> x);
        LaneSlipAlgebra.Subtract(w.T, w.StepT, out LaneSlip<TLane> end);
        LaneSlipAlgebra.Multiply(end, w.y, out end);
        TLane now = LaneSlipAlgebra.Largest(x), then = LaneSlipAlgebra.Largest(end), limit = TLane.Max(one, growth * now);
        TLane part = (limit - now) / TLane.Max(then - now, TLane.All(1e-30));
        return TLane.Choose(TLane.Both(large, TLane.Less(limit, then)), part, one);
    }

    /// <summary>Takes the part <paramref name="length"/> of the step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Move<TLane>(in TLane length, ref FieldStep<TLane> w) where TLane : unmanaged, ILane<TLane>
    {
        TLane part = length;
        w.S.D1 = TLane.NegateMultiplyAdd(part, w.Step.D1, w.S.D1);
        w.S.D2 = TLane.NegateMultiplyAdd(part, w.Step.D2, w.S.D2);
        w.S.D3 = TLane.NegateMultiplyAdd(part, w.Step.D3, w.S.D3);
        w.S.D4 = TLane.NegateMultiplyAdd(part, w.Step.D4, w.S.D4);
        w.S.D5 = TLane.NegateMultiplyAdd(part, w.Step.D5, w.S.D5);
        w.T.A1 = TLane.NegateMultiplyAdd(part, w.StepT.A1, w.T.A1);
        w.T.A2 = TLane.NegateMultiplyAdd(part, w.StepT.A2, w.T.A2);
        w.T.A3 = TLane.NegateMultiplyAdd(part, w.StepT.A3, w.T.A3);
        w.T.B1 = TLane.NegateMultiplyAdd(part, w.StepT.B1, w.T.B1);
        w.T.B2 = TLane.NegateMultiplyAdd(part, w.StepT.B2, w.T.B2);
        w.T.B3 = TLane.NegateMultiplyAdd(part, w.StepT.B3, w.T.B3);
        w.T.C1 = TLane.NegateMultiplyAdd(part, w.StepT.C1, w.T.C1);
        w.T.C2 = TLane.NegateMultiplyAdd(part, w.StepT.C2, w.T.C2);
        w.T.C3 = TLane.NegateMultiplyAdd(part, w.StepT.C3, w.T.C3);
        w.T.D1 = TLane.NegateMultiplyAdd(part, w.StepT.D1, w.T.D1);
        w.T.D2 = TLane.NegateMultiplyAdd(part, w.StepT.D2, w.T.D2);
        w.T.D3 = TLane.NegateMultiplyAdd(part, w.StepT.D3, w.T.D3);
    }

    /// <summary>Keeps dev S, xi and the slip increments after the full step at the points that it has brought to the solution.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Accept<TLane>(in TLane accepted, in LaneSlip<TLane> xi0, ref FieldStep<TLane> w, ref CrystalState<TLane> s1)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane mask = accepted, xi = TLane.All(1.0) + w.Coupling, slip = TLane.NegateMultiplyAdd(w.Softening, w.Coupling, TLane.All(1.0));
        s1.Stress.D1 = TLane.Choose(mask, w.S.D1 - w.Step.D1, s1.Stress.D1);
        s1.Stress.D2 = TLane.Choose(mask, w.S.D2 - w.Step.D2, s1.Stress.D2);
        s1.Stress.D3 = TLane.Choose(mask, w.S.D3 - w.Step.D3, s1.Stress.D3);
        s1.Stress.D4 = TLane.Choose(mask, w.S.D4 - w.Step.D4, s1.Stress.D4);
        s1.Stress.D5 = TLane.Choose(mask, w.S.D5 - w.Step.D5, s1.Stress.D5);
        Accept(mask, slip, xi, w.G.A1, w.h.A1, w.StepT.A1, xi0.A1, w.u.A1, ref w.Accepted.A1, ref s1.Xi.A1);
        Accept(mask, slip, xi, w.G.A2, w.h.A2, w.StepT.A2, xi0.A2, w.u.A2, ref w.Accepted.A2, ref s1.Xi.A2);
        Accept(mask, slip, xi, w.G.A3, w.h.A3, w.StepT.A3, xi0.A3, w.u.A3, ref w.Accepted.A3, ref s1.Xi.A3);
        Accept(mask, slip, xi, w.G.B1, w.h.B1, w.StepT.B1, xi0.B1, w.u.B1, ref w.Accepted.B1, ref s1.Xi.B1);
        Accept(mask, slip, xi, w.G.B2, w.h.B2, w.StepT.B2, xi0.B2, w.u.B2, ref w.Accepted.B2, ref s1.Xi.B2);
        Accept(mask, slip, xi, w.G.B3, w.h.B3, w.StepT.B3, xi0.B3, w.u.B3, ref w.Accepted.B3, ref s1.Xi.B3);
        Accept(mask, slip, xi, w.G.C1, w.h.C1, w.StepT.C1, xi0.C1, w.u.C1, ref w.Accepted.C1, ref s1.Xi.C1);
        Accept(mask, slip, xi, w.G.C2, w.h.C2, w.StepT.C2, xi0.C2, w.u.C2, ref w.Accepted.C2, ref s1.Xi.C2);
        Accept(mask, slip, xi, w.G.C3, w.h.C3, w.StepT.C3, xi0.C3, w.u.C3, ref w.Accepted.C3, ref s1.Xi.C3);
        Accept(mask, slip, xi, w.G.D1, w.h.D1, w.StepT.D1, xi0.D1, w.u.D1, ref w.Accepted.D1, ref s1.Xi.D1);
        Accept(mask, slip, xi, w.G.D2, w.h.D2, w.StepT.D2, xi0.D2, w.u.D2, ref w.Accepted.D2, ref s1.Xi.D2);
        Accept(mask, slip, xi, w.G.D3, w.h.D3, w.StepT.D3, xi0.D3, w.u.D3, ref w.Accepted.D3, ref s1.Xi.D3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accept<TLane>(
        TLane mask, TLane slip, TLane xi, TLane G, TLane h, TLane dT, TLane xi0, TLane u, ref TLane acceptedG, ref TLane acceptedXi)
        where TLane : unmanaged, ILane<TLane>
    {
        acceptedG = TLane.Choose(mask, TLane.NegateMultiplyAdd(h, dT, slip * G), acceptedG);
        acceptedXi = TLane.Choose(mask, TLane.MultiplyAdd(xi, u, xi0), acceptedXi);
    }

    /// <summary>P, and Fp^-1 of the new state, from the accepted dev S and slip increments.</summary>
    /// <returns>Mask of the points where Fp^-1 could be scaled to det 1.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static TLane Finish<TLane>(
        in UpdateConstants c, in CrystalState<TLane> s0, ref FieldStep<TLane> w, ref CrystalState<TLane> s1, out LaneTensor<TLane> P)
        where TLane : unmanaged, ILane<TLane>
    {
        SlipSystems.SumOfSlips(w.Accepted, out w.N);
        ElasticStrain.AfterSlip(w.TrialElastic, w.N, out w.Fe);
        ElasticStrain.AfterSlip(s0.FpInverse, w.N, out s1.FpInverse);
        ref readonly LaneTensor<TLane> Fe = ref w.Fe;
        TLane trace = LaneAlgebra.Dot(Fe.M11, Fe.M11, Fe.M12, Fe.M12, Fe.M13, Fe.M13)
            + LaneAlgebra.Dot(Fe.M21, Fe.M21, Fe.M22, Fe.M22, Fe.M23, Fe.M23)
            + LaneAlgebra.Dot(Fe.M31, Fe.M31, Fe.M32, Fe.M32, Fe.M33, Fe.M33);
        TLane mean = TLane.All(c.BulkModulus3 / 6.0) * (trace - TLane.All(3.0));
        LaneAlgebra.FromDeviator(s1.Stress, mean, out LaneSymmetric<TLane> S);
        LaneAlgebra.Multiply(Fe, S, out w.FeS);
        LaneAlgebra.MultiplyTransposed(w.FeS, s1.FpInverse, out P);
        return CrystalUpdate.Normalise(ref s1.FpInverse, 2, 0.05);
    }

    private const double HalfRoot3 = 0.86602540378443864676;
}
