using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Data;

/// <summary>A complete data set on disk, opened for reading. Safe for use by many threads at once.</summary>
public sealed class Dataset : IDisposable
{
    private Dataset()
    {
    }

    /// <summary>The volume elements.</summary>
    public IReadOnlyList<VolumeElement> VolumeElements { get; } = [];

    /// <summary>The paths.</summary>
    public IReadOnlyList<LoadPath> Paths { get; } = [];

    /// <summary>Number of samples, failed ones included.</summary>
    public int SampleCount { get; }

    /// <summary>
    /// Indices of the usable (not failed) training samples, in the random order in which they were drawn: any prefix is a fair smaller set.
    /// </summary>
    public IReadOnlyList<int> TrainingSamples { get; } = [];

    /// <summary>Indices of the usable (not failed) validation samples.</summary>
    public IReadOnlyList<int> ValidationSamples { get; } = [];

    /// <summary>SHA-256 over the checksums of all files, hexadecimal: changes with any byte of the data.</summary>
    public string ContentHash { get; } = "";

    /// <summary>The description it was made from.</summary>
    public DatasetSpec Spec { get; } = null!;

    /// <summary>Opens a complete data set.</summary>
    /// <exception cref="Mechanics.InputException">Not a data set, a file is missing or damaged, or an unknown format version.</exception>
    public static Dataset Open(string directory) => throw new NotSupportedException($"Reading of '{directory}' comes with the generator.");

    /// <summary>Reads one sample, 0 .. <see cref="SampleCount"/> - 1.</summary>
    public DatasetSample ReadSample(int index) => throw new NotSupportedException($"Reading of {index} comes with the generator.");

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
