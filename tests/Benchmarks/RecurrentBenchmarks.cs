using System.Globalization;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Benchmarks;

/// <summary>
/// Cost of the surrogate on one thread. Two counts of floating-point operations: of the bare GRU step of 2 x 256 with an input
/// of 256, 8 B 768 256 (the usual one); of a whole evaluation, twice the weights of the cell's
/// matrices with the input layer folded (GRU 2 x 256: 2 B 768 (28 + 3 256)).
/// </summary>
internal static unsafe class RecurrentBenchmarks
{
    private const int Grains = 20;

    /// <summary>The network alone: products and gates of two layers.</summary>
    public static void GatedRecurrentStep()
    {
        const int h = 256;
        Print($"registers: {LaneWidth.Best}");
        Print($"GRU step 2 x {h}, input {h}: best us, median us, GFLOP/s at best, times faster than plain double loops | TorchSharp's GRU: best us, GFLOP/s, ours over it");
        if (TorchGatedUnit.UnavailableReason is { } reason)
            Print(reason);
        SurrogateModel model = Model(h);
        PackedMatrix[] weights = [.. Enumerable.Range(0, 4).Select(l => new PackedMatrix(3, h, h, (int)LaneWidth.Best / 32, (r, c) => (float)Math.Sin(r * 0.7 + c + l) / 16))];
        double[] x = new double[h], state = new double[h];
        x.AsSpan().Fill(0.1);
        var plain = new ReferenceGatedUnit(model, 1);
        double reference = 2 * Timing.Measure(() => plain.Step(x, [], state, []), 0.3).Best_s;
        foreach (int batch in new[] { 1, 2, 4, 8, 16, 64 })
        {
            var input = new AlignedBuffer<float>(batch * h);
            var hidden = new AlignedBuffer<float>(2 * batch * h);
            var bias = new AlignedBuffer<float>(3 * h);
            var product = new AlignedBuffer<float>(3 * batch * h);
            var hiddenProduct = new AlignedBuffer<float>(3 * batch * h);
            input.Span.Fill(0.1f);
            Timing t = Timing.Measure(() =>
            {
                for (int layer = 0; layer < 2; layer++)
                {
                    switch (LaneWidth.Best)
                    {
                        case VectorWidth.Bits512: Layer<Lanes512<float>>(layer); break;
                        case VectorWidth.Bits256: Layer<Lanes256<float>>(layer); break;
                        default: Layer<Lanes128<float>>(layer); break;
                    }
                }
            });
            Print($"  B={batch,-4} {t.Best_s * 1e6,9:F1} {t.Median_s * 1e6,9:F1} {8.0 * batch * 3 * h * h / t.Best_s * 1e-9,7:F1} {batch * reference / t.Best_s,7:F1}x{BesideTorch(batch, h, t.Best_s)}");

            void Layer<TLanes>(int layer)
                where TLanes : unmanaged, ILanes<TLanes, float>
            {
                float* from = layer == 0 ? input.Pointer : hidden.Pointer;
                float* own = hidden.Pointer + layer * batch * h;
                MatrixProduct.Multiply<TLanes>(from, h, batch, weights[2 * layer], product.Pointer);
                MatrixProduct.Multiply<TLanes>(own, h, batch, weights[2 * layer + 1], hiddenProduct.Pointer);
                for (int row = 0; row < batch; row++)
                    GatedUnitKernel.Step<TLanes>(h, product.Pointer + row * 3 * h, bias.Pointer, hiddenProduct.Pointer + row * 3 * h, bias.Pointer, own + row * h, null);
            }
        }
    }

    /// <summary>The same step in TorchSharp, in the same run; empty if TorchSharp cannot be used here.</summary>
    private static string BesideTorch(int batch, int h, double ours_s)
    {
        if (TorchGatedUnit.UnavailableReason is not null)
            return "";
        using TorchGatedUnit unit = new(batch, h);
        double best_s = Timing.Measure(unit.Step).Best_s;
        return FormattableString.Invariant($" | {best_s * 1e6,9:F1} {8.0 * batch * 3 * h * h / best_s * 1e-9,7:F1} {best_s / ours_s,7:F1}x");
    }

