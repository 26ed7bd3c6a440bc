using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Evaluation;

/// <summary>What a volume element is subjected to: a prescribed path, or load steps under mixed control.</summary>
public sealed class TruthLoad
{
    /// <summary>A prescribed path.</summary>
    public TruthLoad(LoadPath path) => (Path, Steps) = (path, []);

    /// <summary>Load steps under mixed control, each with increments of equal length.</summary>
    public TruthLoad(params MixedLoadStep[] steps) => Steps = steps;

    /// <summary>The path, or null where there are load steps.</summary>
    public LoadPath? Path { get; }

    /// <summary>The load steps; none where there is a path.</summary>
    public IReadOnlyList<MixedLoadStep> Steps { get; }

    /// <summary>Number of increments.</summary>
    public int Increments => Path?.IncrementCount ?? Steps.Sum(s => s.Increments);

    /// <summary>The same with every increment in so many equal parts.</summary>
    internal TruthLoad Divided(int parts) => parts == 1
        ? this
        : Path is { } path ? new(path.Subdivided(parts)) : new([.. Steps.Select(s => s with { Increments = parts * s.Increments })]);
}
