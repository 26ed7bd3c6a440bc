using UmatSurrogate.Data;
using UmatSurrogate.Evaluation;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests;

public sealed class MonitoredPointTests
{
    private static readonly SurrogateModel Starter = SurrogateModel.Load(Path.Combine(TestData.RepositoryRoot, "examples", "models", "starter.safetensors"));
    private static readonly Grain[] Grains = VolumeElementGenerator.Random(20, 4).Grains.ToArray();

    /// <summary>Trial evaluations leave no trace in trust; a path that leaves the data is extrapolated, then unreliable.</summary>
    [Fact]
    public void TensionFarBeyondTheData_ScoreGrowsPastOneWhereTheBoxEnds()
    {
        SurrogateEnsemble ensemble = new([Starter]);
        MonitoredPoint point = new(ensemble, Grains);
        TrainedRange trained = Starter.Specification.Trained;
        TrustLevel last = TrustLevel.Trained;
        for (int k = 1; k <= 60; k++)
        {
            double stretch = 1.0 + 0.006 * k;
            Tensor3x3 F = new(stretch, 0, 0, 0, 1.0 / Math.Sqrt(stretch), 0, 0, 0, 1.0 / Math.Sqrt(stretch));
            Assert.Equal(PointStatus.Ok, point.Evaluate(new(3, 0, 0, 0, 1, 0, 0, 0, 1.0 / 3.0), 1.0, out _));
            Assert.Equal(PointStatus.Ok, point.Evaluate(F, 6.0, out _));
            point.Commit();
            StepTrust step = point.Steps[^1];
            Assert.Equal(0.0, step.Spread_Pa);
            bool outside = stretch > trained.StretchMaximum[0] || 1.0 / Math.Sqrt(stretch) < trained.StretchMinimum[1];
            Assert.Equal(outside, step.Score.Flags.HasFlag(TrustMeasures.Stretch));
            Assert.True(step.Score.Level >= last);
            last = step.Score.Level;
        }
        Assert.Equal(60, point.Steps.Count);
        Assert.Equal(TrustLevel.Unreliable, last);
        point.Reset();
        Assert.Empty(point.Steps);
    }

    /// <summary>Increments that the control divides have one entry, the worst of their parts; parts of an increment that failed have none.</summary>
    [Fact]
    public void DividedIncrements_OneEntryEach()
    {
        // Compression until F11 passes through zero: the increments before the end are divided.
        MixedLoadStep compression = new IdealisedLoad(IdealisedLoadKind.Uniaxial, -0.03, 0.5, 10).ToLoadStep() with { Time_s = 50.0, Increments = 50 };
        MonitoredPoint parts = new(new SurrogateEnsemble([Starter]), Grains), point = new(new SurrogateEnsemble([Starter]), Grains);
        PointHistory divided = PointHistory.Follow(SurrogateHistory.Control(parts), [compression]);
        Assert.True(parts.Steps.Count > divided.Increments, "no increment was divided");
        PointHistory history = point.Follow([compression]);
        Assert.NotEqual(PointStatus.Ok, history.Status);
        Assert.Equal(divided.Increments, history.Increments);
        Assert.Equal(history.Increments, point.Steps.Count);
        Assert.Equal(parts.Steps[0], point.Steps[0]);
        Assert.All(point.Steps, s => Assert.Contains(s.Score.Value, parts.Steps.Select(p => p.Score.Value)));

        StepTrust worst = new StepTrust(new(0.5, TrustMeasures.None), 1.0).Worst(new(new(1.1, TrustMeasures.Turn), 0.0));
        Assert.Equal(new(new(1.1, TrustMeasures.Turn), 1.0), worst);
        Assert.True(double.IsNaN(worst.Worst(new(default, double.NaN)).Spread_Pa));
    }
}
