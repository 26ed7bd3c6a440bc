using static TorchSharp.torch;

namespace UmatSurrogate.Training;

/// <summary>Hands batches to the network as tensors.</summary>
internal sealed class NetworkInputs(GrainInputs grains)
{
    /// <summary>Runs the network on a batch; both results T x B x 6, MPa.</summary>
    public (Tensor Stress, Tensor Truth) Forward(SurrogateNetwork network, SequenceBatch batch)
    {
        int count = batch.Count;
        (float[] features, float[] weights, int most) = grains.Batch(batch.VolumeElements);
        using Tensor steps = tensor(batch.StepFeatures, [batch.Steps, count, network.Specification.StepFeatureCount]);
        using Tensor grainFeatures = tensor(features, [count, most, network.Specification.GrainFeatureCount]);
        using Tensor grainWeights = tensor(weights, [count, most]);
        using Tensor gate = tensor(batch.Gate, [batch.Steps, count]);
        return (network.Forward(steps, grainFeatures, grainWeights, gate), tensor(batch.Stress_MPa, [batch.Steps, count, 6]));
    }
}
