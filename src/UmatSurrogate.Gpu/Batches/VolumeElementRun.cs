using UmatSurrogate.Mechanics;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Gpu;

/// <summary>
/// One volume element of a batch along its path: increment control as in <see cref="LoadStepper"/> (an increment without solution is halved, and the parts
/// grow again), first guesses as in the processor's solver. Every element of a batch is at its own increment and iteration.
/// </summary>
internal sealed class VolumeElementRun
{
    private readonly SpectralSettings _settings;
    private readonly PeriodicGrid _grid;
    private readonly VolumeElementPath _path;
    private readonly FieldTask _task;
    private readonly EquilibriumIteration _iteration;
    private readonly int _parts; // an increment is this many of the smallest parts

    // The unknown at the ends of the last converged parts, newest first, with lengths and mean F; at first only F = I.
    private readonly int[] _ends = [VectorNames.FirstEnd, VectorNames.FirstEnd + 1, VectorNames.FirstEnd + 2, VectorNames.FirstEnd + 3];
    private readonly double[] _lengths_s = new double[VectorNames.Ends];
    private readonly Tensor3x3[] _endF = new Tensor3x3[VectorNames.Ends];
    private int _endCount = 1;
    private double _curvature;
    private bool _predict;
    private int _partIterations;

    public VolumeElementRun(PeriodicGrid grid, SpectralSettings settings, BatchLimits limits, VolumeElementPath path, int slot)
    {
        (_grid, _settings, _path) = (grid, settings, path);
        _task = new FieldTask(limits, grid.Count) { Slot = slot };
        _iteration = new EquilibriumIteration(settings, _task);
        _parts = 1 << settings.MaximumCutbacks;
        _endF[0] = Tensor3x3.Identity;
    }

    /// <summary>The place in the batch.</summary>
    public int Slot => _task.Slot;

    /// <summary>The completed increments.</summary>
    public List<CompletedIncrement> Completed { get; } = [];

    /// <summary>Null, or the increment that has no solution.</summary>
    public IncrementFailure? Failure { get; private set; }

    /// <summary>The whole path, as a sequence of evaluations to be made; stops at the first increment without solution.</summary>
    public IEnumerable<FieldTask> Follow()
    {
        double time_s = 0.0;
        for (int increment = 1; increment <= _path.Times_s.Length; increment++)
        {
            double start = time_s, dt = _path.Times_s[increment - 1] - start;
            int done = 0, size = _parts, smallest = _parts, iterations = 0, evaluations = 0;
            Tensor3x3 meanP = default;
            while (done < _parts)
            {
                double part_s = dt * size / _parts, left_s = dt - dt * done / _parts;
                Tensor3x3 target = _path.DeformationGradients[increment - 1];
                Tensor3x3 aim = done + size == _parts ? target : _endF[0] + (part_s / left_s) * (target - _endF[0]);
                foreach (FieldTask task in AdvancePart(aim, part_s))
                {
                    evaluations++;
                    yield return task;
                }

                iterations += _partIterations;
                if (_iteration.Status != IncrementStatus.Converged)
                {
                    if (size == 1)
                    {
                        IncrementOutcome outcome = new(_iteration.Status, iterations, evaluations, _iteration.Error, _iteration.Failure);
                        Failure = IncrementFailure.Of(_grid, increment, _path.Times_s.Length, start + dt * done / _parts, part_s, outcome);
                        yield break;
                    }

                    size /= 2;
                    smallest = Math.Min(smallest, size);
                    continue;
                }

                meanP = _task.MeanP_Pa;
                done += size;
                if (done < _parts || increment < _path.Times_s.Length)
                {
                    KeepEnd();
                    yield return _task;
                    Learn();
                }

                if (done % (2 * size) == 0)
                    size *= 2;
            }

            time_s = _path.Times_s[increment - 1];
            Completed.Add(new(increment, time_s, _endF[0], meanP, iterations, evaluations, int.Log2(_parts / smallest)));
        }
    }

