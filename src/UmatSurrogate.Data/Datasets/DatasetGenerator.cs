using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>Which part of a data set to generate, and how.</summary>
/// <param name="Shard">
/// Shard i of n generates the sample files k with k mod n = i mod n; 0 .. n-1 and 1 .. n both cover everything.
/// </param>
/// <param name="ShardCount">n; 1 generates everything.</param>
/// <param name="Threads">Worker threads; the bytes do not depend on their number.</param>
public readonly record struct DatasetGeneration(int Shard, int ShardCount, int Threads);

/// <summary>How far the generation is, in samples of this shard.</summary>
/// <param name="Done">Simulated now or found complete on disk.</param>
/// <param name="Total">Samples of this shard.</param>
/// <param name="Found">Of these, found complete on disk.</param>
/// <param name="Failed">Of these, simulations that failed and are marked so.</param>
public readonly record struct DatasetProgress(int Done, int Total, int Found, int Failed);

/// <summary>
/// Generates a data set from its description. Every volume element, path and sample follows from the seed and its index, and
/// every file holds a fixed range of samples, so that the bytes are the same for any number of shards and threads. A file that is complete and
/// valid is kept: the generation can be killed at any moment and started again.
/// </summary>
public static class DatasetGenerator
{
    /// <summary>Generates the shard's files in a directory, beside the manifest, the volume elements and the paths.</summary>
    /// <param name="spec">The description.</param>
    /// <param name="directory">Created if needed; shards may share it or have one each (and be merged later).</param>
    /// <param name="generation">Shard and threads.</param>
    /// <param name="progress">Told after every sample, from the worker threads; may be null.</param>
    /// <param name="cancellation">Stops between samples; complete files stay.</param>
    /// <returns>The final progress: failed simulations of this shard included.</returns>
    /// <exception cref="InputException">The directory holds another data set, or shard and threads are out of range.</exception>
    public static DatasetProgress Generate(
        DatasetSpec spec, string directory, DatasetGeneration generation, Action<DatasetProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(directory);
        Check(generation);
        DatasetManifest manifest = new(spec);
        Directory.CreateDirectory(directory);
        string writer = $"{generation.Shard % generation.ShardCount}-{generation.ShardCount}";
        manifest.WriteOrCompare(directory, writer);
        (PlannedVolumeElement[] volumeElements, LoadPath[] paths) = WriteTables(manifest, directory, writer);
        SampleSimulator simulator = new(manifest.Plan, volumeElements, paths, generation.Threads);
        Counter counter = new(manifest, generation, progress);
        for (int k = 0; k < manifest.Plan.FileCount; k++)
        {
            if (k % generation.ShardCount != generation.Shard % generation.ShardCount)
                continue;
            string file = Path.Combine(directory, DatasetManifest.SampleFileName(k));
            DataFileHeader header = manifest.SampleHeader(k);
            if (DataFile.Check(file, header) is null)
            {
                counter.AddFound((int)header.Count, SampleFile.CountFailed(file, header));
                continue;
            }
            byte[][] records = simulator.Simulate((int)header.First, (int)header.Count, counter.AddSimulated, cancellation);
            DataFile.Write(file, writer, header, (record, bytes) => records[record].CopyTo(bytes));
        }
        if (manifest.Files().All(f => File.Exists(Path.Combine(directory, f.Name))))
            DataFile.DeleteAbandonedPartials(directory);
        return counter.Current;
    }

    /// <summary>Writes the tables of volume elements and paths unless they are there, complete and valid.</summary>
    private static (PlannedVolumeElement[] VolumeElements, LoadPath[] Paths) WriteTables(DatasetManifest manifest, string directory, string writer)
    {
        DatasetPlan plan = manifest.Plan;
        PlannedVolumeElement[] volumeElements = new PlannedVolumeElement[plan.Spec.VolumeElements.Count];
        for (int v = 0; v < volumeElements.Length; v++)
            volumeElements[v] = plan.VolumeElement(v);
        LoadPath[] paths = new LoadPath[plan.Spec.PathCount];
        for (int p = 0; p < paths.Length; p++)
            paths[p] = plan.Path(p);

        string volumeElementFile = Path.Combine(directory, DatasetManifest.VolumeElementFileName);
        if (DataFile.Check(volumeElementFile, manifest.VolumeElementHeader) is not null)
        {
            DataFile.Write(volumeElementFile, writer, manifest.VolumeElementHeader,
                (v, bytes) => DatasetRecords.WriteVolumeElement(volumeElements[v], bytes));
        }
        string pathFile = Path.Combine(directory, DatasetManifest.PathFileName);
        if (DataFile.Check(pathFile, manifest.PathHeader) is not null)
            DataFile.Write(pathFile, writer, manifest.PathHeader, (p, bytes) => DatasetRecords.WritePath(paths[p], bytes));
        return (volumeElements, paths);
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

    /// <summary>Counts samples from all worker threads.</summary>
    private sealed class Counter(DatasetManifest manifest, DatasetGeneration generation, Action<DatasetProgress>? progress)
    {
        private readonly Lock _lock = new();
        private DatasetProgress _current = new(0, Total(manifest.Plan, generation), 0, 0);

        public DatasetProgress Current => _current;

        public void AddFound(int samples, int failed) =>
            Add(c => c with { Done = c.Done + samples, Found = c.Found + samples, Failed = c.Failed + failed });

        public void AddSimulated(bool failed) => Add(c => c with { Done = c.Done + 1, Failed = c.Failed + (failed ? 1 : 0) });

        private void Add(Func<DatasetProgress, DatasetProgress> change)
        {
            lock (_lock)
            {
                _current = change(_current);
                progress?.Invoke(_current);
            }
        }

        private static int Total(DatasetPlan plan, DatasetGeneration generation)
        {
            int total = 0;
            for (int k = generation.Shard % generation.ShardCount; k < plan.FileCount; k += generation.ShardCount)
                total += plan.FileRange(k).Count;
            return total;
        }
    }
}
