using static TorchSharp.torch;

namespace UmatSurrogate.Training;

/// <summary>Hands batches to the network as tensors.</summary>
internal static class NetworkInputs
{
    /// <summary>Runs the network on a batch; both results T x B x 6, MPa.</summary>
    public static (Tensor Stress, Tensor Truth) Forward(SurrogateNetwork network, SequenceBatch batch)
    {
        int count = batch.Count;
        Device device = network.Device;
        using Tensor steps = tensor(batch.StepFeatures, [batch.Steps, count, network.Specification.StepFeatureCount], device: device);
        using Tensor grainFeatures = tensor(batch.GrainFeatures, [count, batch.Grains, network.Specification.GrainFeatureCount], device: device);
        using Tensor grainWeights = tensor(batch.GrainWeights, [count, batch.Grains], device: device);
        using Tensor gate = tensor(batch.Gate, [batch.Steps, count], device: device);
        return (network.Forward(steps, grainFeatures, grainWeights, gate), tensor(batch.Stress_MPa, [batch.Steps, count, 6], device: device));
    }
}
