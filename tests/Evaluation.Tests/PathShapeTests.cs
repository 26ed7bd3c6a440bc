using UmatSurrogate.Data;
using UmatSurrogate.Evaluation;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Tests;

public sealed class PathShapeTests
{
    [Theory]
    [InlineData(0.0, 0.0, PathShapeKind.Monotonic)]
    [InlineData(0.0, 1.0, PathShapeKind.Walk)]
    public void RandomPaths_AreWhatTheirRuleSays(double reversed, double walks, PathShapeKind expected)
    {
        RandomPathRule rule = new() { Steps = 50, ReversedFraction = reversed, WalkFraction = walks, TimeGrid = TimeGrid.Random };
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(expected, PathShape.Of(RandomPathGenerator.Generate(rule, new RandomStream(1, (ulong)i)))));
    }

    [Fact]
    public void PathsThatMayReverse_KeepTheirDirection_AndMostTurnBack()
    {
        // Five sections of even odds: one path in 16 runs one way throughout; a few turn back by less than counts.
        RandomPathRule rule = new() { Steps = 50, ReversedFraction = 1.0 };
        PathShapeKind[] kinds = [.. Enumerable.Range(0, 100).Select(i => PathShape.Of(RandomPathGenerator.Generate(rule, new RandomStream(2, (ulong)i))))];
        Assert.InRange(kinds.Count(k => k == PathShapeKind.Walk), 0, 1);
        Assert.InRange(kinds.Count(k => k == PathShapeKind.Reversed), 80, 99);
    }

    [Fact]
    public void StrainAndLimit_OfAnIsochoricTension_AreTheClosedForm()
    {
        // F = diag(l, l^-1/2, l^-1/2): the equivalent logarithmic strain is ln l.
        double[] times_s = [.. Enumerable.Range(0, 101).Select(k => (double)k)];
        LoadPath path = new(times_s, Array.ConvertAll(times_s, t => Tension(1 + 0.002 * t)));
        double[] strain = PathShape.AccumulatedStrain(path);
        Assert.Equal(Math.Log(1.2), strain[^1], 1e-6);
        Assert.Equal(Math.Log(1.1), strain[50], 1e-6);
        Assert.Equal(40, PathShape.IncrementsWithin(path, 0.081));
        Assert.Equal(PathShapeKind.Monotonic, PathShape.Of(path));
        LoadPath back = new([.. times_s, .. times_s[1..].Select(t => 100 + t)], [.. path.DeformationGradients, .. path.DeformationGradients[..^1].Reverse()]);
        Assert.Equal(PathShapeKind.Reversed, PathShape.Of(back));
        Assert.Equal(2 * Math.Log(1.2), PathShape.AccumulatedStrain(back)[^1], 1e-6);
    }

    private static Tensor3x3 Tension(double l) => new(l, 0, 0, 0, 1 / Math.Sqrt(l), 0, 0, 0, 1 / Math.Sqrt(l));
}
