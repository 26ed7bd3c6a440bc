using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Recurrent;

/// <summary>Every cell, with and without grain networks and tensor basis: tangents, kernels against the reference, zero increments.</summary>
public sealed class CellTests
{
    /// <summary>Cell, feature set, grain networks, tensor basis, layers, hidden size, width of the input layer, inputs.</summary>
    public static TheoryData<CellKind, FeatureSet, GrainMapping, bool, int, int, int, InputKind> Models => new()
    {
        { CellKind.Gru, FeatureSet.BishopHill, GrainMapping.None, true, 2, 12, 12, InputKind.Components },
        { CellKind.Gru, FeatureSet.Cluster, GrainMapping.Both, true, 2, 33, 20, InputKind.Components },
        { CellKind.Gru, FeatureSet.Paper, GrainMapping.InitialState, false, 1, 33, 7, InputKind.Components },
        { CellKind.Lmsc, FeatureSet.BishopHill, GrainMapping.Both, false, 2, 12, 24, InputKind.Components },
        { CellKind.Lmsc, FeatureSet.BishopHill, GrainMapping.StepInput, true, 3, 33, 40, InputKind.Components },
        { CellKind.Lmsc, FeatureSet.Paper, GrainMapping.None, false, 1, 64, 16, InputKind.Components },
        { CellKind.Lmsc, FeatureSet.Cluster, GrainMapping.None, true, 2, 16, 16, InputKind.Components },
        { CellKind.Linear, FeatureSet.BishopHill, GrainMapping.Both, false, 2, 12, 24, InputKind.Components },
        { CellKind.Linear, FeatureSet.Cluster, GrainMapping.Both, true, 1, 20, 9, InputKind.Components },
        { CellKind.Linear, FeatureSet.Paper, GrainMapping.StepInput, false, 2, 64, 64, InputKind.Components },
        { CellKind.Gru, FeatureSet.Cluster, GrainMapping.None, true, 2, 33, 20, InputKind.Invariants },
        { CellKind.Gru, FeatureSet.BishopHill, GrainMapping.None, true, 1, 16, 16, InputKind.Invariants },
        { CellKind.Linear, FeatureSet.Cluster, GrainMapping.None, true, 2, 20, 9, InputKind.Invariants },
    };

    private static SurrogateModel Model(CellKind cell, FeatureSet features, GrainMapping grains, bool basis, int layers, int hidden, int width, ulong seed, InputKind inputs = InputKind.Components)
    {
        ModelSpecification specification = TestModels.Specification(features, layers, hidden) with { InputLayerSize = width };
        return TestModels.Random(inputs == InputKind.Invariants ? TestModels.WithInvariants(specification, cell) : TestModels.WithCell(specification, cell, grains, basis), seed);
    }

    /// <summary>Brings a point to a state in the middle of a path; returns the state and the stretch.</summary>
    private static (double[] State, SymmetricTensor Stretch) Prestrain(SurrogateModel model, MicrostructureContext context, ulong seed)
    {
        var evaluator = new ReferenceEvaluator(model);
        var random = new RandomStream(seed, 1);
        double[] state = TestModels.InitialState(context);
        SymmetricTensor stretch = SymmetricTensor.Identity;
        for (int i = 0; i < 4; i++)
        {
            stretch += 1e-3 * TestModels.Symmetric(random);
            Assert.Equal(PointStatus.Ok, evaluator.Evaluate(context, TestModels.Components(stretch), 0.7, state, state, new double[6], []));
        }
        return (state, stretch);
    }

