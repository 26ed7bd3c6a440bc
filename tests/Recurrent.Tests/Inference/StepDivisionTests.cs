using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Recurrent;

/// <summary>What the stepping rule promises about the host's increments.</summary>
public sealed class StepDivisionTests
{
    private static readonly SurrogateModel Model = TestModels.Random(FeatureSet.BishopHill, 2, 16, 3);
    private static readonly MicrostructureContext Context = TestModels.Context(Model, 5, 3);
    private static readonly ReferenceEvaluator Evaluator = new(Model);
    private static readonly StepLimits Limits = StepLimits.Of(Model.Specification.Trained); // x 1e-5 .. 5e-3, dt 1e-3 .. 100 s

    [Theory]
    [InlineData(0.0, 0.0, SteppingRule.Held)]
    [InlineData(9.99e-6, 9.9, SteppingRule.Held)]
    [InlineData(9.99e-6, 10.0, 1)] // slower than 1e-6 1/s
    [InlineData(0.0, 0.1, SteppingRule.Held)]
    [InlineData(0.0, 0.101, 1)] // x_min/100 would have passed at 1e-6 1/s
    [InlineData(9.99e-6, 100.0, 1)]
    [InlineData(0.0, 100.0, 1)]
    [InlineData(1e-5, 0.0, 1)]
    [InlineData(5e-3, 1.0, 1)]
    [InlineData(5.0001e-3, 1.0, 2)]
    [InlineData(64 * 5e-3, 1.0, 64)]
    [InlineData(64.001 * 5e-3, 1.0, SteppingRule.TooLarge)]
    [InlineData(1e300, 1.0, SteppingRule.TooLarge)]
    [InlineData(double.PositiveInfinity, 1.0, SteppingRule.TooLarge)]
    [InlineData(double.NaN, 1.0, SteppingRule.TooLarge)]
    public void Decide_LengthAndTime_HeldOrParts(double x, double time_s, int expected) =>
        Assert.Equal(expected, SteppingRule.Decide(Limits, 0.1, x, time_s));

    /// <summary>Any division of a straight increment below x_min: the same state, and the same stress to the last bit.</summary>
    [Fact]
    public void Held_AnyDivision_SameStateAndStress()
    {
        (double[] start, SymmetricTensor from) = Strained();
        var random = new RandomStream(7, 0);
        SymmetricTensor whole = 6e-6 / Math.Sqrt(2) * new SymmetricTensor(0, 0, 0, 1, 0, 0);
        double[] once = [.. start], stressOnce = new double[6];
        Step(once, from + whole, 0.0625, stressOnce);
        Assert.Equal(start[..PointState.HeldTimeOffset], once[..PointState.HeldTimeOffset]);
        Assert.Equal(start[PointState.HiddenOffset..], once[PointState.HiddenOffset..]);
        Assert.Equal(0.0625, once[PointState.HeldTimeOffset]);
        for (int parts = 2; parts <= 128; parts *= 4)
        {
            // Divisions of the time are powers of two, whose sum is exact; the strain goes anywhere in between and even back.
            double[] state = [.. start], stress = new double[6];
            for (int k = 1; k <= parts; k++)
                Step(state, from + (k == parts ? 1.0 : 1.5 * random.NextDouble()) * whole, 0.0625 / parts, stress);
            Assert.Equal(once, state);
            Assert.Equal(stressOnce, stress);
        }
    }

