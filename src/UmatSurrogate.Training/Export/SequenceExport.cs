using System.Text.Json;
using System.Text.Json.Nodes;
using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Training;

/// <summary>
/// One or several data sets in the frame of the network as one safetensors file, for training in PyTorch (<c>examples/pytorch</c>). With P paths of T
/// increments, V volume elements of G grains, N training samples and M validation samples (those first), all float32, row-major:
/// <code>
/// time_step_s        P x T         length of the increments, s
/// stretch_increment  P x T x 6     increments of the isochoric stretch Ub, 11, 22, 33, 12, 13, 23; Ub = I before the first
/// seed               V x G x 3     positions in the unit cube
/// quaternion         V x G x 4     orientations
/// texture_index      V             see TextureIndex
/// path, volume_element (N + M)     whole numbers, positions in the tensors above
/// stress_MPa   (N + M) x T x 6     rotated deviatoric Cauchy stress R^T s R at the end of the increments
/// </code>
/// Increments, not values: their differences keep seven digits where the steps are small, and their sums are exact to 1e-9.
/// The metadata <see cref="MetadataKey"/> is JSON with format, N, M, the elasticity, hash and description of the data set; of several data sets (the samples of
/// the first, then those of the second, ...) lists of hashes, descriptions and numbers of samples.
/// </summary>
public static class SequenceExport
{
    /// <summary>Version of the format.</summary>
    public const string Format = "umat-surrogate/sequences/1";

    /// <summary>Key of the settings in the metadata of the file.</summary>
    public const string MetadataKey = "umat_surrogate_sequences";

    // Samples whose features are written for a check.
    private const int CheckedSamples = 8;

    /// <summary>Writes the file (a temporary file beside it is renamed).</summary>
    /// <param name="file">The file.</param>
    /// <param name="data">The data sets.</param>
    /// <param name="trainingSamples">Training samples, the first ones of each data set.</param>
    /// <param name="validationSamples">Validation samples, the first ones of each data set.</param>
    /// <param name="check">
    /// Not null: also the features that training computes with this specification along the first (at most 8) samples, unscaled and not
    /// bounded to a trained range: <c>check.step_features</c>, <c>check.gate</c>, <c>check.grain_features</c>.
    /// </param>
    /// <param name="threads">Threads used; the file does not depend on it.</param>
    /// <returns>Numbers of training and validation samples.</returns>
    /// <exception cref="InputException">No training samples, volume elements of different sizes, a path that does not begin undeformed, or a file that cannot be written.</exception>
    public static (int Training, int Validation) Write(
        string file, JoinedDatasets data, SampleLimits trainingSamples, SampleLimits validationSamples, TrainingSpecification? check, int threads)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(trainingSamples);
        ArgumentNullException.ThrowIfNull(validationSamples);
        IReadOnlyList<int>[] trainingBySet = data.TrainingSamples(trainingSamples), validationBySet = data.ValidationSamples(validationSamples);
        int[] training = [.. trainingBySet.SelectMany(s => s)], validation = [.. validationBySet.SelectMany(s => s)];
        if (training.Length == 0)
            throw new InputException("The data sets have no usable training samples. Look at them with 'dataset info'.");
        int[] samples = [.. validation, .. training];
        SequenceSet sequences = SequenceSet.Read(data, samples, threads);
        Positions paths = new(), volumeElements = new();
        float[] path = new float[samples.Length], volumeElement = new float[samples.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            path[i] = paths.Of(sequences.Path(i), i);
            volumeElement[i] = volumeElements.Of(sequences.VolumeElement(i), i);
        }

