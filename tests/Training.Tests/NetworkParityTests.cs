using TorchSharp;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;
using UmatSurrogate.Training;
using static TorchSharp.torch;

namespace UmatSurrogate.Tests;

/// <summary>
/// The TorchSharp module and the two evaluators of the plugin are independent implementations of the same equations: whole sequences
/// through libtorch against step by step in C#, on random weights and paths, within 1e-5 of the largest stress.
/// </summary>
public sealed class NetworkParityTests
{
    private const int Steps = 30;
    private const double Tolerance = 1e-5;

    /// <summary>Feature set, layers, cell, grain networks, tensor basis, inputs.</summary>
    public static TheoryData<FeatureSet, int, CellKind, GrainMapping, bool, InputKind> Networks => new()
    {
        { FeatureSet.Paper, 1, CellKind.Gru, GrainMapping.Both, false, InputKind.Components },
        { FeatureSet.Paper, 2, CellKind.Gru, GrainMapping.None, false, InputKind.Components },
        { FeatureSet.BishopHill, 1, CellKind.Gru, GrainMapping.InitialState, true, InputKind.Components },
        { FeatureSet.BishopHill, 2, CellKind.Gru, GrainMapping.Both, false, InputKind.Components },
        { FeatureSet.Cluster, 2, CellKind.Gru, GrainMapping.Both, true, InputKind.Components },
        { FeatureSet.Cluster, 1, CellKind.Lmsc, GrainMapping.StepInput, true, InputKind.Components },
        { FeatureSet.Paper, 2, CellKind.Lmsc, GrainMapping.Both, false, InputKind.Components },
        { FeatureSet.BishopHill, 1, CellKind.Lmsc, GrainMapping.None, false, InputKind.Components },
        { FeatureSet.BishopHill, 3, CellKind.Lmsc, GrainMapping.Both, true, InputKind.Components },
        { FeatureSet.Paper, 1, CellKind.Linear, GrainMapping.None, false, InputKind.Components },
        { FeatureSet.BishopHill, 2, CellKind.Linear, GrainMapping.StepInput, true, InputKind.Components },
        { FeatureSet.Cluster, 2, CellKind.Gru, GrainMapping.None, true, InputKind.Invariants },
        { FeatureSet.BishopHill, 1, CellKind.Linear, GrainMapping.None, true, InputKind.Invariants },
    };

