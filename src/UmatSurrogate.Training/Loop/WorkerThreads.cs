using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace UmatSurrogate.Training;

/// <summary>Threads that stay, each with libtorch on one thread of its own; the caller is the first of them.</summary>
internal sealed class WorkerThreads : IDisposable
{
    private readonly BlockingCollection<Action>[] _queues;
    private readonly Thread[] _threads;

    public WorkerThreads(int count)
    {
        _queues = [.. Enumerable.Range(1, count - 1).Select(_ => new BlockingCollection<Action>())];
        _threads = Array.ConvertAll(_queues, queue => new Thread(() =>
        {
            set_num_threads(1);
            foreach (Action work in queue.GetConsumingEnumerable())
                work();
        })
        { IsBackground = true, Name = "training" });
        Array.ForEach(_threads, t => t.Start());
    }

    /// <summary>Number of threads, the caller included.</summary>
    public int Count => _queues.Length + 1;

    /// <summary>Does work(0) here and work(1), work(2), ... beside it, returns when all are done, and throws the first exception.</summary>
    /// <param name="count">At most <see cref="Count"/>.</param>
    /// <param name="work">The work; its argument is also the number of the thread.</param>
    public void Run(int count, Action<int> work)
    {
        ExceptionDispatchInfo?[] errors = new ExceptionDispatchInfo?[count];
        using CountdownEvent done = new(count);
        for (int k = 1; k < count; k++)
        {
            int thread = k;
            _queues[k - 1].Add(() => Guarded(thread));
        }

        Guarded(0);
        done.Wait();
        Array.Find(errors, e => e is not null)?.Throw();

        void Guarded(int k)
        {
            try
            {
                work(k);
            }
#pragma warning disable CA1031 // It is thrown again where the caller waits.
            catch (Exception e)
#pragma warning restore CA1031
            {
                errors[k] = ExceptionDispatchInfo.Capture(e);
            }
            finally
            {
                done.Signal();
            }
        }
    }

    public void Dispose()
    {
        Array.ForEach(_queues, q => q.CompleteAdding());
        Array.ForEach(_threads, t => t.Join());
        Array.ForEach(_queues, q => q.Dispose());
    }
}