    /// <summary>The analytic tangent against central differences of fourth order; increments that have only begun, held, ordinary and sub-stepped ones.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Tangent_CompareToCentralDifferences_1e6(CellKind cell, FeatureSet features, GrainMapping grains, bool basis, int layers, int hidden, int width, InputKind inputs)
    {
        SurrogateModel model = Model(cell, features, grains, basis, layers, hidden, width, 3, inputs);
        MicrostructureContext context = TestModels.Context(model, 5, 2);
        var evaluator = new ReferenceEvaluator(model, TangentRule.Exact);
        (double[] state, SymmetricTensor stretch) = Prestrain(model, context, 2);
        foreach ((double increment, double dt_s) in new[] { (5e-7, 5e-4), (5e-6, 0.9), (1e-3, 0.9), (2.2e-2, 0.9) })
        {
            SymmetricTensor direction = TestModels.Symmetric(new RandomStream(7, 2));
            double[] u = TestModels.Components(stretch + increment / direction.Norm * direction);
            double[] stress = new double[6], tangent = new double[36], state1 = new double[state.Length];
            Assert.Equal(PointStatus.Ok, evaluator.Evaluate(context, u, dt_s, state, state1, stress, tangent));
            double scale = tangent.Max(Math.Abs), step = Math.Min(2e-3 * increment, 1e-7);
            for (int j = 0; j < 6; j++)
            {
                double[] derivative = TestModels.Derivative(evaluator, context, u, j, step, dt_s, state);
                for (int i = 0; i < 6; i++)
                    Assert.InRange(derivative[i] - tangent[6 * i + j], -1e-6 * scale, 1e-6 * scale);
            }
        }
    }

    /// <summary>
    /// With no strain and no time the stress is that of the last commit, whatever the cell and the output; with the cluster, whose lattices
    /// are turned by the stretch at the start of a step, up to that turn (of the order of the step's length, here 1e-3).
    /// </summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void NothingHappens_StressOfTheCommit(CellKind cell, FeatureSet features, GrainMapping grains, bool basis, int layers, int hidden, int width, InputKind inputs)
    {
        SurrogateModel model = Model(cell, features, grains, basis, layers, hidden, width, 3, inputs);
        MicrostructureContext context = TestModels.Context(model, 5, 2);
        (double[] state, SymmetricTensor stretch) = Prestrain(model, context, 2);
        double[] u = TestModels.Components(stretch + new SymmetricTensor(1e-3, 0, 0, -5e-4, 0, 2e-4));
        double[] committed = new double[6], rest = new double[6], state1 = new double[state.Length];
        var reference = new ReferenceEvaluator(model);
        reference.Evaluate(context, u, 0.3, state, state1, committed, []);
        reference.Evaluate(context, u, 0.0, state1, new double[state.Length], rest, []);
        double turn = features == FeatureSet.Cluster ? 1e-3 * committed.Max(Math.Abs) : 0.0;
        for (int c = 0; c < 6; c++)
            Assert.Equal(committed[c], rest[c], turn + 1e-8 * 80e6);
        var production = new SurrogateEvaluator(model);
        production.Evaluate([context], u, [0.3], state, state1, committed, [], new PointStatus[1]);
        production.Evaluate([context], u, [0.0], state1, new double[state.Length], rest, [], new PointStatus[1]);
        for (int c = 0; c < 6; c++)
            Assert.Equal(committed[c], rest[c], turn + 2e-6 * 80e6);
    }

