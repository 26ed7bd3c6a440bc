using UmatSurrogate.Damask.Yaml;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Damask;

/// <summary>Reads one phase of a <c>material.yaml</c>.</summary>
internal static class PhaseReader
{
    private const int InteractionCount = 7;

    public static MaterialPhase Read(string name, YamlMapping phase)
    {
        YamlValue lattice = phase.Required("lattice");
        string latticeName = lattice.AsString();
        YamlMapping mechanical = phase.Required("mechanical").AsMapping();
        phase.Complete("rho", "references", "comment");

        YamlMapping elastic = mechanical.Required("elastic").AsMapping();
        YamlValue law = elastic.Required("type");
        if (law.AsString() != "Hooke")
            throw law.Error($"is {law.Found}; the supported elastic law is 'Hooke'.");
        double c11 = elastic.Required("C_11").AsDouble(), c12 = elastic.Required("C_12").AsDouble(), c44 = elastic.Required("C_44").AsDouble();
        elastic.Complete("references", "comment");
        if (!(c44 > 0 && c11 > c12 && c11 + 2 * c12 > 0))
            throw elastic.Error($"has C_11 = {c11}, C_12 = {c12}, C_44 = {c44}; stable are C_44 > 0, C_11 > C_12 and C_11 + 2 C_12 > 0.");

        YamlMapping plastic = mechanical.Required("plastic").AsMapping();
        YamlValue type = plastic.Required("type");
        mechanical.Complete("output");
        switch (type.AsString())
        {
            case "none":
                if (latticeName is not ("cF" or "cI"))
                    throw lattice.Error($"is '{latticeName}'; elastic phases are cubic, 'cF' or 'cI'.");
                plastic.Complete("output");
                return new MaterialPhase(name, c11, c12, c44);
            case "phenopowerlaw":
                if (latticeName != "cF")
                    throw lattice.Error($"is '{latticeName}'; 'phenopowerlaw' is supported for 'cF' (fcc).");
                return ReadPhenopowerlaw(name, plastic, c11, c12, c44);
            default:
                throw type.Error($"is {type.Found}; supported plastic laws are 'phenopowerlaw' and 'none'.");
        }
    }

    private static PhenopowerlawPhase ReadPhenopowerlaw(string name, YamlMapping plastic, double c11, double c12, double c44)
    {
        YamlValue systems = plastic.Required("N_sl");
        double[] n = systems.IsSequence ? systems.AsDoubles() : [systems.AsDouble()];
        if (n.Length == 0 || n[0] != PhenopowerlawParameters.SlipSystemCount || n.AsSpan(1).ContainsAnyExcept(0.0))
        {
            throw systems.Error(
                $"is [{string.Join(", ", n)}]; supported is [{PhenopowerlawParameters.SlipSystemCount}], the systems {{111}}<110>.");
        }
        PhenopowerlawParameters parameters = new()
        {
            C11_Pa = c11,
            C12_Pa = c12,
            C44_Pa = c44,
            ReferenceShearRate_perSecond = OnePerFamily(plastic, "dot_gamma_0_sl"),
            RateExponent = OnePerFamily(plastic, "n_sl"),
            InitialResistance_Pa = OnePerFamily(plastic, "xi_0_sl"),
            SaturationResistance_Pa = OnePerFamily(plastic, "xi_inf_sl"),
            HardeningModulus_Pa = OnePerFamily(plastic, "h_0_sl-sl"),
            HardeningExponent = OnePerFamily(plastic, "a_sl"),
        };
        YamlValue interaction = plastic.Required("h_sl-sl");
        double[] h = interaction.AsDoubles();
        if (h.Length != InteractionCount)
        {
            throw interaction.Error(
                $"has {h.Length} values; fcc needs {InteractionCount}: self, coplanar, collinear, Hirth, glissile I, glissile II, Lomer.");
        }
        parameters = parameters.WithInteractions(h);
        double atolXi = Positive(plastic, "atol_xi", 1.0), atolGamma = Positive(plastic, "atol_gamma", 1e-6);
        plastic.Complete("output", "references", "comment");
        try
        {
            parameters.Validate();
        }
        catch (InputException e)
        {
            throw plastic.Error($"of phase '{name}' is not valid: {e.Message}");
        }
        return new PhenopowerlawPhase(name, parameters, atolXi, atolGamma);
    }

    /// <summary>A parameter with one value per slip family; there is one family. A plain number is accepted as well.</summary>
    private static double OnePerFamily(YamlMapping map, string key)
    {
        YamlValue value = map.Required(key);
        if (!value.IsSequence)
            return value.AsDouble();
        double[] values = value.AsDoubles();
        return values.Length == 1 ? values[0] : throw value.Error($"has {values.Length} values; one slip family needs 1.");
    }

    private static double Positive(YamlMapping map, string key, double otherwise)
    {
        double value = map.NumberOr(key, otherwise);
        return value > 0 ? value : throw map.Required(key).Error($"is {value}; it must be positive.");
    }
}
