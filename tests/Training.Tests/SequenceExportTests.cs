using System.Text.Json;
using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;
using UmatSurrogate.Training;

namespace UmatSurrogate.Tests;

/// <summary>A data set exported for PyTorch holds the data set; <c>examples/pytorch/check.sh</c> compares what PyTorch makes of it.</summary>
public sealed class SequenceExportTests(TinyDataset tiny) : IClassFixture<TinyDataset>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("umat-surrogate-export");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Export_GivesBackStretchStressAndGrains()
    {
        Dataset data = tiny.Data;
        (IReadOnlyDictionary<string, NamedTensor> tensors, JsonElement settings) = Export(trainingSamples: 10, null);
        int held = data.ValidationSamples.Count;
        Assert.Equal(10, settings.GetProperty("training_samples").GetInt32());
        Assert.Equal(held, settings.GetProperty("validation_samples").GetInt32());
        Assert.Equal(data.ContentHash, settings.GetProperty("dataset_sha256").GetString());
        int[] samples = [.. data.ValidationSamples, .. data.TrainingSamples.Take(10)];
        Assert.Equal([samples.Length, 40, 6], tensors["stress_MPa"].Shape);
        for (int i = 0; i < samples.Length; i++)
        {
            DatasetSample sample = data.ReadSample(samples[i]);
            int path = (int)tensors["path"].Values.Span[i], volumeElement = (int)tensors["volume_element"].Values.Span[i];
            double[] sum = [1, 1, 1, 0, 0, 0];
            double time_s = 0;
            for (int t = 0; t < 40; t++)
            {
                time_s += tensors["time_step_s"].Values.Span[path * 40 + t];
                for (int c = 0; c < 6; c++)
                    sum[c] += tensors["stretch_increment"].Values.Span[(path * 40 + t) * 6 + c];
                // C = F^T F = U^2, with det Ub = 1; the stress is compared in the frame of F.
                Tensor3x3 F = sample.DeformationGradients[t + 1];
                SymmetricTensor ub = new(sum[0], sum[1], sum[2], sum[3], sum[4], sum[5]);
                Tensor3x3 u = Math.Cbrt(F.Determinant) * ub.ToTensor();
                Assert.True((u * u - F.Transpose * F).Norm < 1e-8);
                ReadOnlySpan<float> s = tensors["stress_MPa"].Values.Span.Slice((i * 40 + t) * 6, 6);
                Tensor3x3 R = F * u.Inverse;
                SymmetricTensor sigma = (R * new SymmetricTensor(s[0], s[1], s[2], s[3], s[4], s[5]).ToTensor() * R.Transpose).Symmetric;
                Assert.True((1e6 * sigma - sample.DeviatoricCauchyStress_Pa[t + 1]).Norm < 100.0, $"sample {i}, increment {t + 1}");
                Assert.Equal(sample.Times_s[t + 1], time_s, 1e-6 * time_s);
            }
            Microstructure.Grain grain = data.VolumeElements[sample.VolumeElementIndex].Grains[1];
            Assert.Equal((float)grain.Y, tensors["seed"].Values.Span[(volumeElement * 4 + 1) * 3 + 1]);
            Assert.Equal((float)grain.Orientation.Q3, tensors["quaternion"].Values.Span[(volumeElement * 4 + 1) * 4 + 3]);
        }
    }

    [Fact]
    public void Export_WithASpecification_HoldsTheFeaturesOfTheFirstSamples()
    {
        TrainingSpecification training = new() { FeatureSet = FeatureSet.Cluster };
        (IReadOnlyDictionary<string, NamedTensor> tensors, _) = Export(trainingSamples: 0, training);
        const int count = 8;
        Assert.Equal([count, 40, StepFeatures.Count(FeatureSet.Cluster)], tensors["check.step_features"].Shape);
        Assert.Equal([count, 40], tensors["check.gate"].Shape);
        Assert.Equal([count, 4, GrainFeatures.Count(FeatureSet.Cluster)], tensors["check.grain_features"].Shape);
        // The first six features are Ub - I: the sum of the increments.
        int path = (int)tensors["path"].Values.Span[0];
        Assert.Equal(tensors["stretch_increment"].Values.Span[path * 40 * 6], tensors["check.step_features"].Values.Span[0], 1e-9);
    }

    [Fact]
    public void Export_OfANegativeNumberOfSamples_IsRefused() =>
        Assert.Throws<InputException>(() => Export(trainingSamples: -1, null));

    private (IReadOnlyDictionary<string, NamedTensor> Tensors, JsonElement Settings) Export(int trainingSamples, TrainingSpecification? check)
    {
        string file = Path.Combine(_folder.FullName, "data.safetensors");
        SequenceExport.Write(file, tiny.Joined, trainingSamples, 0, check, 2);
        (IReadOnlyDictionary<string, NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata) = SafetensorsFile.Parse(file, File.ReadAllBytes(file));
        using JsonDocument settings = JsonDocument.Parse(metadata[SequenceExport.MetadataKey]);
        Assert.Equal(SequenceExport.Format, settings.RootElement.GetProperty("format").GetString());
        return (tensors, settings.RootElement.Clone());
    }
}
