using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>
/// Hands samples to worker threads and their results to the files. Threads take the next samples, across the borders of files, so that none waits for
/// the slowest simulation of a file.
/// </summary>
internal sealed class GenerationQueue(
    DatasetPlan plan, IReadOnlyList<PlannedVolumeElement> volumeElements, IReadOnlyList<LoadPath> paths, IPathSimulatorSource source, GenerationCounter counter)
{
    private readonly Lock _lock = new();
    private readonly Queue<(int Sample, SampleFileInProgress File)> _open = new();
    private Exception? _error;

    public void Enqueue(SampleFileInProgress file)
    {
        foreach (int sample in file.Missing)
            _open.Enqueue((sample, file));
    }

    /// <summary>Works until the queue is empty, a simulator throws, or the user stops.</summary>
    public void Run(int threads, CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Thread[] workers = new Thread[Math.Max(1, Math.Min(source.Workers(threads), _open.Count))];
        for (int k = 0; k < workers.Length; k++)
        {
            workers[k] = new Thread(() => Work(stop)) { IsBackground = true, Name = $"simulations {k + 1}" };
            workers[k].Start();
        }
        Array.ForEach(workers, w => w.Join());
        if (_error is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(_error).Throw();
        cancellation.ThrowIfCancellationRequested();
    }

    private void Work(CancellationTokenSource stop)
    {
        SampleRun run = new(plan, volumeElements, paths);
        IPathSimulator? simulator = null;
        Fidelity? current = null;
        try
        {
            while (!stop.IsCancellationRequested && NextPart() is PlannedPart part)
            {
                if (current != part.Part.Fidelity)
                {
                    simulator?.Dispose();
                    simulator = source.Create(part.Part, plan.Spec.Material);
                    current = part.Part.Fidelity;
                }
                (int Sample, SampleFileInProgress File)[] taken = Take(part, simulator!.Capacity);
                SimulatedSample[] results = run.Simulate(Array.ConvertAll(taken, t => t.Sample), part.Part, simulator, stop.Token);
                for (int k = 0; k < results.Length; k++)
                {
                    taken[k].File.Add(results[k]);
                    counter.AddSimulated(results[k]);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was complete is kept.
        }
#pragma warning disable CA1031 // carried to the calling thread, which throws it again
        catch (Exception e)
#pragma warning restore CA1031
        {
            lock (_lock)
                _error ??= e;
            stop.Cancel();
        }
        finally
        {
            simulator?.Dispose();
        }
    }

    private PlannedPart? NextPart()
    {
        lock (_lock)
            return _open.TryPeek(out (int Sample, SampleFileInProgress File) next) ? plan.PartOfSample(next.Sample) : null;
    }

    /// <summary>The next samples of a part; none if other threads were faster.</summary>
    private (int Sample, SampleFileInProgress File)[] Take(PlannedPart part, int capacity)
    {
        List<(int Sample, SampleFileInProgress File)> taken = [];
        lock (_lock)
        {
            while (taken.Count < capacity && _open.TryPeek(out (int Sample, SampleFileInProgress File) next) && plan.PartOfSample(next.Sample) == part)
                taken.Add(_open.Dequeue());
        }
        return [.. taken];
    }
}
