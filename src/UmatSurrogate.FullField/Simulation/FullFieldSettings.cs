using UmatSurrogate.Damask;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.FullField;

/// <summary>How a full-field simulation is computed.</summary>
public sealed record FullFieldSettings
{
    /// <summary>Solver; its number of threads is replaced by <see cref="Threads"/>.</summary>
    public SpectralSettings Solver { get; init; } = new();

    /// <summary>Differences that the solver keeps at least where there are voids, see <see cref="ForVoids"/>.</summary>
    public int DepthWithVoids { get; init; } = 30;

    /// <summary>Ratio of shear moduli below which a voxel counts as a void.</summary>
    public const double VoidContrast = 1e-3;

    /// <summary>An error of a resolved shear stress is n times as large in the slip rate; n is about 20 in metals.</summary>
    private const double RateSensitivity = 20.0;

    /// <summary>Material of the voxels; its number of threads is replaced by <see cref="Threads"/>.</summary>
    public CrystalFieldSettings Crystals { get; init; } = new();

    /// <summary>Number of threads; the result does not depend on it, to the last bit.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// The solver's settings where the softest voxel has less than <see cref="VoidContrast"/> of the stiffness of the stiffest. The deformation of a void is
    /// hardly determined by the stress: with a short history Anderson's mixing needs three times as many evaluations there, and a start of higher than first order
    /// carries the noise of the last increments on (twice as many, and a field five times less exact, in the slot of the reference).
    /// </summary>
    internal SpectralSettings ForVoids() => Solver with
    {
        Depth = Math.Max(Solver.Depth, DepthWithVoids),
        Start = Solver.Start is StartingGuess.Quadratic or StartingGuess.FittedToMean ? StartingGuess.Linear : Solver.Start,
    };

    /// <summary>The tolerances and limits of a DAMASK numerics file with the solver of this product.</summary>
    /// <exception cref="InputException">The file asks for a derivative that is not supported.</exception>
    public static FullFieldSettings FromDamask(NumericsConfiguration numerics)
    {
        ArgumentNullException.ThrowIfNull(numerics);
        GridSolverNumerics grid = numerics.Grid;
        UpdateTolerances tolerances = UpdateTolerances.Default;

        double relativeStress = Math.Min(numerics.MaterialPoint.RelativeState, numerics.MaterialPoint.RelativePlasticVelocityGradient / RateSensitivity);
        return new()
        {
            Crystals = new() { Tolerances = tolerances with { RelativeStress = Math.Min(tolerances.RelativeStress, relativeStress) } },
            Solver = new()
            {
                Operator = grid.Derivative switch
                {
                    SpectralDerivative.Continuous => SpectralOperator.Continuous,
                    SpectralDerivative.ForwardBackwardDifference => SpectralOperator.Rotated,
                    _ => throw new InputException("The numerics file asks for the derivative 'central_difference'; the full-field solver has 'continuous' and 'FWBW_difference'."),
                },
                RelativeDivergence = grid.RelativeDivergence,
                AbsoluteDivergence_Pa = grid.AbsoluteDivergence_PaPerMetre,
                RelativeMeanStress = grid.RelativeMeanStress,
                AbsoluteMeanStress_Pa = grid.AbsoluteMeanStress_Pa,
                MinimumIterations = grid.MinimumIterations,
                MaximumIterations = grid.MaximumIterations,
                MaximumCutbacks = grid.MaximumCutbacks,
            },
        };
    }
    /// <summary>
    /// The numerics file from which <see cref="FromDamask"/> makes these settings again; what it has no key for (scheme, first guess, depth, reference
    /// medium, tolerances of the law tighter than the default, threads) is not in it.
    /// </summary>
    public NumericsConfiguration ToDamask() => new(
        new GridSolverNumerics
        {
            RelativeDivergence = Solver.RelativeDivergence,
            AbsoluteDivergence_PaPerMetre = Solver.AbsoluteDivergence_Pa,
            RelativeMeanStress = Solver.RelativeMeanStress,
            AbsoluteMeanStress_Pa = Solver.AbsoluteMeanStress_Pa,
            MinimumIterations = Solver.MinimumIterations,
            MaximumIterations = Solver.MaximumIterations,
            MaximumCutbacks = Solver.MaximumCutbacks,
            Derivative = Solver.Operator == SpectralOperator.Rotated ? SpectralDerivative.ForwardBackwardDifference : SpectralDerivative.Continuous,
        },
        new MaterialPointNumerics { RelativePlasticVelocityGradient = RateSensitivity * Crystals.Tolerances.RelativeStress });
}
