using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plugin.Hosts;

/// <summary>
/// Energies per mass of an increment for hosts that balance them, J/kg. Internal energy: work of the mean stress,
/// <c>(sigma_0 + sigma_1)/2 : d epsilon / rho</c>. Inelastic part: that work less the change of the elastic energy
/// <c>psi = (p^2 / 2K + s : s / 4G) / rho</c> with the moduli of grains without texture; with texture a fraction of psi is missing,
/// which is small beside the plastic work. For output only; no stress depends on it.
/// </summary>
internal static class SpecificEnergies
{
    /// <summary>Work per mass, J/kg.</summary>
    /// <param name="stress0_Pa">Stress at the start.</param>
    /// <param name="stress1_Pa">Stress at the end.</param>
    /// <param name="strainIncrement">Strain increment in the same frame, tensor shears.</param>
    /// <param name="density_kgPerM3">Density.</param>
    public static double Work(in SymmetricTensor stress0_Pa, in SymmetricTensor stress1_Pa, in SymmetricTensor strainIncrement, double density_kgPerM3) =>
        0.5 * SymmetricTensor.DoubleContract(stress0_Pa + stress1_Pa, strainIncrement) / density_kgPerM3;

    /// <summary>Elastic energy per mass, J/kg.</summary>
    public static double Elastic(in ElasticModuli moduli, in SymmetricTensor stress_Pa, double density_kgPerM3)
    {
        double pressure = stress_Pa.Trace / 3.0;
        SymmetricTensor s = stress_Pa.Deviator;
        return (0.5 * pressure * pressure / moduli.BulkModulus_Pa + 0.25 * SymmetricTensor.DoubleContract(s, s) / moduli.ShearModulus_Pa) / density_kgPerM3;
    }
}
