using UmatSurrogate.Mechanics;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Gpu;

/// <summary>
/// The iterations of one increment of one volume element of a batch: the decisions of the processor's Anderson solver (the fixed point
/// of Moulinec and Suquet with Anderson's mixing; shorter steps after a failed voxel; damping after growth; history kept from one increment to the
/// next), made from scalar products alone. The vectors stay on the accelerator; an evaluation is asked for by yielding the task.
/// </summary>
internal sealed class EquilibriumIteration
{
    private const double LargestGrowth = 3.0;
    private const int MaximumShortenings = 8;

    private readonly SpectralSettings _settings;
    private readonly int _depth;
    private readonly FieldTask _task;
    private readonly MixingCoefficients? _mixing;
    private readonly double[] _gamma, _row;
    private int _unknown = VectorNames.Unknowns, _step = VectorNames.Steps; // the present ones of those that take turns

    public EquilibriumIteration(SpectralSettings settings, FieldTask task)
    {
        (_settings, _task, _depth) = (settings, task, VectorNames.Depth(settings));
        _mixing = settings.Scheme == NonlinearScheme.Basic ? null : new MixingCoefficients(_depth);
        (_gamma, _row) = (new double[_depth], new double[_depth]);
    }

    /// <summary>How the increment ended.</summary>
    public IncrementStatus Status { get; private set; }

    /// <summary>Iterations of the increment.</summary>
    public int Iterations { get; private set; }

    /// <summary>Trials of the increment in which every voxel had a stress.</summary>
    public int ValidEvaluations { get; private set; }

    /// <summary>Residuals of the last valid trial.</summary>
    public EquilibriumError Error { get; private set; }

    /// <summary>What failed last.</summary>
    public FieldOutcome Failure { get; private set; }

    /// <summary>Forgets what was learnt in earlier increments.</summary>
    public void Clear() => _mixing?.Clear();

    /// <summary>
    /// Solves from the unknown whose terms are in the task. Afterwards <see cref="Status"/> says how it ended; if it converged, the terms in the task are
    /// the iterate that would have come next.
    /// </summary>
    public IEnumerable<FieldTask> Solve()
    {
        StagnationMonitor monitor = new();
        bool hasBefore = false;
        double damping = 1.0, normBefore = 0.0;
        int shortenings = 0, limit = 2 * _settings.MaximumIterations;
        (ValidEvaluations, Error, Failure, Status) = (0, default, FieldOutcome.Ok, IncrementStatus.IterationLimit);
        for (Iterations = 0; Iterations < limit;)
        {
            Iterations++;
            Ask(hasBefore);
            yield return _task;
            if (!Measure())
            {
                if (!hasBefore || shortenings++ >= MaximumShortenings)
                {
                    Status = IncrementStatus.MaterialFailed;
                    yield break;
                }

                Clear();
                _task.Clear();
                _task.Terms.Add(new(UnknownVector(_unknown), 0.5));
                _task.Terms.Add(new(UnknownVector(_unknown - 1), 0.5));
                continue;
            }

            double excess = _settings.Excess(Error), norm = Math.Sqrt(_task.Values[0]);
            if (excess < 1.0 && Iterations >= _settings.MinimumIterations)
            {
                Append(hasBefore);
                Propose(1.0);
                Status = IncrementStatus.Converged;
                yield break;
            }

            if (monitor.Stagnates(excess))
            {
                Status = IncrementStatus.Stagnated;
                yield break;
            }

            if (hasBefore && norm > LargestGrowth * normBefore && shortenings < MaximumShortenings)
            {
                shortenings++;
                Clear();
                damping *= 0.5;
                _task.Clear();
                _task.Terms.Add(new(UnknownVector(_unknown - 1), 1.0));
                _task.Terms.Add(new(StepVector(_step - 1), damping));
                continue;
            }

            Append(hasBefore);
            Propose(damping);
            damping = Math.Min(1.0, 1.5 * damping);
            _unknown++;
            _step++;
            (hasBefore, normBefore, shortenings) = (true, norm, 0);
        }
    }

