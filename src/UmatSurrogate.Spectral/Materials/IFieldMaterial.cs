using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>Isotropic elastic moduli [Pa]: Lame's first parameter and the shear modulus.</summary>
public readonly record struct IsotropicModuli(double Lambda_Pa, double Shear_Pa);

/// <summary>Outcome of an evaluation of all voxels: Ok, or the status of the failed voxel with the smallest index.</summary>
public readonly record struct FieldOutcome(PointStatus Status, int Voxel)
{
    /// <summary>Every voxel is valid.</summary>
    public static FieldOutcome Ok => new(PointStatus.Ok, -1);
}

/// <summary>
/// The material of all voxels, as the solver sees it. <see cref="Evaluate"/> is a trial from the last committed state and may be repeated;
/// nothing of a trial is kept unless <see cref="Commit"/> follows it (what it may keep is a first guess for its own iterations, and that
/// must not change a result by more than its own tolerance).
/// </summary>
public interface IFieldMaterial
{
    /// <summary>Number of voxels.</summary>
    public int Voxels { get; }

    /// <summary>
    /// Moduli of the softest and of the stiffest voxel in the undeformed elastic state, as isotropic (Voigt) averages. The reference medium is
    /// made from them.
    /// </summary>
    public (IsotropicModuli Softest, IsotropicModuli Stiffest) ElasticRange { get; }

    /// <summary>Volume average of the isotropic (Voigt) elastic moduli: the first guess of the mean response.</summary>
    public IsotropicModuli MeanModuli { get; }

    /// <summary>First Piola-Kirchhoff stress P [Pa] in every voxel at the end of an increment of <paramref name="dt_s"/> [s] that ends at F; the solver has checked that det F &gt; 0 everywhere.</summary>
    /// <returns>Ok, or what failed where; P is then not valid.</returns>
    public FieldOutcome Evaluate(TensorField F, double dt_s, TensorField P);

    /// <summary>Makes the last successful trial the committed state.</summary>
    public void Commit();

    /// <summary>Writes the committed state, in a form that <see cref="ReadState"/> of the same material on the same grid takes back to the last bit.</summary>
    public void WriteState(BinaryWriter writer);

    /// <summary>Replaces the committed state.</summary>
    /// <exception cref="InputException">The state does not belong to this material.</exception>
    public void ReadState(BinaryReader reader);
}
