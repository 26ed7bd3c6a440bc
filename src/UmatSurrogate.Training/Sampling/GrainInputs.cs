using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Training;

/// <summary>Grain features of all volume elements of a data set, computed once, and their batches (padded to the largest grain count).</summary>
internal sealed class GrainInputs
{
    private readonly float[][] _features;
    private readonly IReadOnlyList<Polycrystal> _grains;
    private readonly int _count;

    private GrainInputs(float[][] features, IReadOnlyList<Polycrystal> grains, int count) => (_features, _grains, _count) = (features, grains, count);

    /// <summary>Unscaled features.</summary>
    public static float[][] Unscaled(IReadOnlyList<VolumeElement> volumeElements, FeatureSet set)
    {
        float[][] features = new float[volumeElements.Count][];
        for (int v = 0; v < features.Length; v++)
        {
            features[v] = new float[volumeElements[v].Grains.Length * GrainFeatures.Count(set)];
            GrainFeatures.Compute(set, volumeElements[v].Grains, features[v]);
        }

        return features;
    }

    /// <summary>Scales the features as the model does.</summary>
    public static GrainInputs Create(float[][] unscaled, IReadOnlyList<Polycrystal> grains, ModelSpecification model)
    {
        int n = model.GrainFeatureCount;
        return new(
            Array.ConvertAll(unscaled, values => values.Select((x, i) => Scaling.Apply(x, model.GrainMinimum[i % n], model.GrainMaximum[i % n])).ToArray()),
            grains,
            n);
    }

    /// <summary>Features (B x G x n) and weights (B x G, each row with sum 1) of some volume elements.</summary>
    public (float[] Features, float[] Weights, int Grains) Batch(int[] volumeElements)
    {
        int most = volumeElements.Max(v => _features[v].Length) / _count;
        float[] features = new float[volumeElements.Length * most * _count];
        float[] weights = new float[volumeElements.Length * most];
        for (int i = 0; i < volumeElements.Length; i++)
        {
            float[] values = _features[volumeElements[i]];
            values.CopyTo(features, i * most * _count);
            ReadOnlySpan<double> fractions = _grains[volumeElements[i]].Weights;
            for (int g = 0; g < fractions.Length; g++)
                weights[i * most + g] = (float)fractions[g];
        }

        return (features, weights, most);
    }
}