    /// <summary>Where a rest begins to be committed the stress goes on without a jump; straining at a trained rate never rests.</summary>
    [Fact]
    public void Rest_CommittedWithoutJump()
    {
        (double[] start, SymmetricTensor from) = Strained();
        const double begin_s = 0.1; // x_min/100 = 1e-7 at 1e-6 1/s
        double[] held = [.. start], committed = [.. start], stressHeld = new double[6], stressCommitted = new double[6];
        Step(held, from, begin_s * (1 - 1e-9), stressHeld);
        Step(committed, from, begin_s * (1 + 1e-9), stressCommitted);
        Assert.Equal(start[PointState.HiddenOffset..], held[PointState.HiddenOffset..]);
        Assert.NotEqual(start[PointState.HiddenOffset..], committed[PointState.HiddenOffset..]);
        for (int c = 0; c < 6; c++)
            Assert.Equal(stressHeld[c], stressCommitted[c], 1e-7 * 80e6);
        foreach (double x in (ReadOnlySpan<double>)[1e-12, 1e-8, 1e-7, 1e-6, 9e-6])
        {
            Assert.False(SteppingRule.Rests(Limits, 0.1, x, x / 1.01e-6));
            Assert.Equal(x >= 1e-7, SteppingRule.Rests(Limits, 0.1, x, x / 0.99e-6));
            Assert.False(SteppingRule.Rests(Limits, 0.0, x, 1e3));
        }
        // A step that has only begun (time of some smallest steps) is held, whatever the rates.
        Assert.False(SteppingRule.Rests(Limits with { RateMinimum_perSecond = 1.0 }, 0.1, 0.0, 0.037));
        Assert.True(SteppingRule.Rests(Limits with { RateMinimum_perSecond = 1.0 }, 0.1, 0.0, 0.039));
    }

    /// <summary>n sub-steps are n increments to the same points.</summary>
    [Theory]
    [InlineData(7e-3)]
    [InlineData(0.1)]
    public void SubSteps_SameAsIncrementsOfTheHost_1e12(double shear)
    {
        (double[] start, SymmetricTensor from) = Strained();
        SymmetricTensor to = from + new SymmetricTensor(0.3 * shear, -0.1 * shear, 0, shear, 0, 0.2 * shear);
        StepPlan plan = SteppingRule.Plan(Limits, CommittedState.Read(start), to, 4.0);
        Assert.True(plan.Parts > 1);
        double[] once = [.. start], stressOnce = new double[6], many = [.. start], stressMany = new double[6];
        Step(once, to, 4.0, stressOnce);
        for (int part = 1; part < plan.Parts; part++)
        {
            SymmetricTensor target = plan.IsochoricAt(part);
            Assert.Equal(1.0, target.Determinant, 1e-14);
            // A part may be a little longer than x_max, as lengths are measured from its own start: the host's own increment stays one.
            Step(many, target, 4.0 / plan.Parts, stressMany, WideLimits);
        }
        Step(many, to, 4.0 / plan.Parts, stressMany, WideLimits);
        for (int i = 0; i < once.Length; i++)
            Assert.Equal(once[i], many[i], 1e-12);
        for (int i = 0; i < 6; i++)
            Assert.Equal(stressOnce[i], stressMany[i], 1e-12 * 80e6 + 1e-12 * Math.Abs(stressOnce[i]));
    }

    /// <summary>No strain and no time: the stress of the last commit; and it goes there without a jump.</summary>
    [Fact]
    public void Held_NothingHappens_StressOfTheCommit()
    {
        (double[] start, SymmetricTensor from) = Strained();
        double[] committed = new double[6], stress = new double[6];
        SymmetricTensor next = from + new SymmetricTensor(5e-4, -5e-4, 0, 1e-3, 0, 0);
        Step(start, next, 0.4, committed);
        Step([.. start], next, 0.0, stress);
        for (int c = 0; c < 6; c++)
            Assert.Equal(committed[c], stress[c], 1e-10 * 80e6); // Ub of the state passes through U - I once
        var production = new SurrogateEvaluator(Model);
        double[] state1 = new double[start.Length];
        var status = new PointStatus[1];
        (double[] fresh, _) = Strained();
        production.Evaluate([Context], TestModels.Components(next), [0.4], fresh, state1, committed, [], status);
        production.Evaluate([Context], TestModels.Components(next), [0.0], state1, state1, stress, [], status);
        for (int c = 0; c < 6; c++)
            Assert.Equal(committed[c], stress[c], 1e-10 * 80e6);

        double last = double.MaxValue;
        double[] rest = [.. stress];
        for (double share = 1e-2; share > 1e-6; share *= 0.1)
        {
            Step([.. start], next + share * 1e-5 * new SymmetricTensor(0, 0, 0, 1, 0, 0), share * 1e-3, stress);
            double change = Enumerable.Range(0, 6).Max(c => Math.Abs(stress[c] - rest[c]));
            Assert.True(change < 0.5 * last, $"{share}: {change} after {last}");
            last = change;
        }
    }

