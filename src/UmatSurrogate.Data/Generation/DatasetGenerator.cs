using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>Which part of a data set to generate, and how.</summary>
/// <param name="Shard">
/// Shard i of n generates the sample files k with k mod n = i mod n; 0 .. n-1 and 1 .. n both cover everything.
/// </param>
/// <param name="ShardCount">n; 1 generates everything.</param>
/// <param name="Threads">Worker threads; the bytes do not depend on their number.</param>
public readonly record struct DatasetGeneration(int Shard, int ShardCount, int Threads);

/// <summary>
/// Generates a data set from its description. Every volume element, path and sample follows from the seed and its index, and
/// every file holds a fixed range of samples, so that the bytes are the same for any number of shards and threads. A file that is complete and
/// valid is kept, and finished samples of incomplete files stand in journals: the generation can be killed at any moment and started again.
/// Files with validation samples come first, so that a data set that is not complete yet can already be measured against.
/// </summary>
public static class DatasetGenerator
{
    /// <summary>Generates the shard's files in a directory, beside the manifest, the volume elements and the paths.</summary>
    /// <param name="spec">The description.</param>
    /// <param name="directory">Created if needed; shards may share it or have one each (and be merged later).</param>
    /// <param name="generation">Shard and threads.</param>
    /// <param name="progress">Told after every sample, from the worker threads; may be null.</param>
    /// <param name="cancellation">Stops between samples; what is complete stays.</param>
    /// <param name="source">What simulates; null: the processor. The bytes are those of the source.</param>
    /// <returns>The final progress: failed simulations of this shard included.</returns>
    /// <exception cref="InputException">The directory holds another data set, a path cannot be drawn, or shard and threads are out of range.</exception>
    public static DatasetProgress Generate(
        DatasetSpec spec, string directory, DatasetGeneration generation, Action<DatasetProgress>? progress, CancellationToken cancellation,
        IPathSimulatorSource? source = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(directory);
        Check(generation);
        DatasetManifest manifest = new(spec);
        // Before anything is written: a rule of which a path cannot be made is refused here.
        PlannedVolumeElement[] volumeElements = [.. Enumerable.Range(0, spec.VolumeElements.Count).Select(manifest.Plan.VolumeElement)];
        LoadPath[] paths = [.. Enumerable.Range(0, spec.PathCount).Select(manifest.Plan.Path)];
        Directory.CreateDirectory(directory);
        string writer = $"{generation.Shard % generation.ShardCount}-{generation.ShardCount}";
        manifest.WriteOrCompare(directory, writer);
        WriteTables(manifest, directory, writer, volumeElements, paths);
        GenerationCounter counter = new(manifest.Plan, generation, progress);
        GenerationQueue queue = new(manifest.Plan, volumeElements, paths, source ?? new ProcessorSimulators(), counter);
        List<SampleFileInProgress> files = [];
        try
        {
            foreach (int file in FilesOf(manifest.Plan, generation))
            {
                if (CountFound(manifest, directory, file, counter))
                    continue;
                SampleFileInProgress open = new(manifest, directory, writer, file);
                files.Add(open);
                foreach (SimulatedSample sample in open.Found)
                    counter.AddFound(manifest.Plan.PartOfFile(file), DatasetRecords.ReadSampleHead(sample.Record));
                open.CompleteIfFull();
                queue.Enqueue(open);
            }
            counter.Tell();
            queue.Run(generation.Threads, cancellation);
        }
        finally
        {
            files.ForEach(f => f.Dispose());
        }
        if (manifest.Files().All(f => File.Exists(Path.Combine(directory, f.Name))))
            DataFile.DeleteAbandoned(directory);
        return counter.Current;
    }

    /// <summary>The sample files of a shard, part by part; in each part those with validation samples first.</summary>
    private static IEnumerable<int> FilesOf(DatasetPlan plan, DatasetGeneration generation) =>
        from part in plan.Parts
        from file in Enumerable.Range(part.FirstFile, part.FileCount).OrderBy(f => f < part.LastTrainingFile || part.SampleCount == part.Part.TrainingSamples ? 1 : 0)
        where file % generation.ShardCount == generation.Shard % generation.ShardCount
        select file;

    /// <summary>True if a file is complete and valid; its samples are counted.</summary>
    private static bool CountFound(DatasetManifest manifest, string directory, int file, GenerationCounter counter)
    {
        string name = Path.Combine(directory, DatasetManifest.SampleFileName(file));
        DataFileHeader header = manifest.SampleHeader(file);
        if (DataFile.Check(name, header) is not null)
            return false;
        SampleHead[] heads = SampleFile.Heads(name, header);
        if (DatasetFailures.Problem(manifest, directory, file, heads) is not null)
            return false;
        foreach (SampleHead head in heads)
            counter.AddFound(manifest.Plan.PartOfFile(file), head);
        return true;
    }

    /// <summary>Writes the tables of volume elements and paths unless they are there, complete and valid.</summary>
    private static void WriteTables(
        DatasetManifest manifest, string directory, string writer, PlannedVolumeElement[] volumeElements, LoadPath[] paths)
    {
        string volumeElementFile = Path.Combine(directory, DatasetManifest.VolumeElementFileName);
        if (DataFile.Check(volumeElementFile, manifest.VolumeElementHeader) is not null)
        {
            DataFile.Write(volumeElementFile, writer, manifest.VolumeElementHeader,
                (v, bytes) => DatasetRecords.WriteVolumeElement(volumeElements[v], bytes));
        }
        string pathFile = Path.Combine(directory, DatasetManifest.PathFileName);
        if (DataFile.Check(pathFile, manifest.PathHeader) is not null)
            DataFile.Write(pathFile, writer, manifest.PathHeader, (p, bytes) => DatasetRecords.WritePath(paths[p], bytes));
    }

    private static void Check(DatasetGeneration generation)
    {
        if (generation.ShardCount < 1 || generation.Shard < 0 || generation.Shard > generation.ShardCount)
        {
            throw new InputException(
                $"Shard {generation.Shard}/{generation.ShardCount} does not exist: give i/n with n at least 1 and i from 1 to n (or from 0 to n - 1).");
        }
        if (generation.Threads < 1)
            throw new InputException($"The number of threads is {generation.Threads}; it must be at least 1.");
    }
}
