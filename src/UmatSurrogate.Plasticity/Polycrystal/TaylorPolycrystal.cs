using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>Aggregate of crystals that all take the same deformation gradient (Taylor 1938; "isostrain"); P is the weighted mean.</summary>
public sealed class TaylorPolycrystal : IMaterialPoint
{
    /// <param name="parameters">The law's parameters, the same for all crystals.</param>
    /// <param name="O">Orientation matrix of each crystal, v_crystal = O v_sample.</param>
    /// <param name="weights">Volume fractions; they are normalised to the sum 1. Empty: equal weights.</param>
    /// <param name="tolerances">Tolerances of the implicit update.</param>
    public TaylorPolycrystal(in PhenopowerlawParameters parameters, ReadOnlySpan<Tensor3x3> O, ReadOnlySpan<double> weights, UpdateTolerances tolerances)
    {
        ConstituentCount = O.Length;
    }

    /// <summary>Number of crystals.</summary>
    public int ConstituentCount { get; }

    public PointStatus Evaluate(in Tensor3x3 F1, double dt_s, out Tensor3x3 P) => throw new NotImplementedException();

    public PointStatus EvaluateWithTangent(in Tensor3x3 F1, double dt_s, out Tensor3x3 P, Span<double> dPdF) => throw new NotImplementedException();

    public void Commit() => throw new NotImplementedException();

    public void Reset() => throw new NotImplementedException();

    /// <summary>Plastic deformation gradient of a crystal in the committed state (Fp(0) = O).</summary>
    public Tensor3x3 PlasticDeformationGradient(int constituent) => throw new NotImplementedException();

    /// <summary>First Piola-Kirchhoff stress [Pa] of a crystal at the end of the last successful evaluation.</summary>
    public Tensor3x3 Stress_Pa(int constituent) => throw new NotImplementedException();

    /// <summary>Slip resistances [Pa] of a crystal in the committed state, 12 values.</summary>
    public void SlipResistances_Pa(int constituent, Span<double> xi) => throw new NotImplementedException();
}
