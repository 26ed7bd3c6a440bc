using System.Runtime.InteropServices;
using TorchSharp;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;
using static TorchSharp.torch;

namespace UmatSurrogate.Training;

/// <summary>
/// Mean stress error (Eq. 5) of the network over validation sequences at all their time points: a fast check during training.
/// <c>evaluate</c> measures the exported model through the production evaluator.
/// </summary>
internal sealed class Validation
{
    private const int BatchSize = 64;

    private readonly List<SequenceBatch> _batches = [];
    private readonly NetworkInputs _inputs;

    public Validation(
        SequenceSet sequences, IReadOnlyList<Polycrystal> grains, ModelSpecification model, NetworkInputs inputs, int threads)
    {
        _inputs = inputs;
        foreach (IGrouping<int, int> sameLength in Enumerable.Range(0, sequences.Count).GroupBy(s => sequences.Times_s(s).Length))
        {
            int[] all = [.. Enumerable.Range(0, sameLength.Key)];
            foreach (int[] members in sameLength.Chunk(BatchSize))
                _batches.Add(SequenceBatch.Assemble(sequences, new(members, [.. members.Select(_ => all)]), grains, model, threads));
        }
    }

    /// <summary>True if there are no validation sequences.</summary>
    public bool IsEmpty => _batches.Count == 0;

    /// <summary>Mean over sequences and steps of |lambda|_max(s - s_true), MPa.</summary>
    public double MeanError_MPa(SurrogateNetwork network)
    {
        double sum = 0;
        long count = 0;
        using (no_grad())
        {
            foreach (SequenceBatch batch in _batches)
            {
                using DisposeScope scope = NewDisposeScope();
                (Tensor stress, Tensor truth) = _inputs.Forward(network, batch);
                using Tensor difference = (stress - truth).contiguous();
                ReadOnlySpan<float> d = MemoryMarshal.Cast<byte, float>(difference.bytes);
                for (int i = 0; i < d.Length; i += 6)
                    sum += new SymmetricTensor(d[i], d[i + 1], d[i + 2], d[i + 3], d[i + 4], d[i + 5]).SpectralRadius;
                count += d.Length / 6;
            }
        }

        return sum / count;
    }
}
