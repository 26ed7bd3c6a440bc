namespace UmatSurrogate.Plasticity;

/// <summary>
/// When the implicit update of a crystal counts as converged. Newton's method makes tight values nearly free:
/// the default is far tighter than DAMASK's, and looser values asked for by a numerics file are met by it.
/// </summary>
public readonly record struct UpdateTolerances
{
    /// <summary>Largest norm of the residual strain C^-1 : S - E(S), dimensionless. Times 2 C_44 it bounds the error of an elastic stress.</summary>
    public double StrainResidual { get; init; } = 2e-13;

    /// <summary>Largest error of the slip resistance in one update, |xi - xi(gamma_dot(xi))| [Pa].</summary>
    public double Resistance_Pa { get; init; } = 1e-3;

    /// <summary>
    /// For full fields (<see cref="FieldIncrement"/>): largest estimated error of a resolved shear stress, relative to the slip resistance. Solvers of
    /// fields stop at 1e-3 to 1e-5 of the mean stress; what is left here must be well below that.
    /// </summary>
    public double RelativeStress { get; init; } = 1e-7;

    /// <summary>Largest number of Newton iterations of each of the two methods of an update before the increment is halved.</summary>
    public int MaximumIterations { get; init; } = 40;

    /// <summary>How often an increment that does not converge is halved before the update gives up: parts down to 2^-k.</summary>
    public int MaximumHalvings { get; init; } = 8;

    public UpdateTolerances()
    {
    }

    /// <summary>Tolerances that reproduce tightly converged reference histories to well below 1 Pa.</summary>
    public static UpdateTolerances Default => new();
}
