namespace UmatSurrogate.Plasticity;

/// <summary>The law's parameters and tolerances in the form the kernels use. Unmanaged; SI units.</summary>
public readonly struct UpdateConstants
{
    public readonly double InverseShear1, InverseShear2; // 1/(C11 - C12), 1/(2 C44)
    public readonly double BulkModulus3;                 // C11 + 2 C12
    public readonly double ReferenceShearRate, RateExponent;
    public readonly int IntegerRateExponent;             // n if it is a small integer, else 0
    public readonly double InitialResistance, InverseSaturation, HardeningModulus, HardeningExponent;
    public readonly int HardeningQuarters;               // 4 a if it is a small integer, else 0
    public readonly double H1, H2, H3, H4, H5, H6, H7;
    public readonly int UniformLatentInteraction;        // 1 if types 3 to 7 act alike
    public readonly double StrainTolerance, ResistanceTolerance, ExpansionLimit, FirstOrderLimit;
    public readonly double RelativeStressTolerance;
    public readonly double Coupling;                     // 0.3 times a bound on n dxi/xi per sum of dt abs gamma_dot, see FieldUpdate
    public readonly int MaximumIterations;
    public readonly double SmallestPart;                 // of an increment that is divided: 2^-MaximumHalvings

    public UpdateConstants(in PhenopowerlawParameters p, in UpdateTolerances t)
    {
        InverseShear1 = 1.0 / (p.C11_Pa - p.C12_Pa);
        InverseShear2 = 0.5 / p.C44_Pa;
        BulkModulus3 = p.C11_Pa + 2.0 * p.C12_Pa;
        ReferenceShearRate = p.ReferenceShearRate_perSecond;
        RateExponent = p.RateExponent;
        IntegerRateExponent = p.RateExponent == Math.Floor(p.RateExponent) && p.RateExponent <= 1000 ? (int)p.RateExponent : 0;
        InitialResistance = p.InitialResistance_Pa;
        InverseSaturation = 1.0 / p.SaturationResistance_Pa;
        HardeningModulus = p.HardeningModulus_Pa;
        HardeningExponent = p.HardeningExponent;
        HardeningQuarters = 4.0 * p.HardeningExponent == Math.Floor(4.0 * p.HardeningExponent) && p.HardeningExponent <= 64.0
            ? (int)(4.0 * p.HardeningExponent)
            : 0;
        (H1, H2, H3, H4) = (p.SelfInteraction, p.CoplanarInteraction, p.CollinearInteraction, p.HirthInteraction);
        (H5, H6, H7) = (p.GlissileOneInteraction, p.GlissileTwoInteraction, p.LomerInteraction);
        UniformLatentInteraction = H3 == H4 && H3 == H5 && H3 == H6 && H3 == H7 ? 1 : 0;
        StrainTolerance = t.StrainResidual;
        RelativeStressTolerance = t.RelativeStress;
        double initial = Math.Pow(Math.Abs(1.0 - p.InitialResistance_Pa * InverseSaturation), p.HardeningExponent);
        double strongest = Math.Max(Math.Max(Math.Max(H1, H2), Math.Max(H3, H4)), Math.Max(H5, Math.Max(H6, H7)));
        Coupling = 0.3 * p.RateExponent * strongest * p.HardeningModulus_Pa * initial / p.InitialResistance_Pa;
        ResistanceTolerance = t.Resistance_Pa;
        // f is expanded to second order about xi; a change d of xi leaves out |a (a-1) (a-2)|/6 (d / (xi_inf - xi))^3 of it, thus that times
        // d of the new xi. The expansion is renewed where d exceeds the value at which this is a tenth of the tolerance.
        double a = p.HardeningExponent, third = Math.Max(Math.Abs(a * (a - 1.0) * (a - 2.0)) / 6.0, 1e-6);
        double range = Math.Abs(p.SaturationResistance_Pa - p.InitialResistance_Pa) + 0.01 * p.SaturationResistance_Pa;
        ExpansionLimit = Math.Pow(0.1 * t.Resistance_Pa / third * range * range * range, 0.25);
        // In full fields f is expanded to first order and xi needs the relative tolerance of the stress.
        double second = Math.Max(Math.Abs(a * (a - 1.0)) / 2.0, 1e-6);
        FirstOrderLimit = Math.Cbrt(0.5 * t.RelativeStress * p.InitialResistance_Pa / second * range * range);
        MaximumIterations = Math.Max(1, t.MaximumIterations);
        SmallestPart = Math.Pow(0.5, Math.Max(0, t.MaximumHalvings));
    }
}
