using System.Collections.Immutable;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Training;

/// <summary>
/// Settings of the model that come from the training data: min-max scaling of features and stresses, and the trained range that
/// drives the stepping rule at run time.
/// </summary>
internal static class ModelSettings
{
    // Sequences drawn to see the range of the features: enough for the tails, and a few seconds of work.
    private const int SequencesForRanges = 4096;

    /// <summary>Settings before any data is seen: the scaling is the identity and the range unbounded.</summary>
    public static ModelSpecification Unscaled(TrainingSpecification training, CubicElasticity elasticity)
    {
        FeatureSet set = training.FeatureSet;
        int steps = ModelSpecification.CountStepFeatures(set, training.Cell);
        return new ModelSpecification
        {
            Features = set,
            Cell = training.Cell,
            Grains = training.Grains,
            OutputSkip = training.OutputSkip,
            HiddenSize = training.HiddenSize,
            Layers = training.Layers,
            GrainInputSize = training.GrainInputSize,
            InputLayerSize = training.InputLayerSize > 0 ? training.InputLayerSize : training.HiddenSize,
            StepMinimum = [.. Enumerable.Repeat(-1.0, steps)],
            StepMaximum = [.. Enumerable.Repeat(1.0, steps)],
            GrainMinimum = [.. Enumerable.Repeat(-1.0, GrainFeatures.Count(set))],
            GrainMaximum = [.. Enumerable.Repeat(1.0, GrainFeatures.Count(set))],
            StressMinimum_Pa = [.. Enumerable.Repeat(-1e8, 6)],
            StressMaximum_Pa = [.. Enumerable.Repeat(1e8, 6)],
            BishopHillSharpness = training.BishopHillSharpness,
            Cluster = training.Cluster,
            StressFreeReference = training.StressFreeReference ?? set != FeatureSet.Paper,
            Trained = TrainedRange.Unbounded,
            Elasticity = elasticity,
        };
    }

    /// <summary>Measures scaling and trained range on the training data, as training will see them.</summary>
    /// <param name="unscaled">Settings before any data is seen.</param>
    /// <param name="training">The training specification.</param>
    /// <param name="sequences">The training sequences.</param>
    /// <param name="grains">Volume elements of the data set.</param>
    /// <param name="grainFeatures">Unscaled grain features of the volume elements.</param>
    /// <param name="threads">Threads used; the result does not depend on it.</param>
    public static ModelSpecification Measure(
        ModelSpecification unscaled, TrainingSpecification training, SequenceSet sequences,
        IReadOnlyList<Polycrystal> grains, float[][] grainFeatures, int threads)
    {
        SequenceSampler sampler = new(sequences, training);
        int[] order = sampler.Order(0);
        int batches = Math.Min(sampler.BatchesPerEpoch, (SequencesForRanges + training.Batch - 1) / training.Batch);
        RangeOfComponents features = new(unscaled.StepFeatureCount);
        StepStatistics steps = new();
        Parallel.For(0, batches, new ParallelOptions { MaxDegreeOfParallelism = threads }, b =>
        {
            DrawnSequences drawn = sampler.Draw(0, order, b);
            for (int i = 0; i < drawn.Members.Length; i++)
            {
                float[] values = SequenceBatch.Features(sequences, drawn.Members[i], drawn.TimePoints[i], grains, unscaled).Features;
                lock (features)
                {
                    features.Add(values);
                    steps.Add(sequences, drawn.Members[i], drawn.TimePoints[i]);
                }
            }
        });

        RangeOfComponents stress = new(6);
        RangeOfComponents stretch = new(6);
        RangeOfComponents grain = new(unscaled.GrainFeatureCount);
        Span<double> components = stackalloc double[6];
        for (int s = 0; s < sequences.Count; s++)
        {
            stress.Add(sequences.Stress_MPa(s));
            grain.Add(grainFeatures[sequences.VolumeElement(s)]);
            foreach (Mechanics.SymmetricTensor u in sequences.IsochoricStretch(s))
            {
                u.ToSpan(components);
                for (int c = 0; c < 6; c++)
                    stretch.Add(c, components[c]);
            }
        }

        return unscaled with
        {
            StepMinimum = Measured(features.Minimum, unscaled.StepMinimum, unscaled),
            StepMaximum = Measured(features.Maximum, unscaled.StepMaximum, unscaled),
            GrainMinimum = grain.Minimum,
            GrainMaximum = grain.Maximum,
            StressMinimum_Pa = [.. stress.Minimum.Select(s => 1e6 * s)],
            StressMaximum_Pa = [.. stress.Maximum.Select(s => 1e6 * s)],
            Trained = steps.Range(stretch, training.StepLengthMinimum),
        };
    }

    /// <summary>The measured ends of the ranges; the increment of the cell lmsc keeps the fixed ones.</summary>
    private static ImmutableArray<double> Measured(ImmutableArray<double> measured, ImmutableArray<double> @fixed, ModelSpecification model)
    {
        int count = measured.Length - (model.Cell == CellKind.Lmsc ? ModelSpecification.IncrementComponents : 0);
        return [.. measured.Take(count), .. @fixed.Skip(count)];
    }
}
