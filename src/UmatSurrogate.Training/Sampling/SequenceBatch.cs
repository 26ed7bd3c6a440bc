using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Training;

/// <summary>
/// B sequences of T steps each, ready for the network. The arrays are row-major with the step slowest: T x B x StepFeatureCount
/// (scaled features), T x B (gate), T x B x 6 (rotated deviatoric stress, MPa).
/// </summary>
internal sealed record SequenceBatch(int Steps, int[] VolumeElements, float[] StepFeatures, float[] Gate, float[] Stress_MPa)
{
    /// <summary>B.</summary>
    public int Count => VolumeElements.Length;

    /// <summary>Computes the features of sequences on their drawn time grids.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="drawn">Which of them, and which time points.</param>
    /// <param name="grains">Volume elements of the data set, by their index there.</param>
    /// <param name="model">Feature set and scaling.</param>
    /// <param name="threads">Threads used; the result does not depend on it.</param>
    public static SequenceBatch Assemble(
        SequenceSet sequences, DrawnSequences drawn, IReadOnlyList<Polycrystal> grains, ModelSpecification model, int threads)
    {
        int n = model.StepFeatureCount;
        int steps = drawn.Steps;
        int count = drawn.Members.Length;
        SequenceBatch batch = new(
            steps,
            Array.ConvertAll(drawn.Members, sequences.VolumeElement),
            new float[steps * count * n],
            new float[steps * count],
            new float[steps * count * 6]);
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            int[] points = drawn.TimePoints[i];
            (float[] features, float[] gate) = Features(sequences, drawn.Members[i], points, grains, model);
            float[] stress = sequences.Stress_MPa(drawn.Members[i]);
            for (int t = 0; t < steps; t++)
            {
                int row = t * count + i;
                for (int c = 0; c < n; c++)
                    batch.StepFeatures[row * n + c] = Scaling.Apply(features[t * n + c], model.StepMinimum[c], model.StepMaximum[c]);
                batch.Gate[row] = gate[t];
                stress.AsSpan(6 * points[t + 1], 6).CopyTo(batch.Stress_MPa.AsSpan(6 * row, 6));
            }
        });
        return batch;
    }

    /// <summary>Unscaled features (T x StepFeatureCount) and gate (T) of one sequence at some of its time points.</summary>
    public static (float[] Features, float[] Gate) Features(
        SequenceSet sequences, int member, int[] points, IReadOnlyList<Polycrystal> grains, ModelSpecification model)
    {
        double[] times_s = Array.ConvertAll(points, k => sequences.Times_s(member)[k]);
        SymmetricTensor[] stretch = Array.ConvertAll(points, k => sequences.IsochoricStretch(member)[k]);
        float[] features = new float[(points.Length - 1) * model.StepFeatureCount];
        float[] gate = new float[points.Length - 1];
        StepFeatureSequence.Compute(model, grains[sequences.VolumeElement(member)], times_s, stretch, features, gate);
        return (features, gate);
    }
}
