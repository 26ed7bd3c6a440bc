using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Recurrent;

public sealed class SurrogateEvaluatorTests
{
    /// <summary>Points in different states of different paths with different increments: held, ordinary, zero, sub-stepped, failing.</summary>
    private sealed class Batch
    {
        public MicrostructureContext[] Contexts { get; }
        public double[] Stretch { get; }
        public double[] TimeStep_s { get; }
        public double[] State0 { get; }
        public double[] State1 { get; }
        public double[] Stress { get; }
        public double[] Tangent { get; }
        public PointStatus[] Status { get; }

        public Batch(SurrogateModel model, int points, ulong seed, bool withFailures = true)
        {
            var evaluator = new SurrogateEvaluator(model);
            Contexts = [.. Enumerable.Range(0, points).Select(i => TestModels.Context(model, 3 + i % 9, seed + (ulong)i % 11))];
            (Stretch, TimeStep_s) = (new double[6 * points], new double[points]);
            State0 = [.. Contexts.SelectMany(TestModels.InitialState)];
            (State1, Stress, Tangent, Status) = (new double[State0.Length], new double[6 * points], new double[36 * points], new PointStatus[points]);
            var random = new RandomStream(seed, 0);
            SymmetricTensor[] directions = [.. Contexts.Select(_ => TestModels.Symmetric(random))];
            double[] length = new double[points];
            for (int step = 0; step < 4; step++)
            {
                for (int i = 0; i < points; i++)
                {
                    double increment = step < 3 ? 1e-3 * (i % 4) : (i % 8) switch { 0 => 3e-2, 1 => 0.0, 2 => 1.3e-2, 3 => 4e-6, 4 => 1e-4, _ => 2e-3 * random.NextDouble() };
                    length[i] += increment;
                    (SymmetricTensor.Identity + length[i] * directions[i]).ToSpan(Stretch.AsSpan(6 * i));
                    TimeStep_s[i] = Math.Pow(10, -2 + 3 * random.NextDouble());
                }
                if (step < 3)
                {
                    evaluator.Evaluate(Contexts, Stretch, TimeStep_s, State0, State0, Stress, [], Status);
                    Assert.All(Status, s => Assert.Equal(PointStatus.Ok, s));
                }
            }
            for (int i = 5; withFailures && i < points; i += 17)
                Stretch[6 * i] = i % 2 == 0 ? double.NaN : -1.0;
            Array.Clear(Stress);
        }

        public void Evaluate(SurrogateEvaluator evaluator, bool tangent = true, HiddenProductCache? cache = null) =>
            evaluator.Evaluate(Contexts, Stretch, TimeStep_s, State0, State1, Stress, tangent ? Tangent : [], Status, cache: cache);
    }

    [Theory]
    [InlineData(FeatureSet.Paper, 1, 7, TangentRule.Exact)]
    [InlineData(FeatureSet.Paper, 2, 64, TangentRule.Algorithmic)]
    [InlineData(FeatureSet.BishopHill, 1, 20, TangentRule.Exact)]
    [InlineData(FeatureSet.BishopHill, 2, 64, TangentRule.Algorithmic)]
    [InlineData(FeatureSet.BishopHill, 3, 48, TangentRule.Algorithmic)]
    [InlineData(FeatureSet.BishopHill, 2, 33, TangentRule.Elastic)]
    [InlineData(FeatureSet.Cluster, 2, 48, TangentRule.Exact)]
    [InlineData(FeatureSet.Cluster, 2, 20, TangentRule.Algorithmic)]
    public void Evaluate_CompareToReference_1e4(FeatureSet features, int layers, int hiddenSize, TangentRule rule)
    {
        SurrogateModel model = TestModels.Random(features, layers, hiddenSize, 5);
        const int points = 40;
        var batch = new Batch(model, points, 21);
        var reference = new ReferenceEvaluator(model, rule);
        foreach (VectorWidth width in Enum.GetValues<VectorWidth>())
        {
            batch.Evaluate(new SurrogateEvaluator(model, rule, width));
            double[] state1 = new double[model.StateSize], stress = new double[6], tangent = new double[36];
            for (int i = 0; i < points; i++)
            {
                PointStatus status = reference.Evaluate(
                    batch.Contexts[i], batch.Stretch.AsSpan(6 * i, 6), batch.TimeStep_s[i], batch.State0.AsSpan(i * model.StateSize, model.StateSize),
                    state1, stress, tangent);
                Assert.Equal(status, batch.Status[i]);
                if (status != PointStatus.Ok)
                    continue;
                double tangentScale = tangent.Max(Math.Abs);
                for (int c = 0; c < 6; c++)
                    Assert.True(Math.Abs(stress[c] - batch.Stress[6 * i + c]) < 1e-6 * 80e6, $"{width} point {i} stress {c}: {stress[c]} {batch.Stress[6 * i + c]}");
                for (int c = 0; c < 36; c++)
                    Assert.True(Math.Abs(tangent[c] - batch.Tangent[36 * i + c]) < 1e-5 * tangentScale, $"{width} point {i} tangent {c}: {tangent[c]} {batch.Tangent[36 * i + c]}");
                for (int c = 0; c < model.StateSize; c++)
                    Assert.True(Math.Abs(state1[c] - batch.State1[i * model.StateSize + c]) < 2e-6, $"{width} point {i} state {c}");
            }
        }
    }

