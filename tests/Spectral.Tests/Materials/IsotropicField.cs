using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral.Tests;

/// <summary>
/// Linear elasticity of small strain with moduli of its own at every voxel, P = lambda tr(e) I + 2 mu e, e = sym(F - I): closed forms of linear
/// elasticity hold at any amplitude.
/// </summary>
internal sealed class IsotropicField(IsotropicModuli[] moduli) : IFieldMaterial
{
    public int Voxels => moduli.Length;

    public (IsotropicModuli Softest, IsotropicModuli Stiffest) ElasticRange => (
        new(moduli.Min(m => m.Lambda_Pa), moduli.Min(m => m.Shear_Pa)), new(moduli.Max(m => m.Lambda_Pa), moduli.Max(m => m.Shear_Pa)));

    public IsotropicModuli MeanModuli => new(moduli.Average(m => m.Lambda_Pa), moduli.Average(m => m.Shear_Pa));

    public FieldOutcome Evaluate(TensorField F, double dt_s, TensorField P)
    {
        for (int v = 0; v < moduli.Length; v++)
            P[v] = Stress(moduli[v], F[v]);
        return FieldOutcome.Ok;
    }

    public void Commit()
    {
    }

    public void WriteState(BinaryWriter writer)
    {
    }

    public void ReadState(BinaryReader reader)
    {
    }

    public static Tensor3x3 Stress(IsotropicModuli m, in Tensor3x3 F)
    {
        Tensor3x3 e = 0.5 * (F + F.Transpose) - Tensor3x3.Identity;
        return m.Lambda_Pa * e.Trace * Tensor3x3.Identity + 2.0 * m.Shear_Pa * e;
    }
}
