namespace UmatSurrogate.Training;

/// <summary>Sequences in memory and which of them a range of an epoch's order is.</summary>
/// <param name="Sequences">The sequences.</param>
/// <param name="First">First position in the order.</param>
/// <param name="InOrder">True: sequence i stands at position First + i of the order; false: the order's entries are the sequences.</param>
internal sealed record SequenceWindow(SequenceSet Sequences, int First, bool InOrder);

/// <summary>
/// The training sequences: all in memory where they fit into the given amount, otherwise read from the data sets window by window while
/// training runs, the next window beside the present one.
/// </summary>
internal sealed class SequenceSource
{
    private readonly JoinedDatasets _data;
    private readonly IReadOnlyList<int> _samples;
    private readonly int _threads;
    private readonly SequenceWindow? _all;
    private (int[] Order, int First, Task<SequenceWindow> Window)? _current;
    private (int[] Order, int First, Task<SequenceWindow> Window)? _next;

    /// <summary>Reads the sequences if they fit.</summary>
    /// <param name="data">The data sets; must stay open if they do not fit.</param>
    /// <param name="samples">Their samples that are used.</param>
    /// <param name="memory_MiB">Memory for sequences, MiB.</param>
    /// <param name="batch">Sequences of a batch, never divided among windows.</param>
    /// <param name="threads">Threads used for reading.</param>
    public SequenceSource(JoinedDatasets data, IReadOnlyList<int> samples, int memory_MiB, int batch, int threads)
    {
        (_data, _samples, _threads) = (data, samples, threads);
        Steps = data.Steps;
        long fit = ((long)memory_MiB << 20) / SequenceSet.BytesPerSequence(Steps);
        if (fit >= samples.Count)
        {
            WindowSequences = samples.Count;
            _all = new(SequenceSet.Read(data, samples, threads), 0, InOrder: false);
        }
        else
        {
            WindowSequences = (int)Math.Max(1, fit / 2 / batch) * batch; // Two windows: the one in use and the next.
        }
    }

    /// <summary>Number of sequences.</summary>
    public int Count => _samples.Count;

    /// <summary>Increments of every path.</summary>
    public int Steps { get; }

    /// <summary>Sequences in memory together: all, or a multiple of the batch.</summary>
    public int WindowSequences { get; }

    /// <summary>True if they are read again in every epoch.</summary>
    public bool IsStreamed => _all is null;

    /// <summary>The window of an order that begins at a position; starts to read the one behind it. One caller at a time.</summary>
    public SequenceWindow Window(int[] order, int first)
    {
        if (_all is not null)
            return _all;
        if (_current is not { } current || current.Order != order || current.First != first)
        {
            _current = _next is { } next && next.Order == order && next.First == first ? next : Begin(order, first);
            int behind = first + WindowSequences;
            _next = behind < order.Length ? Begin(order, behind) : null;
        }

        return _current.Value.Window.GetAwaiter().GetResult();
    }

    /// <summary>All sequences once, window by window, in the order of the data sets.</summary>
    public IEnumerable<SequenceSet> All()
    {
        if (_all is not null)
        {
            yield return _all.Sequences;
            yield break;
        }

        int[] order = [.. Enumerable.Range(0, Count)];
        for (int first = 0; first < Count; first += WindowSequences)
            yield return Window(order, first).Sequences;
    }

    private (int[] Order, int First, Task<SequenceWindow> Window) Begin(int[] order, int first)
    {
        int[] samples = [.. order.Skip(first).Take(WindowSequences).Select(i => _samples[i])];
        return (order, first, Task.Run(() => new SequenceWindow(SequenceSet.Read(_data, samples, _threads), first, InOrder: true)));
    }
}