    /// <summary>Features of one point and step.</summary>
    public static void Features()
    {
        ModelSpecification specification = Specification(64);
        BishopHillPolycrystal grains = BishopHillPolycrystal.Create(VolumeElementGenerator.Random(Grains, 1).Grains);
        DeviatoricVector e = new(0.3, -0.5, 0.1, 0.6, -0.2);
        double[] derivative = new double[25];
        Timing value = Timing.Measure(() => grains.MeanStress(20.0, e));
        Timing both = Timing.Measure(() => grains.MeanStressAndDerivative(20.0, e, derivative));
        const int steps = 200;
        double[] times = [.. Enumerable.Range(0, steps + 1).Select(t => (double)t)];
        SymmetricTensor[] stretch = [.. times.Select(t => IsochoricStretch.FromStretch(SymmetricTensor.Identity + 3e-4 * t * new SymmetricTensor(1, -0.4, -0.6, 0.3, 0.2, -0.1)))];
        float[] features = new float[steps * specification.StepFeatureCount], gate = new float[steps];
        Polycrystal polycrystal = Polycrystal.Create(specification, VolumeElementGenerator.Random(Grains, 1).Grains);
        Timing path = Timing.Measure(() => StepFeatureSequence.Compute(specification, polycrystal, times, stretch, features, gate));
        Print($"features, {Grains} grains: Bishop-Hill mean stress {value.Best_s * 1e6:F2} us, with derivative {both.Best_s * 1e6:F2} us; "
            + $"path of {steps} steps {path.Best_s * 1e6:F0} us, {path.Best_s * 1e6 / steps:F2} us per step");
        Cluster();
    }

    /// <summary>Cluster stresses of both fading strains of one point and step, and what is made once for a geometry.</summary>
    private static void Cluster()
    {
        VolumeElement element = VolumeElementGenerator.Random(Grains, 1);
        GrainInteraction interaction = GrainInteraction.Create(element.Grains);
        ClusterPolycrystal cluster = ClusterPolycrystal.Create(element.Grains, interaction);
        foreach (ClusterSettings settings in new[] { new ClusterSettings(), AllVerticesAlike })
            Cluster(cluster, settings);
        Timing once = Timing.Measure(() => GrainInteraction.Create(element.Grains));
        Print($"grain interaction, {Grains} grains on {GrainInteraction.DefaultGrid}^3 voxels: {once.Best_s * 1e6:F0} us");
    }

    /// <summary>Four sweeps of which every soft maximum counts all vertices alike: the other kernel.</summary>
    private static ClusterSettings AllVerticesAlike { get; } = new()
    {
        Coupling = [2.243],
        Sharpness = [2.812, 4.803, 7.932, 7.992],
        Relaxation = [0.514, 0.431, 0.151, 0.138],
        Momentum = [0.0, 0.598, 0.240, -0.202],
        SweepVertices = VertexClasses.Alike,
        OutputVertices = VertexClasses.Alike,
        PlainVertices = VertexClasses.Alike,
        RotationVertices = VertexClasses.Alike,
    };

    private static void Cluster(ClusterPolycrystal cluster, ClusterSettings settings)
    {
        DeviatoricVector e1 = new(0.3, -0.5, 0.1, 0.6, -0.2), e2 = new(0.2, -0.4, 0.1, 0.7, -0.1);
        SymmetricTensor stretch = IsochoricStretch.FromStretch(new(1.05, 0.98, 0.97, 0.02, -0.01, 0.03));
        double[] values = new double[30], derivatives = new double[150];
        var single = new ClusterWorkspace<float>();
        var exact = new ClusterWorkspace<double>();
        Timing value = Timing.Measure(() => cluster.Stresses(settings, stretch, e1, e2, values, [], single, VectorWidth.Automatic));
        Timing both = Timing.Measure(() => cluster.Stresses(settings, stretch, e1, e2, values, derivatives, single, VectorWidth.Automatic));
        Timing reference = Timing.Measure(() => cluster.Stresses(settings, stretch, e1, e2, values, derivatives, exact, VectorWidth.Automatic));
        string vertices = settings.SweepVertices == VertexClasses.Alike ? "vertices alike" : "vertex classes";
        Print($"cluster, {Grains} grains, {settings.Sweeps} sweeps, {vertices}, with rotation and plain means: stress {value.Best_s * 1e6:F2} us, with derivative {both.Best_s * 1e6:F2} us "
            + $"(double precision {reference.Best_s * 1e6:F2} us)");
    }

    /// <summary>Whole evaluations: kinematics, features, network, stress, state.</summary>
    public static void Evaluation()
    {
        foreach (CellKind cell in new[] { CellKind.Gru, CellKind.Lmsc, CellKind.Linear })
        {
            foreach (int hidden in new[] { 64, 256 })
                Evaluation(hidden, cell, FeatureSet.BishopHill);
        }

        foreach (int hidden in new[] { 64, 256 })
        {
            foreach (InputKind inputs in new[] { InputKind.Components, InputKind.Invariants })
                Evaluation(hidden, CellKind.Gru, FeatureSet.Cluster, inputs);
            Evaluation(hidden, CellKind.Gru, FeatureSet.Cluster, InputKind.Components, AllVerticesAlike);
        }

        Contexts();
    }

