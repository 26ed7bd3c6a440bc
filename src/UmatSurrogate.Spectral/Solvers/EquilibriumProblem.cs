using System.Diagnostics;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// The equations of one increment as a fixed point x = M(x) = x + r(x). An unknown x is the stored fluctuation w of <see cref="GreenOperator"/>
/// (three components, each 2 Stride doubles) and then N times the mean of F (9 doubles, row-major, in the frame of the body), so that
/// a plain scalar product of unknowns is N times the sum of F : F' over the voxels.
/// </summary>
internal sealed unsafe class EquilibriumProblem
{
    private const int MeanLength = 16;
    private readonly PeriodicGrid _grid;
    private readonly SpectralSettings _settings;
    private readonly SolverAccount _account;
    private readonly RealFourierTransform _transform;
    private readonly FieldOperator _operator;
    private readonly AlignedVector _spectrum;
    private readonly VolumeCheck _volume;
    private readonly int _meanAt;
    private double _dt_s;

    public EquilibriumProblem(PeriodicGrid grid, IFieldMaterial material, SpectralSettings settings, SolverAccount account, BlockLoop loop)
    {
        (_grid, Material, _settings, _account) = (grid, material, settings, account);
        _transform = new RealFourierTransform(grid.Nx, grid.Ny, grid.Nz, settings.Threads);
        _operator = new FieldOperator(new WaveDirections(grid, settings.Operator, _transform), loop);
        _spectrum = new AlignedVector(9 * 2 * _transform.Stride);
        _volume = new VolumeCheck(loop);
        _meanAt = 3 * 2 * _transform.Stride;
        F = new TensorField(grid.Count);
        P = new TensorField(grid.Count);
        Constraint = new MeanConstraint();
    }

    public IFieldMaterial Material { get; }

    public MeanConstraint Constraint { get; }

    /// <summary>Length of an unknown.</summary>
    public int Length => _meanAt + MeanLength;

    public IsotropicModuli Medium { get; private set; }

    /// <summary>Fields of the last trial; <see cref="SpectralSolver"/> exchanges them for others when an increment has converged.</summary>
    public TensorField F { get; set; }

    public TensorField P { get; set; }

    public Tensor3x3 MeanP { get; private set; }

    public Tensor3x3 MeanF { get; private set; }

    public EquilibriumError Error { get; private set; }

    /// <summary>Largest ratio of an error to its tolerance in the last valid trial; converged below 1.</summary>
    public double Excess { get; private set; }

    /// <summary>What failed last.</summary>
    public FieldOutcome Failure { get; private set; }

    /// <summary>Trials of this increment, and how many of them were valid.</summary>
    public int Evaluations { get; private set; }

    public int ValidEvaluations { get; private set; }

    public void SetMedia()
    {
        (IsotropicModuli soft, IsotropicModuli stiff) = Material.ElasticRange;
        Medium = _settings.ReferenceMedium(soft, stiff);
        Constraint.SetMedium(Material.MeanModuli);
    }

    public void Begin(in MeanAim aim, double dt_s)
    {
        Constraint.SetAim(aim);
        _dt_s = dt_s;
        (Evaluations, ValidEvaluations, Failure) = (0, 0, FieldOutcome.Ok);
        (Error, Excess) = (default, double.PositiveInfinity);
    }

    /// <summary>Puts the prescribed components of the mean into an unknown.</summary>
    public void ImposeMean(double* x) => SetMean(x, Constraint.Impose(GetMean(x)));

    public Tensor3x3 GetMean(double* x) => (1.0 / _grid.Count) * Tensor3x3.FromRowMajor(new ReadOnlySpan<double>(x + _meanAt, 9));

    public void SetMean(double* x, in Tensor3x3 F) => ((double)_grid.Count * F).ToRowMajor(new Span<double>(x + _meanAt, 9));

    /// <summary>A trial: r = M(x) - x, norms and fields.</summary>
    /// <returns>False where a voxel has no stress (<see cref="Failure"/>); r is then not valid.</returns>
    public bool Evaluate(double* x, double* r)
    {
        Evaluations++;
        _account.Evaluations++;
        double* spectrum = _spectrum.Data;
        int s = 2 * _transform.Stride;
        _operator.Gradient(x, spectrum);
        for (int c = 0; c < 9; c++)
            spectrum[c * s] = x[_meanAt + c];
        long start = Stopwatch.GetTimestamp();
        _transform.Inverse(spectrum, s, F.Data, F.Stride, 9);
        _account.FourierTime_s += Stopwatch.GetElapsedTime(start).TotalSeconds;
        MeanF = Constraint.Impose(GetMean(x));
        FieldOutcome outcome = _volume.Check(F);
        if (outcome.Status == PointStatus.Ok)
        {
            start = Stopwatch.GetTimestamp();
            outcome = Material.Evaluate(F, _dt_s, P);
            _account.MaterialTime_s += Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        if (outcome.Status != PointStatus.Ok)
        {
            Failure = outcome;
            return false;
        }

        start = Stopwatch.GetTimestamp();
        _transform.Forward(P.Data, P.Stride, spectrum, s, 9);
        _account.FourierTime_s += Stopwatch.GetElapsedTime(start).TotalSeconds;
        return Measure(spectrum, x, r);
    }

    private bool Measure(double* spectrum, double* x, double* r)
    {
        int s = 2 * _transform.Stride;
        Span<double> mean = stackalloc double[9];
        double largest = 0.0;
        for (int c = 0; c < 9; c++)
        {
            mean[c] = spectrum[c * s] / _grid.Count;
            largest = Math.Max(largest, Math.Abs(mean[c]));
        }

        MeanP = Tensor3x3.FromRowMajor(mean);
        (double divergence, double traction) = _operator.Correction(spectrum, Medium, r);
        (Tensor3x3 change, Tensor3x3 turn, double stressError) = Constraint.Correction(MeanF, MeanP);
        SetMean(r, change);
        if (turn != Tensor3x3.Zero)
            AddTurned(turn, x, r);
        double norm = MeanP.Norm;
        EquilibriumError error = new(
            Math.Sqrt(divergence), stressError, largest, norm > 0.0 ? Math.Sqrt(traction) / _grid.Count / norm : 0.0);
        if (!double.IsFinite(error.Divergence_Pa + error.MeanStressError_Pa + error.MeanStressScale_Pa + error.ScaleFree))
        {
            Failure = new FieldOutcome(PointStatus.NotConverged, FirstNonFinite());
            return false;
        }

        ValidEvaluations++;
        Error = error;
        Excess = _settings.Excess(error);
        return true;
    }

    /// <summary>r_i += A_ij x_j for the stored fluctuations: all of the field turns with its mean.</summary>
    private void AddTurned(in Tensor3x3 A, double* x, double* r)
    {
        int n = 2 * _transform.Stride;
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
                VectorKernels.Add(r + i * n, A[i, j], x + j * n, n);
        }
    }

    private int FirstNonFinite()
    {
        for (int v = 0; v < _grid.Count; v++)
        {
            if (!P[v].IsFinite)
                return v;
        }

        return -1;
    }
}