    [Theory]
    [InlineData(FeatureSet.BishopHill, VectorWidth.Bits512)]
    [InlineData(FeatureSet.BishopHill, VectorWidth.Bits256)]
    [InlineData(FeatureSet.BishopHill, VectorWidth.Bits128)]
    [InlineData(FeatureSet.Cluster, VectorWidth.Bits512)]
    [InlineData(FeatureSet.Cluster, VectorWidth.Bits256)]
    [InlineData(FeatureSet.Cluster, VectorWidth.Bits128)]
    public void Evaluate_AnyBatchSizeAndPosition_SameBits(FeatureSet features, VectorWidth width)
    {
        SurrogateModel model = TestModels.Random(features, 2, 48, 5);
        var evaluator = new SurrogateEvaluator(model, width: width);
        const int points = 200;
        var all = new Batch(model, points, 3);
        int size = model.StateSize;
        foreach (bool tangent in new[] { true, false })
        {
            all.Evaluate(evaluator, tangent);
            for (int count = 1; count <= points; count += count < 20 ? 1 : 37)
            {
                int first = (7 * count) % (points - count + 1);
                double[] state1 = new double[count * size], stress = new double[6 * count], moduli = new double[36 * count];
                var status = new PointStatus[count];
                evaluator.Evaluate(
                    all.Contexts.AsSpan(first, count), all.Stretch.AsSpan(6 * first, 6 * count), all.TimeStep_s.AsSpan(first, count),
                    all.State0.AsSpan(first * size, count * size), state1, stress, tangent ? moduli : [], status);
                Assert.Equal(all.Status.AsSpan(first, count).ToArray(), status);
                Assert.Equal(all.Stress.AsSpan(6 * first, 6 * count).ToArray(), stress);
                Assert.Equal(all.State1.AsSpan(first * size, count * size).ToArray(), state1);
                if (tangent)
                    Assert.Equal(all.Tangent.AsSpan(36 * first, 36 * count).ToArray(), moduli);
            }
        }
    }

    [Fact]
    public void Evaluate_WithAndWithoutTangent_SameStress()
    {
        SurrogateModel model = TestModels.Random(FeatureSet.BishopHill, 2, 48, 5);
        var evaluator = new SurrogateEvaluator(model);
        var batch = new Batch(model, 50, 3);
        batch.Evaluate(evaluator, tangent: true);
        double[] stress = [.. batch.Stress], state = [.. batch.State1];
        batch.Evaluate(evaluator, tangent: false);
        Assert.Equal(stress, batch.Stress);
        Assert.Equal(state, batch.State1);
    }

    [Fact]
    public void Evaluate_InPlaceState_SameAsSeparate()
    {
        SurrogateModel model = TestModels.Random(FeatureSet.BishopHill, 2, 48, 5);
        var evaluator = new SurrogateEvaluator(model);
        var batch = new Batch(model, 150, 3, withFailures: false);
        batch.Evaluate(evaluator);
        double[] state = [.. batch.State0];
        evaluator.Evaluate(batch.Contexts, batch.Stretch, batch.TimeStep_s, state, state, new double[900], [], new PointStatus[150]);
        Assert.Equal(batch.State1, state);
    }

    [Fact]
    public void Cache_RepeatedEvaluations_SameBitsAsWithout()
    {
        SurrogateModel model = TestModels.Random(FeatureSet.BishopHill, 2, 48, 5);
        var evaluator = new SurrogateEvaluator(model);
        var batch = new Batch(model, 50, 3);
        var cache = new HiddenProductCache(model, 50);
        for (int iteration = 0; iteration < 3; iteration++)
        {
            batch.Evaluate(evaluator);
            double[] stress = [.. batch.Stress], tangent = [.. batch.Tangent], state = [.. batch.State1];
            batch.Evaluate(evaluator, cache: cache);
            Assert.Equal(stress, batch.Stress);
            Assert.Equal(tangent, batch.Tangent);
            Assert.Equal(state, batch.State1);
            // Next iteration: another stretch, the same committed state; in the last one another committed state.
            for (int i = 0; i < batch.Stretch.Length; i += 6)
                batch.Stretch[i] += 1e-4;
            if (iteration == 1)
            {
                for (int i = 0; i < 50; i++)
                {
                    if (batch.Status[i] == PointStatus.Ok)
                        batch.State1.AsSpan(i * model.StateSize, model.StateSize).CopyTo(batch.State0.AsSpan(i * model.StateSize));
                }
            }
        }
    }

