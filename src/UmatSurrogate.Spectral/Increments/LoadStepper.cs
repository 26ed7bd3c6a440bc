using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// Increment control: takes a <see cref="SpectralSolver"/> through load steps, or along a prescribed path of the mean deformation. An increment
/// without solution is halved, up to N_cutback_max times, with aims that move linearly within it; after a part that converged the next one is
/// twice as long again (as DAMASK does).
/// </summary>
public sealed class LoadStepper
{
    private readonly LoadProgram _program;
    private readonly int _parts; // an increment is this many of the smallest parts
    private bool _failed;
    private Tensor3x3 _stressAim_Pa; // in the frame of the body
    private double _stepTime_s;

    /// <param name="solver">The solver; it stands at the start of the load, F = I, or is brought to a later increment by <see cref="ReadRestart"/>.</param>
    /// <param name="steps">The load steps.</param>
    /// <exception cref="InputException">A load step is not possible.</exception>
    public LoadStepper(SpectralSolver solver, IReadOnlyList<MixedLoadStep> steps)
        : this(solver, new LoadProgram(steps))
    {
    }

    /// <param name="solver">The solver; it stands at the start of the load, F = I, or is brought to a later increment by <see cref="ReadRestart"/>.</param>
    /// <param name="times_s">Times [s] at the ends of the increments, rising, the first above 0.</param>
    /// <param name="deformationGradients">Mean F at those times.</param>
    /// <exception cref="InputException">The path is not possible.</exception>
    public LoadStepper(SpectralSolver solver, ReadOnlySpan<double> times_s, ReadOnlySpan<Tensor3x3> deformationGradients)
        : this(solver, new LoadProgram(times_s, deformationGradients))
    {
    }

    private LoadStepper(SpectralSolver solver, LoadProgram program)
    {
        ArgumentNullException.ThrowIfNull(solver);
        (Solver, _program) = (solver, program);
        _parts = 1 << solver.Settings.MaximumCutbacks;
    }

    /// <summary>The solver.</summary>
    public SpectralSolver Solver { get; }

    /// <summary>Number of increments of the whole load.</summary>
    public int Increments => _program.Increments;

    /// <summary>Number of completed increments.</summary>
    public int Completed { get; private set; }

    /// <summary>Time [s] reached.</summary>
    public double Time_s { get; private set; }

    /// <summary>
    /// Runs the remaining increments. <paramref name="completed"/> is called after each and may write a restart; if it returns false, the run stops there.
    /// </summary>
    /// <returns>Null, or the increment that has no solution; the solver then stands at the end of the part before.</returns>
    public IncrementFailure? Run(Func<CompletedIncrement, bool> completed)
    {
        ArgumentNullException.ThrowIfNull(completed);
        while (Completed < Increments)
        {
            if (Next(out CompletedIncrement increment) is { } failure)
                return failure;
            if (!completed(increment))
                break;
        }

        return null;
    }

    /// <summary>Takes the next increment.</summary>
    /// <param name="completed">The increment; not valid after a failure.</param>
    /// <returns>Null, or the failure; the solver then stands at the end of the part before.</returns>
    /// <exception cref="InvalidOperationException">There is none, or one has failed.</exception>
    public IncrementFailure? Next(out CompletedIncrement completed)
    {
        if (Completed >= Increments)
            throw new InvalidOperationException($"All {Increments} increments are done.");
        if (_failed)
            throw new InvalidOperationException($"Increment {Completed + 1} has failed; go on from a restart or from the start.");
        (MixedLoadStep step, int index) = _program[Completed];
        if (index == 0)
            _stepTime_s = 0.0;
        double dt = step.IncrementLength_s(index), start = Time_s, stepStart = _stepTime_s;
        bool last = index == step.Increments - 1;
        Increment increment = new(step, dt, last ? dt : step.Time_s - stepStart, last, LoadFrames.ToLoad(step.LoadFrame, Solver.MeanDeformationGradient));
        int done = 0, size = _parts, smallest = _parts, iterations = 0, evaluations = 0;
        completed = default;
        while (done < _parts)
        {
            IncrementOutcome outcome = AdvancePart(increment, done, size);
            iterations += outcome.Iterations;
            evaluations += outcome.Evaluations;
            if (outcome.Status != IncrementStatus.Converged)
            {
                if (size == 1)
                {
                    _failed = true;
                    return IncrementFailure.Of(Solver.Grid, Completed + 1, Increments, Time_s, dt * size / _parts, outcome);
                }

                size /= 2;
                smallest = Math.Min(smallest, size);
                continue;
            }

            done += size;
            Time_s = start + dt * done / _parts;
            _stepTime_s = stepStart + dt * done / _parts;
            if (done % (2 * size) == 0)
                size *= 2;
        }

        Completed++;
        Time_s = _program.EndTime_s(Completed - 1);
        completed = new(
            Completed, Time_s, Solver.MeanDeformationGradient, Solver.MeanStress_Pa, iterations, evaluations, int.Log2(_parts / smallest));
        return null;
    }

