using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>
/// The response of a material point or a volume element along a path: rows 0 (the undeformed state) to T of
/// <c>history.csv</c>. F dimensionless, P the first Piola-Kirchhoff stress (Pa), sigma the Cauchy stress (Pa),
/// sigma = P F^T / det F. All arrays have length T + 1.
/// </summary>
public sealed class MaterialHistory
{
    private MaterialHistory(double[] times_s, Tensor3x3[] F, Tensor3x3[] P, SymmetricTensor[] sigma)
    {
        if (times_s.Length == 0 || F.Length != times_s.Length || P.Length != times_s.Length || sigma.Length != times_s.Length)
        {
            throw new ArgumentException(
                $"A history needs arrays of one length; times {times_s.Length}, F {F.Length}, P {P.Length}, sigma {sigma.Length}.");
        }
        (Times_s, DeformationGradients, FirstPiolaKirchhoffStress_Pa, CauchyStress_Pa) = (times_s, F, P, sigma);
    }

    /// <summary>Times, s.</summary>
    public double[] Times_s { get; }

    /// <summary>Deformation gradients F.</summary>
    public Tensor3x3[] DeformationGradients { get; }

    /// <summary>First Piola-Kirchhoff stresses P, Pa.</summary>
    public Tensor3x3[] FirstPiolaKirchhoffStress_Pa { get; }

    /// <summary>Cauchy stresses sigma = P F^T / det F, Pa.</summary>
    public SymmetricTensor[] CauchyStress_Pa { get; }

    /// <summary>From P: sigma = sym(P F^T) / det F.</summary>
    public static MaterialHistory FromFirstPiolaKirchhoff(double[] times_s, Tensor3x3[] F, Tensor3x3[] P)
    {
        ArgumentNullException.ThrowIfNull(times_s);
        ArgumentNullException.ThrowIfNull(F);
        ArgumentNullException.ThrowIfNull(P);
        SymmetricTensor[] sigma = new SymmetricTensor[Math.Min(F.Length, P.Length)];
        for (int k = 0; k < sigma.Length; k++)
            sigma[k] = StressMeasures.CauchyFromFirstPiola(P[k], F[k]);
        return new(times_s, F, P, sigma);
    }

    /// <summary>From the Cauchy stress: P = det F sigma F^-T.</summary>
    public static MaterialHistory FromCauchy(double[] times_s, Tensor3x3[] F, SymmetricTensor[] sigma)
    {
        ArgumentNullException.ThrowIfNull(times_s);
        ArgumentNullException.ThrowIfNull(F);
        ArgumentNullException.ThrowIfNull(sigma);
        Tensor3x3[] P = new Tensor3x3[Math.Min(F.Length, sigma.Length)];
        for (int k = 0; k < P.Length; k++)
            P[k] = StressMeasures.FirstPiolaFromCauchy(sigma[k], F[k]);
        return new(times_s, F, P, sigma);
    }

    /// <summary>From stored values of both stresses (a file that was read).</summary>
    internal static MaterialHistory FromStored(double[] times_s, Tensor3x3[] F, Tensor3x3[] P, SymmetricTensor[] sigma) =>
        new(times_s, F, P, sigma);
}
