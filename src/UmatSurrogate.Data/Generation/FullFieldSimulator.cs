using UmatSurrogate.FullField;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Data;

/// <summary>
/// The fidelity <c>full-field</c> on the processor: one simulation on one thread, its memory kept from one volume element to the next.
/// </summary>
internal sealed class FullFieldSimulator(DatasetPart part, PhenopowerlawParameters material) : IPathSimulator
{
    private FullFieldSimulation? _simulation;

    public int Capacity => 1;

    public void Simulate(ReadOnlySpan<SimulationTask> tasks, ReadOnlySpan<SimulationOutcome> outcomes, CancellationToken cancellation)
    {
        LoadPath path = tasks[0].Path;
        if (_simulation is null)
            _simulation = FullFieldSimulation.FromVolumeElement(tasks[0].VolumeElement, material, part.Fidelity.VoxelsPerEdge, SettingsOf(part));
        else
            _simulation.Reset(tasks[0].VolumeElement);
        FullFieldHistory history = _simulation.Follow(path.Times_s, path.DeformationGradients, new FollowOptions { Cancellation = cancellation });
        outcomes[0].Take(path.IncrementCount, history.Increments, history.Failure);
    }

    public void Dispose()
    {
    }

    /// <summary>The settings that a description gives.</summary>
    public static FullFieldSettings SettingsOf(DatasetPart part) => new() { Threads = 1, Solver = part.SolverSettings() };
}
