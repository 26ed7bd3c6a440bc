using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Plugin.Hosts;

/// <summary>
/// Isotropic elastic moduli of a polycrystal of cubic grains without texture (bulk modulus and Voigt's shear modulus, Pa) in
/// the packing of a UMAT: order 11, 22, 33, 12, 13, 23, engineering shears.
/// </summary>
internal readonly record struct ElasticModuli(double BulkModulus_Pa, double ShearModulus_Pa)
{
    public ElasticModuli(CubicElasticity cubic)
        : this(cubic.BulkModulus_Pa, cubic.VoigtShearModulus_Pa)
    {
    }

    private double Lame_Pa => BulkModulus_Pa - 2.0 / 3.0 * ShearModulus_Pa;

    /// <summary>Writes the 6x6 moduli (symmetric, so row- and column-major are one).</summary>
    public void WriteUmatModuli(Span<double> moduli)
    {
        moduli[..36].Clear();
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
                moduli[6 * i + j] = Lame_Pa;
            moduli[7 * i] += 2.0 * ShearModulus_Pa;
            moduli[7 * (i + 3)] = ShearModulus_Pa;
        }
    }

    /// <summary>Adds the stress of a strain increment to a stress, Pa.</summary>
    public void AddStress(ReadOnlySpan<double> strainIncrement, Span<double> stress)
    {
        double pressure = Lame_Pa * (strainIncrement[0] + strainIncrement[1] + strainIncrement[2]);
        for (int i = 0; i < 3; i++)
        {
            stress[i] += pressure + 2.0 * ShearModulus_Pa * strainIncrement[i];
            stress[i + 3] += ShearModulus_Pa * strainIncrement[i + 3];
        }
    }
}
