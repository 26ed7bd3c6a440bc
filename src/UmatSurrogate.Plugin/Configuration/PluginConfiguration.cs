using UmatSurrogate.Microstructure;
using UmatSurrogate.Plugin.Hosts;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Plugin.Configuration;

/// <summary>The file <c>umat-surrogate.json</c>, read and checked; see README.md for its keys. Paths are absolute.</summary>
internal sealed record PluginConfiguration(
    string File,
    IReadOnlyList<MaterialDefinition> Materials,
    HostKind? Host,
    TangentChoice Tangent,
    TraceOptions? Trace,
    bool PlaneStrain = false);

/// <summary>One material: its name (upper case; <c>*</c> serves every name), model files (several: an ensemble, the first drives) and microstructures.</summary>
internal sealed record MaterialDefinition(
    string Name, IReadOnlyList<string> ModelFiles, MicrostructureDefinition Microstructure, double SpreadLimit_Pa = PointTrust.DefaultSpreadLimit_Pa)
{
    /// <summary>The name that serves every material without an entry of its own.</summary>
    public const string AnyName = "*";
}

/// <summary>Where the grains of a point come from.</summary>
internal abstract record MicrostructureDefinition
{
    /// <summary>One volume element at every point.</summary>
    public sealed record SingleFile(string File) : MicrostructureDefinition;

    /// <summary>A CSV file <c>element,file</c>: one volume element per finite element.</summary>
    public sealed record ElementTable(string File) : MicrostructureDefinition;

    /// <summary>Grains of its own at every integration point, random or about a texture component (half-width in degrees).</summary>
    public sealed record Seeded(ulong Seed, int Grains, TextureComponent? Texture, double HalfWidth_deg) : MicrostructureDefinition
    {
        /// <summary>The volume element of a point; the same for the same seed, element label and point number.</summary>
        public VolumeElement VolumeElementAt(int element, int point)
        {
            ulong seed = PointSeed.Of(Seed, element, point);
            return Texture is TextureComponent component
                ? VolumeElementGenerator.Textured(Grains, component, HalfWidth_deg, seed)
                : VolumeElementGenerator.Random(Grains, seed);
        }
    }
}

/// <summary>The tangent that the host gets. Neither choice changes the stress.</summary>
internal enum TangentChoice
{
    /// <summary>The derivative of the surrogate's stress (<see cref="TangentRule.Algorithmic"/>).</summary>
    Analytic,

    /// <summary>The same, made symmetric and positive definite (<see cref="PositiveDefiniteModuli"/>).</summary>
    PositiveDefinite,

    /// <summary>Isotropic elastic moduli: linear convergence, for comparison and for difficult starts.</summary>
    Elastic,
}

/// <summary>
/// Which points are written to the trace file: a list, every n-th element, or a seeded sample of a given size; with the state
/// variables or without.
/// </summary>
internal sealed record TraceOptions(
    string File, IReadOnlyList<(int Element, int Point)> Points, int EveryElement, int SampleSize, ulong SampleSeed, bool WithState);
