using UmatSurrogate.Damask;
using UmatSurrogate.Data;
using UmatSurrogate.FullField;
using UmatSurrogate.Gpu;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Benchmarks;

/// <summary>A volume element of 20 random grains and a random path of 200 s, both from a seed: the work of the data factory.</summary>
internal sealed class BenchmarkCase
{
    private readonly VolumeElement _volumeElement;
    private readonly int _n;
    private readonly LoadPath _path;

    public BenchmarkCase(int n, int increments, ulong seed)
    {
        _n = n;
        _volumeElement = VolumeElementGenerator.Random(20, seed);
        _path = RandomPathGenerator.Generate(new RandomPathRule { Steps = increments }, new RandomStream(seed, 1));
    }

    /// <summary>For the accelerator, at most the first increments of it.</summary>
    public VolumeElementPath Path(int increments = int.MaxValue)
    {
        int last = Math.Min(increments, _path.Times_s.Length - 1);
        return new(
            VoxelGrid.FromVolumeElement(_volumeElement, _n, _n, _n).Material, [.. _volumeElement.Grains.ToArray().Select(g => g.Orientation.ToMatrix())],
            _path.Times_s[1..(last + 1)], _path.DeformationGradients[1..(last + 1)]);
    }

    /// <summary>The first increments on the processor, one thread.</summary>
    public FullFieldHistory OnProcessor(int increments, SpectralSettings solver, UpdateTolerances tolerances)
    {
        FullFieldSettings settings = new() { Solver = solver, Crystals = new CrystalFieldSettings { Tolerances = tolerances } };
        FullFieldSimulation simulation = FullFieldSimulation.FromVolumeElement(_volumeElement, PhenopowerlawParameters.Aluminium, _n, settings);
        int count = Math.Min(increments + 1, _path.Times_s.Length);
        return simulation.Follow(_path.Times_s.AsSpan(0, count), _path.DeformationGradients.AsSpan(0, count));
    }
}
