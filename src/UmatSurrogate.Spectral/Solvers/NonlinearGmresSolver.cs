namespace UmatSurrogate.Spectral;

/// <summary>
/// Nonlinear GMRES (Washio and Oosterlee 1997; Brune, Knepley, Smith and Tu 2015, doi:10.1137/130936725) as PETSc's SNESNGMRES without a
/// preconditioner has it: a step of the fixed point x_M = x + r(x), its residual r_M, the combination x_A of x_M and the stored iterates whose linearised
/// residual is smallest, its residual r_A, and the better of the two. Two evaluations per iteration; either may converge.
/// </summary>
internal sealed unsafe class NonlinearGmresSolver : NonlinearSolver
{
    // gamma_C of the restart criterion of Washio and Oosterlee: a combination this much worse than the best residual, twice in a row.
    private const double RestartFactor = 2.0;
    private const int RestartPatience = 2;
    private const int MaximumShortenings = 8;
    private readonly SpectralSettings _settings;
    private readonly int _depth;
    private readonly MixingCoefficients _coefficients;
    private readonly AlignedVector[] _iterates, _residuals;
    private readonly double[] _gram, _products, _gamma;
    private AlignedVector _x, _r, _xM, _rM, _xA, _rA;
    private int _stored;

    public NonlinearGmresSolver(SpectralSettings settings, int length)
    {
        (_settings, _depth) = (settings, settings.Depth);
        _coefficients = new MixingCoefficients(_depth);
        _iterates = new AlignedVector[_depth];
        _residuals = new AlignedVector[_depth];
        for (int i = 0; i < _depth; i++)
            (_iterates[i], _residuals[i]) = (new AlignedVector(length), new AlignedVector(length));
        (_gram, _products, _gamma) = (new double[_depth * _depth], new double[_depth], new double[_depth]);
        (_x, _r, _xM, _rM, _xA, _rA) = (new(length), new(length), new(length), new(length), new(length), new(length));
    }

    /// <inheritdoc/>
    public override AlignedVector Improved => _xM;

    /// <inheritdoc/>
    public override IncrementStatus Solve(EquilibriumProblem problem, AlignedVector start)
    {
        start.All.CopyTo(_x.All);
        Clear();
        BeginMonitoring();
        Iterations = 0;
        int bad = 0;
        if (!problem.Evaluate(_x.Data, _r.Data))
            return IncrementStatus.MaterialFailed;
        Iterations = 1;
        if (problem.Excess < 1.0 && Iterations >= _settings.MinimumIterations)
            return Finish(problem, _x, _r);
        double best = Norm(_r);
        Store(_x, _r);
        for (; Iterations <= _settings.MaximumIterations; Iterations++)
        {
            if (!Step(problem, _x, _r))
                return IncrementStatus.MaterialFailed;
            if (problem.Excess < 1.0 && Iterations >= _settings.MinimumIterations)
                return Finish(problem, _xM, _rM);
            double normM = Norm(_rM), norm = normM;
            Combine(problem);
            bool valid = problem.Evaluate(_xA.Data, _rA.Data);
            if (valid && problem.Excess < 1.0 && Iterations >= _settings.MinimumIterations)
                return Finish(problem, _xA, _rA);
            double normA = valid ? Norm(_rA) : double.PositiveInfinity;
            if (normA <= normM)
                (_x, _r, _xA, _rA, norm) = (_xA, _rA, _x, _r, normA);
            else
                (_x, _r, _xM, _rM) = (_xM, _rM, _x, _r);
            bad = normA > RestartFactor * best ? bad + 1 : 0;
            if (bad >= RestartPatience || !valid)
            {
                Clear();
                bad = 0;
            }

            best = Math.Min(best, norm);
            Store(_x, _r);
            if (Stagnates(norm))
                return IncrementStatus.Stagnated;
        }

        return IncrementStatus.IterationLimit;
    }

    /// <inheritdoc/>
    public override void Clear() => _stored = 0;

    /// <inheritdoc/>
    public override void Write(BinaryWriter writer)
    {
        // Iterates of one increment say nothing about the next: nothing is carried over.
    }

    /// <inheritdoc/>
    public override void Read(BinaryReader reader)
    {
    }

    /// <summary>x_M = x + r and its residual, at a shorter step where a voxel fails.</summary>
    private bool Step(EquilibriumProblem problem, AlignedVector x, AlignedVector r)
    {
        double length = 1.0;
        for (int i = 0; i <= MaximumShortenings; i++, length *= 0.5)
        {
            VectorKernels.Combine(_xM.Data, x.Data, length, r.Data, x.Length);
            problem.ImposeMean(_xM.Data);
            if (problem.Evaluate(_xM.Data, _rM.Data))
                return true;
            Clear();
        }

        return false;
    }

    /// <summary>x_A = x_M + sum b_i (x_i - x_M), b minimising |r_M + sum b_i (r_i - r_M)|, over the stored iterates.</summary>
    private void Combine(EquilibriumProblem problem)
    {
        int count = Math.Min(_stored, _depth), n = _xM.Length;
        double square = VectorKernels.Dot(_rM.Data, _rM.Data, n);
        for (int i = 0; i < count; i++)
            _gamma[i] = VectorKernels.Dot(_rM.Data, _residuals[i].Data, n);
        _coefficients.Clear();
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
                _products[j] = _gram[i * _depth + j] - _gamma[i] - _gamma[j] + square;
            _coefficients.Append(_products);
        }

        for (int i = 0; i < count; i++)
            _products[i] = _gamma[i] - square;
        _coefficients.Solve(_products, _gamma);
        _xM.All.CopyTo(_xA.All);
        for (int i = 0; i < count; i++)
        {
            if (_gamma[i] == 0.0)
                continue;
            VectorKernels.Add(_xA.Data, -_gamma[i], _iterates[i].Data, n);
            VectorKernels.Add(_xA.Data, _gamma[i], _xM.Data, n);
        }

        problem.ImposeMean(_xA.Data);
    }

    private void Store(AlignedVector x, AlignedVector r)
    {
        int slot = _stored++ % _depth, count = Math.Min(_stored, _depth);
        x.All.CopyTo(_iterates[slot].All);
        r.All.CopyTo(_residuals[slot].All);
        for (int j = 0; j < count; j++)
            _gram[slot * _depth + j] = _gram[j * _depth + slot] = VectorKernels.Dot(r.Data, _residuals[j].Data, r.Length);
    }

    /// <summary>Leaves the iterate that a further step of the fixed point would give in <see cref="Improved"/>.</summary>
    private IncrementStatus Finish(EquilibriumProblem problem, AlignedVector x, AlignedVector r)
    {
        VectorKernels.Combine(_xM.Data, x.Data, 1.0, r.Data, x.Length);
        problem.ImposeMean(_xM.Data);
        return IncrementStatus.Converged;
    }

    private static double Norm(AlignedVector r) => Math.Sqrt(VectorKernels.Dot(r.Data, r.Data, r.Length));
}