    [Fact]
    public void Cache_OfAnotherWidth_Refused()
    {
        SurrogateModel model = TestModels.Random(FeatureSet.BishopHill, 1, 16, 5);
        var batch = new Batch(model, 3, 3);
        var cache = new HiddenProductCache(model, 3);
        batch.Evaluate(new SurrogateEvaluator(model, width: VectorWidth.Bits128), cache: cache);
        Assert.Throws<ArgumentException>(() => batch.Evaluate(new SurrogateEvaluator(model, width: VectorWidth.Bits256), cache: cache));
    }

    [Fact]
    public void Evaluate_FailingPoints_NothingWrittenAndNeighboursUnaffected()
    {
        SurrogateModel model = TestModels.Random(FeatureSet.BishopHill, 2, 16, 5);
        var evaluator = new SurrogateEvaluator(model);
        var batch = new Batch(model, 40, 3);
        Array.Fill(batch.State1, -7.0);
        Array.Fill(batch.Stress, -7.0);
        Array.Fill(batch.Tangent, -7.0);
        batch.State0[7 * model.StateSize + 3] = double.NaN;
        batch.Evaluate(evaluator);
        Assert.Equal(PointStatus.InvalidState, batch.Status[7]);
        Assert.Equal(PointStatus.NonPositiveVolume, batch.Status[5]);
        Assert.Equal(PointStatus.NonFiniteInput, batch.Status[22]);
        for (int i = 0; i < 40; i++)
        {
            bool ok = batch.Status[i] == PointStatus.Ok;
            Assert.Equal(i is not (5 or 7 or 22 or 39), ok);
            Assert.All(batch.Stress[(6 * i)..(6 * i + 6)], v => Assert.True(double.IsFinite(v) && (v == -7.0) != ok));
            Assert.All(batch.Tangent[(36 * i)..(36 * i + 36)], v => Assert.True(double.IsFinite(v) && (v == -7.0) != ok));
            Assert.All(batch.State1[(model.StateSize * i)..(model.StateSize * (i + 1))], v => Assert.True((v == -7.0) != ok));
        }
    }

    [Fact]
    public void Evaluate_ManyThreads_SameBitsAsOne()
    {
        SurrogateModel model = TestModels.Random(FeatureSet.BishopHill, 2, 48, 5);
        var evaluator = new SurrogateEvaluator(model);
        var batch = new Batch(model, 64, 3);
        batch.Evaluate(evaluator);
        int size = model.StateSize;
        double[] stress = new double[batch.Stress.Length], tangent = new double[batch.Tangent.Length], state = new double[batch.State1.Length];
        var threads = new Thread[16];
        for (int t = 0; t < threads.Length; t++)
        {
            int first = 4 * t;
            threads[t] = new Thread(() =>
            {
                for (int repeat = 0; repeat < 20; repeat++)
                {
                    evaluator.Evaluate(
                        batch.Contexts.AsSpan(first, 4), batch.Stretch.AsSpan(6 * first, 24), batch.TimeStep_s.AsSpan(first, 4), batch.State0.AsSpan(first * size, 4 * size),
                        state.AsSpan(first * size, 4 * size), stress.AsSpan(6 * first, 24), tangent.AsSpan(36 * first, 144), new PointStatus[4]);
                }
            });
            threads[t].Start();
        }
        foreach (Thread thread in threads)
            thread.Join();
        Assert.Equal(batch.Stress, stress);
        Assert.Equal(batch.Tangent, tangent);
        Assert.Equal(batch.State1, state);
    }

    [Fact]
    public void Evaluate_WarmPool_AllocatesNothing()
    {
        SurrogateModel model = TestModels.Random(FeatureSet.BishopHill, 2, 48, 5);
        var evaluator = new SurrogateEvaluator(model);
        var batch = new Batch(model, 70, 3);
        var cache = new HiddenProductCache(model, 70);
        for (int i = 0; i < 3; i++)
            batch.Evaluate(evaluator, cache: cache);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            batch.Evaluate(evaluator);
            batch.Evaluate(evaluator, tangent: false);
            batch.Evaluate(evaluator, cache: cache);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
