using System.Collections.Concurrent;

namespace UmatSurrogate.Training;

/// <summary>Makes the batches of an epoch on other threads, in order, a few ahead of their use.</summary>
internal static class BatchPrefetch
{
    private const int Ahead = 4;

    /// <summary>The results of <paramref name="make"/> for 0 .. count - 1, in this order.</summary>
    public static IEnumerable<T> Run<T>(int count, Func<int, T> make)
    {
        using BlockingCollection<T> ready = new(Ahead);
        using CancellationTokenSource stop = new();
        Task producer = Task.Run(() =>
        {
            try
            {
                for (int i = 0; i < count; i++)
                    ready.Add(make(i), stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The consumer has left early.
            }
            finally
            {
                ready.CompleteAdding();
            }
        });
        try
        {
            foreach (T item in ready.GetConsumingEnumerable())
                yield return item;
        }
        finally
        {
            stop.Cancel();
            producer.GetAwaiter().GetResult(); // An error of the producer surfaces here.
        }
    }
}
