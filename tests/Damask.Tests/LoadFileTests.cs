using UmatSurrogate.Damask;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Damask.Tests;

public sealed class LoadFileTests
{
    private const string Valid = """
        ---
        solver:
          mechanical: spectral_basic
        loadstep:
          - boundary_conditions:
              mechanical:
                L: [[0.001, 0, 0], [0, -0.001, 0], [0, 0, 0]]
            discretization: {t: 10, N: 5, r: 1.2}
            f_out: none
            f_restart: 10
            estimate_rate: false
          - boundary_conditions:
              mechanical:
                F: [[1.1, 0, 0], [0, x, 0], [0, 0, x]]
                dot_P: [[x, x, x], [x, 1e6, x], [x, x, -2e6]]
                R: [0, 0, 1, 0]
            discretization: {t: 20, N: 4}
        """;

    [Fact]
    public void Parse_AllKinds()
    {
        IReadOnlyList<MixedLoadStep> steps = LoadFile.Parse(Valid, "l.yaml");
        Assert.Equal(2, steps.Count);
        Assert.Equal(DeformationKind.VelocityGradient, steps[0].DeformationKind);
        Assert.Equal(MixedLoadStep.AllComponents, steps[0].DeformationMask);
        Assert.Equal(new Tensor3x3(0.001, 0, 0, 0, -0.001, 0, 0, 0, 0), steps[0].Deformation);
        Assert.Equal((10.0, 5, 1.2), (steps[0].Time_s, steps[0].Increments, steps[0].GeometricRatio));
        Assert.Equal(DeformationKind.DeformationGradient, steps[1].DeformationKind);
        Assert.Equal(StressKind.FirstPiolaKirchhoffRate, steps[1].StressKind);
        Assert.Equal(0x1FF & ~(1 << 4) & ~(1 << 8), steps[1].DeformationMask);
        Assert.Equal(new Tensor3x3(0, 0, 0, 0, 1e6, 0, 0, 0, -2e6), steps[1].Stress);
        Assert.Equal(1.1, steps[1].Deformation.M11);
    }

    [Fact]
    public void Parse_FileOfAnotherKind_IsNotQuotedWhole()
    {
        InputException error = Assert.Throws<InputException>(() => LoadFile.Parse(string.Concat(Enumerable.Repeat("0,1,0,0,0,1,0,0,0,1\n", 200)), "path.csv"));
        Assert.Contains("path.csv:1: 'the file' is '0,1,0", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 1, 200);
    }

    [Fact]
    public void Parse_LoadFrame_IsTheActiveRotation()
    {
        // A quarter turn about z takes x to y: what the file prescribes along 11 acts along 22 of the geometry.
        Tensor3x3 Q = LoadFile.Parse(Valid.Replace("R: [0, 0, 1, 0]", "R: [0, 0, 1, 90]", StringComparison.Ordinal), "l.yaml")[1].LoadFrame;
        Assert.True((Q - new Tensor3x3(0, -1, 0, 1, 0, 0, 0, 0, 1)).Norm < 1e-15);
        Assert.Equal(Tensor3x3.Identity, LoadFile.Parse(Valid, "l.yaml")[1].LoadFrame);
    }

    [Theory]
    [InlineData("mechanical: spectral_basic", "mechanical: FEM", 3, "'mechanical'", "'FEM'")]
    [InlineData("mechanical: spectral_basic", "mechanical: spectral_basic\n  thermal: spectral", 4, "unknown key 'thermal'", "mechanical")]
    [InlineData("f_restart: 10", "f_write: 10", 10, "unknown key 'f_write'", "discretization")]
    [InlineData("t: 10, N: 5", "t: 0, N: 5", 8, "'t'", "above 0")]
    [InlineData("t: 10, N: 5", "t: 10, N: 2.5", 8, "'N'", "'2.5'; an integer")]
    [InlineData("t: 10, N: 5", "t: 10, N: 0", 8, "'N'", "at least 1")]
    [InlineData("t: 20, N: 4", "t: 20", 17, "'discretization'", "no key 'N'")]
    [InlineData("r: 1.2", "r: -1", 8, "'r'", "-1")]
    [InlineData("L: [[0.001, 0, 0], [0, -0.001, 0], [0, 0, 0]]", "L: [[0.001, 0, 0], [0, -0.001, 0]]", 7, "'L'", "2 rows")]
    [InlineData("L: [[0.001, 0, 0], [0, -0.001, 0], [0, 0, 0]]", "L: [[0.001, 0], [0, -0.001, 0], [0, 0, 0]]", 7, "'L[0]'", "2 components")]
    [InlineData("L: [[0.001, 0, 0], [0, -0.001, 0], [0, 0, 0]]", "L: [[0.001, 0, y], [0, -0.001, 0], [0, 0, 0]]", 7, "'L[0][2]'", "'y'")]
    [InlineData("L: [[0.001, 0, 0], [0, -0.001, 0], [0, 0, 0]]", "L: [[0.001, 0, x], [0, -0.001, 0], [0, 0, 0]]", 7, "'mechanical'", "component 13 neither")]
    [InlineData("F: [[1.1, 0, 0], [0, x, 0], [0, 0, x]]", "F: [[1.1, 0, 0], [0, 1, 0], [0, 0, x]]", 14, "'mechanical'", "component 22 by both")]
    [InlineData("F: [[1.1, 0, 0], [0, x, 0], [0, 0, x]]", "L: [[1.1, 0, 0], [0, x, 0], [0, 0, x]]", 14, "'mechanical'", "part of a row of L")]
    [InlineData("R: [0, 0, 1, 0]", "R: [0, 0, 1, 200]", 16, "'R'", "angle 200")]
    [InlineData("R: [0, 0, 1, 0]", "R: [0, 0, 2, 20]", 16, "'R'", "length 2")]
    [InlineData("R: [0, 0, 1, 0]", "R: [0, 0, 1]", 16, "'R'", "angle in degrees")]
    [InlineData("R: [0, 0, 1, 0]", "dot_F: [[0, 0, 0], [0, 0, 0], [0, 0, 0]]", 16, "'dot_F'", "stands beside 'F'")]
    [InlineData("R: [0, 0, 1, 0]", "T: 300", 16, "unknown key 'T'", "dot_P")]
    public void Parse_BadInput_NamesFileLineAndValue(string original, string replacement, int line, string what, string detail)
    {
        string text = Valid.Replace("\r\n", "\n", StringComparison.Ordinal);
        Assert.Contains(original, text, StringComparison.Ordinal);
        string damaged = text.Replace(original, replacement, StringComparison.Ordinal);
        InputException e = Assert.Throws<InputException>(() => LoadFile.Parse(damaged, "l.yaml"));
        Assert.StartsWith($"l.yaml:{line}:", e.Message, StringComparison.Ordinal);
        Assert.Contains(what, e.Message, StringComparison.Ordinal);
        Assert.Contains(detail, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no key 'loadstep'")]
    [InlineData("- 1", "a mapping")]
    [InlineData("loadstep: []", "is empty")]
    [InlineData("a: 1\n---\nb: 2", "second YAML document")]
    [InlineData("a: [1", "not valid YAML")]
    [InlineData("a: [[1 # b, 2], [3, 4]]\nc: 1", "not valid YAML")]
    public void Parse_NotALoadFile_IsAnInputError(string text, string expected)
    {
        InputException e = Assert.Throws<InputException>(() => LoadFile.Parse(text, "l.yaml"));
        Assert.StartsWith("l.yaml:", e.Message, StringComparison.Ordinal);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }
}
