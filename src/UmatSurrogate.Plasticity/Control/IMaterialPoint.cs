using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>
/// A material point driven by deformation gradients. <see cref="Evaluate"/> is a trial from the last committed state and may be
/// repeated; <see cref="Commit"/> makes the last successful trial the new state.
/// </summary>
public interface IMaterialPoint
{
    /// <summary>First Piola-Kirchhoff stress P [Pa] at the end of an increment of length <paramref name="dt_s"/> [s] that ends at F1.</summary>
    public PointStatus Evaluate(in Tensor3x3 F1, double dt_s, out Tensor3x3 P);

    /// <summary>
    /// As <see cref="Evaluate"/>, with the consistent tangent dP_iJ/dF_kL [Pa], 81 components, row-major in [3i+J][3k+L].
    /// </summary>
    public PointStatus EvaluateWithTangent(in Tensor3x3 F1, double dt_s, out Tensor3x3 P, Span<double> dPdF);

    /// <summary>Makes the last successful trial the committed state.</summary>
    public void Commit();

    /// <summary>Back to the undeformed initial state.</summary>
    public void Reset();
}
