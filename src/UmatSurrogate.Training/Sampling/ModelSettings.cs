using System.Collections.Immutable;
using UmatSurrogate.Mechanics;
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
        int steps = ModelSpecification.CountStepFeatures(set, training.Cell, training.Inputs);
        ModelSpecification result = new()
        {
            Features = set,
            Cell = training.Cell,
            Grains = training.Grains,
            Inputs = training.Inputs,
            TensorBasis = training.TensorBasis,
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
            Cluster = training.Cluster ?? new(),
            StressFreeReference = training.StressFreeReference ?? set != FeatureSet.Paper,
            Trained = TrainedRange.Unbounded,
            Elasticity = elasticity,
        };
        return result with { BasisScale = [.. Enumerable.Repeat(1.0, result.BasisTensors.Length)] };
    }

    /// <summary>
    /// Settings for a training that goes on from a model: its scaling, without which its weights mean nothing, with the elasticity of the new
    /// data and the trained range of both.
    /// </summary>
    /// <param name="measured">Settings that a training from fresh weights would have.</param>
    /// <param name="initial">Settings of the model.</param>
    /// <param name="source">Where the model comes from, for the message.</param>
    /// <exception cref="InputException">Features or sizes differ; the message names all that do.</exception>
    public static ModelSpecification Continue(ModelSpecification measured, ModelSpecification initial, string source)
    {
        (string Key, object Wanted, object Found)[] settings =
        [
            ("features", measured.Features, initial.Features),
            ("cell", measured.Cell, initial.Cell),
            ("grains", measured.Grains, initial.Grains),
            ("inputs", measured.Inputs, initial.Inputs),
            ("tensor_basis", measured.TensorBasis, initial.TensorBasis),
            ("hidden_size", measured.HiddenSize, initial.HiddenSize),
            ("layers", measured.Layers, initial.Layers),
            ("grain_input_size", measured.GrainInputSize, initial.GrainInputSize),
            ("grain_layer_size", measured.GrainLayerSize, initial.GrainLayerSize),
            ("input_layer_size", measured.InputLayerSize, initial.InputLayerSize),
            ("bishop_hill_sharpness", measured.BishopHillSharpness, initial.BishopHillSharpness),
            ("fading_strains", string.Join(", ", measured.FadingStrains), string.Join(", ", initial.FadingStrains)),
            ("stress_free_reference", measured.StressFreeReference, initial.StressFreeReference),
        ];
        string[] constants = measured.Features != FeatureSet.Cluster || initial.Features != FeatureSet.Cluster ? [] :
        [
            .. ClusterConstant.Of(measured.Cluster).Zip(ClusterConstant.Of(initial.Cluster)).Where(pair => !pair.First.Values.SequenceEqual(pair.Second.Values))
                .Select(pair => pair.First.Values.Length > 3 ? $"cluster.{pair.First.Key} differs" : $"cluster.{pair.First.Key} is {pair.Second.Text} there and {pair.First.Text} here"),
        ];
        string[] differences = [.. settings.Where(s => !s.Wanted.Equals(s.Found)).Select(s => $"{s.Key} is {s.Found} there and {s.Wanted} here"), .. constants];
        if (differences.Length > 0)
        {
            string remedy = constants.Length > 0 ? "Leave the section 'cluster' out to keep the constants of the model. Give" : "Give";
            throw new InputException(
                $"{source}: the training cannot start from this model: {string.Join("; ", differences)}. {remedy} the settings of the model, or another initial_model.");
        }

        return initial with { Trained = TrainedRange.Union(initial.Trained, measured.Trained), Elasticity = measured.Elasticity, TrainingRecordJson = "{}" };
    }

    /// <summary>Measures scaling and trained range on the training data, as training will see them.</summary>
    /// <param name="unscaled">Settings before any data is seen.</param>
    /// <param name="training">The training specification.</param>
    /// <param name="source">The training sequences.</param>
    /// <param name="volumeElements">Volume elements of the data sets.</param>
    /// <param name="threads">Threads used; the result does not depend on it.</param>
    public static ModelSpecification Measure(
        ModelSpecification unscaled, TrainingSpecification training, SequenceSource source, VolumeElementInputs volumeElements, int threads)
    {
        SequenceSampler sampler = new(source.Count, source.Steps, source.WindowSequences, training);
        // One epoch at most, but where sequences are short pieces of paths as many as show the whole paths too.
        int epochs = training.SequencePrefix < 1.0 ? (SequencesForRanges + source.Count - 1) / source.Count : 1;
        int batches = Math.Min(epochs * sampler.BatchesPerEpoch, (SequencesForRanges + training.Batch - 1) / training.Batch);
        int[] order = [];
        RangeOfComponents features = new(unscaled.StepFeatureCount);
        RangeOfComponents grain = new(unscaled.GrainFeatureCount);
        // A network of invariants knows all rotations of what it has seen.
        bool anyRotation = training.Augmentation == SymmetryAugmentation.Any || unscaled.Inputs == InputKind.Invariants;
        ImmutableArray<FeatureGroup> layout = unscaled.StepLayout;
        FeatureGroup[] stressLayout = [new("stress", 0, FeatureKind.SymmetricTensor)];
        StepStatistics steps = new();
        TensorNorms norms = new(unscaled.BasisTensors, unscaled.StepFeatureCount);
        ComponentMoments moments = new(unscaled.StepFeatureCount);
        for (int k = 0; k < batches; k++)
        {
            (int epoch, int b) = Math.DivRem(k, sampler.BatchesPerEpoch);
            if (b == 0)
                order = sampler.Order(epoch);
            SequenceWindow window = source.Window(order, sampler.WindowOf(b).First);
            // Standstill has no scale of its own: rate and time step are bounded to the range of the other steps.
            DrawnSequence[] drawn = [.. sampler.Draw(epoch, order, b).In(window, b * training.Batch).Sequences.Select(d => d.WithoutStandstill())];
            TensorNorms[] normsOf = new TensorNorms[drawn.Length];
            ComponentMoments[] momentsOf = new ComponentMoments[drawn.Length];
            Parallel.For(0, drawn.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
            {
                DrawnSequence sequence = drawn[i];
                float[] values = SequenceBatch.Features(window.Sequences, sequence, volumeElements, unscaled).Features;
                float[] grainValues = volumeElements.GrainFeatures(
                    window.Sequences.VolumeElement(sequence.Member), sequence.Rotation ?? SampleRotation.Identity, sequence.Shift);
                normsOf[i] = norms.Of(values);
                momentsOf[i] = moments.Of(values);
                (double[] times_s, SymmetricTensor[] stretch) = window.Sequences.At(sequence.Member, sequence.Points);
                lock (features)
                {
                    if (anyRotation)
                        features.AddRotated(layout.AsSpan(), values);
                    else
                        features.Add(values);
                    grain.Add(grainValues);
                    steps.Add(times_s, stretch, unscaled.FadingStrains[0], training.StepLengthMinimum);
                }
            });
            norms = normsOf.Aggregate(norms, (sum, one) => sum + one);
            moments = momentsOf.Aggregate(moments, (sum, one) => sum + one);
        }

        RangeOfComponents stress = new(6);
        RangeOfComponents stretches = new(6);
        bool[] used = new bool[volumeElements.Count];
        Span<double> components = stackalloc double[6];
        foreach (SequenceSet sequences in source.All())
        {
            for (int s = 0; s < sequences.Count; s++)
            {
                used[sequences.VolumeElement(s)] = true;
                if (anyRotation)
                    stress.AddRotated(stressLayout, sequences.Stress_MPa(s));
                else
                    stress.Add(sequences.Stress_MPa(s));
                foreach (SymmetricTensor u in sequences.IsochoricStretch(s))
                {
                    if (anyRotation)
                    {
                        stretches.AddRotated(0, u);
                        continue;
                    }

                    u.ToSpan(components);
                    for (int c = 0; c < 6; c++)
                        stretches.Add(c, components[c]);
                }
            }
        }

        MicrostructureDescriptors[] microstructures = new MicrostructureDescriptors[volumeElements.Count];
        Parallel.For(0, volumeElements.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, v =>
        {
            if (!used[v])
                return;
            microstructures[v] = MicrostructureDescriptors.Of(volumeElements.Grains(v));
            float[] values = volumeElements.GrainFeatures(v, SampleRotation.Identity, default);
            lock (grain)
                grain.Add(values);
        });
        microstructures = [.. microstructures.Where((_, v) => used[v])];
        if (training.Augmentation == SymmetryAugmentation.Cube)
        {
            stress.CloseUnderCubeRotations();
            stretches.CloseUnderCubeRotations();
        }

        ImmutableArray<double> stressMinimum_MPa = stress.Minimum, stressMaximum_MPa = stress.Maximum;
        if (unscaled.Inputs == InputKind.Invariants)
        {
            // One range for all components, symmetric: the loss weighs all directions alike.
            double largest_MPa = Math.Max(-stressMinimum_MPa.Min(), stressMaximum_MPa.Max());
            (stressMinimum_MPa, stressMaximum_MPa) = ([.. Enumerable.Repeat(-largest_MPa, 6)], [.. Enumerable.Repeat(largest_MPa, 6)]);
        }

        (ImmutableArray<double> stepMinimum, ImmutableArray<double> stepMaximum) = StepRange(unscaled, features, moments);
        return unscaled with
        {
            StepMinimum = stepMinimum,
            StepMaximum = stepMaximum,
            BasisScale = norms.RootMeanSquares(),
            GrainMinimum = grain.Minimum,
            GrainMaximum = grain.Maximum,
            StressMinimum_Pa = [.. stressMinimum_MPa.Select(s => 1e6 * s)],
            StressMaximum_Pa = [.. stressMaximum_MPa.Select(s => 1e6 * s)],
            Trained = steps.Range(stretches, training.StepLengthMinimum) with
            {
                GrainsMinimum = microstructures.Min(m => m.Grains),
                GrainsMaximum = microstructures.Max(m => m.Grains),
                TextureIndexMaximum = microstructures.Max(m => m.TextureIndex),
            },
        };
    }

    /// <summary>
    /// The ends of the ranges of the step features: the extremes; the increment of the cell lmsc keeps the fixed ones. Invariants that are inputs
    /// of the network reach from the mean less to the mean plus one standard deviation: their distributions are skewed, and their extremes
    /// would leave little between them. (The trained range, which trust is measured with, does not depend on this scaling.)
    /// </summary>
    private static (ImmutableArray<double> Minimum, ImmutableArray<double> Maximum) StepRange(
        ModelSpecification model, RangeOfComponents extremes, ComponentMoments moments)
    {
        double[] minimum = [.. extremes.Minimum], maximum = [.. extremes.Maximum];
        for (int i = minimum.Length - ModelSpecification.IncrementComponents; i < minimum.Length && model.Cell == CellKind.Lmsc; i++)
            (minimum[i], maximum[i]) = (model.StepMinimum[i], model.StepMaximum[i]);
        for (int i = model.NetworkInputOffset; i < minimum.Length && model.Inputs == InputKind.Invariants; i++)
            (minimum[i], maximum[i]) = moments.DeviationsAroundMean(i);
        return ([.. minimum], [.. maximum]);
    }
}
