using UmatSurrogate.Damask;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.FullField;

/// <summary>
/// Crystal plasticity of a periodic volume element with crystals at every voxel, along a load. A simulation can be used again for another volume element on
/// the same grid; it allocates little then. Not for use by several threads at a time; make one per thread.
/// </summary>
public sealed class FullFieldSimulation
{
    private readonly PhenopowerlawParameters? _parameters;
    private bool _used;

    private FullFieldSimulation(VoxelGrid geometry, MaterialConfiguration material, PhenopowerlawParameters? parameters, FullFieldSettings settings)
    {
        _parameters = parameters;
        (Geometry, Settings) = (geometry, settings);
        Crystals = new CrystalField(geometry.Material, material, settings.Crystals with { Threads = settings.Threads });
        PeriodicGrid grid = new(geometry.Cells.X, geometry.Cells.Y, geometry.Cells.Z, geometry.Size.X, geometry.Size.Y, geometry.Size.Z);
        (IsotropicModuli softest, IsotropicModuli stiffest) = Crystals.ElasticRange;
        bool voids = softest.Shear_Pa < FullFieldSettings.VoidContrast * stiffest.Shear_Pa;
        Solver = new SpectralSolver(grid, Crystals, (voids ? settings.ForVoids() : settings.Solver) with { Threads = settings.Threads });
    }

    /// <summary>The geometry: voxels and their material entries.</summary>
    public VoxelGrid Geometry { get; private set; }

    /// <summary>Settings.</summary>
    public FullFieldSettings Settings { get; }

    /// <summary>The material of the voxels.</summary>
    public CrystalField Crystals { get; }

    /// <summary>The solver; its fields are those at the end of the last increment.</summary>
    public SpectralSolver Solver { get; }

    /// <summary>The periodic Voronoi image of a volume element, one crystal of one phase per voxel.</summary>
    /// <param name="volumeElement">Grains.</param>
    /// <param name="parameters">The law's parameters, the same for all grains.</param>
    /// <param name="n">Voxels per edge.</param>
    /// <param name="settings">Settings.</param>
    public static FullFieldSimulation FromVolumeElement(
        VolumeElement volumeElement, in PhenopowerlawParameters parameters, int n, FullFieldSettings settings)
    {
        ArgumentNullException.ThrowIfNull(volumeElement);
        ArgumentNullException.ThrowIfNull(settings);
        if (n < 1)
            throw new InputException($"A full-field simulation on {n} voxels per edge was asked for; the number must be at least 1.");
        parameters.Validate();
        return new(
            VoxelGrid.FromVolumeElement(volumeElement, n, n, n), MaterialConfiguration.FromVolumeElement(volumeElement, parameters), parameters, settings);
    }

    /// <summary>A geometry and a material as DAMASK's files give them.</summary>
    /// <exception cref="InputException">A voxel has an entry that is not in the material.</exception>
    public static FullFieldSimulation FromDamask(VoxelGrid geometry, MaterialConfiguration material, FullFieldSettings settings)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        ArgumentNullException.ThrowIfNull(material);
        ArgumentNullException.ThrowIfNull(settings);
        return new(geometry, material, null, settings);
    }

    /// <summary>Back to the undeformed state.</summary>
    public void Reset()
    {
        Crystals.Reset();
        Solver.Reset();
        _used = false;
    }

    /// <summary>The undeformed state of another volume element with the same parameters on the same grid.</summary>
    /// <exception cref="InvalidOperationException">The simulation was not made from a volume element.</exception>
    public void Reset(VolumeElement volumeElement)
    {
        if (_parameters is not { } parameters)
            throw new InvalidOperationException("Only a simulation made from a volume element can take another one.");
        Geometry = VoxelGrid.FromVolumeElement(volumeElement, Geometry.Cells.X, Geometry.Cells.Y, Geometry.Cells.Z);
        Crystals.Reset(Geometry.Material, MaterialConfiguration.FromVolumeElement(volumeElement, parameters));
        Solver.Reset();
        _used = false;
    }

    /// <summary>Follows a prescribed mean deformation gradient from the undeformed state.</summary>
    /// <param name="times_s">Times [s], increasing; entry 0 is the start.</param>
    /// <param name="deformationGradients">Mean F at those times, the first the identity.</param>
    /// <param name="options">What happens on the way.</param>
    /// <exception cref="InputException">The path does not begin with the identity.</exception>
    public FullFieldHistory Follow(ReadOnlySpan<double> times_s, ReadOnlySpan<Tensor3x3> deformationGradients, FollowOptions? options = null)
    {
        if (times_s.Length < 2 || deformationGradients.Length != times_s.Length)
            throw new ArgumentException($"A path needs as many deformation gradients as times, at least two; got {deformationGradients.Length} and {times_s.Length}.", nameof(times_s));
        if (deformationGradients[0] != Tensor3x3.Identity)
            throw new InputException($"A full-field path begins in the undeformed state, F = I; its first F is {deformationGradients[0]}. Add a row with the identity before it.");
        double[] ends = new double[times_s.Length - 1];
        for (int k = 0; k < ends.Length; k++)
            ends[k] = times_s[k + 1] - times_s[0];
        return Follow(new LoadStepper(Solver, ends, deformationGradients[1..]), times_s[0], options ?? FollowOptions.None);
    }

    /// <summary>Follows load steps under mixed control from the undeformed state.</summary>
    public FullFieldHistory Follow(IReadOnlyList<MixedLoadStep> steps, FollowOptions? options = null) =>
        Follow(new LoadStepper(Solver, steps), 0.0, options ?? FollowOptions.None);

    private FullFieldHistory Follow(LoadStepper stepper, double start_s, FollowOptions options)
    {
        if (options.RestartEvery < 1)
            throw new InputException($"A restart file after every {options.RestartEvery} increments was asked for; the number must be at least 1.");
        if (_used)
            Reset();
        _used = true;
        FullFieldHistory history = new(start_s);
        if (options.Resume && options.RestartFile is { } file && File.Exists(file))
            stepper.ReadRestart(file, reader => history.Read(reader, options.WithStatistics));
        history.Failure = stepper.Run(completed =>
        {
            history.Add(completed, options.WithStatistics ? FieldStatistics.Of(Solver.DeformationGradient, Solver.Stress_Pa) : null);
            bool stop = options.Cancellation.IsCancellationRequested;
            if (options.RestartFile is { } target && (stop || completed.Increment % options.RestartEvery == 0))
                stepper.WriteRestart(target, history.Write);
            options.Advanced?.Invoke(completed);
            options.Cancellation.ThrowIfCancellationRequested();
            return true;
        });
        return history;
    }
}
