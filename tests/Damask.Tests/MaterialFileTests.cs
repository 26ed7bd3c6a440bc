using UmatSurrogate.Damask;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Damask.Tests;

public sealed class MaterialFileTests
{
    private const string Valid = """
        ---
        homogenization:
          S:
            N_constituents: 1
            mechanical: {type: pass, output: [F, P]}
          T:
            N_constituents: 2
            mechanical: {type: isostrain}
        phase:
          Al:
            lattice: cF
            rho: 2700.0
            references: [somewhere]
            mechanical:
              output: [F, P]
              elastic: {type: Hooke, C_11: 106.75e9, C_12: 60.41e+9, C_44: 28.34E9}
              plastic:
                type: phenopowerlaw
                N_sl: [12]
                dot_gamma_0_sl: [0.001]
                n_sl: [20]
                a_sl: [2.25]
                xi_0_sl: [31.e6]
                xi_inf_sl: [63.e6]
                h_0_sl-sl: [75.e6]
                h_sl-sl: [1, 1, 1.4, 1.4, 1.4, 1.4, 1.4]
                output: [xi_sl]
          Void:
            lattice: cF
            mechanical:
              elastic: {type: Hooke, C_11: 106750.0, C_12: 60410.0, C_44: 28340.0}
              plastic: {type: none}
        material:
          - homogenization: T
            constituents:
              - {phase: Al, v: 0.25, O: [1, 0, 0, 0]}
              - {phase: Void, v: 0.75, O: [0.5, 0.5, 0.5, 0.5]}
          - homogenization: S
            constituents:
              - {phase: Void, v: 1.0, O: [1, 0, 0, 0]}
        """;

    [Fact]
    public void Parse_ElasticAndPlasticPhases()
    {
        MaterialConfiguration material = MaterialFile.Parse(Valid, "m.yaml");
        Assert.Equal(2, material.Phases.Count);
        Assert.Equal(PhenopowerlawParameters.Aluminium, Assert.IsType<PhenopowerlawPhase>(material.Phases[0]).Parameters);
        Assert.Equal(new MaterialPhase("Void", 106750, 60410, 28340), material.Phases[1]);
        Assert.Equal(new MaterialConstituent(1, 0.75, new Orientation(0.5, 0.5, 0.5, 0.5)), material.Entries[0].Constituents[1]);
        Assert.Single(material.Entries[1].Constituents);
    }

    [Theory]
    [InlineData("rho: 2700.0", "rho_0: 2700.0", 12, "unknown key 'rho_0'", "lattice, mechanical")]
    [InlineData("n_sl: [20]", "n_slip: [20]", 18, "no key 'n_sl'", "n_slip")]
    [InlineData("output: [xi_sl]", "N_tw: [6]", 27, "unknown key 'N_tw'", "xi_inf_sl")]
    [InlineData("C_44: 28.34E9", "C_44: 28.34 GPa", 16, "'C_44'", "'28.34 GPa'; a finite number is expected")]
    [InlineData("C_44: 28.34E9", "C_44: .nan", 16, "'C_44'", "'.nan'")]
    [InlineData("C_44: 28.34E9", "C_44: -1", 16, "'elastic'", "C_44 > 0")]
    [InlineData("lattice: cF\n    rho", "lattice: hP\n    rho", 11, "'lattice'", "'hP'")]
    [InlineData("type: phenopowerlaw", "type: dislotwin", 18, "'type'", "supported plastic laws")]
    [InlineData("N_sl: [12]", "N_sl: [12, 6]", 19, "'N_sl'", "[12, 6]")]
    [InlineData("h_sl-sl: [1, 1, 1.4, 1.4, 1.4, 1.4, 1.4]", "h_sl-sl: [1, 1.4]", 26, "'h_sl-sl'", "2 values")]
    [InlineData("a_sl: [2.25]", "a_sl: [0.5]", 18, "'plastic'", "a is 0.5")]
    [InlineData("type: isostrain", "type: RGC", 8, "'type'", "'pass' and 'isostrain'")]
    [InlineData("N_constituents: 1", "N_constituents: 3", 4, "'N_constituents'", "exactly one constituent")]
    [InlineData("N_constituents: 2", "N_constituents: 3", 36, "'constituents'", "has 2 items")]
    [InlineData("phase: Al, v: 0.25", "phase: Ni, v: 0.25", 36, "'phase'", "'Ni'")]
    [InlineData("v: 0.25", "v: 0.2", 36, "'constituents'", "add up to 0.95")]
    [InlineData("O: [0.5, 0.5, 0.5, 0.5]", "O: [0.5, 0.5, 0.5, 0.6]", 37, "'O'", "unit quaternion")]
    [InlineData("O: [0.5, 0.5, 0.5, 0.5]", "O: [0.5, 0.5, 0.5]", 37, "'O'", "3 components")]
    [InlineData("v: 0.75", "v: 0.75, V_e: 1", 37, "unknown key 'V_e'", "phase, v, O")]
    [InlineData("phase:\n  Al:", "phase: []\nphases:\n  Al:", 9, "'phase'", "a mapping")]
    [InlineData("    lattice: cF\n    rho", "    lattice: cF\n    lattice: cF\n    rho", 12, "not valid YAML", "lattice")]
    public void Parse_BadInput_NamesFileLineAndValue(string original, string replacement, int line, string what, string detail)
    {
        string text = Valid.Replace("\r\n", "\n", StringComparison.Ordinal);
        Assert.Contains(original, text, StringComparison.Ordinal);
        int at = text.IndexOf(original, StringComparison.Ordinal);
        string damaged = text[..at] + replacement + text[(at + original.Length)..];
        InputException e = Assert.Throws<InputException>(() => MaterialFile.Parse(damaged, "m.yaml"));
        Assert.StartsWith($"m.yaml:{line}:", e.Message, StringComparison.Ordinal);
        Assert.Contains(what, e.Message, StringComparison.Ordinal);
        Assert.Contains(detail, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ReadsBackTheSame()
    {
        VolumeElement ve = VolumeElementGenerator.Random(5, 1);
        MaterialConfiguration written = MaterialConfiguration.FromVolumeElement(ve, PhenopowerlawParameters.Aluminium);
        MaterialConfiguration back = MaterialFile.Parse(MaterialFile.Format(written), "m.yaml");
        Assert.Equal(written.Phases, back.Phases);
        Assert.Equal(written.Entries.SelectMany(e => e.Constituents), back.Entries.SelectMany(e => e.Constituents));
        MaterialConfiguration mixed = MaterialFile.Parse(Valid, "m.yaml");
        MaterialConfiguration again = MaterialFile.Parse(MaterialFile.Format(mixed), "m.yaml");
        Assert.Equal(mixed.Phases, again.Phases);
        Assert.Equal(mixed.Entries.SelectMany(e => e.Constituents), again.Entries.SelectMany(e => e.Constituents));
    }

    [Fact]
    public void Write_UnusualPhaseName_ReadsBack()
    {
        string text = MaterialFile.Format(MaterialConfiguration.FromVolumeElement(VolumeElementGenerator.Random(1, 1), PhenopowerlawParameters.Aluminium, "Al: {6061}'s"));
        Assert.Equal("Al: {6061}'s", MaterialFile.Parse(text, "m.yaml").Phases[0].Name);
    }

    [Fact]
    public void Read_MissingFile_IsAnInputError() =>
        Assert.Contains("no_such.yaml", Assert.Throws<InputException>(() => MaterialFile.Read("no_such.yaml")).Message, StringComparison.Ordinal);
}
