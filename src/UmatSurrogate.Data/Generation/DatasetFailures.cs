using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>The failure records of a data set on disk.</summary>
public static class DatasetFailures
{
    /// <summary>All failure records of a data set, in the order of the samples.</summary>
    /// <param name="directory">A directory, complete or not, or a packed file.</param>
    /// <exception cref="InputException">Not a data set, or failure records that cannot be read.</exception>
    public static IReadOnlyList<FailureRecord> Read(string directory)
    {
        if (File.Exists(directory))
            return FailureRecord.Read(PackedFile.Read(directory)[PackedFile.FailureSection], directory);
        DatasetManifest manifest = DatasetManifest.Read(directory);
        List<FailureRecord> records = [];
        for (int file = 0; file < manifest.Plan.FileCount; file++)
        {
            string name = Path.Combine(directory, DatasetManifest.FailureFileName(file));
            if (File.Exists(name))
                records.AddRange(FailureRecord.Read(name));
        }
        return records;
    }

    /// <summary>
    /// What is wrong with the failure records of a sample file, or null: those samples have one whose simulation failed or was repeated. The first
    /// version of the format has none.
    /// </summary>
    internal static string? Problem(DatasetManifest manifest, string directory, int file, ReadOnlySpan<SampleHead> heads)
    {
        if (manifest.Plan.Spec.IsFirstVersion)
            return null;
        (int first, _) = manifest.Plan.FileRange(file);
        List<int> expected = [];
        for (int k = 0; k < heads.Length; k++)
        {
            if (heads[k].Status != PointStatus.Ok || heads[k].Halvings > 0)
                expected.Add(first + k);
        }
        string name = Path.Combine(directory, DatasetManifest.FailureFileName(file));
        if (!File.Exists(name))
            return expected.Count == 0 ? null : "it is missing";
        try
        {
            return FailureRecord.Read(name).Select(r => r.Sample).SequenceEqual(expected) ? null : "its records are not those of the failed samples";
        }
        catch (InputException e)
        {
            return $"it cannot be read ({e.Message})";
        }
    }
}
