using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests;

/// <summary>Small surrogates with random weights: not trained, but with all properties that do not come from training.</summary>
internal static class RandomModels
{
    public static SurrogateModel Create(ulong seed)
    {
        const FeatureSet features = FeatureSet.BishopHill;
        ModelSpecification specification = new()
        {
            Features = features,
            HiddenSize = 12,
            Layers = 2,
            GrainInputSize = 6,
            InputLayerSize = 10,
            StepMinimum = [.. Enumerable.Repeat(-3.0, StepFeatures.Count(features))],
            StepMaximum = [.. Enumerable.Repeat(3.0, StepFeatures.Count(features))],
            GrainMinimum = [.. Enumerable.Repeat(-1.0, GrainFeatures.Count(features))],
            GrainMaximum = [.. Enumerable.Repeat(1.0, GrainFeatures.Count(features))],
            StressMinimum_Pa = [.. Enumerable.Repeat(-90e6, 6)],
            StressMaximum_Pa = [.. Enumerable.Repeat(90e6, 6)],
            StressFreeReference = true,
            Trained = TrainedRange.Unbounded,
            Elasticity = new CubicElasticity(106.75e9, 60.41e9, 28.34e9),
        };
        RandomStream random = new(seed, 0);
        return SurrogateModel.Create(specification, specification.TensorShapes().ToDictionary(
            t => t.Name,
            t => Enumerable.Range(0, t.Shape.Aggregate(1, (a, b) => a * b)).Select(_ => (float)random.NextDouble(-0.4, 0.4)).ToArray()));
    }
}
