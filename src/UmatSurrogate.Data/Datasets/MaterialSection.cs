using System.Text.Json;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Data;

/// <summary>
/// The crystals of a data set: <c>material: aluminium</c>, or a section with the parameters of the power law in SI units.
/// </summary>
internal static class MaterialSection
{
    private const string Aluminium = "aluminium";

    public static PhenopowerlawParameters Read(YamlSection parent, string key)
    {
        if (!parent.Has(key) || parent.IsScalar(key))
        {
            parent.Choice(key, [(Aluminium, 0)], 0);
            return PhenopowerlawParameters.Aluminium;
        }
        YamlSection section = parent.Section(key);
        PhenopowerlawParameters parameters = new()
        {
            C11_Pa = section.Number("C11_Pa"),
            C12_Pa = section.Number("C12_Pa"),
            C44_Pa = section.Number("C44_Pa"),
            ReferenceShearRate_perSecond = section.Number("reference_shear_rate_perSecond"),
            RateExponent = section.Number("rate_exponent"),
            InitialResistance_Pa = section.Number("initial_resistance_Pa"),
            SaturationResistance_Pa = section.Number("saturation_resistance_Pa"),
            HardeningModulus_Pa = section.Number("hardening_modulus_Pa"),
            HardeningExponent = section.Number("hardening_exponent"),
            SelfInteraction = section.Number("self_interaction"),
            CoplanarInteraction = section.Number("coplanar_interaction"),
            CollinearInteraction = section.Number("collinear_interaction"),
            HirthInteraction = section.Number("hirth_interaction"),
            GlissileOneInteraction = section.Number("glissile_one_interaction"),
            GlissileTwoInteraction = section.Number("glissile_two_interaction"),
            LomerInteraction = section.Number("lomer_interaction"),
        };
        section.RefuseOtherKeys();
        try
        {
            parameters.Validate();
        }
        catch (InputException e)
        {
            throw parent.Wrong(key, $"a material that can exist: {e.Message}");
        }
        return parameters;
    }

    public static void Write(Utf8JsonWriter json, string name, in PhenopowerlawParameters p)
    {
        json.WriteStartObject(name);
        json.WriteNumber("C11_Pa", p.C11_Pa);
        json.WriteNumber("C12_Pa", p.C12_Pa);
        json.WriteNumber("C44_Pa", p.C44_Pa);
        json.WriteNumber("reference_shear_rate_perSecond", p.ReferenceShearRate_perSecond);
        json.WriteNumber("rate_exponent", p.RateExponent);
        json.WriteNumber("initial_resistance_Pa", p.InitialResistance_Pa);
        json.WriteNumber("saturation_resistance_Pa", p.SaturationResistance_Pa);
        json.WriteNumber("hardening_modulus_Pa", p.HardeningModulus_Pa);
        json.WriteNumber("hardening_exponent", p.HardeningExponent);
        json.WriteNumber("self_interaction", p.SelfInteraction);
        json.WriteNumber("coplanar_interaction", p.CoplanarInteraction);
        json.WriteNumber("collinear_interaction", p.CollinearInteraction);
        json.WriteNumber("hirth_interaction", p.HirthInteraction);
        json.WriteNumber("glissile_one_interaction", p.GlissileOneInteraction);
        json.WriteNumber("glissile_two_interaction", p.GlissileTwoInteraction);
        json.WriteNumber("lomer_interaction", p.LomerInteraction);
        json.WriteEndObject();
    }
}
