using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>How derivatives are taken in Fourier space.</summary>
public enum SpectralOperator
{
    /// <summary>i 2 pi k / L; the Nyquist component of an even axis is zero (Moulinec and Suquet 1998; the default of DAMASK).</summary>
    Continuous,

    /// <summary>
    /// Derivatives at the centre of each cell from the displacements of its eight corners (Willot 2015, doi:10.1016/j.crme.2014.12.005);
    /// <c>FWBW_difference</c> in DAMASK.
    /// </summary>
    Rotated,
}

/// <summary>How the equilibrium of an increment is found.</summary>
public enum NonlinearScheme
{
    /// <summary>Fixed point of Moulinec and Suquet.</summary>
    Basic,

    /// <summary>The fixed point with Anderson's mixing: one evaluation per iteration.</summary>
    Anderson,

    /// <summary>Nonlinear GMRES (Washio and Oosterlee 1997; Brune et al. 2015, doi:10.1137/130936725): two evaluations per iteration.</summary>
    NonlinearGmres,
}

/// <summary>Where an increment starts.</summary>
public enum StartingGuess
{
    /// <summary>The field at the end of the last increment, with the mean moved to its aim.</summary>
    Last,

    /// <summary>The rate of the last increment continued.</summary>
    Linear,

    /// <summary>The change of the rate continued too.</summary>
    Quadratic,

    /// <summary>
    /// The combination of the last three changes of the field whose mean deformation comes closest to the one asked for, and otherwise to a
    /// continuation between linear and quadratic, whichever would have been right for the last increment.
    /// </summary>
    FittedToMean,

    /// <summary>
    /// The same, pulled towards the continued rate instead of the parabola: better where increments differ in length and the tolerance is loose, because the
    /// parabola magnifies the errors of the last states.
    /// </summary>
    FittedToMeanAndRate,
}

/// <summary>Scheme, tolerances and limits of the spectral solver. The tolerances and limits are DAMASK 3.0.2's, with its defaults.</summary>
public sealed record SpectralSettings
{
    /// <summary>Derivatives.</summary>
    public SpectralOperator Operator { get; init; } = SpectralOperator.Continuous;

    /// <summary>Nonlinear solver.</summary>
    public NonlinearScheme Scheme { get; init; } = NonlinearScheme.Anderson;

    /// <summary>First guess of an increment.</summary>
    public StartingGuess Start { get; init; } = StartingGuess.FittedToMean;

    /// <summary>Differences of iterates that Anderson's mixing, or iterates that N-GMRES, keeps.</summary>
    public int Depth { get; init; } = 8;

    /// <summary>
    /// The reference medium is this times (softest + stiffest)/2 of <see cref="IFieldMaterial.ElasticRange"/> (DAMASK: 1), but at least stiffest/2.
    /// </summary>
    public double ReferenceFactor { get; init; } = 0.8;

    /// <summary><c>eps_rel_div(P)</c>: converged when RMS(div P) h is below this times the largest |mean P| ...</summary>
    public double RelativeDivergence { get; init; } = 5e-4;

    /// <summary><c>eps_abs_div(P)</c>: ... or below this [Pa]; h is the edge of a voxel (the median of its three edges).</summary>
    public double AbsoluteDivergence_Pa { get; init; } = 1e-4;

    /// <summary><c>eps_rel_P</c>: and when the largest |mean P - aim| is below this times the largest |mean P| ...</summary>
    public double RelativeMeanStress { get; init; } = 1e-3;

    /// <summary><c>eps_abs_P</c>: ... or below this [Pa].</summary>
    public double AbsoluteMeanStress_Pa { get; init; } = 1e3;

    /// <summary>If positive, |div P| in H^-1 must also be below this times |mean P|: a measure that depends on no length.</summary>
    public double ScaleFreeResidual { get; init; }

    /// <summary><c>N_iter_min</c>.</summary>
    public int MinimumIterations { get; init; } = 1;

    /// <summary><c>N_iter_max</c>: limit of the iterations of N-GMRES; schemes with one evaluation per iteration may take twice as many.</summary>
    public int MaximumIterations { get; init; } = 100;

    /// <summary><c>N_cutback_max</c>: how often an increment may be halved.</summary>
    public int MaximumCutbacks { get; init; } = 3;

    /// <summary>Threads of the transforms and of the field loops; results do not depend on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The reference medium of <see cref="ReferenceFactor"/> for the moduli of the softest and of the stiffest voxel.</summary>
    public IsotropicModuli ReferenceMedium(IsotropicModuli softest, IsotropicModuli stiffest) => new(
        Reference(softest.Lambda_Pa, stiffest.Lambda_Pa), Reference(softest.Shear_Pa, stiffest.Shear_Pa));

    /// <summary>Largest ratio of a residual of a trial to its tolerance; converged below 1.</summary>
    public double Excess(in EquilibriumError error)
    {
        double scale = error.MeanStressScale_Pa;
        double excess = Math.Max(
            error.Divergence_Pa / Math.Max(RelativeDivergence * scale, AbsoluteDivergence_Pa),
            error.MeanStressError_Pa / Math.Max(RelativeMeanStress * scale, AbsoluteMeanStress_Pa));
        return ScaleFreeResidual > 0.0 ? Math.Max(excess, error.ScaleFree / ScaleFreeResidual) : excess;
    }

    /// <summary>Refuses settings outside their ranges.</summary>
    /// <exception cref="InputException">A setting is outside its range.</exception>
    public void Validate()
    {
        Require(Depth is >= 1 and <= 64, nameof(Depth), Depth, "from 1 to 64");
        Require(ReferenceFactor > 0.0 && double.IsFinite(ReferenceFactor), nameof(ReferenceFactor), ReferenceFactor, "above 0");
        Require(RelativeDivergence >= 0.0, nameof(RelativeDivergence), RelativeDivergence, "at least 0");
        Require(AbsoluteDivergence_Pa >= 0.0, nameof(AbsoluteDivergence_Pa), AbsoluteDivergence_Pa, "at least 0");
        Require(RelativeMeanStress >= 0.0, nameof(RelativeMeanStress), RelativeMeanStress, "at least 0");
        Require(AbsoluteMeanStress_Pa >= 0.0, nameof(AbsoluteMeanStress_Pa), AbsoluteMeanStress_Pa, "at least 0");
        Require(ScaleFreeResidual >= 0.0, nameof(ScaleFreeResidual), ScaleFreeResidual, "at least 0");
        Require(MaximumIterations >= 1, nameof(MaximumIterations), MaximumIterations, "at least 1");
        Require(MinimumIterations >= 0 && MinimumIterations <= MaximumIterations, nameof(MinimumIterations), MinimumIterations, "from 0 to MaximumIterations");
        Require(MaximumCutbacks is >= 0 and <= 20, nameof(MaximumCutbacks), MaximumCutbacks, "from 0 to 20");
        Require(Threads >= 1, nameof(Threads), Threads, "at least 1");
    }

    /// <summary>Below half the stiffest voxel the basic scheme cannot converge (Moulinec and Suquet 1998), and the others converge badly.</summary>
    private double Reference(double soft, double stiff) => Math.Max(0.5 * ReferenceFactor * (soft + stiff), 0.5 * stiff);

    private static void Require(bool valid, string name, double value, string range)
    {
        if (!valid)
            throw new InputException(FormattableString.Invariant($"{name} of the spectral solver is {value}; it must be {range}."));
    }
}
