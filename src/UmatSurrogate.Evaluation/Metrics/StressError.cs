using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Evaluation;

/// <summary>
/// The stress error of Atkinson et al. (arXiv:2510.06904, Eq. 5): e = |lambda|_max(s - s_true), the largest absolute eigenvalue of the
/// difference of two deviatoric Cauchy stresses.
/// </summary>
public static class StressError
{
    private const double MegaPascal = 1e-6;

    /// <summary>e in MPa of two Cauchy stresses in Pa; their mean stresses do not matter.</summary>
    public static double Of_MPa(in SymmetricTensor stress_Pa, in SymmetricTensor truth_Pa) =>
        MegaPascal * (stress_Pa - truth_Pa).Deviator.SpectralRadius;

    /// <summary>e at every point of two histories of one length except the first (the undeformed state), MPa.</summary>
    public static double[] Along_MPa(ReadOnlySpan<SymmetricTensor> stress_Pa, ReadOnlySpan<SymmetricTensor> truth_Pa)
    {
        if (stress_Pa.Length != truth_Pa.Length || stress_Pa.Length < 2)
            throw new ArgumentException($"Two histories of one length are needed; lengths {stress_Pa.Length} and {truth_Pa.Length}.");
        double[] error_MPa = new double[stress_Pa.Length - 1];
        for (int k = 0; k < error_MPa.Length; k++)
            error_MPa[k] = Of_MPa(stress_Pa[k + 1], truth_Pa[k + 1]);
        return error_MPa;
    }

    /// <summary>The same of two histories of which one may have ended earlier, over the points that both have.</summary>
    public static double[] AlongCommonPart_MPa(ReadOnlySpan<SymmetricTensor> stress_Pa, ReadOnlySpan<SymmetricTensor> truth_Pa)
    {
        int points = Math.Min(stress_Pa.Length, truth_Pa.Length);
        return points < 2 ? [] : Along_MPa(stress_Pa[..points], truth_Pa[..points]);
    }
}
