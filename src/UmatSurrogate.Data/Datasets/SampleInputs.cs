using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Data;

/// <summary>What a sample is simulated from; follows from the description alone.</summary>
/// <param name="VolumeElement">Grains.</param>
/// <param name="Path">Path as simulated: its increments divided as asked.</param>
/// <param name="Part">Part of the data set: the fidelity, and the settings of its solver.</param>
/// <param name="Material">Crystals.</param>
public sealed record SampleInputs(VolumeElement VolumeElement, LoadPath Path, DatasetPart Part, PhenopowerlawParameters Material)
{
    /// <summary>The inputs of one sample.</summary>
    /// <param name="spec">Description.</param>
    /// <param name="sample">Index of the sample.</param>
    /// <param name="partsPerIncrement">Equal parts into which every increment is divided; a failed simulation is repeated with 2, 4, ...</param>
    /// <exception cref="InputException">The description has no such sample.</exception>
    public static SampleInputs Of(DatasetSpec spec, int sample, int partsPerIncrement = 1)
    {
        ArgumentNullException.ThrowIfNull(spec);
        DatasetPlan plan = new(spec);
        if (sample < 0 || sample >= plan.SampleCount)
            throw new InputException($"Sample {sample} does not exist; the description has the samples 0 .. {plan.SampleCount - 1}.");
        if (partsPerIncrement is < 1 or > 1024)
            throw new InputException($"An increment cannot be divided into {partsPerIncrement} parts; give 1 to 1024.");
        DatasetEntry entry = plan.Entry(sample);
        return new(
            plan.VolumeElement(entry.VolumeElement).VolumeElement, plan.Path(entry.Path).Subdivided(partsPerIncrement),
            plan.PartOfSample(sample).Part, spec.Material);
    }

    /// <summary>The description of a data set: a directory, a packed file, or a <c>dataset.yaml</c>.</summary>
    /// <exception cref="InputException">None of these.</exception>
    public static DatasetSpec SpecOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
            return DatasetManifest.Read(path).Plan.Spec;
        return DatasetArchive.IsArchive(path) ? DatasetArchive.ReadManifest(path).Plan.Spec : DatasetSpecFile.Read(path);
    }
}