        List<NamedTensor> tensors =
        [
            .. Kinematics(data, sequences, paths), .. Grains(data, volumeElements),
            new("path", [samples.Length], path), new("volume_element", [samples.Length], volumeElement), Stress(sequences),
        ];
        if (check is not null)
            tensors.AddRange(Features(check, data, sequences, Math.Min(CheckedSamples, samples.Length)));
        Save(file, tensors, Metadata(data, trainingBySet, validationBySet));
        return (training.Length, validation.Length);
    }

    private static NamedTensor[] Kinematics(JoinedDatasets data, SequenceSet sequences, Positions paths)
    {
        int steps = sequences.Steps(0);
        float[] timeStep_s = new float[paths.Count * steps], increment = new float[paths.Count * steps * 6];
        Span<double> components = stackalloc double[6];
        for (int p = 0; p < paths.Count; p++)
        {
            double[] times_s = sequences.Times_s(paths.FirstSample(p));
            SymmetricTensor[] stretch = sequences.IsochoricStretch(paths.FirstSample(p));
            if ((stretch[0] - SymmetricTensor.Identity).Norm > 1e-12)
                throw new InputException($"{data.NameOfPath(paths[p])} does not begin undeformed; such a path cannot be exported.");
            for (int t = 0; t < steps; t++)
            {
                timeStep_s[p * steps + t] = (float)(times_s[t + 1] - times_s[t]);
                (stretch[t + 1] - stretch[t]).ToSpan(components);
                for (int c = 0; c < 6; c++)
                    increment[(p * steps + t) * 6 + c] = (float)components[c];
            }
        }

        return [new("time_step_s", [paths.Count, steps], timeStep_s), new("stretch_increment", [paths.Count, steps, 6], increment)];
    }

    private static NamedTensor[] Grains(JoinedDatasets data, Positions volumeElements)
    {
        int count = volumeElements.Count, grains = data.VolumeElements[volumeElements[0]].Grains.Length;
        float[] seed = new float[count * grains * 3], quaternion = new float[count * grains * 4], textureIndex = new float[count];
        for (int v = 0; v < count; v++)
        {
            ReadOnlySpan<Grain> all = data.VolumeElements[volumeElements[v]].Grains;
            if (all.Length != grains)
                throw new InputException($"Volume elements of {grains} and of {all.Length} grains cannot be exported together.");
            textureIndex[v] = (float)TextureIndex.Of(all);
            for (int g = 0; g < grains; g++)
            {
                int at = v * grains + g;
                Orientation o = all[g].Orientation;
                (seed[3 * at], seed[3 * at + 1], seed[3 * at + 2]) = ((float)all[g].X, (float)all[g].Y, (float)all[g].Z);
                (quaternion[4 * at], quaternion[4 * at + 1]) = ((float)o.Q0, (float)o.Q1);
                (quaternion[4 * at + 2], quaternion[4 * at + 3]) = ((float)o.Q2, (float)o.Q3);
            }
        }

        return [new("seed", [count, grains, 3], seed), new("quaternion", [count, grains, 4], quaternion), new("texture_index", [count], textureIndex)];
    }

    private static NamedTensor Stress(SequenceSet sequences)
    {
        int steps = sequences.Steps(0);
        float[] stress_MPa = new float[sequences.Count * steps * 6];
        for (int i = 0; i < sequences.Count; i++)
            sequences.Stress_MPa(i).AsSpan(6).CopyTo(stress_MPa.AsSpan(i * steps * 6));
        return new("stress_MPa", [sequences.Count, steps, 6], stress_MPa);
    }

    private static NamedTensor[] Features(TrainingSpecification training, JoinedDatasets data, SequenceSet sequences, int count)
    {
        ModelSpecification model = ModelSettings.Unscaled(training, data.Elasticity);
        VolumeElementInputs volumeElements = new(data.VolumeElements, model);
        int steps = sequences.Steps(0), grains = volumeElements.Grains(sequences.VolumeElement(0)).Length;
        List<float> features = [], gate = [], grainFeatures = [];
        for (int i = 0; i < count; i++)
        {
            (float[] stepFeatures, float[] gates) = SequenceBatch.Features(sequences, DrawnSequence.Whole(i, steps), volumeElements, model);
            features.AddRange(stepFeatures);
            gate.AddRange(gates);
            grainFeatures.AddRange(volumeElements.GrainFeatures(sequences.VolumeElement(i), SampleRotation.Identity, default));
        }

        return
        [
            new("check.step_features", [count, steps, model.StepFeatureCount], features.ToArray()),
            new("check.gate", [count, steps], gate.ToArray()),
            new("check.grain_features", [count, grains, model.GrainFeatureCount], grainFeatures.ToArray()),
        ];
    }

    private static string Metadata(JoinedDatasets data, IReadOnlyList<int>[] training, IReadOnlyList<int>[] validation)
    {
        CubicElasticity elasticity = data.Elasticity;
        JsonNode[] hashes = [.. data.Sets.Select(s => (JsonNode)s.ContentHash)], descriptions = [.. data.Sets.Select(Description)];
        JsonObject metadata = new()
        {
            ["format"] = Format,
            ["dataset_sha256"] = hashes.Length == 1 ? hashes[0] : new JsonArray(hashes),
            ["fidelity"] = data.Sets[0].Fidelities[0].Option,
            ["training_samples"] = training.Sum(s => s.Count),
            ["validation_samples"] = validation.Sum(s => s.Count),
            ["training_samples_by_dataset"] = new JsonArray([.. training.Select(s => (JsonNode)s.Count)]),
            ["validation_samples_by_dataset"] = new JsonArray([.. validation.Select(s => (JsonNode)s.Count)]),
            ["elasticity"] = new JsonObject { ["C11_Pa"] = elasticity.C11_Pa, ["C12_Pa"] = elasticity.C12_Pa, ["C44_Pa"] = elasticity.C44_Pa },
            ["dataset"] = hashes.Length == 1 ? descriptions[0] : new JsonArray(descriptions),
        };
        return metadata.ToJsonString();

        static JsonNode Description(Dataset set)
        {
            using MemoryStream description = new();
            using (Utf8JsonWriter writer = new(description))
                DatasetSpecFile.Write(writer, set.Spec);
            return JsonNode.Parse(description.ToArray())!;
        }
    }

    private static void Save(string file, List<NamedTensor> tensors, string metadata)
    {
        string partial = file + ".partial";
        try
        {
            using (FileStream stream = new(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
                SafetensorsFile.Write(stream, tensors, [new(MetadataKey, metadata)]);
            File.Move(partial, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{file}: the file cannot be written ({e.Message}). Give a path in an existing folder that you may write to.", e);
        }
    }

    /// <summary>Positions of what the samples use, in the order of first use.</summary>
    private sealed class Positions
    {
        private readonly Dictionary<int, int> _position = [];
        private readonly List<(int Index, int Sample)> _all = [];

        public int Count => _all.Count;

        /// <summary>Index in the data set.</summary>
        public int this[int position] => _all[position].Index;

        /// <summary>The first sample that uses it.</summary>
        public int FirstSample(int position) => _all[position].Sample;

        public int Of(int index, int sample)
        {
            if (_position.TryAdd(index, _all.Count))
                _all.Add((index, sample));
            return _position[index];
        }
    }
}
