using System.Collections.Immutable;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Training;

/// <summary>
/// B sequences of T steps each, ready for the network. The arrays are row-major with the step slowest: T x B x StepFeatureCount
/// (scaled features), T x B (gate), T x B x 6 (rotated deviatoric stress, MPa); and B x G x GrainFeatureCount (scaled, padded to the
/// largest grain count), B x G (weights, each row with sum 1).
/// </summary>
internal sealed record SequenceBatch(
    int Steps, int Count, int Grains, float[] StepFeatures, float[] Gate, float[] Stress_MPa, float[] GrainFeatures, float[] GrainWeights)
{
    /// <summary>Computes the features of drawn sequences.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="drawn">Which of them, which time points, which rotation.</param>
    /// <param name="volumeElements">Volume elements of the data set, by their index there.</param>
    /// <param name="model">Feature set and scaling.</param>
    /// <param name="threads">Threads used; the result does not depend on it.</param>
    public static SequenceBatch Assemble(
        SequenceSet sequences, DrawnBatch drawn, VolumeElementInputs volumeElements, ModelSpecification model, int threads)
    {
        int n = model.StepFeatureCount;
        int m = model.GrainFeatureCount;
        int steps = drawn.Steps;
        int count = drawn.Sequences.Length;
        int most = drawn.Sequences.Max(d => volumeElements.Grains(sequences.VolumeElement(d.Member)).Length);
        SequenceBatch batch = new(
            steps, count, most, new float[steps * count * n], new float[steps * count], new float[steps * count * 6],
            new float[count * most * m], new float[count * most]);
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            DrawnSequence sequence = drawn.Sequences[i];
            SampleRotation rotation = sequence.Rotation ?? SampleRotation.Identity;
            (float[] features, float[] gate) = Features(sequences, sequence, volumeElements, model);
            for (int t = 0; t < steps; t++)
            {
                int row = t * count + i;
                Scale(features.AsSpan(t * n, n), model.StepMinimum, model.StepMaximum, batch.StepFeatures.AsSpan(row * n, n));
                batch.Gate[row] = gate[t];
                Span<float> stress = batch.Stress_MPa.AsSpan(6 * row, 6);
                sequences.StressAt_MPa(sequence.Member, sequence.Points[t + 1], stress);
                rotation.RotateSymmetric(stress);
            }

            int volumeElement = sequences.VolumeElement(sequence.Member);
            float[] grains = volumeElements.GrainFeatures(volumeElement, rotation, sequence.Shift);
            ReadOnlySpan<double> weights = volumeElements.Crystals(volumeElement).Weights;
            for (int g = 0; g < weights.Length; g++)
            {
                Scale(grains.AsSpan(g * m, m), model.GrainMinimum, model.GrainMaximum, batch.GrainFeatures.AsSpan((i * most + g) * m, m));
                batch.GrainWeights[i * most + g] = (float)weights[g];
            }
        });
        return batch;
    }

    /// <summary>Unscaled features (T x StepFeatureCount) and gate (T) of one drawn sequence, rotated.</summary>
    public static (float[] Features, float[] Gate) Features(
        SequenceSet sequences, DrawnSequence sequence, VolumeElementInputs volumeElements, ModelSpecification model)
    {
        (double[] times_s, SymmetricTensor[] stretch) = sequences.At(sequence.Member, sequence.Points);
        int n = model.StepFeatureCount;
        float[] features = new float[(times_s.Length - 1) * n];
        float[] gate = new float[times_s.Length - 1];
        Polycrystal grains = volumeElements.Crystals(sequences.VolumeElement(sequence.Member));
        StepFeatureSequence.Compute(model, grains, times_s, stretch, features, gate);
        if (sequence.Rotation is { } rotation)
        {
            ImmutableArray<FeatureGroup> layout = model.StepLayout;
            for (int t = 0; t < gate.Length; t++)
                rotation.RotateFeatures(layout.AsSpan(), features.AsSpan(t * n, n));
        }

        return (features, gate);
    }

    private static void Scale(ReadOnlySpan<float> values, ImmutableArray<double> minimum, ImmutableArray<double> maximum, Span<float> scaled)
    {
        for (int c = 0; c < values.Length; c++)
            scaled[c] = Scaling.Apply(values[c], minimum[c], maximum[c]);
    }
}
