using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>A completed increment.</summary>
/// <param name="Increment">Its number, from 1, through all load steps.</param>
/// <param name="Time_s">Time at its end [s].</param>
/// <param name="DeformationGradient">Mean F.</param>
/// <param name="Stress_Pa">Mean first Piola-Kirchhoff stress [Pa].</param>
/// <param name="Iterations">Iterations over all its parts, failed ones included.</param>
/// <param name="Evaluations">Evaluations of all voxels, likewise.</param>
/// <param name="CutbackLevel">How often its smallest part was halved; 0 if none was.</param>
public readonly record struct CompletedIncrement(
    int Increment, double Time_s, Tensor3x3 DeformationGradient, Tensor3x3 Stress_Pa, int Iterations, int Evaluations, int CutbackLevel);

/// <summary>An increment without solution, after all cut-backs.</summary>
/// <param name="Increment">Its number, from 1, through all load steps.</param>
/// <param name="Time_s">Time [s] at the start of the part that failed: the state reached.</param>
/// <param name="Length_s">Length [s] of that part.</param>
/// <param name="Outcome">How its solution ended.</param>
/// <param name="Message">All of this in words.</param>
public sealed record IncrementFailure(int Increment, double Time_s, double Length_s, IncrementOutcome Outcome, string Message);

/// <summary>
/// Increment control: takes a <see cref="SpectralSolver"/> through load steps, or along a prescribed path of the mean deformation. An increment without
/// solution is halved up to N_cutback_max times; after a part that converged the next one is twice as long again.
/// </summary>
public sealed class LoadStepper
{
    /// <param name="solver">The solver; it stands at the start of the load, F = I, or is brought to a later increment by <see cref="ReadRestart"/>.</param>
    /// <param name="steps">The load steps.</param>
    public LoadStepper(SpectralSolver solver, IReadOnlyList<MixedLoadStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        Solver = solver;
    }

    /// <param name="solver">The solver; it stands at the start of the load, F = I, or is brought to a later increment by <see cref="ReadRestart"/>.</param>
    /// <param name="times_s">Times [s] at the ends of the increments, rising, the first above 0.</param>
    /// <param name="deformationGradients">Mean F at those times.</param>
    public LoadStepper(SpectralSolver solver, ReadOnlySpan<double> times_s, ReadOnlySpan<Tensor3x3> deformationGradients)
    {
        Solver = solver;
    }

    /// <summary>The solver.</summary>
    public SpectralSolver Solver { get; }

    /// <summary>Number of increments of the whole load.</summary>
    public int Increments { get; }

    /// <summary>Number of completed increments.</summary>
    public int Completed { get; private set; }

    /// <summary>Time [s] reached.</summary>
    public double Time_s { get; private set; }

    /// <summary>
    /// Runs the remaining increments. <paramref name="completed"/> is called after each and may write a restart; if it returns false, the run stops there.
    /// </summary>
    /// <returns>Null, or the increment that has no solution; the solver then stands at the end of the part before.</returns>
    public IncrementFailure? Run(Func<CompletedIncrement, bool> completed) => throw new NotSupportedException();

    /// <summary>Takes the next increment.</summary>
    /// <returns>Null, or the failure; the solver then stands at the end of the part before.</returns>
    public IncrementFailure? Next(out CompletedIncrement completed) => throw new NotSupportedException();

    /// <summary>Writes a restart file, complete or not at all; an older one of that name is replaced.</summary>
    /// <param name="path">The file.</param>
    /// <param name="attachment">Writes what the caller needs to go on, such as the history so far; it is in the same file.</param>
    public void WriteRestart(string path, Action<BinaryWriter>? attachment = null) => throw new NotSupportedException();

    /// <summary>Continues from a restart file of the same load, grid and material; results are the same as without the interruption, to the last bit.</summary>
    /// <param name="path">The file.</param>
    /// <param name="attachment">Reads what the caller attached.</param>
    /// <exception cref="InputException">The file is damaged or belongs to another calculation.</exception>
    public void ReadRestart(string path, Action<BinaryReader>? attachment = null) => throw new NotSupportedException();
}
