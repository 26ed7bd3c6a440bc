using TorchSharp;
using TorchSharp.Modules;
using UmatSurrogate.Recurrent;
using static TorchSharp.torch;

namespace UmatSurrogate.Training;

/// <summary>
/// A network and copies of it, one for each thread: a batch is divided among them, and the gradients are added in a fixed order. The
/// products of one step of a recurrent network are too small to be divided themselves.
/// </summary>
internal sealed class NetworkReplicas : IDisposable
{
    private readonly SurrogateNetwork[] _networks;
    private readonly Parameter[][] _parameters;
    private readonly StressLoss _loss;
    private readonly WorkerThreads _threads;

    /// <summary>Makes the copies.</summary>
    /// <param name="network">The network that is trained; it is disposed of here.</param>
    /// <param name="loss">What is made small.</param>
    /// <param name="count">Networks altogether; 1 on a graphics card.</param>
    public NetworkReplicas(SurrogateNetwork network, TrainingLoss loss, int count)
    {
        _networks = [network, .. Enumerable.Range(1, count - 1).Select(_ => new SurrogateNetwork(network.Specification))];
        _parameters = Array.ConvertAll(_networks, n => n.named_parameters().Select(p => p.parameter).ToArray());
        _loss = new(loss, network.Specification, network.Device);
        _threads = new(count);
    }

    /// <summary>The network that is trained.</summary>
    public SurrogateNetwork Network => _networks[0];

    /// <summary>Takes over the weights of the first network; to be called after every change of them.</summary>
    public void Refresh()
    {
        _threads.Run(_networks.Length, k =>
        {
            for (int p = 0; k > 0 && p < _parameters[k].Length; p++)
                NetworkWeights.Values(_parameters[0][p]).CopyTo(NetworkWeights.Values(_parameters[k][p]));
        });
    }

    /// <summary>Loss, mean square error and loss of a stress of zero of a batch; the gradients of the loss by all parameters.</summary>
    /// <param name="parts">The sequences of the batch, for at most as many networks as there are.</param>
    public (double Loss, double MeanSquare, double LossOfZero, float[][] Gradients) Gradients(SequenceBatch[] parts)
    {
        int count = parts.Sum(p => p.Count);
        var results = new (double Loss, double Square, double Zero, float[][] Gradients)[parts.Length];
        _threads.Run(parts.Length, k => results[k] = Gradients(k, parts[k], (double)parts[k].Count / count));
        float[][] sum = results[0].Gradients;
        for (int k = 1; k < parts.Length; k++)
        {
            for (int p = 0; p < sum.Length; p++)
            {
                ReadOnlySpan<float> other = results[k].Gradients[p];
                Span<float> mine = sum[p];
                for (int i = 0; i < mine.Length; i++)
                    mine[i] += other[i];
            }
        }

        return (results.Sum(r => r.Loss), results.Sum(r => r.Square), results.Sum(r => r.Zero), sum);
    }

    /// <summary>Stress differences s - s_true over batches, MPa, in their order.</summary>
    public float[] Differences_MPa(IReadOnlyList<SequenceBatch> batches)
    {
        float[][] differences = new float[batches.Count][];
        _threads.Run(_networks.Length, k =>
        {
            using IDisposable noGradients = no_grad();
            for (int b = k; b < differences.Length; b += _networks.Length)
            {
                using DisposeScope scope = NewDisposeScope();
                (Tensor stress, Tensor truth) = NetworkInputs.Forward(_networks[k], batches[b]);
                differences[b] = NetworkWeights.Read(stress - truth);
            }
        });
        return [.. differences.SelectMany(d => d)];
    }

    public void Dispose()
    {
        _threads.Dispose();
        _loss.Dispose();
        Array.ForEach(_networks, n => n.Dispose());
    }

    private (double Loss, double Square, double Zero, float[][] Gradients) Gradients(int k, SequenceBatch batch, double share)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor stress, Tensor truth) = NetworkInputs.Forward(_networks[k], batch);
        Tensor difference = stress - truth;
        Tensor value = _loss.Value(difference);
        if (share < 1.0)
            value *= tensor((float)share);
        value.backward();
        double square = Number(_loss.MeanSquare(difference.detach())) * share;
        return (Number(value), square, Number(_loss.Value(truth)) * share, Array.ConvertAll(_parameters[k], AdamOptimiser.TakeGradient));

        static double Number(Tensor t) => NetworkWeights.Read(t)[0];
    }
}