    private static int UnknownVector(int turn) => VectorNames.FirstUnknown + turn % VectorNames.Unknowns;

    private static int StepVector(int turn) => VectorNames.FirstStep + turn % VectorNames.Steps;

    /// <summary>Slots in use once the change of this trial is entered.</summary>
    private int SlotsWith(bool change) => _mixing is null ? 0 : change ? Math.Max(_mixing.Count, _mixing.NextSlot + 1) : _mixing.Count;

    /// <summary>Which vectors the trial uses, and the products r.r, r.dr_j and, with an iterate before, dr.dr_j.</summary>
    private void Ask(bool hasBefore)
    {
        (_task.Unknown, _task.Step) = (UnknownVector(_unknown), StepVector(_step));
        bool change = hasBefore && _mixing is not null;
        _task.Before = change
            ? (UnknownVector(_unknown - 1), StepVector(_step - 1), VectorNames.StepChange(_mixing!.NextSlot), VectorNames.ImageChange(_mixing.NextSlot, _depth))
            : FieldTask.None;
        _task.Products.Clear();
        _task.Products.Add(new(_task.Step, _task.Step));
        int slots = SlotsWith(change);
        for (int j = 0; j < slots; j++)
            _task.Products.Add(new(_task.Step, VectorNames.StepChange(j)));
        for (int j = 0; change && j < slots; j++)
            _task.Products.Add(new(_task.Before.StepChange, VectorNames.StepChange(j)));
    }

    /// <summary>Reads the answer; false where a voxel has no stress or the residual is not a number.</summary>
    private bool Measure()
    {
        if (_task.Status != PointStatus.Ok)
        {
            Failure = new FieldOutcome(_task.Status, _task.FailedVoxel);
            return false;
        }

        Span<double> mean = stackalloc double[9];
        _task.MeanP_Pa.ToRowMajor(mean);
        double largest = 0.0, norm = _task.MeanP_Pa.Norm;
        foreach (double component in mean)
            largest = Math.Max(largest, Math.Abs(component));
        EquilibriumError error = new(
            Math.Sqrt(_task.DivergenceSquare), 0.0, largest, norm > 0.0 ? Math.Sqrt(_task.TractionSquare) / _task.Voxels / norm : 0.0);
        if (!double.IsFinite(error.Divergence_Pa + error.MeanStressScale_Pa + error.ScaleFree + _task.Values[0]))
        {
            Failure = new FieldOutcome(PointStatus.NotConverged, -1);
            return false;
        }

        ValidEvaluations++;
        Error = error;
        return true;
    }

    private void Append(bool hasBefore)
    {
        if (!hasBefore || _mixing is null)
            return;
        int slots = SlotsWith(true);
        _task.Values.AsSpan(1 + slots, slots).CopyTo(_row);
        _mixing.Append(_row.AsSpan(0, slots));
    }

    /// <summary>Terms of the next iterate: x + damping r - sum gamma_j (dx_j + damping dr_j).</summary>
    private void Propose(double damping)
    {
        _task.Clear();
        _task.Terms.Add(new(UnknownVector(_unknown), 1.0));
        _task.Terms.Add(new(StepVector(_step), damping));
        if (_mixing is null || _mixing.Count == 0)
            return;
        _mixing.Solve(_task.Values.AsSpan(1, _mixing.Count), _gamma);
        for (int j = 0; j < _mixing.Count; j++)
        {
            if (_gamma[j] == 0.0)
                continue;
            _task.Terms.Add(new(VectorNames.ImageChange(j, _depth), -_gamma[j]));
            if (damping != 1.0)
                _task.Terms.Add(new(VectorNames.StepChange(j), _gamma[j] * (1.0 - damping)));
        }
    }
}
