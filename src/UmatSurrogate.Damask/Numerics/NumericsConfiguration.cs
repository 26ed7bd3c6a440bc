namespace UmatSurrogate.Damask;

/// <summary>How the spectral solver takes derivatives in Fourier space.</summary>
public enum SpectralDerivative
{
    /// <summary>i 2 pi k / L; the Nyquist frequency of even grids is set to zero.</summary>
    Continuous,

    /// <summary>Central differences.</summary>
    CentralDifference,

    /// <summary>Forward-backward differences (rotated scheme).</summary>
    ForwardBackwardDifference,
}

/// <summary>Tolerances and limits of the spectral solver, <c>solver.grid</c> of a numerics file; defaults of DAMASK 3.0.2.</summary>
public sealed record GridSolverNumerics
{
    /// <summary><c>eps_rel_div(P)</c>: RMS divergence of P relative to the largest mean stress over the voxel edge.</summary>
    public double RelativeDivergence { get; init; } = 5e-4;

    /// <summary><c>eps_abs_div(P)</c>: absolute limit of the same, Pa/m.</summary>
    public double AbsoluteDivergence_PaPerMetre { get; init; } = 1e-4;

    /// <summary><c>eps_rel_P</c>: error of the prescribed mean stress relative to the largest mean stress.</summary>
    public double RelativeMeanStress { get; init; } = 1e-3;

    /// <summary><c>eps_abs_P</c>: absolute limit of the same, Pa.</summary>
    public double AbsoluteMeanStress_Pa { get; init; } = 1e3;

    /// <summary><c>N_iter_min</c>.</summary>
    public int MinimumIterations { get; init; } = 1;

    /// <summary><c>N_iter_max</c>.</summary>
    public int MaximumIterations { get; init; } = 100;

    /// <summary><c>N_cutback_max</c>: how often an increment may be halved.</summary>
    public int MaximumCutbacks { get; init; } = 3;

    /// <summary><c>FFT.derivative</c>.</summary>
    public SpectralDerivative Derivative { get; init; } = SpectralDerivative.Continuous;
}

/// <summary>
/// Tolerances of the material point, <c>phase.mechanical</c> of a numerics file; defaults of DAMASK 3.0.2. They are upper
/// limits: an update that converges more tightly meets them.
/// </summary>
public sealed record MaterialPointNumerics
{
    /// <summary><c>eps_rel_state</c>: relative change of the state variables in the last iteration.</summary>
    public double RelativeState { get; init; } = 1e-6;

    /// <summary><c>plastic.eps_rel_Lp</c>: relative residual of the plastic velocity gradient.</summary>
    public double RelativePlasticVelocityGradient { get; init; } = 1e-6;

    /// <summary><c>plastic.eps_abs_Lp</c>: absolute residual of the plastic velocity gradient, 1/s.</summary>
    public double AbsolutePlasticVelocityGradient_perSecond { get; init; } = 1e-8;
}

/// <summary>What a <c>numerics.yaml</c> holds.</summary>
/// <param name="Grid">Spectral solver.</param>
/// <param name="MaterialPoint">Material point.</param>
public sealed record NumericsConfiguration(GridSolverNumerics Grid, MaterialPointNumerics MaterialPoint)
{
    /// <summary>The defaults of DAMASK 3.0.2.</summary>
    public static NumericsConfiguration Default { get; } = new(new GridSolverNumerics(), new MaterialPointNumerics());
}
