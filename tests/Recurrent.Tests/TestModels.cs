using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Recurrent;

/// <summary>Models with random weights and plausible scaling, and random load paths.</summary>
internal static class TestModels
{
    /// <summary>Four sweeps; other couplings, vertex weights and magnitudes in each, and a lattice rotation with its own.</summary>
    public static ClusterSettings WeightedCluster { get; } = new()
    {
        Coupling = [2.5, 2.0, 1.5, 2.2],
        Relaxation = [0.8, 0.5, 0.4, 0.3],
        Sharpness = [4, 5, 6, 6],
        Momentum = [0, 0.1, 0.2, 0.1],
        OutputSharpness = [2.4, 9.6],
        PlainSharpness = [3.4, 20],
        SweepVertices = Vertices(4, 1),
        OutputVertices = Vertices(2, 2),
        PlainVertices = Vertices(2, 3),
        RotationVertices = Vertices(1, 4),
        RotationSharpness = 4.0,
        RotationAmplitude = [0.9, -0.4],
        RotationFloor = 0.02,
    };

    /// <summary>Random weights from -1 to 1 and magnitudes from 0.5 to 1.5 of the vertex classes.</summary>
    public static VertexClasses Vertices(int maxima, ulong seed)
    {
        var random = new RandomStream(seed, 0);
        return new VertexClasses
        {
            Weights = [.. Enumerable.Range(0, VertexClasses.Count * maxima).Select(_ => random.NextDouble(-1, 1))],
            Magnitudes = [.. Enumerable.Range(0, VertexClasses.Count * maxima).Select(_ => random.NextDouble(0.5, 1.5))],
        };
    }

    public static ModelSpecification Specification(FeatureSet features, int layers, int hiddenSize)
    {
        double[] stretchRange = [0.2, 0.2, 0.2, 0.2, 0.2, 0.2];
        bool cluster = features == FeatureSet.Cluster;
        int stresses = cluster ? 30 : 10, strains = cluster ? 20 : 10;
        double[] scalarMinimum = cluster ? [-4, -3, -3] : [-3, -3], scalarMaximum = cluster ? [0, 1, 3] : [1, 3];
        double[] minimum = features == FeatureSet.Paper
            ? [0.8, 0.8, 0.8, -0.2, -0.2, -0.2, -3]
            : [.. stretchRange.Select(v => -v), .. Enumerable.Repeat(-2.5, stresses), .. Enumerable.Repeat(-1.0, strains), .. scalarMinimum];
        double[] maximum = features == FeatureSet.Paper
            ? [1.2, 1.2, 1.2, 0.2, 0.2, 0.2, 3]
            : [.. stretchRange, .. Enumerable.Repeat(2.5, stresses), .. Enumerable.Repeat(1.0, strains), .. scalarMaximum];
        int grain = GrainFeatures.Count(features);
        return new ModelSpecification
        {
            Features = features,
            HiddenSize = hiddenSize,
            Layers = layers,
            InputLayerSize = hiddenSize,
            GrainInputSize = 8,
            GrainLayerSize = 16,
            StepMinimum = [.. minimum],
            StepMaximum = [.. maximum],
            GrainMinimum = [.. Enumerable.Repeat(-1.0, grain)],
            GrainMaximum = [.. Enumerable.Repeat(1.0, grain)],
            StressMinimum_Pa = [-80e6, -85e6, -75e6, -70e6, -60e6, -65e6],
            StressMaximum_Pa = [82e6, 79e6, 85e6, 68e6, 63e6, 69e6],
            StressFreeReference = features != FeatureSet.Paper,
            Cluster = WeightedCluster,
            Trained = new TrainedRange
            {
                StepLengthMinimum = 1e-5,
                StepLengthMaximum = 5e-3,
                TimeStepMinimum_s = 1e-3,
                TimeStepMaximum_s = 100,
                RateMinimum_perSecond = 1e-6,
                RateMaximum_perSecond = 1e-1,
                PathLengthMaximum = 0.5,
                StretchMinimum = [0.8, 0.8, 0.8, -0.2, -0.2, -0.2],
                StretchMaximum = [1.2, 1.2, 1.2, 0.2, 0.2, 0.2],
            },
            Elasticity = new CubicElasticity(106.75e9, 60.41e9, 28.34e9),
        };
    }

