using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>How far one fidelity of a generation is, in samples of this shard.</summary>
/// <param name="Fidelity">The fidelity.</param>
/// <param name="Done">Simulated now or found on disk.</param>
/// <param name="Total">Samples of this shard.</param>
/// <param name="Found">Of these, found on disk.</param>
/// <param name="Failed">Of these, simulations whose last attempt failed too; they are marked and not used.</param>
/// <param name="Recovered">Of these, simulations that succeeded with smaller increments.</param>
public readonly record struct FidelityProgress(Fidelity Fidelity, int Done, int Total, int Found, int Failed, int Recovered);

/// <summary>How far the generation is, in samples of this shard.</summary>
/// <param name="Done">Simulated now or found on disk.</param>
/// <param name="Total">Samples of this shard.</param>
/// <param name="Found">Of these, found on disk.</param>
/// <param name="Failed">Of these, simulations that failed and are marked so.</param>
/// <param name="WorkDone">Share of the work done now, 0 .. 1, what was found left out: a full-field simulation counts as many Taylor ones.</param>
/// <param name="Parts">The same by fidelity.</param>
public readonly record struct DatasetProgress(int Done, int Total, int Found, int Failed, double WorkDone, IReadOnlyList<FidelityProgress> Parts);

/// <summary>Counts samples from all worker threads.</summary>
internal sealed class GenerationCounter
{
    private readonly Lock _lock = new();
    private readonly DatasetPlan _plan;
    private readonly Action<DatasetProgress>? _progress;
    private readonly FidelityProgress[] _parts;
    private readonly double[] _cost;

    public GenerationCounter(DatasetPlan plan, DatasetGeneration generation, Action<DatasetProgress>? progress)
    {
        (_plan, _progress) = (plan, progress);
        int[] totals = new int[plan.Parts.Count];
        for (int file = generation.Shard % generation.ShardCount; file < plan.FileCount; file += generation.ShardCount)
            totals[IndexOf(plan.PartOfFile(file))] += plan.FileRange(file).Count;
        _parts = [.. plan.Parts.Select((p, k) => new FidelityProgress(p.Part.Fidelity, 0, totals[k], 0, 0, 0))];
        _cost = [.. plan.Parts.Select(p => p.Part.Fidelity.PointsPerIncrement(plan.Spec.VolumeElements.Grains))];
    }

    public DatasetProgress Current
    {
        get
        {
            lock (_lock)
                return Snapshot();
        }
    }

    /// <summary>Counts a sample that was on disk; nobody is told, see <see cref="Tell"/>.</summary>
    public void AddFound(PlannedPart part, in SampleHead head) => Add(part, head, found: true);

    /// <summary>Counts a sample that was simulated now.</summary>
    public void AddSimulated(SimulatedSample sample)
    {
        lock (_lock)
        {
            Add(_plan.PartOfSample(sample.Sample), DatasetRecords.ReadSampleHead(sample.Record), found: false);
            _progress?.Invoke(Snapshot());
        }
    }

    /// <summary>Tells how far the generation is.</summary>
    public void Tell()
    {
        lock (_lock)
            _progress?.Invoke(Snapshot());
    }

    private void Add(PlannedPart part, in SampleHead head, bool found)
    {
        bool ok = head.Status == PointStatus.Ok;
        int k = IndexOf(part);
        FidelityProgress p = _parts[k];
        _parts[k] = p with
        {
            Done = p.Done + 1,
            Found = p.Found + (found ? 1 : 0),
            Failed = p.Failed + (ok ? 0 : 1),
            Recovered = p.Recovered + (ok && head.Halvings > 0 ? 1 : 0),
        };
    }

    private DatasetProgress Snapshot()
    {
        double done = 0, total = 0;
        for (int k = 0; k < _parts.Length; k++)
        {
            done += _cost[k] * (_parts[k].Done - _parts[k].Found);
            total += _cost[k] * (_parts[k].Total - _parts[k].Found);
        }
        return new(
            _parts.Sum(p => p.Done), _parts.Sum(p => p.Total), _parts.Sum(p => p.Found), _parts.Sum(p => p.Failed),
            total > 0 ? done / total : 1, [.. _parts]);
    }

    private int IndexOf(PlannedPart part)
    {
        int k = 0;
        while (_plan.Parts[k] != part)
            k++;
        return k;
    }
}