    [SkippableTheory]
    [MemberData(nameof(Networks))]
    public void Stress_CompareToReferenceEvaluator(FeatureSet features, int layers, CellKind cell, GrainMapping grains, bool tensorBasis, InputKind inputs)
    {
        Case c = Prepare(features, layers, cell, grains, tensorBasis, inputs);
        ReferenceEvaluator evaluator = new(c.Model);
        double[] state0 = new double[c.Model.StateSize];
        double[] state1 = new double[c.Model.StateSize];
        double[] stress_Pa = new double[6];
        double[] stretch = new double[6];
        c.Context.InitialState(state0);
        for (int k = 1; k <= Steps; k++)
        {
            c.Stretch[k].ToSpan(stretch);
            Assert.Equal(PointStatus.Ok, evaluator.Evaluate(c.Context, stretch, c.Times_s[k] - c.Times_s[k - 1], state0, state1, stress_Pa, []));
            c.Compare(k, stress_Pa);
            state1.CopyTo(state0, 0);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Networks))]
    public void Stress_CompareToSurrogateEvaluator(FeatureSet features, int layers, CellKind cell, GrainMapping grains, bool tensorBasis, InputKind inputs)
    {
        Case c = Prepare(features, layers, cell, grains, tensorBasis, inputs);
        SurrogateEvaluator evaluator = new(c.Model);
        double[] state0 = new double[c.Model.StateSize];
        double[] state1 = new double[c.Model.StateSize];
        double[] stress_Pa = new double[6];
        double[] stretch = new double[6];
        PointStatus[] status = new PointStatus[1];
        c.Context.InitialState(state0);
        for (int k = 1; k <= Steps; k++)
        {
            c.Stretch[k].ToSpan(stretch);
            evaluator.Evaluate([c.Context], stretch, [c.Times_s[k] - c.Times_s[k - 1]], state0, state1, stress_Pa, [], status);
            Assert.Equal(PointStatus.Ok, status[0]);
            c.Compare(k, stress_Pa);
            state1.CopyTo(state0, 0);
        }
    }

    [SkippableTheory]
    [InlineData(CellKind.Gru, GrainMapping.Both, false)]
    [InlineData(CellKind.Lmsc, GrainMapping.None, true)]
    [InlineData(CellKind.Linear, GrainMapping.InitialState, false)]
    public void ExportThenImport_KeepsEveryWeight(CellKind cell, GrainMapping grains, bool tensorBasis)
    {
        Skip.IfNot(TorchRuntime.IsAvailable, TorchRuntime.UnavailableReason);
        using SurrogateNetwork network = RandomNetworks.Create(RandomNetworks.Specification(FeatureSet.BishopHill, 12, 2, cell, grains, tensorBasis), 3);
        SurrogateModel model = NetworkWeights.Export(network, network.Specification);
        using SurrogateNetwork back = NetworkWeights.Import(model);
        Assert.Equal(model.ContentHash, NetworkWeights.Export(back, back.Specification).ContentHash);
    }

    [SkippableTheory]
    [InlineData(CellKind.Gru)]
    [InlineData(CellKind.Lmsc)]
    [InlineData(CellKind.Linear)]
    public void NetworkOnADevice_HasAllItsParametersThere(CellKind cell)
    {
        // The device without memory stands for a card: every machine has it.
        Skip.IfNot(TorchRuntime.IsAvailable, TorchRuntime.UnavailableReason);
        ModelSpecification specification = RandomNetworks.Specification(FeatureSet.BishopHill, 6, 2, cell, GrainMapping.InitialState, tensorBasis: true);
        using SurrogateNetwork network = SurrogateNetwork.OnDevice(specification, META);
        Assert.Equal(DeviceType.META, network.Device.type);
        Assert.All(network.named_parameters(), p => Assert.Equal(DeviceType.META, p.parameter.device_type));
        Assert.Equal(DeviceType.CPU, get_default_device().type);
    }

    private static Case Prepare(FeatureSet features, int layers, CellKind cell, GrainMapping grainNetworks, bool tensorBasis, InputKind inputs)
    {
        Skip.IfNot(TorchRuntime.IsAvailable, TorchRuntime.UnavailableReason);
        set_num_threads(1);
        ModelSpecification specification = RandomNetworks.Specification(features, hidden: 24, layers, cell, grainNetworks, tensorBasis, inputs);
        // A linear recurrence must not be enlarged: it would grow from step to step.
        using SurrogateNetwork network = RandomNetworks.Create(specification, seed: 11 + layers, cell == CellKind.Linear ? 1.0f : 1.5f);
        SurrogateModel model = NetworkWeights.Export(network, specification);
        VolumeElement volumeElement = RandomNetworks.VolumeElement(5);
        (double[] times_s, SymmetricTensor[] stretch) = RandomPath(17);

        int n = specification.StepFeatureCount;
        float[] step = new float[Steps * n];
        float[] gate = new float[Steps];
        Polycrystal polycrystal = Polycrystal.Create(specification, volumeElement.Grains);
        StepFeatureSequence.Compute(specification, polycrystal, times_s, stretch, step, gate);
        for (int i = 0; i < step.Length; i++)
            step[i] = Scaling.Apply(step[i], specification.StepMinimum[i % n], specification.StepMaximum[i % n]);
        int m = specification.GrainFeatureCount;
        int grains = volumeElement.Grains.Length;
        float[] grain = new VolumeElementInputs([volumeElement], specification).GrainFeatures(0, SampleRotation.Identity, default);
        for (int i = 0; i < grain.Length; i++)
            grain[i] = Scaling.Apply(grain[i], specification.GrainMinimum[i % m], specification.GrainMaximum[i % m]);
        float[] weights = [.. polycrystal.Weights.ToArray().Select(w => (float)w)];
        SequenceBatch batch = new(Steps, 1, grains, step, gate, new float[6 * Steps], grain, weights);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        (Tensor stress, _) = NetworkInputs.Forward(network, batch);
        return new(model, MicrostructureContext.Create(model, volumeElement.Grains), times_s, stretch, stress.data<float>().ToArray());
    }

    /// <summary>A random walk of the logarithmic stretch with steps and time steps over decades, isochoric.</summary>
    private static (double[] Times_s, SymmetricTensor[] Stretch) RandomPath(ulong seed)
    {
        RandomStream random = new(seed, 0);
        double[] times_s = new double[Steps + 1];
        SymmetricTensor[] stretch = new SymmetricTensor[Steps + 1];
        SymmetricTensor logarithm = SymmetricTensor.Zero;
        stretch[0] = SymmetricTensor.Identity;
        for (int k = 1; k <= Steps; k++)
        {
            double length = 1e-4 * Math.Pow(100.0, random.NextDouble());
            SymmetricTensor direction = new(
                random.NextNormal(), random.NextNormal(), random.NextNormal(), random.NextNormal(), random.NextNormal(), random.NextNormal());
            logarithm += length / direction.Deviator.Norm * direction.Deviator;
            stretch[k] = SymmetricTensor.Exp(logarithm);
            times_s[k] = times_s[k - 1] + length / (1e-4 * Math.Pow(100.0, random.NextDouble()));
        }

        return (times_s, stretch);
    }

    private sealed record Case(
        SurrogateModel Model, MicrostructureContext Context, double[] Times_s, SymmetricTensor[] Stretch, float[] Torch_MPa)
    {
        public void Compare(int step, double[] stress_Pa)
        {
            double largest_MPa = Torch_MPa.Max(Math.Abs);
            for (int c = 0; c < 6; c++)
                Assert.InRange(1e-6 * stress_Pa[c] - Torch_MPa[6 * (step - 1) + c], -Tolerance * largest_MPa, Tolerance * largest_MPa);
        }
    }
}
