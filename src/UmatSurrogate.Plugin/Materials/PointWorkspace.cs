using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Plugin.Materials;

/// <summary>Memory for the evaluation of one point; used by one call at a time.</summary>
internal sealed class PointWorkspace(SurrogateEvaluator evaluator)
{
    public EvaluatorWorkspace Evaluator { get; } = evaluator.CreateWorkspace();

    /// <summary>U at the end of the increment, order 11, 22, 33, 12, 13, 23.</summary>
    public double[] Stretch { get; } = new double[6];

    /// <summary>The increment of time, s.</summary>
    public double[] TimeIncrement_s { get; } = new double[1];

    /// <summary>State at the start of the increment.</summary>
    public double[] State0 { get; } = new double[evaluator.Model.StateSize];

    /// <summary>State at the end of the increment.</summary>
    public double[] State1 { get; } = new double[evaluator.Model.StateSize];

    /// <summary>R^T sigma R at the end of the increment, Pa, same order.</summary>
    public double[] Stress_Pa { get; } = new double[6];

    /// <summary>36 values, Pa, row-major: d(R^T sigma R)/dU, then the moduli that the host wants.</summary>
    public double[] Tangent_Pa { get; } = new double[36];

    public PointStatus[] Status { get; } = new PointStatus[1];
}
