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

/// <summary>Which volume element meets which path in a training sample.</summary>
public enum SamplePairing
{
    /// <summary>Pairs are drawn without replacement from the matrix of all training volume elements and training paths.</summary>
    Matrix,

    /// <summary>
    /// Sample k takes training volume element k and training path k (counted round when there are fewer): every sample another volume element and
    /// another path. The samples of a shorter description are the first ones of a longer one, and parts of different fidelities share their pairs.
    /// </summary>
    Distinct,
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
/// A data set as the user describes it in <c>dataset.yaml</c>: everything that decides its bytes. Read by <see cref="DatasetSpecFile"/>.
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

    /// <summary>Which volume element meets which path.</summary>
    public SamplePairing Pairing { get; init; }

    /// <summary>What is held out, and (for a data set of one part) how much of it is simulated.</summary>
    public ValidationSpec Validation { get; init; } = new();

    /// <summary>Training samples of a plain Taylor data set, one without <see cref="Parts"/>.</summary>
    public int TrainingSamples { get; init; }

    /// <summary>Samples per file of a plain Taylor data set.</summary>
    public int SamplesPerFile { get; init; } = DatasetPart.DefaultSamplesPerFile(Fidelity.Taylor);

    /// <summary>The parts, one for each fidelity; empty for a plain Taylor data set.</summary>
    public DatasetParts Parts { get; init; } = DatasetParts.None;

    /// <summary>The parts in their order; one at least.</summary>
    public IReadOnlyList<DatasetPart> AllParts() => Parts.Count > 0 ? Parts : [new DatasetPart
    {
        TrainingSamples = TrainingSamples,
        MaximumVolumeElements = Validation.MaximumVolumeElements,
        MaximumPaths = Validation.MaximumPaths,
        SamplesPerFile = SamplesPerFile,
    }];

    /// <summary>
    /// True for what the first version of the format could say: one Taylor part drawn from the matrix, without retries, and paths along one
    /// direction. Such a description keeps its hash and its bytes.
    /// </summary>
    internal bool IsFirstVersion => Parts.Count == 0 && Pairing == SamplePairing.Matrix && PathRule.WalkFraction == 0;
}
