using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Data;

/// <summary>The volume elements of a data set.</summary>
public sealed record VolumeElementSpec
{
    /// <summary>How many volume elements, held-out ones included.</summary>
    public required int Count { get; init; }

    /// <summary>Grains of each.</summary>
    public int Grains { get; init; } = 20;

    /// <summary>The share of volume elements with a texture component; the others are uniformly random.</summary>
    public double TexturedFraction { get; init; }

    /// <summary>Half-width of the texture components: drawn uniformly between these bounds, degrees.</summary>
    public (double Smallest, double Largest) HalfWidth_deg { get; init; } = (10.0, 10.0);
}

/// <summary>What is held out for validation.</summary>
public sealed record ValidationSpec
{
    /// <summary>The share of volume elements, and of paths, that no training sample sees.</summary>
    public double Fraction { get; init; } = 0.06;

    /// <summary>At most so many held-out volume elements are simulated.</summary>
    public int MaximumVolumeElements { get; init; } = int.MaxValue;

    /// <summary>At most so many held-out paths are simulated.</summary>
    public int MaximumPaths { get; init; } = int.MaxValue;
}

/// <summary>
/// A data set as the user describes it in <c>dataset.yaml</c>: everything that decides its bytes. The only fidelity so far is Taylor
/// (all grains of a volume element take the prescribed F; stresses are the plain mean over the grains). Read by <see cref="DatasetSpecFile"/>.
/// </summary>
public sealed record DatasetSpec
{
    /// <summary>Every random number derives from this.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The crystals.</summary>
    public PhenopowerlawParameters Material { get; init; } = PhenopowerlawParameters.Aluminium;

    /// <summary>The volume elements.</summary>
    public required VolumeElementSpec VolumeElements { get; init; }

    /// <summary>How many paths, held-out ones included.</summary>
    public required int PathCount { get; init; }

    /// <summary>The rule of the paths.</summary>
    public RandomPathRule PathRule { get; init; } = new();

    /// <summary>How many entries of the matrix training volume elements x training paths are simulated, drawn without replacement.</summary>
    public required int TrainingSamples { get; init; }

    /// <summary>What is held out.</summary>
    public ValidationSpec Validation { get; init; } = new();

    /// <summary>Samples per file.</summary>
    public int SamplesPerFile { get; init; } = 512;
}
