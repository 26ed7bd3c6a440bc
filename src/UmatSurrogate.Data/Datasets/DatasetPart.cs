using System.Collections;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Data;

/// <summary>One fidelity of a data set: what is simulated with it. All parts share volume elements, paths and what is held out.</summary>
public sealed record DatasetPart
{
    /// <summary>How these samples are simulated.</summary>
    public Fidelity Fidelity { get; init; } = Fidelity.Taylor;

    /// <summary>How many pairs of a training volume element and a training path are simulated.</summary>
    public required int TrainingSamples { get; init; }

    /// <summary>At most so many held-out volume elements are simulated.</summary>
    public int MaximumVolumeElements { get; init; } = int.MaxValue;

    /// <summary>At most so many held-out paths are simulated.</summary>
    public int MaximumPaths { get; init; } = int.MaxValue;

    /// <summary>Samples per file.</summary>
    public int SamplesPerFile { get; init; } = DefaultSamplesPerFile(Fidelity.Taylor);

    /// <summary>
    /// R: a simulation that fails is repeated with every increment divided into 2, then 4, ... 2^R equal parts (F linear within the increment).
    /// </summary>
    public int Retries { get; init; }

    /// <summary>For full field: how derivatives are taken.</summary>
    public SpectralOperator Operator { get; init; } = SpectralOperator.Continuous;

    /// <summary>
    /// For full field: equilibrium is reached when RMS(div P) times the edge of a voxel is below this times the largest |mean P|; the default of DAMASK.
    /// </summary>
    public double RelativeDivergence { get; init; } = DefaultRelativeDivergence;

    /// <summary>5e-4.</summary>
    public const double DefaultRelativeDivergence = 5e-4;

    /// <summary>For full field: the solver's settings. The paths have increments of different lengths, and the tolerance may be loose.</summary>
    public SpectralSettings SolverSettings() => new()
    {
        Operator = Operator,
        RelativeDivergence = RelativeDivergence,
        Start = StartingGuess.FittedToMeanAndRate,
    };

    /// <summary>512 for Taylor; 16 for full field, whose samples take longer.</summary>
    public static int DefaultSamplesPerFile(Fidelity fidelity) => fidelity.IsFullField ? 16 : 512;

    /// <summary>3 (up to 8 parts of an increment) for full field; 0 for Taylor, whose update subdivides by itself.</summary>
    public static int DefaultRetries(Fidelity fidelity) => fidelity.IsFullField ? 3 : 0;
}

/// <summary>A list of parts that compares by its entries.</summary>
public sealed class DatasetParts : IReadOnlyList<DatasetPart>, IEquatable<DatasetParts>
{
    private readonly DatasetPart[] _parts;

    /// <summary>Takes a copy.</summary>
    public DatasetParts(params DatasetPart[] parts) => _parts = [.. parts ?? []];

    /// <summary>No parts.</summary>
    public static DatasetParts None { get; } = new();

    /// <inheritdoc/>
    public int Count => _parts.Length;

    /// <inheritdoc/>
    public DatasetPart this[int index] => _parts[index];

    /// <inheritdoc/>
    public bool Equals(DatasetParts? other) => other is not null && _parts.AsSpan().SequenceEqual(other._parts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DatasetParts);

    /// <inheritdoc/>
    public override int GetHashCode() => _parts.Length;

    /// <inheritdoc/>
    public IEnumerator<DatasetPart> GetEnumerator() => ((IEnumerable<DatasetPart>)_parts).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _parts.GetEnumerator();
}
