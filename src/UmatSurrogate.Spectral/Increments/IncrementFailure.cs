using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>An increment without solution, after all cut-backs.</summary>
/// <param name="Increment">Its number, from 1, through all load steps.</param>
/// <param name="Time_s">Time [s] at the start of the part that failed: the state reached.</param>
/// <param name="Length_s">Length [s] of that part.</param>
/// <param name="Outcome">How its solution ended.</param>
/// <param name="Message">All of this in words.</param>
public sealed record IncrementFailure(int Increment, double Time_s, double Length_s, IncrementOutcome Outcome, string Message)
{
    /// <summary>A failure with its message.</summary>
    /// <param name="grid">Tells where a voxel is.</param>
    /// <param name="increment">Number of the increment, from 1.</param>
    /// <param name="increments">Number of increments of the whole load.</param>
    /// <param name="time_s">Time [s] at the start of the part that failed.</param>
    /// <param name="length_s">Length [s] of that part.</param>
    /// <param name="outcome">How its solution ended.</param>
    public static IncrementFailure Of(PeriodicGrid grid, int increment, int increments, double time_s, double length_s, in IncrementOutcome outcome)
    {
        string what = outcome.Status switch
        {
            IncrementStatus.MaterialFailed => Voxel(grid, outcome.Failure),
            IncrementStatus.Stagnated => "the residual no longer falls",
            _ => $"no equilibrium after {outcome.Iterations} iterations",
        };
        EquilibriumError error = outcome.Error;
        string message = FormattableString.Invariant(
            $"Increment {increment} of {increments} has no solution from {time_s} s on, not even in steps of {length_s} s: {what}.");
        if (error.MeanStressScale_Pa > 0.0)
        {
            message += FormattableString.Invariant(
                $" Last valid residuals: divergence times voxel edge {error.Divergence_Pa:G4} Pa, error of the mean stress {error.MeanStressError_Pa:G4} Pa; largest mean stress {error.MeanStressScale_Pa:G4} Pa.");
        }

        message += " Take shorter increments there or allow more cut-backs (N_cutback_max).";
        return new IncrementFailure(increment, time_s, length_s, outcome, message);
    }

    private static string Voxel(PeriodicGrid grid, in FieldOutcome failure)
    {
        string why = failure.Status switch
        {
            PointStatus.NonPositiveVolume => "is turned inside out (det F is not positive)",
            PointStatus.NotConverged => "has no stress (the constitutive law does not converge)",
            _ => $"has no stress ({failure.Status})",
        };
        return failure.Voxel < 0
            ? $"a voxel {why}"
            : $"voxel {failure.Voxel}, that is ({failure.Voxel % grid.Nx}, {failure.Voxel / grid.Nx % grid.Ny}, {failure.Voxel / (grid.Nx * grid.Ny)}), {why}";
    }
}
