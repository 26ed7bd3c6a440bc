using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Recurrent;

public sealed class EnsembleTests
{
    private static readonly Grain[] Grains = VolumeElementGenerator.Random(6, 1).Grains.ToArray();

    /// <summary>The first member is untouched by the others; each follows its own history; the spread is theirs.</summary>
    [Fact]
    public void Evaluate_Path_MembersAsIfAlone()
    {
        SurrogateModel[] models =
        [
            TestModels.Random(FeatureSet.BishopHill, 2, 16, 1), TestModels.Random(FeatureSet.BishopHill, 2, 16, 2), TestModels.Random(FeatureSet.BishopHill, 1, 24, 3),
        ];
        var ensemble = new SurrogateEnsemble(models);
        MicrostructureContext[] contexts = ensemble.CreateContexts(Grains);
        double[] state0 = new double[ensemble.StateSize], state1 = new double[ensemble.StateSize], stress = new double[6], tangent = new double[36];
        SurrogateEnsemble.InitialState(contexts, state0);
        double[][] alone = [.. contexts.Select(TestModels.InitialState)];
        EvaluatorWorkspace[] workspaces = ensemble.CreateWorkspaces();
        for (int k = 1; k <= 4; k++)
        {
            double[] u = TestModels.Components(SymmetricTensor.Identity + 1e-3 * k * new SymmetricTensor(1, 0, -1, 0.5, 0, 0));
            Assert.Equal(PointStatus.Ok, ensemble.Evaluate(contexts, u, 0.5, state0, state1, stress, tangent, out double spread_Pa, k % 2 == 0 ? workspaces : []));
            double[] all = new double[18], tangentAlone = new double[36];
            for (int m = 0; m < 3; m++)
            {
                new SurrogateEvaluator(models[m]).Evaluate(
                    contexts.AsSpan(m, 1), u, [0.5], alone[m], alone[m], all.AsSpan(6 * m, 6), m == 0 ? tangentAlone : [], new PointStatus[1]);
            }
            Assert.Equal(all[..6], stress);
            Assert.Equal(tangentAlone, tangent);
            Assert.Equal(alone.SelectMany(s => s), state1);
            Assert.Equal(StressSpread.Of(all), spread_Pa);
            (state0, state1) = (state1, state0);
        }
    }

    /// <summary>
    /// A follower with a narrower trained range does not make the host cut its increments: the first one answers as if alone, the follower
    /// stays where it is, and the point is unreliable.
    /// </summary>
    [Fact]
    public void FollowerRefuses_DriverAnswers_PointIsUnreliable()
    {
        SurrogateModel driver = TestModels.Random(FeatureSet.BishopHill, 2, 16, 1);
        SurrogateModel narrow = TestModels.Random(
            driver.Specification with { Trained = driver.Specification.Trained with { StepLengthMinimum = 0.0, StepLengthMaximum = 1e-6 } }, 2);
        var ensemble = new SurrogateEnsemble([driver, narrow]);
        MicrostructureContext[] contexts = ensemble.CreateContexts(Grains);
        double[] state0 = new double[ensemble.StateSize], state1 = new double[ensemble.StateSize], stress = new double[6], alone = new double[6];
        SurrogateEnsemble.InitialState(contexts, state0);
        double[] u = TestModels.Components(SymmetricTensor.Identity + 2e-3 * new SymmetricTensor(1, 0, -1, 0.5, 0, 0));
        Assert.Equal(PointStatus.Ok, ensemble.Evaluate(contexts, u, 0.5, state0, state1, stress, [], out double spread_Pa));
        Assert.True(double.IsNaN(spread_Pa));
        var status = new PointStatus[1];
        double[] stateAlone = state0[..driver.StateSize];
        new SurrogateEvaluator(driver).Evaluate(contexts.AsSpan(0, 1), u, [0.5], stateAlone, stateAlone, alone, [], status);
        Assert.Equal(alone, stress);
        Assert.Equal(stateAlone, state1[..driver.StateSize]);
        Assert.Equal(state0[driver.StateSize..], state1[driver.StateSize..]);
        TrustScore score = new PointTrust(driver.Specification).Score(state0, u, 0.5, MicrostructureDescriptors.Of(Grains), spread_Pa);
        Assert.Equal(TrustMeasures.Spread | TrustMeasures.Unreliable, score.Flags);
        double[] trust = new double[HostState.TrustCount];
        HostState.WriteTrust(score, spread_Pa, trust);
        Assert.Equal([HostState.LargestScore, (double)score.Flags, HostState.LargestSpread_Pa, HostState.LargestScore, (double)score.Flags], trust);

        // Where the driver refuses, nothing is written.
        double[] far = TestModels.Components(SymmetricTensor.Identity + new SymmetricTensor(0.8, -0.4, 0, 0, 0, 0));
        double[] before = [.. state1];
        Assert.Equal(PointStatus.IncrementTooLarge, ensemble.Evaluate(contexts, far, 0.5, state0, state1, stress, [], out _));
        Assert.Equal(before, state1);
        Assert.Equal(alone, stress);
    }

    [Fact]
    public void Spread_TwoMembers_HalfTheirDistance()
    {
        // sqrt(1/2 (|d/2|^2 + |d/2|^2)) = |d|/2, shears counted twice in |d|.
        Assert.Equal(0.5 * Math.Sqrt(9 + 16 + 2 * 4), StressSpread.Of([1, 2, 3, 4, 5, 6, 4, -2, 3, 4, 7, 6]), 1e-14);
        Assert.Equal(0.0, StressSpread.Of([1, 2, 3, 4, 5, 6]));
    }

    [Fact]
    public void OtherMaterialOrTheSameModelTwice_Refused()
    {
        SurrogateModel model = TestModels.Random(FeatureSet.BishopHill, 1, 8, 1);
        Assert.Contains("twice", Assert.Throws<InputException>(() => new SurrogateEnsemble([model, model])).Message, StringComparison.Ordinal);
        SurrogateModel other = TestModels.Random(model.Specification with { Elasticity = new CubicElasticity(200e9, 100e9, 80e9) }, 2);
        Assert.Contains("one material", Assert.Throws<InputException>(() => new SurrogateEnsemble([model, other])).Message, StringComparison.Ordinal);
    }
}
