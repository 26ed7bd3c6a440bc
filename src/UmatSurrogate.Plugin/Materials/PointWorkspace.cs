using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Plugin.Materials;

/// <summary>Memory for the evaluation of one point; used by one call at a time.</summary>
internal sealed class PointWorkspace(SurrogateEnsemble ensemble)
{
    public EvaluatorWorkspace[] Evaluators { get; } = ensemble.CreateWorkspaces();

    /// <summary>U at the end of the increment, order 11, 22, 33, 12, 13, 23.</summary>
    public double[] Stretch { get; } = new double[6];

    /// <summary>States of all models at the start of the increment.</summary>
    public double[] State0 { get; } = new double[ensemble.StateSize];

    /// <summary>States at the end of the increment.</summary>
    public double[] State1 { get; } = new double[ensemble.StateSize];

    /// <summary>R^T sigma R at the end of the increment, Pa, same order.</summary>
    public double[] Stress_Pa { get; } = new double[6];

    /// <summary>36 values, Pa, row-major: d(R^T sigma R)/dU, then the moduli that the host wants.</summary>
    public double[] Tangent_Pa { get; } = new double[36];
}
