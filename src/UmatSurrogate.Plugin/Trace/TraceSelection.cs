using System.Collections.Concurrent;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plugin.Configuration;

namespace UmatSurrogate.Plugin.Trace;

/// <summary>Decides which points are traced and holds their slots. Thread-safe.</summary>
internal abstract class TraceSelection
{
    /// <summary>The slot of a point, or null if it is not traced.</summary>
    public abstract TraceSlot? Find(int element, int point);

    /// <summary>All slots made so far.</summary>
    public abstract IReadOnlyCollection<TraceSlot> Slots { get; }

    /// <summary>An increment was completed: every point of the model has been seen.</summary>
    public virtual void FirstIncrementCompleted()
    {
    }

    public static TraceSelection Create(TraceOptions options, int stateSize)
    {
        int size = options.WithState ? stateSize : 0;
        if (options.SampleSize > 0)
            return new Sample(options.SampleSize, options.SampleSeed, size);
        return options.EveryElement > 0 ? new EveryElement(options.EveryElement, size) : new Listed(options.Points, size);
    }

    /// <summary>Points given by name.</summary>
    private sealed class Listed(IReadOnlyList<(int Element, int Point)> points, int stateSize) : TraceSelection
    {
        private readonly Dictionary<(int, int), TraceSlot> _slots =
            points.Distinct().ToDictionary(p => p, p => new TraceSlot(p.Element, p.Point, stateSize));

        public override IReadOnlyCollection<TraceSlot> Slots => _slots.Values;

        public override TraceSlot? Find(int element, int point) => _slots.GetValueOrDefault((element, point));
    }

    /// <summary>All points of the elements whose label is a multiple of n.</summary>
    private sealed class EveryElement(int n, int stateSize) : TraceSelection
    {
        private readonly ConcurrentDictionary<(int, int), TraceSlot> _slots = new();

        public override IReadOnlyCollection<TraceSlot> Slots => [.. _slots.Values];

        public override TraceSlot? Find(int element, int point) => element % n != 0
            ? null
            : _slots.GetOrAdd((element, point), static (key, size) => new TraceSlot(key.Item1, key.Item2, size), stateSize);
    }

    /// <summary>
    /// A sample of given size of points that nobody counted before: every point has a random rank (from the seed and its
    /// labels, so the sample depends on neither threads nor order), and those with the smallest ranks are kept. The choice is
    /// final when the first increment is complete, since by then every point has been seen.
    /// </summary>
    private sealed class Sample(int count, ulong seed, int stateSize) : TraceSelection
    {
        private readonly Lock _choosing = new();
        private readonly SortedList<ulong, TraceSlot> _candidates = [];
        private volatile Dictionary<(int, int), TraceSlot>? _final;

        public override IReadOnlyCollection<TraceSlot> Slots
        {
            get
            {
                lock (_choosing)
                    return [.. _candidates.Values];
            }
        }

        public override TraceSlot? Find(int element, int point)
        {
            if (_final is Dictionary<(int, int), TraceSlot> final)
                return final.GetValueOrDefault((element, point));
            ulong rank = PointSeed.Of(seed, element, point);
            lock (_choosing)
            {
                if (_candidates.TryGetValue(rank, out TraceSlot? slot))
                    return slot;
                if (_final is not null || (_candidates.Count == count && rank > _candidates.GetKeyAtIndex(count - 1)))
                    return null;
                slot = new TraceSlot(element, point, stateSize);
                _candidates.Add(rank, slot);
                if (_candidates.Count > count)
                    _candidates.RemoveAt(count);
                return slot;
            }
        }

        public override void FirstIncrementCompleted()
        {
            lock (_choosing)
                _final ??= _candidates.Values.ToDictionary(slot => (slot.Element, slot.Point));
        }
    }
}
