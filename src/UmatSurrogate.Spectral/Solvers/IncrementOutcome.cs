using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>How the solution of an increment ended.</summary>
public enum IncrementStatus
{
    /// <summary>Equilibrium found; the material is committed.</summary>
    Converged = 0,

    /// <summary>The iterations were used up.</summary>
    IterationLimit = 1,

    /// <summary>The residual no longer falls.</summary>
    Stagnated = 2,

    /// <summary>A voxel has no stress, even close to where it had one.</summary>
    MaterialFailed = 3,
}

/// <summary>Residuals of a trial, measured as the reference does (see <see cref="SpectralSettings"/>).</summary>
/// <param name="Divergence_Pa">RMS(div P) h.</param>
/// <param name="MeanStressError_Pa">Largest |mean P - aim| of the stress-controlled components.</param>
/// <param name="MeanStressScale_Pa">Largest |mean P|.</param>
/// <param name="ScaleFree">|div P| in H^-1 over |mean P|.</param>
public readonly record struct EquilibriumError(double Divergence_Pa, double MeanStressError_Pa, double MeanStressScale_Pa, double ScaleFree);

/// <summary>Outcome of an increment.</summary>
/// <param name="Status">How it ended; the material is committed only if converged.</param>
/// <param name="Iterations">Iterations of the nonlinear solver.</param>
/// <param name="Evaluations">Evaluations of all voxels.</param>
/// <param name="Error">Residuals of the last valid trial.</param>
/// <param name="Failure">Which voxel failed last, if any did.</param>
public readonly record struct IncrementOutcome(
    IncrementStatus Status, int Iterations, int Evaluations, EquilibriumError Error, FieldOutcome Failure);
