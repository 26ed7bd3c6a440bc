using UmatSurrogate.Damask;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Tests;

namespace UmatSurrogate.Damask.Tests;

/// <summary>Every input file of the reference data is read unchanged, with the values that its README states.</summary>
public sealed class ReferenceFileTests
{
    private static string[] Files(string pattern) =>
        Directory.GetFiles(TestData.Path("reference"), pattern, SearchOption.AllDirectories);

    [Fact]
    public void AllInputFiles_AreRead()
    {
        Assert.NotEmpty(Files("material.yaml"));
        Assert.All(Files("material.yaml"), path => Assert.NotEmpty(MaterialFile.Read(path).Entries));
        Assert.All(Files("load.yaml"), path => Assert.NotEmpty(LoadFile.Read(path)));
        Assert.All(Files("numerics.yaml"), path => Assert.NotNull(NumericsFile.Read(path)));
        Assert.All(Files("*.vti"), path => Assert.NotEmpty(GeometryFile.Read(path).Material));
    }

    [Theory]
    [InlineData("sx_A_brass_tension", 1e-3, 31e6, 1.4, 1.4)]
    [InlineData("sx_B_randB_tension", 7.5e-5, 2.69e6, 5.123, 1.0)]
    [InlineData("sx_C_randA_randpath", 1e-3, 31e6, 5.123, 2.0)]
    public void Material_SingleCrystal_HasTheStatedParameters(string name, double rate, double xi0, double collinear, double lomer)
    {
        MaterialConfiguration material = MaterialFile.Read(TestData.Path("reference", "sx", name, "material.yaml"));
        PhenopowerlawPhase phase = Assert.IsType<PhenopowerlawPhase>(Assert.Single(material.Phases));
        Assert.Equal(rate, phase.Parameters.ReferenceShearRate_perSecond);
        Assert.Equal(xi0, phase.Parameters.InitialResistance_Pa);
        Assert.Equal(collinear, phase.Parameters.CollinearInteraction);
        Assert.Equal(lomer, phase.Parameters.LomerInteraction);
        Assert.Equal(20.0, phase.Parameters.RateExponent);
    }

    [Fact]
    public void Material_MaterialA_IsTheDefaultAluminium()
    {
        MaterialConfiguration material = MaterialFile.Read(TestData.Path("reference", "sx", "sx_A_cube_tension", "material.yaml"));
        Assert.Equal(PhenopowerlawParameters.Aluminium, Assert.IsType<PhenopowerlawPhase>(material.Phases[0]).Parameters);
    }

    [Fact]
    public void Material_Taylor_HasTwentyConstituentsOfTheVolumeElement()
    {
        MaterialConfiguration material = MaterialFile.Read(TestData.Path("reference", "taylor", "taylor20_ve0_uniax", "material.yaml"));
        MaterialEntry entry = material.Entries[0];
        string[] lines = [.. File.ReadLines(TestData.Path("reference", "ve", "ve0", "orientations.csv")).Skip(1)];
        Assert.Equal(lines.Length, entry.Constituents.Count);
        for (int g = 0; g < lines.Length; g++)
        {
            double[] q = [.. lines[g].Split(',').Select(w => double.Parse(w, System.Globalization.CultureInfo.InvariantCulture))];
            Assert.Equal(new Orientation(q[0], q[1], q[2], q[3]), entry.Constituents[g].Orientation);
            Assert.Equal(0.05, entry.Constituents[g].Fraction, 1e-15);
        }
    }

    [Fact]
    public void Load_MixedBoundaryConditions_HaveComplementaryMasks()
    {
        MixedLoadStep step = Assert.Single(LoadFile.Read(TestData.Path("reference", "taylor", "taylor20_ve0_uniax", "load.yaml")));
        Assert.Equal(DeformationKind.DeformationGradientRate, step.DeformationKind);
        Assert.Equal(new Tensor3x3(1e-3, 0, 0, 0, 0, 0, 0, 0, 0), step.Deformation);
        // P22 and P33 (bits 4 and 8) are prescribed by the stress.
        Assert.Equal(0x1FF & ~(1 << 4) & ~(1 << 8), step.DeformationMask);
        Assert.Equal(Tensor3x3.Zero, step.Stress);
        Assert.Equal((50.0, 100, 1.0), (step.Time_s, step.Increments, step.GeometricRatio));
    }

    [Fact]
    public void Load_PrescribedDeformation_IsReadRowByRow()
    {
        IReadOnlyList<MixedLoadStep> steps = LoadFile.Read(TestData.Path("reference", "sx", "sx_A_randA_shear12", "load.yaml"));
        Assert.All(steps, step => Assert.Equal(MixedLoadStep.AllComponents, step.DeformationMask));
        Assert.True(steps[^1].Deformation.M12 > 0);
        Assert.Equal(0.0, steps[^1].Deformation.M21);
    }

    [Fact]
    public void Numerics_TightCase_HasItsTolerances()
    {
        NumericsConfiguration numerics = NumericsFile.Read(TestData.Path("reference", "taylor", "taylor20_ve0_uniax", "numerics.yaml"));
        Assert.Equal(1e-6, numerics.Grid.RelativeDivergence);
        Assert.Equal(1e-7, numerics.Grid.RelativeMeanStress);
        Assert.Equal(1.0, numerics.Grid.AbsoluteMeanStress_Pa);
        Assert.Equal(200, numerics.Grid.MaximumIterations);
        Assert.Equal(1e-10, numerics.MaterialPoint.RelativeState);
        Assert.Equal(1e-14, numerics.MaterialPoint.AbsolutePlasticVelocityGradient_perSecond);
    }

    [Theory]
    [InlineData("ve0", 8)]
    [InlineData("ve1", 16)]
    [InlineData("ve2", 16)]
    public void Geometry_CompareToTheListOfVoxels(string name, int n)
    {
        VoxelGrid grid = GeometryFile.Read(TestData.Path("reference", "ve", name, $"grid{n}.vti"));
        Assert.Equal((n, n, n), grid.Cells);
        Assert.Equal((1.0, 1.0, 1.0), grid.Size);
        string[] words = File.ReadAllText(TestData.Path("reference", "ve", name, $"grid{n}.txt")).Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(words.Skip(3), grid.Material.Select(m => m.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }
}
