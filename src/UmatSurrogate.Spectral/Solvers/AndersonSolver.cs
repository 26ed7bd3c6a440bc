namespace UmatSurrogate.Spectral;

/// <summary>
/// The fixed point of Moulinec and Suquet, plain (depth 0: the basic scheme) or with Anderson's mixing of the last iterates. One evaluation per
/// iteration. The differences of an increment serve the next one too: the response changes little from one to the next.
/// <para>A trial that fails in a voxel is retried at half the step from the last valid one. A trial whose residual is far above the last one is
/// taken back: the history is forgotten and the step damped.</para>
/// </summary>
internal sealed unsafe class AndersonSolver : NonlinearSolver
{
    private const double LargestGrowth = 3.0;
    private const int MaximumShortenings = 8;
    private readonly SpectralSettings _settings;
    private readonly MixingHistory? _history;
    private readonly BlockLoop _loop;
    private AlignedVector _x, _r, _xBefore, _rBefore, _next;

    public AndersonSolver(SpectralSettings settings, int depth, int length, BlockLoop loop)
    {
        (_settings, _loop) = (settings, loop);
        _history = depth > 0 ? new MixingHistory(depth, length, loop) : null;
        (_x, _r, _xBefore, _rBefore, _next) = (new(length), new(length), new(length), new(length), new(length));
    }

    /// <inheritdoc/>
    public override AlignedVector Improved => _next;

    /// <inheritdoc/>
    public override IncrementStatus Solve(EquilibriumProblem problem, AlignedVector start)
    {
        start.All.CopyTo(_x.All);
        bool hasBefore = false;
        double damping = 1.0, normBefore = 0.0;
        int shortenings = 0, limit = 2 * _settings.MaximumIterations;
        BeginMonitoring();
        for (Iterations = 0; Iterations < limit;)
        {
            Iterations++;
            if (!problem.Evaluate(_x.Data, _r.Data))
            {
                if (!hasBefore || shortenings++ >= MaximumShortenings)
                    return IncrementStatus.MaterialFailed;
                Clear();
                VectorKernels.Combine(_x.Data, _x.Data, 1.0, _xBefore.Data, _x.Length);
                Scale(_x, 0.5);
                problem.ImposeMean(_x.Data);
                continue;
            }

            if (problem.Excess < 1.0 && Iterations >= _settings.MinimumIterations)
            {
                if (hasBefore)
                    _history?.Append(_x.Data, _xBefore.Data, _r.Data, _rBefore.Data);
                Propose(problem, 1.0);
                return IncrementStatus.Converged;
            }

            if (Stagnates(problem.Excess))
                return IncrementStatus.Stagnated;
            double norm = Math.Sqrt(VectorKernels.Dot(_r.Data, _r.Data, _r.Length));
            if (hasBefore && norm > LargestGrowth * normBefore && shortenings < MaximumShortenings)
            {
                shortenings++;
                Clear();
                damping *= 0.5;
                VectorKernels.Combine(_x.Data, _xBefore.Data, damping, _rBefore.Data, _x.Length);
                problem.ImposeMean(_x.Data);
                continue;
            }

            if (hasBefore)
                _history?.Append(_x.Data, _xBefore.Data, _r.Data, _rBefore.Data);
            Propose(problem, damping);
            damping = Math.Min(1.0, 1.5 * damping);
            (_xBefore, _x, _next) = (_x, _next, _xBefore);
            (_rBefore, _r) = (_r, _rBefore);
            (hasBefore, normBefore, shortenings) = (true, norm, 0);
        }

        return IncrementStatus.IterationLimit;
    }

    /// <inheritdoc/>
    public override void Clear() => _history?.Clear();

    /// <inheritdoc/>
    public override void Write(BinaryWriter writer) => _history?.Write(writer);

    /// <inheritdoc/>
    public override void Read(BinaryReader reader) => _history?.Read(reader);

    private void Propose(EquilibriumProblem problem, double damping)
    {
        if (_history is not null)
            _history.Mix(_x.Data, _r.Data, damping, _next.Data);
        else
            VectorKernels.Combine(_next.Data, _x.Data, damping, _r.Data, _x.Length);
        problem.ImposeMean(_next.Data);
    }

    private static void Scale(AlignedVector x, double f) => VectorKernels.Combine(x.Data, x.Data, f - 1.0, x.Data, x.Length);
}
