using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Evaluation;

/// <summary>A volume element under a load.</summary>
public readonly record struct TruthCase(VolumeElement VolumeElement, TruthLoad Load);

/// <summary>
/// Crystal plasticity of many cases on many threads. With a folder every result is kept there, in a file named by the hash of everything that
/// decides it (<see cref="TruthFile"/>), so that it is computed once only.
/// </summary>
public sealed class TruthStore
{
    private readonly string? _folder;
    private readonly ParallelOptions _parallel;

    /// <param name="plasticity">What computes the truth.</param>
    /// <param name="folder">Where results are kept (made if it is not there), or null.</param>
    /// <param name="threads">Threads; 0: one per core.</param>
    /// <param name="cancellation">Stops between two cases.</param>
    public TruthStore(CrystalPlasticity plasticity, string? folder, int threads = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plasticity);
        (Plasticity, _folder) = (plasticity, folder);
        if (folder is not null)
            Directory.CreateDirectory(folder);
        _parallel = new() { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount, CancellationToken = cancellation };
    }

    /// <summary>What computes the truth.</summary>
    public CrystalPlasticity Plasticity { get; }

    /// <summary>Cases that were simulated, not read, so far.</summary>
    public int Simulated => _simulated;

    /// <summary>The responses of the cases, in their order.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="done">Called after every case, from any thread; its argument says whether the result was found in the folder.</param>
    /// <exception cref="OperationCanceledException">Cancelled; finished cases are kept.</exception>
    public LoadResponse[] Responses(IReadOnlyList<TruthCase> cases, Action<bool>? done = null)
    {
        ArgumentNullException.ThrowIfNull(cases);
        LoadResponse[] responses = new LoadResponse[cases.Count];

        // One case at a time for each thread: they cost seconds, and a range of them on one thread would leave the others idle at the end.
        Parallel.ForEach(System.Collections.Concurrent.Partitioner.Create(Enumerable.Range(0, cases.Count), System.Collections.Concurrent.EnumerablePartitionerOptions.NoBuffering), _parallel, i =>
        {
            responses[i] = Response(cases[i], out bool found);
            done?.Invoke(found);
        });
        return responses;
    }

    private LoadResponse Response(in TruthCase item, out bool found)
    {
        found = false;
        if (_folder is null)
        {
            Interlocked.Increment(ref _simulated);
            return Plasticity.Follow(item.VolumeElement, item.Load);
        }

        byte[] key = TruthFile.Key(Plasticity, item);
        string file = Path.Combine(_folder, TruthFile.NameOf(key));
        if (TruthFile.TryRead(file, key) is { } kept)
        {
            found = true;
            return kept;
        }

        Interlocked.Increment(ref _simulated);
        LoadResponse response = Plasticity.Follow(item.VolumeElement, item.Load);
        TruthFile.Write(file, key, response);
        return response;
    }

    private int _simulated;
}
