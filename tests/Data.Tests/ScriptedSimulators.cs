using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Data.Tests;

/// <summary>
/// Simulators whose failures a test decides: the stress is a known function of the task, in no time. Counts its calls, and takes several tasks at once
/// like a device.
/// </summary>
internal sealed class ScriptedSimulators(Func<SimulationTask, string?> failure, int capacity = 1) : IPathSimulatorSource
{
    private int _simulations;

    public int Simulations => _simulations;

    public string Name => "script";

    public int Workers(int threads) => threads;

    public IPathSimulator Create(DatasetPart part, in PhenopowerlawParameters material) => new Simulator(this, part.Fidelity);

    /// <summary>The stress of a task at an increment, from its F, its volume element and the fidelity.</summary>
    public static SymmetricTensor Stress_Pa(in SimulationTask task, Fidelity fidelity, int increment)
    {
        Tensor3x3 F = task.Path.DeformationGradients[increment];
        return 1e8 * (1 + fidelity.VoxelsPerEdge + task.VolumeElement.Grains[0].X) * (F - Tensor3x3.Identity).Symmetric;
    }

    private sealed class Simulator(ScriptedSimulators owner, Fidelity fidelity) : IPathSimulator
    {
        public int Capacity => owner.Capacity;

        public void Simulate(ReadOnlySpan<SimulationTask> tasks, ReadOnlySpan<SimulationOutcome> outcomes, CancellationToken cancellation)
        {
            for (int k = 0; k < tasks.Length; k++)
            {
                Interlocked.Increment(ref owner._simulations);
                int steps = tasks[k].Path.IncrementCount;
                outcomes[k].Begin(steps);
                for (int t = 1; t <= steps; t++)
                    outcomes[k].CauchyStress_Pa[t] = Stress_Pa(tasks[k], fidelity, t);
                if (owner.Failure(tasks[k]) is string reason)
                    outcomes[k].Fail(PointStatus.NotConverged, steps / 2, 7, reason);
            }
        }

        public void Dispose()
        {
        }
    }

    private Func<SimulationTask, string?> Failure => failure;

    private int Capacity => capacity;
}