    /// <summary>A part of an increment: solve, and commit if it converged.</summary>
    private IEnumerable<FieldTask> AdvancePart(Tensor3x3 aim, double dt_s)
    {
        (_task.MeanF, _task.Time_s) = (aim, dt_s);
        _task.TimeRatio = !_predict ? -1.0 : _lengths_s[0] > 0.0 ? dt_s / _lengths_s[0] : 0.0;
        _predict = false;
        _partIterations = 0;
        for (bool withRate = true; ; withRate = false)
        {
            Start(aim, dt_s, withRate);
            foreach (FieldTask task in _iteration.Solve())
            {
                yield return task;
                _task.TimeRatio = -1.0;
            }

            _partIterations += _iteration.Iterations;
            bool again = withRate && _iteration.Status == IncrementStatus.MaterialFailed && _iteration.ValidEvaluations == 0
                && _settings.Start != StartingGuess.Last;
            if (!again)
                break;
        }

        if (_iteration.Status == IncrementStatus.Converged)
            Accept(aim, dt_s);
        else
            _iteration.Clear();
    }

    /// <summary>Terms of the first iterate: the last end, and changes of the ends before.</summary>
    private void Start(in Tensor3x3 aim, double dt_s, bool withRate)
    {
        int changes = _endCount - 1;
        Span<double> weights = stackalloc double[StartWeights.Kept];
        weights.Clear();
        if (withRate && changes > 0)
        {
            Span<Tensor3x3> means = stackalloc Tensor3x3[StartWeights.Kept];
            for (int i = 0; i < changes; i++)
                means[i] = _endF[i] - _endF[i + 1];
            StartWeights.Of(_settings.Start, dt_s, _lengths_s.AsSpan(0, changes), aim - _endF[0], means[..changes], weights, _curvature);
        }

        // x = e_0 + sum w_i (e_i - e_(i+1)): the factors of the ends. There is none before the first increment.
        _task.Clear();
        for (int i = 0; i < _endCount && _endCount > 1; i++)
        {
            double factor = (i < changes ? weights[i] : 0.0) - (i == 0 ? -1.0 : weights[i - 1]);
            if (factor != 0.0)
                _task.Terms.Add(new(_ends[i], factor));
        }
    }

    /// <summary>The trial becomes the committed state; the improved iterate, whose terms are in the task, is to become the newest end.</summary>
    private void Accept(in Tensor3x3 aim, double dt_s)
    {
        _task.Side ^= 1;
        int oldest = _ends[^1];
        for (int i = VectorNames.Ends - 1; i > 0; i--)
            (_ends[i], _endF[i], _lengths_s[i]) = (_ends[i - 1], _endF[i - 1], _lengths_s[i - 1]);
        (_ends[0], _endF[0], _lengths_s[0]) = (oldest, aim, dt_s);
        _endCount = Math.Min(_endCount + 1, VectorNames.Ends);
        _predict = true;
    }

    /// <summary>Asks for the newest end as a vector, and the products of the last changes.</summary>
    private void KeepEnd()
    {
        (_task.OnlyVectors, _task.Unknown, _task.Before) = (true, _ends[0], FieldTask.None);
        _task.Products.Clear();
        if (_endCount < VectorNames.Ends)
            return;
        for (int i = 0; i < StartWeights.Kept; i++)
        {
            for (int j = i; j < StartWeights.Kept; j++)
                _task.Products.Add(new(_ends[i], _ends[i + 1], _ends[j], _ends[j + 1]));
        }
    }

    /// <summary>How far the change of the rate goes on. Products of unknowns are those of the fluctuations and N^2 times those of the means.</summary>
    private void Learn()
    {
        _task.OnlyVectors = false;
        _curvature = 0.0;
        if (_endCount < VectorNames.Ends)
            return;
        Span<double> products = _task.Values.AsSpan(0, StartWeights.Products);
        double scale = (double)_grid.Count * _grid.Count;
        for (int i = 0, p = 0; i < StartWeights.Kept; i++)
        {
            for (int j = i; j < StartWeights.Kept; j++, p++)
                products[p] += scale * Tensor3x3.DoubleContract(_endF[i] - _endF[i + 1], _endF[j] - _endF[j + 1]);
        }

        _curvature = StartWeights.Curvature(_lengths_s, products);
    }
}