    /// <summary>w from 0 to 1, and its slope against a difference quotient.</summary>
    [Fact]
    public void Onset_ValueAndSlope()
    {
        Assert.Equal(0.0, Onset(Limits, 0.1, 0.0, 0.0));
        Assert.Equal(1.0, Onset(Limits, 0.1, 1e-5, 0.0), 1e-15);
        Assert.Equal(1.0, Onset(Limits, 0.0, 0.0, 0.0));
        Assert.Equal(1.0 - Math.Exp(-3.0), Onset(Limits, 0.1, 1e-7, 2e-3), 1e-15);
        const double x = 1.3e-7, h = 1e-11;
        double slope = StepOnset.Slope(Limits, Onset(Limits, 0.1, x, 1e-4));
        double difference = (Onset(Limits, 0.1, x + h, 1e-4) - Onset(Limits, 0.1, x - h, 1e-4)) / (2 * h);
        Assert.Equal(difference, slope, 1e-6 * slope);
        Assert.Equal(1.0, Onset(Limits with { TimeMinimum_s = 0.0 }, 0.1, 0.0, 1e-9));
    }

    /// <summary>Increments whose numbers overflow are refused or taken, never NaN.</summary>
    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e-100)]
    [InlineData(1e100)]
    [InlineData(1e103)]
    [InlineData(1e300)]
    public void HugeStretch_StatusOrFiniteStress(double factor)
    {
        (double[] start, SymmetricTensor from) = Strained();
        foreach (SymmetricTensor u in new[] { factor * from, from + new SymmetricTensor(factor, 0, 0, 0, 0, 0) })
        {
            double[] stress = new double[6];
            PointStatus status = Evaluator.Evaluate(Context, TestModels.Components(u), 1.0, start, [.. start], stress, new double[36]);
            Assert.True(status != PointStatus.Ok || stress.All(double.IsFinite), $"{u} {status}");
        }
    }

    private static double Onset(in StepLimits limits, double pathLength, double x, double time_s) =>
        StepOnset.Value(StepOnset.Exponent(limits, pathLength, x, time_s));

    private static readonly ReferenceEvaluator WideLimits = new(SurrogateModel.Create(
        Model.Specification with { Trained = Model.Specification.Trained with { StepLengthMaximum = 6e-3 } },
        Model.Specification.TensorShapes().ToDictionary(t => t.Name, t => Model.Tensor(t.Name).ToArray())));

    private static (double[] State, SymmetricTensor Stretch) Strained()
    {
        double[] state = TestModels.InitialState(Context), stress = new double[6];
        SymmetricTensor stretch = SymmetricTensor.Identity;
        foreach (double amount in (ReadOnlySpan<double>)[1e-3, 2e-3, 2.5e-3])
        {
            stretch = IsochoricStretch.FromStretch(SymmetricTensor.Identity + amount * new SymmetricTensor(1, -0.5, -0.5, 1, 0, 0.3));
            Step(state, stretch, 0.7, stress);
        }
        return (state, stretch);
    }

    private static void Step(double[] state, in SymmetricTensor stretch, double dt_s, double[] stress, ReferenceEvaluator? evaluator = null) =>
        Assert.Equal(PointStatus.Ok, (evaluator ?? Evaluator).Evaluate(Context, TestModels.Components(stretch), dt_s, state, state, stress, []));
}
