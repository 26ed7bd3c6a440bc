using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>A file of a data set that is missing or damaged.</summary>
/// <param name="File">Name within the directory.</param>
/// <param name="Problem">What is wrong with it.</param>
public readonly record struct DatasetFault(string File, string Problem);

/// <summary>Checks every byte of a data set, and puts shards together.</summary>
public static class DatasetVerification
{
    /// <summary>What to do about a missing or damaged file.</summary>
    public const string Remedy = "Delete the file and run 'dataset generate' with the same description and directory again: it makes only what is missing.";

    /// <summary>The files that are missing or damaged; an empty list means that every byte is as it was written.</summary>
    /// <param name="directory">A directory, or a packed file.</param>
    /// <exception cref="InputException">The directory holds no data set, its manifest was changed, or a packed file is damaged.</exception>
    public static IReadOnlyList<DatasetFault> Verify(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        if (File.Exists(directory))
        {
            DatasetArchive.Read(directory); // Checks every byte, and throws.
            return [];
        }
        DatasetManifest manifest = DatasetManifest.Read(directory);
        List<DatasetFault> faults = [];
        foreach ((string name, DataFileHeader header) in manifest.Files())
        {
            if (DataFile.Check(Path.Combine(directory, name), header) is string problem)
                faults.Add(new(name, problem));
        }
        for (int file = 0; file < manifest.Plan.FileCount; file++)
        {
            string name = Path.Combine(directory, DatasetManifest.SampleFileName(file));
            if (faults.Any(f => f.File == DatasetManifest.SampleFileName(file)))
                continue;
            if (DatasetFailures.Problem(manifest, directory, file, SampleFile.Heads(name, manifest.SampleHeader(file))) is string problem)
                faults.Add(new(DatasetManifest.FailureFileName(file), problem));
        }
        return faults;
    }

    /// <summary>
    /// Copies the valid files of shards that were generated in directories of their own into one directory.
    /// </summary>
    /// <returns>What is still missing after the merge.</returns>
    /// <exception cref="InputException">The directories hold data sets of different descriptions, or a file of a source is damaged.</exception>
    public static IReadOnlyList<DatasetFault> Merge(IReadOnlyList<string> sources, string target)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(target);
        if (sources.Count == 0)
            throw new InputException("No directory to merge was given.");
        DatasetManifest manifest = DatasetManifest.Read(sources[0]);
        foreach (string source in sources.Skip(1))
        {
            SpecHash other = DatasetManifest.Read(source).SpecHash;
            if (other != manifest.SpecHash)
            {
                throw new InputException(
                    $"'{source}' has another description (spec hash {other}) than '{sources[0]}' ({manifest.SpecHash}); only shards of one data set can be merged.");
            }
        }
        Directory.CreateDirectory(target);
        manifest.WriteOrCompare(target, "merge");
        foreach ((string name, DataFileHeader header) in manifest.Files())
            MergeFile(sources, target, name, header);
        for (int file = 0; file < manifest.Plan.FileCount; file++)
        {
            string name = DatasetManifest.FailureFileName(file);
            if (sources.Select(s => Path.Combine(s, name)).FirstOrDefault(File.Exists) is string failures)
                CopyWhole(failures, Path.Combine(target, name));
        }
        return Verify(target);
    }

    private static void MergeFile(IReadOnlyList<string> sources, string target, string name, in DataFileHeader header)
    {
        string file = Path.Combine(target, name);
        if (DataFile.Check(file, header) is null)
            return;
        foreach (string source in sources)
        {
            string candidate = Path.Combine(source, name);
            if (!File.Exists(candidate))
                continue;
            if (DataFile.Check(candidate, header) is string problem)
                throw new InputException($"'{candidate}': {problem}. {Remedy}");
            CopyWhole(candidate, file);
            return;
        }
    }

    private static void CopyWhole(string source, string target)
    {
        if (Path.GetFullPath(source) == Path.GetFullPath(target))
            return;
        string partial = $"{target}.merge{DataFile.PartialEnding}";
        File.Copy(source, partial, overwrite: true);
        File.Move(partial, target, overwrite: true);
    }
}
