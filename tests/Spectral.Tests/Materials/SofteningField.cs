using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral.Tests;

/// <summary>
/// A material with memory for tests of the solver: K tr(e) I + 2 mu dev(e) / (1 + kappa / e0), kappa the largest |dev e| so far. It can be told to
/// fail in a voxel beyond a step of F.
/// </summary>
internal sealed class SofteningField : IFieldMaterial
{
    private const double ReferenceStrain = 2e-3;
    private readonly IsotropicModuli[] _moduli;
    private readonly Tensor3x3[] _committedF, _trialF;
    private readonly double[] _committed, _trial;

    public SofteningField(IsotropicModuli[] moduli)
    {
        _moduli = moduli;
        (_committedF, _trialF) = (new Tensor3x3[moduli.Length], new Tensor3x3[moduli.Length]);
        (_committed, _trial) = (new double[moduli.Length], new double[moduli.Length]);
        Array.Fill(_committedF, Tensor3x3.Identity);
    }

    /// <summary>Voxel that fails, and beyond which |dF| in an increment; none by default.</summary>
    public (int Voxel, double Step) Weakness { get; set; } = (0, double.PositiveInfinity);

    /// <summary>Components 11 of F beyond which that voxel never has a stress.</summary>
    public double Limit { get; set; } = double.PositiveInfinity;

    /// <summary>Relative change of the stress from one evaluation to the next: no solver can converge below it.</summary>
    public double Noise { get; set; }

    public int Evaluations { get; private set; }

    public int Commits { get; private set; }

    public int Voxels => _moduli.Length;

    public (IsotropicModuli Softest, IsotropicModuli Stiffest) ElasticRange => new IsotropicField(_moduli).ElasticRange;

    public IsotropicModuli MeanModuli => new IsotropicField(_moduli).MeanModuli;

    public FieldOutcome Evaluate(TensorField F, double dt_s, TensorField P)
    {
        Evaluations++;
        for (int v = 0; v < Voxels; v++)
        {
            Tensor3x3 f = F[v], e = 0.5 * (f + f.Transpose) - Tensor3x3.Identity;
            Tensor3x3 spherical = e.Trace / 3.0 * Tensor3x3.Identity, deviator = e - spherical;
            if (v == Weakness.Voxel && ((f - _committedF[v]).Norm > Weakness.Step || f.M11 > Limit))
                return new FieldOutcome(PointStatus.NotConverged, v);
            (_trialF[v], _trial[v]) = (f, Math.Max(_committed[v], deviator.Norm));
            (double lambda, double mu) = _moduli[v];
            double noise = 1.0 + Noise * Math.Sin(1e3 * v + 7.0 * Evaluations);
            P[v] = noise * ((3.0 * lambda + 2.0 * mu) * spherical + 2.0 * mu / (1.0 + _trial[v] / ReferenceStrain) * deviator);
        }

        return FieldOutcome.Ok;
    }

    public void Commit()
    {
        Commits++;
        _trialF.CopyTo(_committedF, 0);
        _trial.CopyTo(_committed, 0);
    }

    public void WriteState(BinaryWriter writer)
    {
        for (int v = 0; v < Voxels; v++)
        {
            writer.Write(_committed[v]);
            for (int c = 0; c < 9; c++)
                writer.Write(_committedF[v][c / 3, c % 3]);
        }
    }

    public void ReadState(BinaryReader reader)
    {
        Span<double> f = stackalloc double[9];
        for (int v = 0; v < Voxels; v++)
        {
            _committed[v] = reader.ReadDouble();
            for (int c = 0; c < 9; c++)
                f[c] = reader.ReadDouble();
            _committedF[v] = Tensor3x3.FromRowMajor(f);
        }
    }
}
