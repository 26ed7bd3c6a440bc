namespace UmatSurrogate.Plasticity;

/// <summary>
/// Parameters of the phenomenological power law for fcc crystals with twelve {111}&lt;110&gt; slip systems and cubic elasticity
/// (Hutchinson 1976, doi:10.1098/rspa.1976.0027; Peirce, Asaro and Needleman 1982, doi:10.1016/0001-6160(82)90005-0;
/// implementation of reference: DAMASK, Roters et al. 2019, doi:10.1016/j.commatsci.2018.04.030).
/// SI units. An unmanaged struct, so that it can be handed to compute kernels by value.
/// </summary>
public readonly record struct PhenopowerlawParameters
{
    /// <summary>Number of slip systems.</summary>
    public const int SlipSystemCount = 12;

    /// <summary>Elastic constant C_11 [Pa], crystal frame.</summary>
    public required double C11_Pa { get; init; }

    /// <summary>Elastic constant C_12 [Pa], crystal frame.</summary>
    public required double C12_Pa { get; init; }

    /// <summary>Elastic constant C_44 [Pa], crystal frame (S_12 = 2 C_44 E_12).</summary>
    public required double C44_Pa { get; init; }

    /// <summary>Reference shear rate, dot_gamma_0 [1/s].</summary>
    public required double ReferenceShearRate_perSecond { get; init; }

    /// <summary>Exponent n of the rate law, |tau/xi|^n (at least 1).</summary>
    public required double RateExponent { get; init; }

    /// <summary>Initial slip resistance xi_0 [Pa].</summary>
    public required double InitialResistance_Pa { get; init; }

    /// <summary>Saturation slip resistance xi_inf [Pa].</summary>
    public required double SaturationResistance_Pa { get; init; }

    /// <summary>Hardening modulus h_0 [Pa].</summary>
    public required double HardeningModulus_Pa { get; init; }

    /// <summary>Hardening exponent a (at least 1).</summary>
    public required double HardeningExponent { get; init; }

    /// <summary>Interaction coefficient of type 1: self.</summary>
    public double SelfInteraction { get; init; } = 1.0;

    /// <summary>Interaction coefficient of type 2: coplanar.</summary>
    public double CoplanarInteraction { get; init; } = 1.0;

    /// <summary>Interaction coefficient of type 3: collinear.</summary>
    public double CollinearInteraction { get; init; } = 1.4;

    /// <summary>Interaction coefficient of type 4: Hirth.</summary>
    public double HirthInteraction { get; init; } = 1.4;

    /// <summary>Interaction coefficient of type 5: glissile I.</summary>
    public double GlissileOneInteraction { get; init; } = 1.4;

    /// <summary>Interaction coefficient of type 6: glissile II.</summary>
    public double GlissileTwoInteraction { get; init; } = 1.4;

    /// <summary>Interaction coefficient of type 7: Lomer.</summary>
    public double LomerInteraction { get; init; } = 1.4;

    public PhenopowerlawParameters()
    {
    }

    /// <summary>
    /// Aluminium as in the DAMASK example <c>examples/grid/material.yaml</c> of version 3.0.2 (material A of the reference data):
    /// C_11 106.75, C_12 60.41, C_44 28.34 GPa; dot_gamma_0 1e-3 1/s; n 20; xi_0 31 MPa; xi_inf 63 MPa; h_0 75 MPa; a 2.25; h 1, 1, 1.4, ...
    /// </summary>
    public static PhenopowerlawParameters Aluminium => new()
    {
        C11_Pa = 106.75e9,
        C12_Pa = 60.41e9,
        C44_Pa = 28.34e9,
        ReferenceShearRate_perSecond = 1e-3,
        RateExponent = 20.0,
        InitialResistance_Pa = 31e6,
        SaturationResistance_Pa = 63e6,
        HardeningModulus_Pa = 75e6,
        HardeningExponent = 2.25,
    };

    /// <summary>The same parameters with the seven interaction coefficients in the order of the types 1 to 7.</summary>
    public PhenopowerlawParameters WithInteractions(ReadOnlySpan<double> coefficients)
    {
        if (coefficients.Length != 7)
            throw new Mechanics.InputException(
                "An fcc crystal needs 7 interaction coefficients (self, coplanar, collinear, Hirth, glissile I, glissile II, Lomer); "
                + $"{coefficients.Length} were given.");
        return this with
        {
            SelfInteraction = coefficients[0],
            CoplanarInteraction = coefficients[1],
            CollinearInteraction = coefficients[2],
            HirthInteraction = coefficients[3],
            GlissileOneInteraction = coefficients[4],
            GlissileTwoInteraction = coefficients[5],
            LomerInteraction = coefficients[6],
        };
    }

    /// <summary>Throws an <see cref="Mechanics.InputException"/> that names the first parameter without physical meaning.</summary>
    public void Validate()
    {
        Require(C44_Pa > 0, "C_44", C44_Pa, "positive");
        Require(C11_Pa - C12_Pa > 0, "C_11 - C_12", C11_Pa - C12_Pa, "positive");
        Require(C11_Pa + 2 * C12_Pa > 0, "C_11 + 2 C_12", C11_Pa + 2 * C12_Pa, "positive");
        Require(ReferenceShearRate_perSecond > 0, "dot_gamma_0", ReferenceShearRate_perSecond, "positive");
        Require(RateExponent >= 1, "n", RateExponent, "at least 1");
        Require(InitialResistance_Pa > 0, "xi_0", InitialResistance_Pa, "positive");
        Require(SaturationResistance_Pa > 0, "xi_inf", SaturationResistance_Pa, "positive");
        Require(HardeningModulus_Pa >= 0, "h_0", HardeningModulus_Pa, "zero or positive");
        Require(HardeningExponent >= 1, "a", HardeningExponent, "at least 1");
        for (int type = 1; type <= 7; type++)
            Require(double.IsFinite(Interaction(type)), $"h_sl-sl[{type}]", Interaction(type), "a finite number");
    }

    /// <summary>Interaction coefficient of a type, 1 to 7.</summary>
    public double Interaction(int type) => type switch
    {
        1 => SelfInteraction,
        2 => CoplanarInteraction,
        3 => CollinearInteraction,
        4 => HirthInteraction,
        5 => GlissileOneInteraction,
        6 => GlissileTwoInteraction,
        7 => LomerInteraction,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Interaction types of fcc slip go from 1 to 7."),
    };

    private static void Require(bool condition, string name, double value, string wanted)
    {
        if (!condition || !double.IsFinite(value))
            throw new Mechanics.InputException(
                FormattableString.Invariant($"Crystal plasticity parameter {name} is {value}; it must be {wanted}."));
    }
}
