using System.Globalization;
using System.Text;
using UmatSurrogate.Damask.Yaml;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Damask;

public static partial class MaterialFile
{
    /// <summary>
    /// Writes a material file that DAMASK 3 and <see cref="Read(string)"/> read. Numbers are written so that reading them
    /// back gives the same bits.
    /// </summary>
    public static void Write(string path, MaterialConfiguration material)
    {
        try
        {
            File.WriteAllText(path, Format(material));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException($"The material file '{path}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>The text of a material file.</summary>
    public static string Format(MaterialConfiguration material)
    {
        ArgumentNullException.ThrowIfNull(material);
        StringBuilder text = new("---\nhomogenization:\n");
        foreach (int n in material.Entries.Select(entry => entry.Constituents.Count).Distinct().Order())
        {
            text.Append(CultureInfo.InvariantCulture, $"  {Scheme(n)}:\n    N_constituents: {n}\n");
            text.Append(CultureInfo.InvariantCulture, $"    mechanical: {{type: {(n == 1 ? "pass" : "isostrain")}, output: [F, P]}}\n");
        }
        text.Append("phase:\n");
        foreach (MaterialPhase phase in material.Phases)
            AppendPhase(text, phase);
        text.Append("material:\n");
        foreach (MaterialEntry entry in material.Entries)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - homogenization: {Scheme(entry.Constituents.Count)}\n    constituents:\n");
            foreach (MaterialConstituent c in entry.Constituents)
            {
                text.Append(CultureInfo.InvariantCulture, $"      - {{phase: {Name(material.Phases[c.Phase])}, v: {YamlNumber.Format(c.Fraction)}, ");
                (double q0, double q1, double q2, double q3) = c.Orientation;
                text.Append(CultureInfo.InvariantCulture, $"O: [{YamlNumber.Format(q0)}, {YamlNumber.Format(q1)}, {YamlNumber.Format(q2)}, {YamlNumber.Format(q3)}]}}\n");
            }
        }
        return text.ToString();
    }

    private static string Scheme(int constituents) => constituents == 1 ? "pass" : $"isostrain{constituents}";

    private static void AppendPhase(StringBuilder text, MaterialPhase phase)
    {
        text.Append(CultureInfo.InvariantCulture, $"  {Name(phase)}:\n    lattice: cF\n    mechanical:\n      output: [F, P]\n");
        text.Append(CultureInfo.InvariantCulture, $"      elastic: {{type: Hooke, C_11: {YamlNumber.Format(phase.C11_Pa)}, ");
        text.Append(CultureInfo.InvariantCulture, $"C_12: {YamlNumber.Format(phase.C12_Pa)}, C_44: {YamlNumber.Format(phase.C44_Pa)}}}\n");
        if (phase is not PhenopowerlawPhase plastic)
        {
            text.Append("      plastic: {type: none}\n");
            return;
        }
        PhenopowerlawParameters p = plastic.Parameters;
        text.Append("      plastic:\n        type: phenopowerlaw\n        N_sl: [12]\n");
        (string Key, double Value)[] lists =
        [
            ("dot_gamma_0_sl", p.ReferenceShearRate_perSecond), ("n_sl", p.RateExponent), ("a_sl", p.HardeningExponent),
            ("xi_0_sl", p.InitialResistance_Pa), ("xi_inf_sl", p.SaturationResistance_Pa), ("h_0_sl-sl", p.HardeningModulus_Pa),
        ];
        foreach ((string key, double value) in lists)
            text.Append(CultureInfo.InvariantCulture, $"        {key}: [{YamlNumber.Format(value)}]\n");
        text.Append(CultureInfo.InvariantCulture, $"        h_sl-sl: [{string.Join(", ", Enumerable.Range(1, 7).Select(t => YamlNumber.Format(p.Interaction(t))))}]\n");
        text.Append(CultureInfo.InvariantCulture, $"        atol_xi: {YamlNumber.Format(plastic.ResistanceTolerance_Pa)}\n");
        text.Append(CultureInfo.InvariantCulture, $"        atol_gamma: {YamlNumber.Format(plastic.ShearTolerance)}\n");
    }

    /// <summary>Name of a phase; anything but letters, digits, '_' and '-' is quoted.</summary>
    private static string Name(MaterialPhase phase) =>
        phase.Name.Length > 0 && char.IsAsciiLetter(phase.Name[0]) && phase.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? phase.Name
            : $"'{phase.Name.Replace("'", "''", StringComparison.Ordinal)}'";
}