    /// <summary>Points of different increments in one batch, all register widths: stress 1e-6, tangent 1e-5, state 2e-6; the cache changes no bit.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Evaluate_CompareToReference(CellKind cell, FeatureSet features, GrainMapping grains, bool basis, int layers, int hidden, int width, InputKind inputs)
    {
        SurrogateModel model = Model(cell, features, grains, basis, layers, hidden, width, 4, inputs);
        MicrostructureContext context = TestModels.Context(model, 5, 2);
        (double[] start, SymmetricTensor stretch0) = Prestrain(model, context, 5);
        double[] increments = [1e-3, 2.2e-2, 0.0, 4e-6, 2e-4, 6e-3, 1.3e-2, 3e-3, 1e-4];
        const int points = 27;
        int size = model.StateSize;
        var random = new RandomStream(9, 0);
        double[] stretch = new double[6 * points], dt = new double[points], state1 = new double[size * points], stress = new double[6 * points];
        double[] tangent = new double[36 * points], state0 = [.. Enumerable.Repeat(start, points).SelectMany(s => s)];
        for (int i = 0; i < points; i++)
        {
            SymmetricTensor direction = TestModels.Symmetric(random);
            (stretch0 + increments[i % 9] / direction.Norm * direction).ToSpan(stretch.AsSpan(6 * i));
            dt[i] = Math.Pow(10, -2 + 3 * random.NextDouble());
        }
        MicrostructureContext[] contexts = [.. Enumerable.Repeat(context, points)];
        var status = new PointStatus[points];
        var reference = new ReferenceEvaluator(model);
        foreach (VectorWidth lanes in new[] { VectorWidth.Bits128, VectorWidth.Bits256, VectorWidth.Bits512 })
        {
            var evaluator = new SurrogateEvaluator(model, width: lanes);
            evaluator.Evaluate(contexts, stretch, dt, state0, state1, stress, tangent, status);
            double[] expectedState = new double[size], expected = new double[6], expectedTangent = new double[36];
            for (int i = 0; i < points; i++)
            {
                Assert.Equal(PointStatus.Ok, status[i]);
                reference.Evaluate(context, stretch.AsSpan(6 * i, 6), dt[i], start, expectedState, expected, expectedTangent);
                double scale = expectedTangent.Max(Math.Abs);
                for (int c = 0; c < 6; c++)
                    Assert.InRange(stress[6 * i + c] - expected[c], -80.0, 80.0);
                for (int c = 0; c < 36; c++)
                    Assert.InRange(tangent[36 * i + c] - expectedTangent[c], -1e-5 * scale, 1e-5 * scale);
                for (int c = 0; c < size; c++)
                    Assert.InRange(state1[i * size + c] - expectedState[c], -2e-6, 2e-6);
            }

            var cache = new HiddenProductCache(model, points);
            for (int repeat = 0; repeat < 2; repeat++)
            {
                double[] cachedStress = new double[stress.Length], cachedTangent = new double[tangent.Length], cachedState = new double[state1.Length];
                evaluator.Evaluate(contexts, stretch, dt, state0, cachedState, cachedStress, cachedTangent, status, cache: cache);
                Assert.Equal(stress, cachedStress);
                Assert.Equal(tangent, cachedTangent);
                Assert.Equal(state1, cachedState);
            }
            for (int i = 0; i < points; i += 5)
            {
                double[] alone = new double[6], aloneTangent = new double[36], aloneState = new double[size];
                evaluator.Evaluate([context], stretch.AsSpan(6 * i, 6), dt.AsSpan(i, 1), start, aloneState, alone, aloneTangent, status.AsSpan(0, 1));
                Assert.Equal(stress.AsSpan(6 * i, 6).ToArray(), alone);
                Assert.Equal(tangent.AsSpan(36 * i, 36).ToArray(), aloneTangent);
                Assert.Equal(state1.AsSpan(i * size, size).ToArray(), aloneState);
            }
        }
    }

