using System.Globalization;
using UmatSurrogate.Data;
using UmatSurrogate.Evaluation;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Studies;

/// <summary>Textures of several half-widths, and random orientations, under uniaxial tension (Fig. 9 of the paper).</summary>
internal static class TextureMeasurement
{
    public const string Random = "random";

    public static readonly (string Name, TextureComponent Component)[] Components =
    [
        ("goss", TextureComponent.Goss), ("brass", TextureComponent.Brass), ("cube", TextureComponent.Cube), ("copper", TextureComponent.Copper),
    ];

    /// <summary>Prefix of the names of one half-width and texture.</summary>
    public static string Prefix(double halfWidth_deg, string texture) => string.Create(CultureInfo.InvariantCulture, $"{halfWidth_deg:0.##}/{texture}");

    public static Measured Run(CellMeasurement m)
    {
        StudyMeasurements s = m.Measure;
        int grains = m.Cell.Data.Spec.VolumeElements.Grains;
        IdealisedLoad load = new(IdealisedLoadKind.Uniaxial, s.Rate_perSecond, s.Strain, s.Increments);
        MixedLoadResult random = Follow(Random, i => VolumeElementGenerator.Random(grains, i), null);
        Measured result = new();
        result.Set("strain", random.Load.Strain);
        Add(Random, random);
        foreach (double halfWidth_deg in s.HalfWidths_deg)
        {
            List<MixedLoadResult> textures = [];
            foreach ((string name, TextureComponent component) in Components)
            {
                textures.Add(Follow(name, i => VolumeElementGenerator.Textured(grains, component, halfWidth_deg, i), random));
                Add(Prefix(halfWidth_deg, name), textures[^1]);
            }

            result[Prefix(halfWidth_deg, "order")] = TextureOrder.Of(textures).Holds ? 1 : 0;
        }

        return result;

        MixedLoadResult Follow(string name, Func<ulong, VolumeElement> create, MixedLoadResult? blind) => MixedLoads.Run(
            MixedLoad.Of(name, load), m.Evaluator, m.Library, m.Truth, m.Baseline,
            [.. Enumerable.Range(0, s.VolumeElements).Select(i => create(s.Seed + (ulong)i))], blind);

        void Add(string prefix, MixedLoadResult texture)
        {
            result[prefix + "/mean"] = texture.Surrogate.Mean_MPa;
            result[prefix + "/p95"] = texture.Surrogate.Percentile95_MPa;
            result[prefix + "/blind"] = texture.Blind.Mean_MPa;
            result[prefix + "/taylor"] = texture.Taylor?.Mean_MPa ?? double.NaN;
            result[prefix + "/scaled_taylor"] = texture.ScaledTaylor?.Mean_MPa ?? double.NaN;
            result[prefix + "/without_solution"] = texture.SurrogateUnsolved.Count;
            result.Set(prefix + "/truth_MPa", texture.MeanStress_MPa(texture.TruthResponses));
            result.Set(prefix + "/surrogate_MPa", texture.MeanStress_MPa(texture.SurrogateResponses));
        }
    }
}
