using TorchSharp;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;
using UmatSurrogate.Training;

namespace UmatSurrogate.Tests;

/// <summary>Networks of random weights with plausible scaling, for comparisons between implementations.</summary>
internal static class RandomNetworks
{
    public static ModelSpecification Specification(
        FeatureSet features, int hidden, int layers, CellKind cell = CellKind.Gru, GrainMapping grains = GrainMapping.Both, bool tensorBasis = false,
        InputKind inputs = InputKind.Components)
    {
        TrainingSpecification training = new()
        {
            FeatureSet = features,
            HiddenSize = hidden,
            Layers = layers,
            InputLayerSize = hidden + 5,
            Cell = cell,
            Grains = grains,
            Inputs = inputs,
            TensorBasis = tensorBasis,
        };
        ModelSpecification unscaled = ModelSettings.Unscaled(training, new CubicElasticity(106.75e9, 60.41e9, 28.34e9));
        // Asymmetric ranges, so that a mistake in an offset shows; the increment of the cell lmsc has fixed ones.
        int free = unscaled.StepFeatureCount - (cell == CellKind.Lmsc ? ModelSpecification.IncrementComponents : 0);
        // Tensors of a network of invariants, and its stresses, keep their zero.
        bool symmetric = inputs == InputKind.Invariants;
        ModelSpecification scaled = unscaled with
        {
            StepMinimum = [.. unscaled.StepMinimum.Select((v, i) => i < unscaled.NetworkInputOffset ? -0.6 - 0.07 * i : i < free ? -0.4 - 0.05 * i : v)],
            StepMaximum = [.. unscaled.StepMaximum.Select((v, i) => i < free ? 0.6 + 0.07 * i : v)],
            GrainMinimum = [.. unscaled.GrainMinimum.Select((_, i) => -0.3 - 0.01 * i)],
            GrainMaximum = [.. unscaled.GrainMaximum.Select((_, i) => 0.9 + 0.02 * i)],
            BasisScale = [.. unscaled.BasisScale.Select((_, j) => 0.7 + 0.2 * j)],
            StressMinimum_Pa = [-80e6, -75e6, -70e6, -60e6, -55e6, -50e6],
            StressMaximum_Pa = [85e6, 80e6, 72e6, 66e6, 51e6, 58e6],
        };
        return symmetric ? scaled with { StressMinimum_Pa = [.. scaled.StressMaximum_Pa.Select(s => -s)] } : scaled;
    }

    /// <summary>PyTorch's default initialisation; with the weights times <paramref name="gain"/> the gates leave their linear range.</summary>
    public static SurrogateNetwork Create(ModelSpecification specification, long seed, float gain = 1.5f)
    {
        torch.manual_seed(seed);
        SurrogateNetwork network = new(specification);
        foreach (TorchSharp.Modules.Parameter parameter in network.parameters())
        {
            foreach (ref float weight in NetworkWeights.Values(parameter))
                weight *= gain;
        }

        return network;
    }

    public static VolumeElement VolumeElement(ulong seed) => VolumeElementGenerator.Random(20, seed);
}
