using UmatSurrogate.Data;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Evaluation;

/// <summary>The errors of one part of the validation samples.</summary>
/// <param name="Name">Which part, for example "textured volume elements".</param>
/// <param name="Key">The same as a key of <c>report.json</c>.</param>
/// <param name="Samples">Samples that have a step in it.</param>
/// <param name="Errors">One summary for each predictor of <see cref="UnseenPaths.Predictors"/>, in that order.</param>
public sealed record ErrorSplit(string Name, string Key, int Samples, ErrorSummary[] Errors)
{
    /// <summary>Half of the range of the random paths: "to 10 %".</summary>
    public const double SmallStrain = 0.1;

    /// <summary>All parts that are reported, those without a sample left out.</summary>
    internal static IReadOnlyList<ErrorSplit> All(UnseenPaths unseen, Dataset data)
    {
        Dictionary<int, (PathShapeKind Shape, int Within)> byPath = unseen.Samples.Select(s => s.PathIndex).Distinct()
            .ToDictionary(p => p, p => (PathShape.Of(data.Paths[p]), PathShape.IncrementsWithin(data.Paths[p], SmallStrain)));
        const int everything = int.MaxValue;
        return
        [
            .. new[]
            {
                Part("all steps", "all", _ => everything),
                Part($"components of F - I within {SmallStrain:0.#}", "strain_to_0.1", s => byPath[s.PathIndex].Within),
                Part("random volume elements", "random_volume_elements", s => Texture(s) is null ? everything : 0),
                Part("textured volume elements", "textured_volume_elements", s => Texture(s) is null ? 0 : everything),
                Part("monotonic paths", "monotonic_paths", s => Shape(s) == PathShapeKind.Monotonic ? everything : 0),
                Part("reversed paths", "reversed_paths", s => Shape(s) == PathShapeKind.Reversed ? everything : 0),
                Part("walks", "walk_paths", s => Shape(s) == PathShapeKind.Walk ? everything : 0),
            }.Where(p => p.Samples > 0),
        ];

        TextureComponent? Texture(DatasetSample s) => data.VolumeElementTextures[s.VolumeElementIndex];
        PathShapeKind Shape(DatasetSample s) => byPath[s.PathIndex].Shape;

        ErrorSplit Part(string name, string key, Func<DatasetSample, int> steps)
        {
            int[] taken = [.. unseen.Samples.Select(steps)];
            return new(name, key, taken.Count(t => t > 0), [.. unseen.Predictors.Select(p => ErrorSummary.Of(p.Errors_MPa.SelectMany((e, i) => e.Take(taken[i]))))]);
        }
    }
}
