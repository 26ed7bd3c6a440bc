using UmatSurrogate.Damask;
using UmatSurrogate.FullField;
using UmatSurrogate.Gpu;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Tests;

/// <summary>A small volume element on a grid and its path, for the accelerator and for the processor.</summary>
internal sealed class FieldCase
{
    private readonly VolumeElement _volumeElement;
    private readonly VoxelGrid _voxels;

    /// <param name="grid">The grid.</param>
    /// <param name="seed">Seed of the grains.</param>
    /// <param name="increments">Number of increments.</param>
    /// <param name="strain">Strain of an increment.</param>
    public FieldCase(PeriodicGrid grid, ulong seed, int increments, double strain)
    {
        Grid = grid;
        _volumeElement = VolumeElementGenerator.Random(4, seed);
        _voxels = VoxelGrid.FromVolumeElement(_volumeElement, grid.Nx, grid.Ny, grid.Nz);
        double shear = 0.2 * (seed % 5);
        Times_s = [.. Enumerable.Range(1, increments).Select(i => 0.5 * i + (i > 1 ? 0.1 : 0.0))];
        DeformationGradients = [.. Enumerable.Range(1, increments).Select(i => Crystals.Deformation(strain * i, shear))];
    }

    public PeriodicGrid Grid { get; }

    public double[] Times_s { get; }

    public Tensor3x3[] DeformationGradients { get; }

    /// <summary>For <see cref="FieldBatchSimulator"/>.</summary>
    public VolumeElementPath Path => new(
        _voxels.Material, [.. _volumeElement.Grains.ToArray().Select(g => g.Orientation.ToMatrix())], Times_s, DeformationGradients);

    /// <summary>The same on the processor, point by point in the scalar lane.</summary>
    public SpectralSolver Processor(SpectralSettings settings, UpdateTolerances tolerances) => new(
        Grid,
        new CrystalField(
            _voxels.Material, MaterialConfiguration.FromVolumeElement(_volumeElement, PhenopowerlawParameters.Aluminium),
            new CrystalFieldSettings { Tolerances = tolerances, Lanes = LaneChoice.Scalar }),
        settings);

    /// <summary>The processor's response.</summary>
    public VolumeElementResponse OnProcessor(SpectralSettings settings, UpdateTolerances tolerances)
    {
        var increments = new List<CompletedIncrement>();
        IncrementFailure? failure = new LoadStepper(Processor(settings, tolerances), Times_s, DeformationGradients).Run(increment =>
        {
            increments.Add(increment);
            return true;
        });
        return new(increments, failure);
    }
}
