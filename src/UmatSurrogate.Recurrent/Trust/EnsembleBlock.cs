using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Memory of a batch of points for an ensemble: what <see cref="Evaluate"/> reads is written into it first. Grows on
/// <see cref="Reserve"/>; used by one call at a time.
/// </summary>
public sealed class EnsembleBlock
{
    private readonly SurrogateEnsemble _ensemble;
    private readonly EvaluatorWorkspace[] _workspaces;
    private readonly MicrostructureContext[][] _contexts;
    private readonly double[][] _state0;
    private readonly double[][] _state1;
    private readonly double[][] _stress_Pa;
    private readonly PointStatus[][] _status;
    private double[] _stretch = [];
    private double[] _timeStep_s = [];
    private double[] _spread_Pa = [];

    /// <summary>Memory for an ensemble.</summary>
    public EnsembleBlock(SurrogateEnsemble ensemble)
    {
        ArgumentNullException.ThrowIfNull(ensemble);
        _ensemble = ensemble;
        _workspaces = ensemble.CreateWorkspaces();
        int members = ensemble.Members.Count;
        _contexts = Filled<MicrostructureContext[]>(members, []);
        (_state0, _state1, _stress_Pa) = (Filled<double[]>(members, []), Filled<double[]>(members, []), Filled<double[]>(members, []));
        _status = Filled<PointStatus[]>(members, []);
    }

    /// <summary>Makes room for a number of points; what was written before is lost if it grows.</summary>
    public void Reserve(int count)
    {
        if (_timeStep_s.Length >= count)
            return;
        (_stretch, _timeStep_s, _spread_Pa) = (new double[6 * count], new double[count], new double[count]);
        for (int m = 0; m < _contexts.Length; m++)
        {
            int size = _ensemble.Members[m].Model.StateSize;
            (_contexts[m], _status[m]) = (new MicrostructureContext[count], new PointStatus[count]);
            (_state0[m], _state1[m], _stress_Pa[m]) = (new double[size * count], new double[size * count], new double[6 * count]);
        }
    }

    /// <summary>Sets what belongs to one point.</summary>
    /// <param name="point">Point of the batch, from 0.</param>
    /// <param name="contexts">From <see cref="SurrogateEnsemble.CreateContexts"/>.</param>
    /// <param name="stretch">U at the end of the step.</param>
    /// <param name="dt_s">Time step, s.</param>
    /// <param name="state">Committed states of all members, one behind the other.</param>
    public void Set(int point, ReadOnlySpan<MicrostructureContext> contexts, in SymmetricTensor stretch, double dt_s, ReadOnlySpan<double> state)
    {
        stretch.ToSpan(_stretch.AsSpan(6 * point));
        _timeStep_s[point] = dt_s;
        int offset = 0;
        for (int m = 0; m < _contexts.Length; m++)
        {
            int size = _ensemble.Members[m].Model.StateSize;
            _contexts[m][point] = contexts[m];
            state.Slice(offset, size).CopyTo(_state0[m].AsSpan(size * point));
            offset += size;
        }
    }

    /// <summary>
    /// Evaluates the first <paramref name="count"/> points, without tangent, every member in one batch. As for single points
    /// (<see cref="SurrogateEnsemble.Evaluate"/>), the first member decides the status, and a follower that refuses a step stays where it is.
    /// </summary>
    public void Evaluate(int count)
    {
        for (int m = 0; m < _contexts.Length; m++)
        {
            int size = _ensemble.Members[m].Model.StateSize;
            _ensemble.Members[m].Evaluate(
                _contexts[m].AsSpan(0, count), _stretch.AsSpan(0, 6 * count), _timeStep_s.AsSpan(0, count), _state0[m].AsSpan(0, size * count),
                _state1[m].AsSpan(0, size * count), _stress_Pa[m].AsSpan(0, 6 * count), default, _status[m].AsSpan(0, count), _workspaces[m]);
        }
        for (int i = 0; i < count; i++)
            _spread_Pa[i] = _contexts.Length == 1 ? 0.0 : SpreadOf(i);
    }

    /// <summary>Outcome of a point: that of the first member. Only with Ok the results below are valid.</summary>
    public PointStatus Status(int point) => _status[0][point];

    /// <summary>U that was set, order 11, 22, 33, 12, 13, 23.</summary>
    public ReadOnlySpan<double> Stretch(int point) => _stretch.AsSpan(6 * point, 6);

    /// <summary>Committed state of the first member that was set.</summary>
    public ReadOnlySpan<double> State0(int point) => _state0[0].AsSpan(point * _ensemble.Model.StateSize, _ensemble.Model.StateSize);

    /// <summary>R^T sigma R of the first member, Pa, same order.</summary>
    public ReadOnlySpan<double> RotatedCauchy_Pa(int point) => _stress_Pa[0].AsSpan(6 * point, 6);

    /// <summary>Spread of the stresses, Pa; 0 for one member, NaN if one could not follow.</summary>
    public double Spread_Pa(int point) => _spread_Pa[point];

    /// <summary>Writes the new states of all members, one behind the other.</summary>
    public void CopyState(int point, Span<double> state)
    {
        int offset = 0;
        for (int m = 0; m < _contexts.Length; m++)
        {
            int size = _ensemble.Members[m].Model.StateSize;
            double[] source = _status[m][point] == PointStatus.Ok ? _state1[m] : _state0[m];
            source.AsSpan(size * point, size).CopyTo(state[offset..]);
            offset += size;
        }
    }

    private double SpreadOf(int point)
    {
        Span<double> stresses = stackalloc double[6 * SurrogateEnsemble.MaximumMembers];
        for (int m = 0; m < _contexts.Length; m++)
        {
            if (_status[m][point] != PointStatus.Ok)
                return double.NaN;
            _stress_Pa[m].AsSpan(6 * point, 6).CopyTo(stresses[(6 * m)..]);
        }
        return StressSpread.Of(stresses[..(6 * _contexts.Length)]);
    }

    private static T[] Filled<T>(int count, T value)
    {
        T[] array = new T[count];
        Array.Fill(array, value);
        return array;
    }
}
