using UmatSurrogate.Damask;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.FullField;

/// <summary>
/// Isotropic moduli of voxels by Voigt's average over orientations: bulk modulus K = (C11 + 2 C12)/3, shear modulus mu = (C11 - C12 + 3 C44)/5,
/// lambda = K - 2 mu/3; several constituents by their volume fractions (Hill 1952, doi:10.1088/0370-1298/65/5/307).
/// </summary>
internal static class VoxelModuli
{
    /// <summary>The softest and the stiffest voxel by shear modulus, and the mean over the voxels.</summary>
    public static ((IsotropicModuli Softest, IsotropicModuli Stiffest) Range, IsotropicModuli Mean) Of(int[] entryOfVoxel, MaterialConfiguration material)
    {
        long[] count = new long[material.Entries.Count];
        foreach (int entry in entryOfVoxel)
            count[entry]++;
        IsotropicModuli softest = new(0.0, double.PositiveInfinity), stiffest = default;
        double lambda = 0.0, shear = 0.0;
        for (int e = 0; e < count.Length; e++)
        {
            if (count[e] == 0)
                continue;
            IsotropicModuli moduli = Of(material.Entries[e], material);
            if (moduli.Shear_Pa < softest.Shear_Pa)
                softest = moduli;
            if (moduli.Shear_Pa > stiffest.Shear_Pa)
                stiffest = moduli;
            double part = (double)count[e] / entryOfVoxel.Length;
            lambda += part * moduli.Lambda_Pa;
            shear += part * moduli.Shear_Pa;
        }

        return ((softest, stiffest), new(lambda, shear));
    }

    private static IsotropicModuli Of(MaterialEntry entry, MaterialConfiguration material)
    {
        double lambda = 0.0, shear = 0.0;
        foreach (MaterialConstituent constituent in entry.Constituents)
        {
            MaterialPhase phase = material.Phases[constituent.Phase];
            double mu = (phase.C11_Pa - phase.C12_Pa + 3.0 * phase.C44_Pa) / 5.0;
            shear += constituent.Fraction * mu;
            lambda += constituent.Fraction * ((phase.C11_Pa + 2.0 * phase.C12_Pa - 2.0 * mu) / 3.0);
        }

        return new(lambda, shear);
    }
}
