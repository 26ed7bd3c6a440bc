using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Recurrent;

public sealed class SteppingRuleTests
{
    private static readonly SurrogateModel Model = TestModels.Random(FeatureSet.BishopHill, 2, 16, 3);
    private static readonly MicrostructureContext Context = TestModels.Context(Model, 5, 3);
    private static readonly ReferenceEvaluator Evaluator = new(Model);

    private static SymmetricTensor Shear(double gamma) => new(1, 1, 1, gamma, 0, 0);

    private static (double[] State, double[] Stress) Run(params (SymmetricTensor Stretch, double Dt)[] steps)
    {
        double[] state = TestModels.InitialState(Context), stress = new double[6];
        foreach ((SymmetricTensor stretch, double dt) in steps)
            Assert.Equal(PointStatus.Ok, Evaluator.Evaluate(Context, TestModels.Components(stretch), dt, state, state, stress, []));
        return (state, stress);
    }

    [Fact]
    public void Hold_TinyIncrements_StateWaitsAndEndsAsOneStep()
    {
        // 1.2e-5 of shear in three parts of 4e-6 (x = 5.7e-6 each, x_min = 1e-5): hold, commit at the second, ...
        (double[] first, _) = Run((Shear(4e-6), 0.3));
        Assert.Equal(0.3, first[PointState.HeldTimeOffset]);
        Assert.Equal(0.0, first[PointState.PathLengthOffset]);
        (double[] parts, double[] stressParts) = Run((Shear(4e-6), 0.3), (Shear(8e-6), 0.2));
        (double[] once, double[] stressOnce) = Run((Shear(8e-6), 0.5));
        Assert.Equal(once, parts);
        Assert.Equal(stressOnce, stressParts);
        Assert.Equal(0.0, once[PointState.HeldTimeOffset]);
        Assert.Equal(Math.Sqrt(2) * 8e-6, once[PointState.PathLengthOffset], 1e-12);
    }

    /// <summary>A strained point that rests is committed (x_min/100 would have passed in 0.1 s at the smallest rate), a fresh one after the longest time.</summary>
    [Fact]
    public void Hold_LongTime_Commits()
    {
        (double[] state, _) = Run((Shear(1e-4), 1.0), (Shear(1e-4), 0.09));
        Assert.Equal(0.09, state[PointState.HeldTimeOffset]);
        (state, _) = Run((Shear(1e-4), 1.0), (Shear(1e-4), 0.09), (Shear(1e-4), 0.02));
        Assert.Equal(0.0, state[PointState.HeldTimeOffset]);
        (state, _) = Run((Shear(0), 99.0));
        Assert.Equal(99.0, state[PointState.HeldTimeOffset]);
        (state, _) = Run((Shear(0), 99.0), (Shear(0), 2.0));
        Assert.Equal(0.0, state[PointState.HeldTimeOffset]);
    }

    [Fact]
    public void SubSteps_LargeIncrement_EqualsTheSameStepsTakenByTheHost()
    {
        // Straight line in Ub: with the volume of U chosen so that U = Ub on the way, sub-steps are ordinary steps.
        SymmetricTensor end = IsochoricStretch.FromStretch(Shear(7e-3));
        double x = StrainIncrement.Between(end - SymmetricTensor.Identity, SymmetricTensor.Identity).Norm;
        Assert.InRange(x, 5e-3, 1e-2);
        (double[] once, double[] stressOnce) = Run((end, 1.0));
        // The host's own middle step is made isochoric, ours lies on the line: they differ by gamma^2/8 in volume, by less in Ub.
        (double[] twice, double[] stressTwice) = Run((SymmetricTensor.Identity + 0.5 * (end - SymmetricTensor.Identity), 0.5), (end, 0.5));
        for (int i = 0; i < once.Length; i++)
            Assert.Equal(twice[i], once[i], 1e-5);
        for (int i = 0; i < 6; i++)
            Assert.Equal(stressTwice[i], stressOnce[i], 1e-5 * 80e6);
    }

    [Theory]
    [InlineData(double.NaN, 1.0, PointStatus.NonFiniteInput)]
    [InlineData(double.PositiveInfinity, 1.0, PointStatus.NonFiniteInput)]
    [InlineData(0.0, double.NaN, PointStatus.NonFiniteInput)]
    [InlineData(0.0, -1.0, PointStatus.NonFiniteInput)]
    [InlineData(1.1, 1.0, PointStatus.NonPositiveVolume)]
    [InlineData(0.4, 1.0, PointStatus.IncrementTooLarge)]
    public void BadInput_Status_NothingWritten(double shear, double dt, PointStatus expected)
    {
        double[] state = TestModels.InitialState(Context), state1 = new double[state.Length], stress = [1, 2, 3, 4, 5, 6], tangent = new double[36];
        Array.Fill(state1, 7.0);
        Assert.Equal(expected, Evaluator.Evaluate(Context, TestModels.Components(Shear(shear)), dt, state, state1, stress, tangent));
        Assert.Equal([1, 2, 3, 4, 5, 6], stress);
        Assert.All(state1, v => Assert.Equal(7.0, v));
        Assert.All(tangent, v => Assert.Equal(0.0, v));
    }

