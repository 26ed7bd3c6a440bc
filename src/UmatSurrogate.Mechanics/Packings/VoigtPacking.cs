namespace UmatSurrogate.Mechanics.Packings;

/// <summary>
/// Voigt packing in the classical order 11, 22, 33, 23, 13, 12 (elastic constants C_IJ of crystals): stress with plain
/// shears, strain with engineering shears gamma = 2 epsilon. Hosts use other orders, see HostConventions.
/// </summary>
public static class VoigtPacking
{
    /// <summary>Writes a stress: 11, 22, 33, 23, 13, 12.</summary>
    public static void WriteStress(in SymmetricTensor stress, Span<double> voigt)
    {
        (voigt[0], voigt[1], voigt[2]) = (stress.S11, stress.S22, stress.S33);
        (voigt[3], voigt[4], voigt[5]) = (stress.S23, stress.S13, stress.S12);
    }

    /// <summary>Reads a stress: 11, 22, 33, 23, 13, 12.</summary>
    public static SymmetricTensor ReadStress(ReadOnlySpan<double> voigt) =>
        new(voigt[0], voigt[1], voigt[2], voigt[5], voigt[4], voigt[3]);

    /// <summary>Writes a strain: 11, 22, 33, 2*23, 2*13, 2*12.</summary>
    public static void WriteStrain(in SymmetricTensor strain, Span<double> voigt)
    {
        (voigt[0], voigt[1], voigt[2]) = (strain.S11, strain.S22, strain.S33);
        (voigt[3], voigt[4], voigt[5]) = (2 * strain.S23, 2 * strain.S13, 2 * strain.S12);
    }

    /// <summary>Reads a strain: 11, 22, 33, 2*23, 2*13, 2*12.</summary>
    public static SymmetricTensor ReadStrain(ReadOnlySpan<double> voigt) =>
        new(voigt[0], voigt[1], voigt[2], 0.5 * voigt[5], 0.5 * voigt[4], 0.5 * voigt[3]);
}
