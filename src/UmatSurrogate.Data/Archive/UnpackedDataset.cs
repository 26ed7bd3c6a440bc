using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Data;

/// <summary>A data set unpacked into memory.</summary>
internal sealed record UnpackedDataset(
    DatasetManifest Manifest, PlannedVolumeElement[] VolumeElements, LoadPath[] Paths, byte[][] Records, IReadOnlyList<FailureRecord> Failures)
{
    public byte[] VolumeElementChecksum() =>
        DataFile.Checksum(Manifest.VolumeElementHeader, (k, bytes) => DatasetRecords.WriteVolumeElement(VolumeElements[k], bytes));

    /// <summary>
    /// A weighted sum of all seed positions and quaternions: nearly the same where the volume elements differ in their last digits, another one where
    /// they are others.
    /// </summary>
    public double VolumeElementSum()
    {
        double sum = 0;
        long index = 0;
        foreach (PlannedVolumeElement planned in VolumeElements)
        {
            foreach (Grain grain in planned.VolumeElement.Grains)
            {
                (double q0, double q1, double q2, double q3) = grain.Orientation;
                foreach (double number in (ReadOnlySpan<double>)[grain.X, grain.Y, grain.Z, q0, q1, q2, q3])
                    sum += number * (1 + index++ % 97);
            }
        }
        return sum;
    }

    public byte[] PathChecksum() => DataFile.Checksum(Manifest.PathHeader, (k, bytes) => DatasetRecords.WritePath(Paths[k], bytes));
}