    /// <summary>The cell's own property: a committed step without strain leaves every number of the hidden state as it was.</summary>
    [Theory]
    [InlineData(VectorWidth.Bits128)]
    [InlineData(VectorWidth.Bits256)]
    [InlineData(VectorWidth.Bits512)]
    public void Lmsc_ZeroIncrement_StateKeepsItsBits(VectorWidth lanes)
    {
        SurrogateModel model = Model(CellKind.Lmsc, FeatureSet.BishopHill, GrainMapping.Both, false, 2, 24, 24, 3);
        MicrostructureContext context = TestModels.Context(model, 5, 2);
        (double[] state, SymmetricTensor stretch) = Prestrain(model, context, 6);
        var evaluator = new SurrogateEvaluator(model, width: lanes);
        double[] u = TestModels.Components(stretch), stress = new double[6], after = new double[state.Length];
        var status = new PointStatus[1];
        evaluator.Evaluate([context], u, [0.3], state, state, stress, [], status); // hidden state through single precision once
        state[..6].CopyTo(u, 0);
        (u[0], u[1], u[2]) = (u[0] + 1, u[1] + 1, u[2] + 1);
        evaluator.Evaluate([context], u, [1e3], state, after, stress, [], status); // longer than the longest time step: committed
        Assert.Equal(PointStatus.Ok, status[0]);
        Assert.Equal(0.0, after[PointState.HeldTimeOffset]);
        Assert.Equal(state[PointState.HiddenOffset..].Select(h => (double)(float)h), after[PointState.HiddenOffset..]);
    }

    /// <summary>One step against its 2^k parts: the difference falls with the size of the parts, as for a solver of first order.</summary>
    [Fact]
    public void Lmsc_FinerSteps_Converge()
    {
        SurrogateModel model = Model(CellKind.Lmsc, FeatureSet.BishopHill, GrainMapping.Both, false, 2, 24, 24, 3);
        MicrostructureContext context = TestModels.Context(model, 5, 2);
        (double[] state0, SymmetricTensor stretch) = Prestrain(model, context, 6);
        var evaluator = new ReferenceEvaluator(model);
        SymmetricTensor increment = 3e-3 / Math.Sqrt(6.0) * new SymmetricTensor(2, -1, -1, 0, 0, 0);
        double[] Hidden(int parts)
        {
            double[] state = [.. state0];
            for (int part = 1; part <= parts; part++)
                evaluator.Evaluate(context, TestModels.Components(stretch + (double)part / parts * increment), 1.0 / parts, state, state, new double[6], []);
            return state[PointState.HiddenOffset..];
        }

        double[] exact = Hidden(256);
        double last = double.MaxValue;
        foreach (int parts in new[] { 4, 8, 16, 32 })
        {
            double error = Hidden(parts).Zip(exact, (a, b) => Math.Abs(a - b)).Max();
            Assert.True(error < 0.65 * last, $"{parts} parts: {error}, before {last}");
            last = error;
        }
    }

    [Fact]
    public void Linear_LargeState_IsValid()
    {
        SurrogateModel model = Model(CellKind.Linear, FeatureSet.BishopHill, GrainMapping.None, false, 1, 8, 8, 3);
        MicrostructureContext context = TestModels.Context(model, 5, 2);
        double[] state = TestModels.InitialState(context), stress = new double[6];
        state.AsSpan(PointState.HiddenOffset).Fill(5.0);
        double[] u = TestModels.Components(SymmetricTensor.Identity + new SymmetricTensor(1e-3, 0, 0, 0, 0, 0));
        Assert.Equal(PointStatus.Ok, new ReferenceEvaluator(model).Evaluate(context, u, 1.0, state, state, stress, []));
        state[PointState.HiddenOffset] = double.NaN;
        Assert.Equal(PointStatus.InvalidState, new ReferenceEvaluator(model).Evaluate(context, u, 1.0, state, state, stress, []));
    }

    /// <summary>Without grain networks the stress is that of the trained constant: h_0 = tanh of it.</summary>
    [Fact]
    public void GrainsNone_InitialStateIsTrainedConstant()
    {
        SurrogateModel model = Model(CellKind.Gru, FeatureSet.Paper, GrainMapping.None, false, 2, 8, 8, 3);
        double[] first = TestModels.InitialState(TestModels.Context(model, 5, 2)), second = TestModels.InitialState(TestModels.Context(model, 9, 4));
        Assert.Equal(first, second);
        Assert.Equal(model.Tensor("initial_state").ToArray().Select(v => Math.Tanh(v)), first[PointState.HiddenOffset..]);
    }
}
