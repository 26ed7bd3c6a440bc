namespace UmatSurrogate.Data;

/// <summary>A data set unpacked into memory.</summary>
internal sealed record UnpackedDataset(
    DatasetManifest Manifest, PlannedVolumeElement[] VolumeElements, LoadPath[] Paths, byte[][] Records, IReadOnlyList<FailureRecord> Failures)
{
    public byte[] VolumeElementChecksum() =>
        DataFile.Checksum(Manifest.VolumeElementHeader, (k, bytes) => DatasetRecords.WriteVolumeElement(VolumeElements[k], bytes));

    public byte[] PathChecksum() => DataFile.Checksum(Manifest.PathHeader, (k, bytes) => DatasetRecords.WritePath(Paths[k], bytes));
}
