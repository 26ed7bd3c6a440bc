using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Evaluation;

/// <summary>
/// A surrogate with one microstructure as a material point in terms of F and P, through the production evaluator: what a host sees.
/// </summary>
public sealed class SurrogatePoint : IMaterialPoint
{
    private readonly SurrogateEvaluator _evaluator;
    private readonly MicrostructureContext[] _context;
    private readonly double[] _state0;
    private readonly double[] _state1;
    private readonly double[] _tangent_Pa = new double[36];
    private readonly HiddenProductCache _cache;

    /// <summary>A fresh point.</summary>
    public SurrogatePoint(SurrogateEvaluator evaluator, MicrostructureContext microstructure)
    {
        ArgumentNullException.ThrowIfNull(evaluator);
        ArgumentNullException.ThrowIfNull(microstructure);
        _evaluator = evaluator;
        _context = [microstructure];
        _cache = new(evaluator.Model, 1);
        _state0 = new double[evaluator.Model.StateSize];
        _state1 = new double[evaluator.Model.StateSize];
        Reset();
    }

    /// <summary>The committed state (see <see cref="PointState"/>).</summary>
    public ReadOnlySpan<double> CommittedState => _state0;

    /// <inheritdoc/>
    public PointStatus Evaluate(in Tensor3x3 F1, double dt_s, out Tensor3x3 P) => Evaluate(F1, dt_s, out P, []);

    /// <inheritdoc/>
    public PointStatus EvaluateWithTangent(in Tensor3x3 F1, double dt_s, out Tensor3x3 P, Span<double> dPdF) =>
        Evaluate(F1, dt_s, out P, dPdF);

    /// <inheritdoc/>
    public void Commit() => _state1.CopyTo(_state0, 0);

    /// <inheritdoc/>
    public void Reset()
    {
        _context[0].InitialState(_state0);
        _state0.CopyTo(_state1, 0);
    }

    private PointStatus Evaluate(in Tensor3x3 F1, double dt_s, out Tensor3x3 P, Span<double> dPdF)
    {
        P = default;
        PointStatus polar = PolarDecomposition.Right(F1, out Tensor3x3 R, out SymmetricTensor U);
        if (polar != PointStatus.Ok)
            return polar;
        Span<double> stretch = stackalloc double[6];
        Span<double> stress_Pa = stackalloc double[6];
        Span<PointStatus> status = stackalloc PointStatus[1];
        U.ToSpan(stretch);
        _evaluator.Evaluate(
            _context, stretch, [dt_s], _state0, _state1, stress_Pa, dPdF.IsEmpty ? [] : _tangent_Pa, status, cache: _cache);
        if (status[0] != PointStatus.Ok)
            return status[0];
        SymmetricTensor rotatedCauchy_Pa = SymmetricTensor.FromSpan(stress_Pa);
        P = FirstPiolaTangent.Stress(F1, R, rotatedCauchy_Pa);
        if (!dPdF.IsEmpty)
            FirstPiolaTangent.FromRotatedCauchy(F1, R, U, rotatedCauchy_Pa, _tangent_Pa, dPdF);
        return PointStatus.Ok;
    }
}
