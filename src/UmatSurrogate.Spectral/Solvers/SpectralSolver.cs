using System.Diagnostics;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// Static equilibrium of a periodic box of voxels at finite strain: finds the compatible field F = &lt;F&gt; + grad u whose first
/// Piola-Kirchhoff stress is free of divergence and whose mean meets a <see cref="MeanAim"/> (Moulinec and Suquet 1998,
/// doi:10.1016/S0045-7825(97)00218-1; at finite strain Lahellec, Michel, Moulinec and Suquet 2003; Eisenlohr et al. 2013,
/// doi:10.1016/j.ijplas.2012.09.012). One object serves one simulation at a time.
/// </summary>
public sealed class SpectralSolver
{
    private readonly EquilibriumProblem _problem;
    private readonly NonlinearSolver _nonlinear;
    private readonly StartPredictor _predictor;
    private readonly AlignedVector _start;
    private int _mask = MixedLoadStep.AllComponents;
    private Tensor3x3 _loadFrame = Tensor3x3.Identity;

    /// <param name="grid">The box.</param>
    /// <param name="material">The material of its voxels, in the order of the grid.</param>
    /// <param name="settings">Scheme, tolerances, limits.</param>
    /// <exception cref="InputException">A setting is outside its range, or the material has another number of voxels.</exception>
    public SpectralSolver(PeriodicGrid grid, IFieldMaterial material, SpectralSettings settings)
    {
        ArgumentNullException.ThrowIfNull(material);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        if (material.Voxels != grid.Count)
            throw new InputException($"The material has {material.Voxels} voxels, but the grid {grid.Nx} x {grid.Ny} x {grid.Nz} has {grid.Count}.");
        (Grid, Material, Settings) = (grid, material, settings);
        Account = new SolverAccount();
        BlockLoop loop = new(settings.Threads);
        _problem = new EquilibriumProblem(grid, material, settings, Account, loop);
        _nonlinear = settings.Scheme switch
        {
            NonlinearScheme.Basic => new AndersonSolver(settings, 0, _problem.Length, loop),
            NonlinearScheme.NonlinearGmres => new NonlinearGmresSolver(settings, _problem.Length),
            _ => new AndersonSolver(settings, settings.Depth, _problem.Length, loop),
        };
        _predictor = new StartPredictor(settings.Start, _problem.Length, loop);
        _start = new AlignedVector(_problem.Length);
        DeformationGradient = new TensorField(grid.Count);
        Stress_Pa = new TensorField(grid.Count);
        Reset();
    }

    /// <summary>The box.</summary>
    public PeriodicGrid Grid { get; }

    /// <summary>The material of its voxels.</summary>
    public IFieldMaterial Material { get; }

    /// <summary>Scheme, tolerances, limits.</summary>
    public SpectralSettings Settings { get; }

    /// <summary>Deformation gradient at the end of the last converged increment. Every increment gives another object: ask again after each.</summary>
    public TensorField DeformationGradient { get; private set; }

    /// <summary>First Piola-Kirchhoff stress [Pa] there; likewise.</summary>
    public TensorField Stress_Pa { get; private set; }

    /// <summary>Mean of <see cref="DeformationGradient"/>.</summary>
    public Tensor3x3 MeanDeformationGradient { get; private set; }

    /// <summary>Mean of <see cref="Stress_Pa"/> [Pa].</summary>
    public Tensor3x3 MeanStress_Pa { get; private set; }

    /// <summary>Counts and times.</summary>
    public SolverAccount Account { get; }

    /// <summary>Advances by one increment, without cut-back; the material is committed only when converged, and nothing changes otherwise.</summary>
    /// <param name="aim">What the mean is to be at the end; its free components of F are found, starting from their own last rate.</param>
    /// <param name="dt_s">Length of the increment [s], positive.</param>
    public IncrementOutcome Advance(in MeanAim aim, double dt_s)
    {
        if (!(dt_s > 0.0) || !double.IsFinite(dt_s))
            throw new InputException(FormattableString.Invariant($"An increment of {dt_s} s is not possible; its length must be positive."));
        long start = Stopwatch.GetTimestamp();
        if (aim.DeformationMask != _mask || aim.LoadFrame != _loadFrame)
            _nonlinear.Clear();
        (_mask, _loadFrame) = (aim.DeformationMask, aim.LoadFrame);
        _problem.Begin(aim, dt_s);
        _predictor.Predict(_problem, dt_s, withRate: true, _start);
        IncrementStatus status = _nonlinear.Solve(_problem, _start);
        int iterations = _nonlinear.Iterations;
        if (status == IncrementStatus.MaterialFailed && _problem.ValidEvaluations == 0 && Settings.Start != StartingGuess.Last)
        {
            _predictor.Predict(_problem, dt_s, withRate: false, _start);
            status = _nonlinear.Solve(_problem, _start);
            iterations += _nonlinear.Iterations;
        }

        Account.Iterations += iterations;
        if (status == IncrementStatus.Converged)
            Accept(dt_s);
        else
            Reject();
        Account.TotalTime_s += Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new(status, iterations, _problem.Evaluations, _problem.Error, _problem.Failure);
    }

    /// <summary>Back to F = I with no history, for another simulation on the same grid. The owner of the material resets that first.</summary>
    public void Reset()
    {
        _problem.SetMedia();
        _predictor.Reset(_problem);
        _nonlinear.Clear();
        DeformationGradient.Fill(Tensor3x3.Identity);
        Stress_Pa.Fill(Tensor3x3.Zero);
        (MeanDeformationGradient, MeanStress_Pa) = (Tensor3x3.Identity, Tensor3x3.Zero);
        (_mask, _loadFrame) = (MixedLoadStep.AllComponents, Tensor3x3.Identity);
        Account.Reset();
    }

    /// <summary>Writes what the next increments depend on, the material's committed state included.</summary>
    public void WriteRestart(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_mask);
        RestartFormat.WriteTensor(writer, _loadFrame);
        RestartFormat.WriteTensor(writer, MeanDeformationGradient);
        RestartFormat.WriteTensor(writer, MeanStress_Pa);
        RestartFormat.WriteDoubles(writer, DeformationGradient.All);
        RestartFormat.WriteDoubles(writer, Stress_Pa.All);
        _predictor.Write(writer);
        _nonlinear.Write(writer);
        Material.WriteState(writer);
    }

    /// <summary>Replaces what <see cref="WriteRestart"/> wrote; the run continues as if it had not been interrupted, to the last bit.</summary>
    /// <exception cref="InvalidDataException">It was written with another grid or scheme.</exception>
    public void ReadRestart(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        Reset();
        _mask = reader.ReadInt32();
        _loadFrame = RestartFormat.ReadTensor(reader);
        MeanDeformationGradient = RestartFormat.ReadTensor(reader);
        MeanStress_Pa = RestartFormat.ReadTensor(reader);
        RestartFormat.ReadDoubles(reader, DeformationGradient.All);
        RestartFormat.ReadDoubles(reader, Stress_Pa.All);
        _predictor.Read(reader);
        _nonlinear.Read(reader);
        Material.ReadState(reader);
    }

    private void Accept(double dt_s)
    {
        Material.Commit();
        Account.Increments++;
        _predictor.Accept(_nonlinear.Improved, dt_s);
        (MeanDeformationGradient, MeanStress_Pa) = (_problem.MeanF, _problem.MeanP);
        (DeformationGradient, _problem.F) = (_problem.F, DeformationGradient);
        (Stress_Pa, _problem.P) = (_problem.P, Stress_Pa);
    }

    private void Reject()
    {
        Account.Failures++;
        _nonlinear.Clear();
    }
}
