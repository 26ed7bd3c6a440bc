using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// Static equilibrium of a periodic box of voxels at finite strain: finds the compatible field F = &lt;F&gt; + grad u whose first
/// Piola-Kirchhoff stress is free of divergence and whose mean meets a <see cref="MeanAim"/>.
/// </summary>
public sealed class SpectralSolver
{
    /// <param name="grid">The box.</param>
    /// <param name="material">The material of its voxels, in the order of the grid.</param>
    /// <param name="settings">Scheme, tolerances, limits.</param>
    /// <exception cref="InputException">A setting is outside its range, or the material has another number of voxels.</exception>
    public SpectralSolver(PeriodicGrid grid, IFieldMaterial material, SpectralSettings settings)
    {
        ArgumentNullException.ThrowIfNull(material);
        ArgumentNullException.ThrowIfNull(settings);
        (Grid, Material, Settings) = (grid, material, settings);
        DeformationGradient = new TensorField(grid.Count);
        Stress_Pa = new TensorField(grid.Count);
        Account = new SolverAccount();
    }

    public PeriodicGrid Grid { get; }

    public IFieldMaterial Material { get; }

    public SpectralSettings Settings { get; }

    /// <summary>Deformation gradient at the end of the last converged increment.</summary>
    public TensorField DeformationGradient { get; }

    /// <summary>First Piola-Kirchhoff stress [Pa] there.</summary>
    public TensorField Stress_Pa { get; }

    /// <summary>Mean of <see cref="DeformationGradient"/>.</summary>
    public Tensor3x3 MeanDeformationGradient { get; private set; } = Tensor3x3.Identity;

    /// <summary>Mean of <see cref="Stress_Pa"/>.</summary>
    public Tensor3x3 MeanStress_Pa { get; private set; }

    /// <summary>Counts and times.</summary>
    public SolverAccount Account { get; }

    /// <summary>Advances by one increment, without cut-back; the material is committed only when converged, and nothing changes otherwise.</summary>
    public IncrementOutcome Advance(in MeanAim aim, double dt_s) => throw new NotSupportedException();

    /// <summary>Back to F = I with no history, for another simulation on the same grid. The owner of the material resets that first.</summary>
    public void Reset() => throw new NotSupportedException();

    /// <summary>Writes what the next increments depend on, the material's committed state included.</summary>
    public void WriteRestart(BinaryWriter writer) => throw new NotSupportedException();

    /// <summary>Replaces what <see cref="WriteRestart"/> wrote; the run continues as if it had not been interrupted, to the last bit.</summary>
    public void ReadRestart(BinaryReader reader) => throw new NotSupportedException();
}
