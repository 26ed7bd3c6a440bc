using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Data;

/// <summary>A volume element to be taken along a path.</summary>
/// <param name="VolumeElement">Grains.</param>
/// <param name="Path">Prescribed F, T increments.</param>
public readonly record struct SimulationTask(VolumeElement VolumeElement, LoadPath Path);

/// <summary>The outcome of a simulation; the object is filled again by the next one.</summary>
public sealed class SimulationOutcome
{
    private const int NoVoxel = -1;

    private SymmetricTensor[] _cauchyStress_Pa = [];

    /// <summary>Ok, or what ended the simulation.</summary>
    public PointStatus Status { get; private set; }

    /// <summary>The increment that failed (1 .. T), or 0.</summary>
    public int FailedIncrement { get; private set; }

    /// <summary>The voxel (or grain) that failed, or -1 where it is not one of them.</summary>
    public int FailedVoxel { get; private set; } = NoVoxel;

    /// <summary>What failed, in one sentence; empty if nothing did.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Mean Cauchy stress in sample axes at the ends of the increments, Pa; entry 0 is the start; entries from the failed increment on are zero.</summary>
    public Span<SymmetricTensor> CauchyStress_Pa => _cauchyStress_Pa.AsSpan(0, Increments + 1);

    /// <summary>T, the increments of the path.</summary>
    public int Increments { get; private set; }

    /// <summary>Before a simulation: no failure, all stresses zero.</summary>
    public void Begin(int increments)
    {
        if (_cauchyStress_Pa.Length < increments + 1)
            _cauchyStress_Pa = new SymmetricTensor[increments + 1];
        Increments = increments;
        CauchyStress_Pa.Clear();
        (Status, FailedIncrement, FailedVoxel, Reason) = (PointStatus.Ok, 0, NoVoxel, "");
    }

    /// <summary>Marks the simulation as failed and clears the stresses from there on.</summary>
    public void Fail(PointStatus status, int increment, int voxel, string reason)
    {
        (Status, FailedIncrement, FailedVoxel, Reason) = (status, increment, voxel, reason);
        CauchyStress_Pa[increment..].Clear();
    }

    /// <summary>Takes over a full-field simulation: the mean stress is &lt;P&gt; &lt;F&gt;^T / det &lt;F&gt;.</summary>
    /// <param name="increments">T, the increments of the path.</param>
    /// <param name="completed">The completed ones.</param>
    /// <param name="failure">Null, or the increment that has no solution.</param>
    public void Take(int increments, IReadOnlyList<CompletedIncrement> completed, IncrementFailure? failure)
    {
        ArgumentNullException.ThrowIfNull(completed);
        Begin(increments);
        foreach (CompletedIncrement increment in completed)
            CauchyStress_Pa[increment.Increment] = StressMeasures.CauchyFromFirstPiola(increment.Stress_Pa, increment.DeformationGradient);
        if (failure is null)
            return;
        FieldOutcome failed = failure.Outcome.Failure; // Ok where no voxel failed, but the iteration
        Fail(failed.Status == PointStatus.Ok ? PointStatus.NotConverged : failed.Status, failure.Increment, failed.Voxel, failure.Message);
    }
}

/// <summary>
/// Simulates volume elements along paths at one fidelity, keeping its memory from one call to the next. Not thread-safe: one instance per worker
/// thread. What it computes for a task must not depend on the other tasks of a call, nor on what it computed before.
/// </summary>
public interface IPathSimulator : IDisposable
{
    /// <summary>The largest number of tasks of a call: 1 on a CPU, many where a device works on a batch.</summary>
    public int Capacity { get; }

    /// <summary>Simulates every task from the undeformed state; a failed one is marked in its outcome and never thrown.</summary>
    /// <param name="tasks">At most <see cref="Capacity"/> tasks; their paths may differ in length.</param>
    /// <param name="outcomes">One per task.</param>
    /// <param name="cancellation">May end the call early with <see cref="OperationCanceledException"/>.</param>
    public void Simulate(ReadOnlySpan<SimulationTask> tasks, ReadOnlySpan<SimulationOutcome> outcomes, CancellationToken cancellation);
}

/// <summary>
/// Where a generation gets its simulators from: the processor (<see cref="ProcessorSimulators"/>), or a device that takes many volume elements at once
/// (given by the caller, so that this project needs no device library).
/// </summary>
public interface IPathSimulatorSource
{
    /// <summary>What the data are computed with, for the user: "the processor", or the name of the device.</summary>
    public string Name { get; }

    /// <summary>How many worker threads make sense when the user allows so many: all for a processor, 1 for one device.</summary>
    public int Workers(int threads);

    /// <summary>A simulator of a part, with its fidelity and settings, for one worker thread.</summary>
    /// <exception cref="InputException">The fidelity is not offered here.</exception>
    public IPathSimulator Create(DatasetPart part, in PhenopowerlawParameters material);
}