    /// <summary>The same settings with another cell; the ranges of the step features follow.</summary>
    public static ModelSpecification WithCell(
        ModelSpecification specification, CellKind cell, GrainMapping grains = GrainMapping.Both, bool tensorBasis = false)
    {
        ModelSpecification changed = specification with { Cell = cell, Grains = grains, TensorBasis = tensorBasis };
        changed = changed with { BasisScale = [.. changed.BasisTensors.Select((_, j) => 0.7 + 0.2 * j)] };
        if (cell != CellKind.Lmsc)
            return changed;
        int kinematic = IncrementFeatures.KinematicCount(changed.Features);
        return changed with
        {
            StepMinimum = [.. specification.StepMinimum.Take(kinematic), -3, .. Enumerable.Repeat(-1.0, 5)],
            StepMaximum = [.. specification.StepMaximum.Take(kinematic), 1, .. Enumerable.Repeat(1.0, 5)],
        };
    }

    /// <summary>The same settings with invariants as inputs: products of the tensors among the step features, symmetric ranges of the tensors.</summary>
    public static ModelSpecification WithInvariants(ModelSpecification specification, CellKind cell = CellKind.Gru)
    {
        ModelSpecification changed = WithCell(specification, cell, GrainMapping.None, tensorBasis: true) with { Inputs = InputKind.Invariants };
        int products = changed.StepFeatureCount - specification.StepFeatureCount;
        return changed with
        {
            StepMinimum = [.. specification.StepMinimum, .. Enumerable.Range(0, products).Select(i => -1.5 - 0.02 * i)],
            StepMaximum = [.. specification.StepMaximum, .. Enumerable.Range(0, products).Select(i => 2.5 + 0.03 * i)],
            StressMinimum_Pa = [.. specification.StressMaximum_Pa.Select(s => -s)],
        };
    }

    public static SurrogateModel Random(ModelSpecification specification, ulong seed)
    {
        var random = new RandomStream(seed, 0);
        var tensors = new Dictionary<string, float[]>();
        foreach ((string name, int[] shape) in specification.TensorShapes())
        {
            double scale = 1.0 / Math.Sqrt(shape[^1]);
            tensors[name] = [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => (float)(scale * (2 * random.NextDouble() - 1)))];
        }
        return SurrogateModel.Create(specification, tensors);
    }

    public static SurrogateModel Random(FeatureSet features, int layers, int hiddenSize, ulong seed) =>
        Random(Specification(features, layers, hiddenSize), seed);

    public static MicrostructureContext Context(SurrogateModel model, int grains, ulong seed) =>
        MicrostructureContext.Create(model, VolumeElementGenerator.Random(grains, seed).Grains);

    /// <summary>d sigma'/dU_j of a step by central differences of fourth order, 6 values, Pa.</summary>
    public static double[] Derivative(
        ReferenceEvaluator evaluator, MicrostructureContext context, double[] u, int j, double step, double dt_s, double[] state)
    {
        double[] derivative = new double[6], forward = new double[6], backward = new double[6], state1 = new double[state.Length];
        foreach ((int k, double w) in new[] { (1, 8.0), (2, -1.0) })
        {
            double[] moved = [.. u];
            moved[j] = u[j] + k * step;
            evaluator.Evaluate(context, moved, dt_s, state, state1, forward, []);
            moved[j] = u[j] - k * step;
            evaluator.Evaluate(context, moved, dt_s, state, state1, backward, []);
            for (int i = 0; i < 6; i++)
                derivative[i] += w * (forward[i] - backward[i]) / (12 * step);
        }
        return derivative;
    }

    public static double[] InitialState(MicrostructureContext context)
    {
        var state = new double[context.Model.StateSize];
        context.InitialState(state);
        return state;
    }

    /// <summary>A random symmetric tensor with components in -1..1.</summary>
    public static SymmetricTensor Symmetric(RandomStream random) => new(
        2 * random.NextDouble() - 1, 2 * random.NextDouble() - 1, 2 * random.NextDouble() - 1,
        2 * random.NextDouble() - 1, 2 * random.NextDouble() - 1, 2 * random.NextDouble() - 1);

    public static double[] Components(in SymmetricTensor tensor)
    {
        var c = new double[6];
        tensor.ToSpan(c);
        return c;
    }
}
