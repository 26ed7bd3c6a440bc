using UmatSurrogate.FullField;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Data;

/// <summary>
/// The fidelity <c>full-field</c> on the processor: one simulation on one thread, its memory kept from one volume element to the next. The stress is
/// &lt;P&gt; &lt;F&gt;^T / det &lt;F&gt;.
/// </summary>
internal sealed class FullFieldSimulator(DatasetPart part, PhenopowerlawParameters material) : IPathSimulator
{
    private FullFieldSimulation? _simulation;

    public int Capacity => 1;

    public void Simulate(ReadOnlySpan<SimulationTask> tasks, ReadOnlySpan<SimulationOutcome> outcomes, CancellationToken cancellation)
    {
        (LoadPath path, SimulationOutcome outcome) = (tasks[0].Path, outcomes[0]);
        outcome.Begin(path.IncrementCount);
        if (_simulation is null)
            _simulation = FullFieldSimulation.FromVolumeElement(tasks[0].VolumeElement, material, part.Fidelity.VoxelsPerEdge, SettingsOf(part));
        else
            _simulation.Reset(tasks[0].VolumeElement);
        FullFieldHistory history = _simulation.Follow(path.Times_s, path.DeformationGradients, new FollowOptions { Cancellation = cancellation });
        for (int k = 0; k < history.Increments.Count; k++)
        {
            CompletedIncrement increment = history.Increments[k];
            outcome.CauchyStress_Pa[increment.Increment] = StressMeasures.CauchyFromFirstPiola(increment.Stress_Pa, increment.DeformationGradient);
        }
        if (history.Failure is IncrementFailure failure)
        {
            PointStatus status = failure.Outcome.Failure.Status == PointStatus.Ok ? PointStatus.NotConverged : failure.Outcome.Failure.Status;
            outcome.Fail(status, failure.Increment, failure.Outcome.Failure.Voxel, failure.Message);
        }
    }

    public void Dispose()
    {
    }

    /// <summary>The settings that a description gives.</summary>
    public static FullFieldSettings SettingsOf(DatasetPart part) => new() { Threads = 1, Solver = part.SolverSettings() };
}
