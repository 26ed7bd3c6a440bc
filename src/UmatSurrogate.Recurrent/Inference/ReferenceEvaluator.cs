using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// The same step as <see cref="SurrogateEvaluator"/>, in double precision and without any optimisation: the readable
/// definition, used for verification. Allocates; not for production.
/// </summary>
public sealed class ReferenceEvaluator
{
    /// <summary>Makes a reference evaluator of a model.</summary>
    public ReferenceEvaluator(SurrogateModel model, TangentRule tangentRule = TangentRule.Algorithmic)
    {
        Model = model;
        TangentRule = tangentRule;
    }

    /// <summary>The model.</summary>
    public SurrogateModel Model { get; }

    /// <summary>Which tangent is returned.</summary>
    public TangentRule TangentRule { get; }

    /// <summary>Evaluates one point; arguments as in <see cref="SurrogateEvaluator.Evaluate"/> with n = 1.</summary>
    public PointStatus Evaluate(
        MicrostructureContext context,
        ReadOnlySpan<double> stretch,
        double dt_s,
        ReadOnlySpan<double> state0,
        Span<double> state1,
        Span<double> rotatedCauchy_Pa,
        Span<double> tangent_Pa) => throw new NotImplementedException();
}