    private static void Evaluation(int h, CellKind cell, FeatureSet features, InputKind inputs = InputKind.Components, ClusterSettings? cluster = null)
    {
        SurrogateModel model = Model(h, cell, features, inputs, cluster);
        var evaluator = new SurrogateEvaluator(model);
        EvaluatorWorkspace workspace = evaluator.CreateWorkspace();
        MicrostructureContext context = MicrostructureContext.Create(model, VolumeElementGenerator.Random(Grains, 1).Grains);
        double flop = 2.0 * MatrixWeights(model);
        Print($"evaluation {cell} 2 x {h}, features {features}{(cluster is null ? "" : " (4 sweeps, vertices alike)")}, inputs {inputs}, {Grains} grains: us per point at best (GFLOP/s): stress | cached | stress and tangent | cached");
        foreach (int n in new[] { 1, 8, 64 })
        {
            MicrostructureContext[] contexts = [.. Enumerable.Repeat(context, n)];
            int size = model.StateSize;
            double[] stretch = new double[6 * n], dt = new double[n], state0 = new double[size * n], state1 = new double[size * n];
            double[] stress = new double[6 * n], tangent = new double[36 * n];
            var status = new PointStatus[n];
            for (int i = 0; i < n; i++)
            {
                context.InitialState(state0.AsSpan(i * size, size));
                (SymmetricTensor.Identity + 5e-4 * new SymmetricTensor(1, -0.4, -0.6, 0.3, 0.2, -0.1)).ToSpan(stretch.AsSpan(6 * i));
                dt[i] = 0.5;
            }
            var cache = new HiddenProductCache(model, n);
            string line = $"  n={n,-5}";
            double stressAlone = 0;
            foreach (bool withTangent in new[] { false, true })
            {
                foreach (HiddenProductCache? used in new[] { null, cache })
                {
                    Timing t = Timing.Measure(() => evaluator.Evaluate(
                        contexts, stretch, dt, state0, state1, stress, withTangent ? tangent : [], status, workspace, used));
                    stressAlone = stressAlone == 0 ? t.Best_s : stressAlone;
                    line += string.Create(CultureInfo.InvariantCulture, $" | {t.Best_s / n * 1e6,7:F2}")
                        + (withTangent ? string.Create(CultureInfo.InvariantCulture, $" ({t.Best_s / stressAlone:F2}x)")
                            : used is null ? string.Create(CultureInfo.InvariantCulture, $" ({n * flop / t.Best_s * 1e-9:F1})") : "");
                }
            }
            Print(line);
        }
    }

    /// <summary>Where the time of one point goes: its parts one by one (each alone in a loop, so the sum is not exactly the whole).</summary>
    public static void Parts()
    {
        SurrogateModel model = Model(64);
        ModelSpecification s = model.Specification;
        MicrostructureContext context = MicrostructureContext.Create(model, VolumeElementGenerator.Random(Grains, 1).Grains);
        double[] state = new double[model.StateSize], features = new double[s.StepFeatureCount], changes = new double[s.StepFeatureCount];
        double[] y = new double[6], dy = new double[30], dLength = new double[5], tangent = new double[36];
        context.InitialState(state);
        SymmetricTensor stretch = SymmetricTensor.Identity + 5e-4 * new SymmetricTensor(1, -0.4, -0.6, 0.3, 0.2, -0.1);
        StepLimits limits = StepLimits.Of(s.Trained);
        CommittedState committed = CommittedState.Read(state);
        StepPlan plan = SteppingRule.Plan(limits, committed, stretch, 0.5);
        var step = new FeatureStep(s);
        double Part(Action body) => Timing.Measure(body, 0.5).Best_s * 1e6;
        double planning = Part(() =>
        {
            CommittedState read = CommittedState.Read(state);
            if (read.IsValid(state.AsSpan(PointState.HiddenOffset), true))
                plan = SteppingRule.Plan(limits, read, stretch, 0.5);
        });
        double Value(bool derivative) => Part(() =>
        {
            StrainMemory memory = committed.Memory;
            step.Advance(context.Grains, plan.Isochoric0, plan.Isochoric0, plan.Isochoric1, 0.5, ref memory, features, derivative);
        });
        double value = Value(false), valueForTangent = Value(true);
        double directions = Part(() =>
        {
            double* columns = stackalloc double[(6 + FeatureStep.DirectionStateColumns + StepFeatures.MaximumCount) * DirectionColumns.Width];
            double* state1 = columns + 6 * DirectionColumns.Width;
            DirectionColumns.Write<Lanes256<double>>(plan.Isochoric1, plan.Isochoric1.Inverse, columns);
            step.AdvanceDerivatives(null, columns, state1, state1 + FeatureStep.DirectionStateColumns * DirectionColumns.Width);
        });
        double stress = Part(() => StressAssembly.Stress(s, y, 1e-3, plan.J).ToSpan(y.AsSpan()));
        double assembly = Part(() => StressAssembly.Tangent(s, y, dy, 1e-3, dLength, plan, tangent));
        Print($"parts of a point, us: plan {planning:F2}, features {value:F2} (with derivatives {valueForTangent:F2}), their 5 directions {directions:F2}, stress {stress:F2}, tangent from directions {assembly:F2}");
    }

