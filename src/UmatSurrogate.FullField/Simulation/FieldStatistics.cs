using UmatSurrogate.Mechanics;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.FullField;

/// <summary>Mean, standard deviation (over all voxels) and largest value of the local von Mises stress [Pa].</summary>
public readonly record struct FieldStatistics(double VonMisesMean_Pa, double VonMisesDeviation_Pa, double VonMisesLargest_Pa)
{
    /// <summary>Of the Cauchy stresses sigma = P F^T / det F of the voxels.</summary>
    public static FieldStatistics Of(TensorField F, TensorField P)
    {
        ArgumentNullException.ThrowIfNull(F);
        ArgumentNullException.ThrowIfNull(P);
        double sum = 0.0, largest = 0.0;
        double[] values = new double[F.Voxels];
        for (int v = 0; v < values.Length; v++)
        {
            values[v] = VonMises(StressMeasures.CauchyFromFirstPiola(P[v], F[v]));
            sum += values[v];
            largest = Math.Max(largest, values[v]);
        }

        double mean = sum / values.Length, squares = 0.0;
        foreach (double value in values)
            squares += (value - mean) * (value - mean);
        return new(mean, Math.Sqrt(squares / values.Length), largest);
    }

    /// <summary>sqrt(3/2 s:s) with the deviator s of a Cauchy stress.</summary>
    public static double VonMises(in SymmetricTensor sigma)
    {
        double a = sigma.S11 - sigma.S22, b = sigma.S22 - sigma.S33, c = sigma.S33 - sigma.S11;
        double shear = sigma.S12 * sigma.S12 + sigma.S13 * sigma.S13 + sigma.S23 * sigma.S23;
        return Math.Sqrt(0.5 * (a * a + b * b + c * c) + 3.0 * shear);
    }
}
