using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Tests;

namespace UmatSurrogate.Microstructure.Tests;

public sealed class VolumeElementTests
{
    private static double[][] ReadCsv(string path) =>
        [.. File.ReadLines(path).Skip(1).Select(line => line.Split(',').Select(w => double.Parse(w, CultureInfo.InvariantCulture)).ToArray())];

    private static VolumeElement Reference(string name)
    {
        double[][] seeds = ReadCsv(TestData.Path("reference", "ve", name, "seeds.csv"));
        double[][] q = ReadCsv(TestData.Path("reference", "ve", name, "orientations.csv"));
        return new([.. seeds.Zip(q, (s, o) => new Grain(s[0], s[1], s[2], new Orientation(o[0], o[1], o[2], o[3])))]);
    }

    [Theory]
    [InlineData("ve0", 8)]
    [InlineData("ve0", 16)]
    [InlineData("ve1", 8)]
    [InlineData("ve1", 16)]
    [InlineData("ve2", 8)]
    [InlineData("ve2", 16)]
    public void VoronoiImage_CompareToReference(string name, int n)
    {
        string[] lines = File.ReadAllLines(TestData.Path("reference", "ve", name, $"grid{n}.txt"));
        Assert.Equal($"{n} {n} {n}", lines[0].Trim());
        int[] expected = [.. lines.Skip(1).SelectMany(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(w => int.Parse(w, CultureInfo.InvariantCulture))];
        Assert.Equal(expected, VoronoiImage.Create(Reference(name), n, n, n));
    }

    [Fact]
    public void VoronoiImage_AnyBox_CompareToSearchOverAllImages()
    {
        VolumeElement ve = VolumeElementGenerator.Random(200, 7);
        (int nx, int ny, int nz) = (9, 6, 4);
        int[] image = VoronoiImage.Create(ve, nx, ny, nz);
        for (int k = 0; k < nz; k++)
        {
            for (int j = 0; j < ny; j++)
            {
                for (int i = 0; i < nx; i++)
                {
                    int nearest = -1;
                    double best = double.PositiveInfinity;
                    for (int g = 0; g < ve.Grains.Length; g++)
                    {
                        Grain grain = ve.Grains[g];
                        for (int shift = 0; shift < 27; shift++)
                        {
                            double dx = (i + 0.5) / nx - grain.X - (shift % 3 - 1);
                            double dy = (j + 0.5) / ny - grain.Y - (shift / 3 % 3 - 1);
                            double dz = (k + 0.5) / nz - grain.Z - (shift / 9 - 1);
                            double d2 = dx * dx + dy * dy + dz * dz;
                            if (d2 < best)
                                (best, nearest) = (d2, g);
                        }
                    }
                    Assert.Equal(nearest, image[i + nx * (j + ny * k)]);
                }
            }
        }
    }

    [Fact]
    public void VoronoiImage_EqualDistances_TakeTheLowerIndex()
    {
        VolumeElement ve = new([new(0.25, 0.5, 0.5, Orientation.Identity), new(0.75, 0.5, 0.5, Orientation.Identity)]);
        Assert.Equal([0], VoronoiImage.Create(ve, 1, 1, 1));
        Assert.Equal([0, 1], VoronoiImage.Create(ve, 2, 1, 1));
    }

    [Fact]
    public void ReferenceOrientations_AreInTheFundamentalZone()
    {
        foreach (string name in new[] { "ve0", "ve1", "ve2" })
        {
            foreach (Grain grain in Reference(name).Grains)
            {
                Assert.True(CubicSymmetry.IsInFundamentalZone(grain.Orientation));
                Assert.InRange((CubicSymmetry.ReduceToFundamentalZone(grain.Orientation).ToMatrix() - grain.Orientation.ToMatrix()).Norm, 0, 1e-14);
            }
        }
    }

    [Fact]
    public void Generator_SameSeedSameBytes_AndSoForEver()
    {
        byte[] a = VolumeElementFile.ToUtf8(VolumeElementGenerator.Random(20, 42)), b = VolumeElementFile.ToUtf8(VolumeElementGenerator.Random(20, 42));
        Assert.Equal(a, b);
        Assert.NotEqual(a, VolumeElementFile.ToUtf8(VolumeElementGenerator.Random(20, 43)));
        // The bytes of a seed are part of the contract: data sets are made of them. This digest never changes.
        Assert.Equal("DF14EF68E949D728289940CE9FC71DFBCC220E19B78EE58E76E6DF52FC1274E9", Convert.ToHexString(SHA256.HashData(a)));
        // The first grain of seed 42: positions are the first three uniform numbers of stream 0.
        RandomStream positions = new(42, 0);
        Grain first = VolumeElementGenerator.Random(1, 42).Grains[0];
        Assert.Equal((positions.NextDouble(), positions.NextDouble(), positions.NextDouble()), (first.X, first.Y, first.Z));
    }

    [Fact]
    public void Generator_TexturedGrains_LieNearAVariantOfTheComponent()
    {
        foreach (TextureComponent component in Enum.GetValues<TextureComponent>())
        {
            VolumeElement ve = VolumeElementGenerator.Textured(200, component, 5.0, 3);
            foreach (Grain grain in ve.Grains)
            {
                Assert.True(CubicSymmetry.IsInFundamentalZone(grain.Orientation));
                double angle = double.RadiansToDegrees(CubicSymmetry.DisorientationAngle(grain.Orientation, OrientationSampling.Ideal(component)));
                Assert.InRange(angle, 0, 30);
            }
        }
    }

    [Fact]
    public void Generator_OrthorhombicBrass_HasTwoVariants()
    {
        VolumeElement ve = VolumeElementGenerator.Textured(400, TextureComponent.Brass, 1.0, 3, SampleSymmetry.Orthorhombic);
        Orientation mode = OrientationSampling.Ideal(TextureComponent.Brass);
        int own = 0;
        foreach (Grain grain in ve.Grains)
            own += CubicSymmetry.DisorientationAngle(grain.Orientation, mode) < 0.2 ? 1 : 0;
        Assert.InRange(own, 150, 250);
    }

    [Fact]
    public void Generator_RandomAndTextured_ShareThePositions()
    {
        VolumeElement random = VolumeElementGenerator.Random(5, 9), goss = VolumeElementGenerator.Textured(5, TextureComponent.Goss, 10, 9);
        for (int g = 0; g < 5; g++)
            Assert.Equal(random.Grains[g].X, goss.Grains[g].X);
    }

    [Fact]
    public void File_RoundTrip_KeepsTheBits()
    {
        VolumeElement ve = VolumeElementGenerator.Random(20, 1);
        VolumeElement back = VolumeElementFile.Parse(VolumeElementFile.ToUtf8(ve), "ve.json");
        Assert.Equal(ve.Grains.ToArray(), back.Grains.ToArray());
    }

    [Theory]
    [InlineData("{", "not valid JSON at line 1")]
    [InlineData("[]", "JSON object")]
    [InlineData("{\"schema\":\"umat-surrogate/ve/1\",\"schema\":\"umat-surrogate/ve/1\",\"grains\":[]}", "schema")]
    [InlineData("{\"grains\":[]}", "schema is 'missing'")]
    [InlineData("{\"schema\":\"umat-surrogate/ve/9\",\"grains\":[]}", "umat-surrogate/ve/9")]
    [InlineData("{\"schema\":\"umat-surrogate/ve/1\",\"grains\":[]}", "at least one grain")]
    [InlineData("{\"schema\":\"umat-surrogate/ve/1\",\"grain\":[]}", "unknown key \"grain\"")]
    [InlineData("{\"schema\":\"umat-surrogate/ve/1\",\"grains\":[{\"seed\":[0,0,2],\"quaternion\":[1,0,0,0]}]}", "seed component 2")]
    [InlineData("{\"schema\":\"umat-surrogate/ve/1\",\"grains\":[{\"seed\":[0,0,0],\"quaternion\":[1,1,0,0]}]}", "[1, 1, 0, 0]")]
    [InlineData("{\"schema\":\"umat-surrogate/ve/1\",\"grains\":[{\"seed\":[0,0],\"quaternion\":[1,0,0,0]}]}", "array of 3 numbers")]
    [InlineData("{\"schema\":\"umat-surrogate/ve/1\",\"grains\":[{\"seed\":[0,\"a\",0],\"quaternion\":[1,0,0,0]}]}", "component 1 of \"seed\"")]
    [InlineData("{\"schema\":\"umat-surrogate/ve/1\",\"grains\":[{\"seed\":[0,0,0],\"quaternion\":[1,0,0,0],\"size\":1}]}", "unknown key \"size\"")]
    [InlineData("{\"schema\":\"umat-surrogate/ve/1\",\"grains\":[{\"seed\":[0,0,0],\"quaternion\":[1e999,0,0,0]}]}", "1e999")]
    public void File_BadInput_TellsWhatAndWhere(string json, string expected)
    {
        InputException e = Assert.Throws<InputException>(() => VolumeElementFile.Parse(Encoding.UTF8.GetBytes(json), "ve.json"));
        Assert.StartsWith("ve.json:", e.Message, StringComparison.Ordinal);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_Missing_IsAnInputError() =>
        Assert.Contains("no_such_ve.json", Assert.Throws<InputException>(() => VolumeElementFile.Read("no_such_ve.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void BadSizes_AreInputErrors()
    {
        Assert.Throws<InputException>(() => VolumeElementGenerator.Random(0, 1));
        Assert.Throws<InputException>(() => VoronoiImage.Create(VolumeElementGenerator.Random(2, 1), 4, 0, 4));
    }
}