    private static void Contexts()
    {
        SurrogateModel model = Model(256);
        VolumeElement element = VolumeElementGenerator.Random(Grains, 1);
        Timing t = Timing.Measure(() => MicrostructureContext.Create(model, element.Grains), 0.5);
        Print($"microstructure context 2 x 256, {Grains} grains: {t.Best_s * 1e6:F0} us");
    }

    /// <summary>Weights of the cell's matrices, the input layer folded: multiply-adds of one step.</summary>
    private static double MatrixWeights(SurrogateModel model)
    {
        FoldedInput folded = model.FoldedInput;
        string first = ModelTensors.FirstLayer(model.Specification).Weight, prefix = first[..first.IndexOf('.', StringComparison.Ordinal)];
        return (double)folded.Rows * folded.StepCount + model.Specification.TensorShapes()
            .Where(t => t.Name.StartsWith(prefix, StringComparison.Ordinal) && t.Name != first && t.Shape.Length == 2).Sum(t => (double)t.Shape[0] * t.Shape[1]);
    }

    private static SurrogateModel Model(int hiddenSize, CellKind cell = CellKind.Gru, FeatureSet features = FeatureSet.BishopHill, InputKind inputs = InputKind.Components, ClusterSettings? cluster = null)
    {
        ModelSpecification specification = Specification(hiddenSize, cell, features) with { Cluster = cluster ?? new ClusterSettings() };
        if (inputs == InputKind.Invariants)
        {
            specification = specification with { Inputs = inputs, Grains = GrainMapping.None, TensorBasis = true };
            int products = specification.StepFeatureCount - StepFeatures.Count(features);
            specification = specification with
            {
                StepMinimum = [.. specification.StepMinimum, .. Enumerable.Repeat(-3.0, products)],
                StepMaximum = [.. specification.StepMaximum, .. Enumerable.Repeat(3.0, products)],
                BasisScale = [.. specification.BasisTensors.Select(_ => 1.0)],
            };
        }

        var random = new RandomStream(1, 0);
        var tensors = new Dictionary<string, float[]>();
        foreach ((string name, int[] shape) in specification.TensorShapes())
        {
            double scale = 1.0 / Math.Sqrt(shape[^1]);
            tensors[name] = [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => (float)random.NextDouble(-scale, scale))];
        }
        return SurrogateModel.Create(specification, tensors);
    }

    private static ModelSpecification Specification(int hiddenSize, CellKind cell = CellKind.Gru, FeatureSet features = FeatureSet.BishopHill) => new()
    {
        Features = features,
        Cell = cell,
        HiddenSize = hiddenSize,
        Layers = 2,
        InputLayerSize = hiddenSize,
        StepMinimum = [.. Enumerable.Repeat(-3.0, StepFeatures.Count(features) - (cell == CellKind.Lmsc ? 1 : 0)), .. Enumerable.Repeat(-1.0, cell == CellKind.Lmsc ? 5 : 0)],
        StepMaximum = [.. Enumerable.Repeat(3.0, StepFeatures.Count(features) - (cell == CellKind.Lmsc ? 1 : 0)), .. Enumerable.Repeat(1.0, cell == CellKind.Lmsc ? 5 : 0)],
        GrainMinimum = [.. Enumerable.Repeat(-1.0, 43)],
        GrainMaximum = [.. Enumerable.Repeat(1.0, 43)],
        StressMinimum_Pa = [.. Enumerable.Repeat(-80e6, 6)],
        StressMaximum_Pa = [.. Enumerable.Repeat(80e6, 6)],
        StressFreeReference = true,
        Trained = TrainedRange.Unbounded,
        Elasticity = new CubicElasticity(106.75e9, 60.41e9, 28.34e9),
    };

    private static void Print(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));

    private static void Print(string text) => Console.WriteLine(text);
}
