using System.Text.Json;
using UmatSurrogate.Damask;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Tests;

namespace UmatSurrogate.Data.Tests;

/// <summary>The random path rule against the independent reference's paths, and its invariants.</summary>
public class RandomPathTests
{
    [Theory]
    [InlineData("taylor/taylor20_ve0_rand/meta.json", "section_rates", "taylor/taylor20_ve0_rand/load.yaml")]
    [InlineData("sx_randpath.json", "rates", "sx/sx_A_cube_randpath/load.yaml")]
    public void Interpolate_CompareToReferencePath(string parameters, string ratesKey, string load)
    {
        // The reference's random paths: 5 sections of 20 s, increments of 1 s, det F not corrected between the targets.
        const double section_s = 20.0;
        const int steps = 100;
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(TestData.Path("reference", parameters)));
        double[] a = [.. json.RootElement.GetProperty("A").EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(v => v.GetDouble())];
        double[] rates = [.. json.RootElement.GetProperty(ratesKey).EnumerateArray().Select(v => v.GetDouble())];
        double[] times_s = [.. Enumerable.Range(1, steps).Select(k => (double)k)];

        Tensor3x3[] F = RandomPathGenerator.Interpolate(
            RandomPathGenerator.Targets(Tensor3x3.FromRowMajor(a), rates, section_s), section_s, times_s);

        IReadOnlyList<MixedLoadStep> reference = LoadFile.Read(TestData.Path("reference", load));
        Assert.Equal(steps, reference.Count);
        for (int k = 0; k < steps; k++)
            Assert.True((F[k] - reference[k].Deformation).Norm < 1e-12, $"increment {k + 1}: off by {(F[k] - reference[k].Deformation).Norm:E2}");
    }

    [Fact]
    public void Generate_ManyPaths_KeepTheVolumeAndTheBounds()
    {
        RandomPathRule rule = new() { TimeGrid = TimeGrid.Random };
        for (ulong path = 0; path < 100; path++)
        {
            LoadPath p = RandomPathGenerator.Generate(rule, new RandomStream(5, path));
            Assert.Equal(rule.Steps, p.IncrementCount);
            Assert.Equal(Tensor3x3.Identity, p.DeformationGradients[0]);
            Assert.Equal((0.0, rule.Duration_s), (p.Times_s[0], p.Times_s[^1]));
            foreach (Tensor3x3 F in p.DeformationGradients)
            {
                Assert.Equal(1.0, F.Determinant, 1e-12);
                Assert.True(MaxComponent(F - Tensor3x3.Identity) < 0.3, $"path {path}: {F}");
            }
        }
    }

    [Fact]
    public void Generate_WavesAboutTheDirection_DistanceFromTheStraightPathGrowsWithTheSpread()
    {
        // The directions are drawn last: rule and stream give the same rates and times with and without the walk.
        RandomPathRule straight = new() { Sections = 50, SectionDuration_s = 4 };
        double Distance(double spread) => Enumerable.Range(0, 20).Average(path =>
        {
            LoadPath a = RandomPathGenerator.Generate(straight, new RandomStream(9, (ulong)path));
            LoadPath b = RandomPathGenerator.Generate(straight with { WalkFraction = 1, WalkSpread = spread }, new RandomStream(9, (ulong)path));
            return a.DeformationGradients.Zip(b.DeformationGradients, (x, y) => (x - y).Norm).Max();
        });
        double one = Distance(1e-4);
        Assert.InRange(one, 1e-7, 1e-4);
        Assert.InRange(Distance(2e-4) / one, 1.99, 2.01); // linear in the spread
        Assert.Throws<InputException>(() => (straight with { WalkSpread = 0.5 }).Check());
    }

    [Fact]
    public void Targets_AreOnTheRayOfTheDirection()
    {
        Tensor3x3 A = new(0.3, -0.8, 0.1, 0.5, -0.9, 0.2, 0.7, 0.4, -0.6);
        double[] rates = [1e-3, 2e-4, 7e-4];
        Tensor3x3[] targets = RandomPathGenerator.Targets(A, rates, 40);
        double sum = 0;
        for (int k = 1; k <= rates.Length; k++)
        {
            sum += rates[k - 1] * 40;
            Tensor3x3 Fh = Tensor3x3.Identity + sum * A;
            Assert.True((targets[k] - 1 / Math.Cbrt(Fh.Determinant) * Fh).Norm < 1e-15);
        }
    }

    [Fact]
    public void Generate_ForwardPath_NeverTurnsBack()
    {
        RandomPathRule rule = new();
        for (ulong path = 0; path < 50; path++)
        {
            LoadPath p = RandomPathGenerator.Generate(rule, new RandomStream(6, path));
            Tensor3x3 direction = p.DeformationGradients[^1] - p.DeformationGradients[0];
            for (int t = 1; t <= p.IncrementCount; t++)
                Assert.True(Tensor3x3.DoubleContract(p.DeformationGradients[t] - p.DeformationGradients[t - 1], direction) >= 0, $"path {path}, increment {t}");
        }
    }

    [Fact]
    public void Generate_ReversedFraction_TurnsSomePathsBack()
    {
        RandomPathRule rule = new() { ReversedFraction = 0.5 };
        int turning = 0;
        for (ulong path = 0; path < 200; path++)
        {
            LoadPath p = RandomPathGenerator.Generate(rule, new RandomStream(7, path));
            bool turns = false;
            for (int t = 2; t <= p.IncrementCount; t++)
            {
                Tensor3x3 before = p.DeformationGradients[t - 1] - p.DeformationGradients[t - 2];
                turns |= Tensor3x3.DoubleContract(p.DeformationGradients[t] - p.DeformationGradients[t - 1], before) < 0;
            }
            turning += turns ? 1 : 0;
        }
        // Half of the paths may turn, and 30 of 32 sign patterns of five sections do: 94 expected, standard deviation 7.
        Assert.InRange(turning, 65, 123);
    }

    [Fact]
    public void Generate_RandomTimeGrid_SpansItsDecades()
    {
        RandomPathRule rule = new() { TimeGrid = TimeGrid.Random, TimeGridDecades = 1.5 };
        LoadPath p = RandomPathGenerator.Generate(rule, new RandomStream(8, 0));
        double[] intervals = [.. p.Times_s.Skip(1).Zip(p.Times_s, (end, start) => end - start)];
        double decades = Math.Log10(intervals.Max() / intervals.Min());
        Assert.InRange(decades, 1.3, 1.5 + 1e-9);
    }

    [Fact]
    public void Generate_DurationFactor_StretchesTimeAndKeepsStrains()
    {
        RandomPathRule rule = new(), slow = rule with { DurationFactor = (10, 10) };
        LoadPath p = RandomPathGenerator.Generate(rule, new RandomStream(9, 3)), q = RandomPathGenerator.Generate(slow, new RandomStream(9, 3));
        Assert.Equal(p.DeformationGradients, q.DeformationGradients);
        Assert.Equal(10 * rule.Duration_s, q.Times_s[^1], 1e-9);
    }

    [Fact]
    public void Generate_TooLargeStrain_IsRefusedWithAdvice()
    {
        RandomPathRule rule = new() { MaximumRate_perSecond = 1 };
        InputException e = Assert.Throws<InputException>(() =>
        {
            for (ulong path = 0; path < 20; path++)
                RandomPathGenerator.Generate(rule, new RandomStream(1, path));
        });
        Assert.Contains("lower the maximum rate", e.Message);
    }

    private static double MaxComponent(Tensor3x3 a)
    {
        double[] c = new double[9];
        a.ToRowMajor(c);
        return c.Max(Math.Abs);
    }
}