    [Fact]
    public void BadState_InvalidState()
    {
        double[] good = TestModels.InitialState(Context), stress = new double[6];
        PointStatus Try(Action<double[]> damage)
        {
            double[] state = [.. good];
            damage(state);
            return Evaluator.Evaluate(Context, TestModels.Components(Shear(1e-3)), 1.0, state, new double[state.Length], stress, []);
        }
        Assert.Equal(PointStatus.Ok, Try(_ => { }));
        Assert.Equal(PointStatus.InvalidState, Try(Array.Clear));
        Assert.Equal(PointStatus.InvalidState, Try(s => s[0] = double.NaN));
        Assert.Equal(PointStatus.InvalidState, Try(s => s[0] = 0.5));
        Assert.Equal(PointStatus.InvalidState, Try(s => s[PointState.FadingStrainOffset] = 2.0));
        Assert.Equal(PointStatus.InvalidState, Try(s => s[PointState.PathLengthOffset] = double.NaN));
        Assert.Equal(PointStatus.InvalidState, Try(s => s[^1] = double.NaN));
        Assert.Equal(PointStatus.InvalidState, Try(s => s[^1] = 3.0));
    }

    [Fact]
    public void ZeroTimeStep_FiniteStress()
    {
        double[] state = TestModels.InitialState(Context), stress = new double[6], tangent = new double[36];
        Assert.Equal(PointStatus.Ok, Evaluator.Evaluate(Context, TestModels.Components(Shear(1e-3)), 0.0, state, state, stress, tangent));
        Assert.All(stress, v => Assert.True(double.IsFinite(v)));
        Assert.All(tangent, v => Assert.True(double.IsFinite(v)));
        Assert.Equal(PointStatus.Ok, Evaluator.Evaluate(Context, TestModels.Components(Shear(1e-3)), 0.0, state, state, stress, tangent));
        Assert.All(stress, v => Assert.True(double.IsFinite(v)));
    }

    [Fact]
    public void ZeroIncrement_FreshPoint_ElasticTangent()
    {
        double[] state = TestModels.InitialState(Context), stress = new double[6], tangent = new double[36], elastic = new double[36];
        Evaluator.Evaluate(Context, TestModels.Components(Shear(0)), 1.0, state, state, stress, tangent);
        CubicElasticity e = Model.Specification.Elasticity;
        Assert.Equal(e.BulkModulus_Pa + 4.0 / 3.0 * e.VoigtShearModulus_Pa, tangent[0], 1.0);
        Assert.Equal(e.BulkModulus_Pa - 2.0 / 3.0 * e.VoigtShearModulus_Pa, tangent[1], 1.0);
        Assert.Equal(2.0 * e.VoigtShearModulus_Pa, tangent[21], 1.0);
        new ReferenceEvaluator(Model, TangentRule.Elastic).Evaluate(Context, TestModels.Components(Shear(0)), 1.0, state, state, stress, elastic);
        Assert.Equal(elastic, tangent);
    }

    [Fact]
    public void ZeroIncrement_StrainedPoint_TangentOfContinuedStep()
    {
        (double[] state, double[] stress) = Run((Shear(1e-3), 1.0), (Shear(2e-3), 1.0));
        double[] atRest = new double[36], continued = new double[36], rest = new double[6], state1 = new double[state.Length];
        Evaluator.Evaluate(Context, TestModels.Components(Shear(2e-3)), 1.0, state, state1, rest, atRest);
        // The fading strain after pure shear is shear: the continued step is Shear(2e-3 + x_min/sqrt 2).
        var exact = new ReferenceEvaluator(Model, TangentRule.Exact);
        exact.Evaluate(Context, TestModels.Components(Shear(2e-3 + 1e-5 / Math.Sqrt(2))), 1.0, state, state1, stress, continued);
        double scale = continued.Max(Math.Abs);
        for (int i = 0; i < 36; i++)
            Assert.Equal(continued[i], atRest[i], 2e-3 * scale);
        // After a dwell beyond the trained time the zero increment is committed; the rule is the same.
        double[] dwell = new double[36], exactDwell = new double[36];
        Evaluator.Evaluate(Context, TestModels.Components(Shear(2e-3)), 200.0, state, state1, stress, dwell);
        Assert.Equal(0.0, state1[PointState.HeldTimeOffset]);
        exact.Evaluate(Context, TestModels.Components(Shear(2e-3 + 1e-5 / Math.Sqrt(2))), 200.0, state, state1, stress, exactDwell);
        for (int i = 0; i < 36; i++)
            Assert.Equal(exactDwell[i], dwell[i], 2e-3 * scale);
        // The stress is that of the zero step, whatever the tangent rule.
        double[] restExact = new double[6];
        exact.Evaluate(Context, TestModels.Components(Shear(2e-3)), 1.0, state, state1, restExact, []);
        Assert.Equal(restExact, rest);
    }
}
