using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>
/// The implicit step of <see cref="CrystalUpdate"/> from a good first guess: the same equations, solved by a cheaper Newton iteration. Its matrix leaves
/// out elastic strains against 1 and keeps a term of rank one of the coupling through hardening, so that a few percent of an error remain besides its square; the last step is
/// taken on trust, with slip increments to first order, as soon as the error that it leaves is below the tolerance. There is no way back from a bad step:
/// what does not converge soon is left to <see cref="CrystalUpdate"/>.
/// </summary>
public static class FieldUpdate
{
    private const int MaximumIterations = 12;

    /// <summary>Change of a |tau/xi| in an iteration that needs no look at where it leads.</summary>
    private const double SmallStep = 0.03;

    /// <summary>One implicit step to F1 after dt; arguments as in <see cref="FieldIncrement"/>.</summary>
    /// <returns>Mask of the points that converged; <paramref name="s1"/> and <paramref name="P"/> are valid there only.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TLane Step<TLane>(
        in UpdateConstants c, in LaneTensor<TLane> F1, TLane dt, in CrystalState<TLane> s0, ref FieldStep<TLane> w, ref CrystalState<TLane> s1,
        out LaneTensor<TLane> P) where TLane : unmanaged, ILane<TLane>
    {
        TLane zero = TLane.All(0.0), one = TLane.All(1.0), k = dt * TLane.All(c.ReferenceShearRate * SlipSystems.InverseRoot6);
        TLane halfExponent = TLane.All(0.5 * c.RateExponent), tolerance = TLane.All(c.RelativeStressTolerance);
        LaneAlgebra.Multiply(F1, s0.FpInverse, out w.TrialElastic);
        FieldHardening.Start(c, s0.Xi, s1, ref w);
        TLane all = TLane.LessOrEqual(zero, one), pending = all;
        for (int iteration = 0; iteration < MaximumIterations; iteration++)
        {
            PowerLawSlip.Evaluate(c, k, w.T, w.y, out w.G, out w.h);
            FieldHardening.Harden(c, s0.Xi, ref w, out TLane change, out TLane slip);
            FieldNewton.Residual(c, ref w);
            FieldNewton.Solve(c, ref w);
            FieldNewton.StepSize(ref w, out TLane size);

            // Errors of tau/xi that a full step leaves: those of the coupling by hardening and of the expansions of the power law.
            TLane error = TLane.MultiplyAdd(size, TLane.MultiplyAdd(TLane.All(c.Coupling), slip, halfExponent * size), halfExponent * change);
            TLane finite = TLane.LessOrEqual(CrystalUpdate.Square(w.Step), TLane.All(1e300));
            TLane accepted = TLane.Both(pending, TLane.Both(TLane.LessOrEqual(error, tolerance), finite));
            if (TLane.Any(accepted))
            {
                TLane stale = TLane.Both(accepted, TLane.Less(TLane.All(c.FirstOrderLimit), FieldHardening.Drift(w)));
                accepted = TLane.ButNot(accepted, stale);
                if (TLane.Any(stale))
                    FieldHardening.ExpandAnew(c, stale, s0.Xi, ref w);
                FieldNewton.Accept(accepted, s0.Xi, ref w, ref s1);
                pending = TLane.ButNot(pending, accepted);
                if (!TLane.Any(pending))
                    break;
            }

            TLane large = TLane.Both(pending, TLane.Less(TLane.All(SmallStep), size)), length = one;
            if (TLane.Any(large))
                length = FieldNewton.Limited(w, large, TLane.All(1.0 + 1.0 / c.RateExponent));
            FieldNewton.Move(length, ref w);
        }

        TLane normalised = FieldNewton.Finish(c, s0, ref w, ref s1, out P);
        return TLane.Both(normalised, TLane.ButNot(all, pending));
    }
}