    /// <summary>Writes a restart file, complete or not at all; an older one of that name is replaced.</summary>
    /// <param name="path">The file.</param>
    /// <param name="attachment">Writes what the caller needs to go on, such as the history so far; it is in the same file.</param>
    public void WriteRestart(string path, Action<BinaryWriter>? attachment = null) => RestartFile.Write(path, writer =>
    {
        Write(writer);
        attachment?.Invoke(writer);
    });

    /// <summary>Continues from a restart file of the same load, grid and material; results are the same as without the interruption, to the last bit.</summary>
    /// <param name="path">The file.</param>
    /// <param name="attachment">Reads what the caller attached.</param>
    /// <exception cref="InputException">The file is damaged or belongs to another calculation.</exception>
    public void ReadRestart(string path, Action<BinaryReader>? attachment = null) => RestartFile.Read(path, reader =>
    {
        Read(reader);
        attachment?.Invoke(reader);
    });

    private void Write(BinaryWriter writer)
    {
        writer.Write(_program.Digest());
        writer.Write(RestartFormat.Digest(Solver.Settings));
        PeriodicGrid grid = Solver.Grid;
        writer.Write(grid.Nx);
        writer.Write(grid.Ny);
        writer.Write(grid.Nz);
        writer.Write(Completed);
        writer.Write(Time_s);
        writer.Write(_stepTime_s);
        RestartFormat.WriteTensor(writer, _stressAim_Pa);
        Solver.WriteRestart(writer);
    }

    private void Read(BinaryReader reader)
    {
        if (!reader.ReadBytes(Sha256Digest.Size).AsSpan().SequenceEqual(_program.Digest()))
            throw new InvalidDataException("it belongs to another load");
        if (!reader.ReadBytes(Sha256Digest.Size).AsSpan().SequenceEqual(RestartFormat.Digest(Solver.Settings)))
            throw new InvalidDataException("it was computed with another solver, other tolerances or limits");
        PeriodicGrid grid = Solver.Grid;
        (int nx, int ny, int nz) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        if ((nx, ny, nz) != (grid.Nx, grid.Ny, grid.Nz))
            throw new InvalidDataException($"it belongs to a grid of {nx} x {ny} x {nz} voxels; this one has {grid.Nx} x {grid.Ny} x {grid.Nz}");
        int completed = reader.ReadInt32();
        if (completed < 0 || completed > Increments)
            throw new InvalidDataException($"it stands after increment {completed} of {Increments}");
        (Completed, _failed) = (completed, false);
        Time_s = reader.ReadDouble();
        _stepTime_s = reader.ReadDouble();
        _stressAim_Pa = RestartFormat.ReadTensor(reader);
        Solver.ReadRestart(reader);
    }

    private IncrementOutcome AdvancePart(in Increment increment, int done, int size)
    {
        MixedLoadStep step = increment.Step;
        double dt = increment.Length_s * size / _parts, left = increment.Left_s - increment.Length_s * done / _parts;
        bool last = increment.Last && done + size == _parts;
        Tensor3x3 F = LoadFrames.ToLoad(step.LoadFrame, Solver.MeanDeformationGradient), P0 = LoadFrames.ToLoad(step.LoadFrame, _stressAim_Pa);
        Tensor3x3 aimF = IncrementAims.Deformation(step, dt, left, last, F, increment.VelocityBase, F);
        Tensor3x3 aimP = IncrementAims.Stress_Pa(step, dt, left, P0);
        IncrementOutcome outcome = Solver.Advance(new MeanAim(aimF, aimP, step.DeformationMask, step.LoadFrame), dt);
        if (outcome.Status == IncrementStatus.Converged)
        {
            Tensor3x3 P1 = LoadFrames.ToLoad(step.LoadFrame, Solver.MeanStress_Pa);
            _stressAim_Pa = LoadFrames.ToElement(step.LoadFrame, IncrementAims.Merge(step.DeformationMask, P1, aimP));
        }

        return outcome;
    }

    private readonly record struct Increment(MixedLoadStep Step, double Length_s, double Left_s, bool Last, Tensor3x3 VelocityBase);
}
