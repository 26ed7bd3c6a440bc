using ILGPU.Runtime;
using UmatSurrogate.Damask;
using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Gpu;

/// <summary>Simulations of one part of a data set in a <see cref="FieldBatchSimulator"/>.</summary>
internal sealed class DevicePathSimulator : IPathSimulator
{
    /// <summary>Voxels that are on the accelerator at a time fill it; simulations of a call for each of them keep it full when some end early.</summary>
    private const int VoxelsAtATime = 1 << 22, CallsPerSlot = 4, FewestSlots = 8;

    /// <summary>Part of the accelerator's memory that is used.</summary>
    private const double MemoryShare = 0.8;

    private readonly FieldBatchSimulator _simulator;
    private readonly int _n;

    public DevicePathSimulator(Accelerator accelerator, DatasetPart part, in PhenopowerlawParameters material)
    {
        _n = part.Fidelity.VoxelsPerEdge;
        PeriodicGrid grid = PeriodicGrid.Cube(_n);
        SpectralSettings settings = part.SolverSettings();
        int wanted = Math.Max(FewestSlots, VoxelsAtATime / grid.Count);
        int slots = accelerator is ILGPU.Runtime.CPU.CPUAccelerator
            ? 2
            : FieldBatchSimulator.SlotsThatFit(grid, settings, (long)(MemoryShare * accelerator.MemorySize), wanted);
        _simulator = new FieldBatchSimulator(accelerator, grid, material, UpdateTolerances.Default, settings, slots);
    }

    /// <inheritdoc/>
    public int Capacity => CallsPerSlot * _simulator.Slots;

    /// <inheritdoc/>
    public void Simulate(ReadOnlySpan<SimulationTask> tasks, ReadOnlySpan<SimulationOutcome> outcomes, CancellationToken cancellation)
    {
        var paths = new VolumeElementPath[tasks.Length];
        for (int t = 0; t < tasks.Length; t++)
            paths[t] = PathOf(tasks[t]);
        VolumeElementResponse[] responses = _simulator.Follow(paths, null, cancellation);
        for (int t = 0; t < tasks.Length; t++)
            outcomes[t].Take(tasks[t].Path.IncrementCount, responses[t].Increments, responses[t].Failure);
    }

    /// <inheritdoc/>
    public void Dispose() => _simulator.Dispose();

    private VolumeElementPath PathOf(in SimulationTask task)
    {
        LoadPath path = task.Path;
        double start = path.Times_s[0];
        return new(
            VoxelGrid.FromVolumeElement(task.VolumeElement, _n, _n, _n).Material, [.. task.VolumeElement.Grains.ToArray().Select(g => g.Orientation.ToMatrix())],
            [.. path.Times_s[1..].Select(t => t - start)], path.DeformationGradients[1..]);
    }
}
