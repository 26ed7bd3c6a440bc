using UmatSurrogate.Mechanics;
using UmatSurrogate.Mechanics.HostConventions;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Driver;

/// <summary>
/// One integration point of a CalculiX job (interface ABAQUSNL) around the compiled library: F -> U and R, logarithmic strains in,
/// rotated Cauchy stress and moduli out, and from these P and dP/dF. Every increment begins with the prediction sweep that
/// CalculiX makes (strain increment zero, result dropped).
/// </summary>
public sealed class UmatMaterialPoint : IMaterialPoint
{
    private readonly HostLibrary _library;
    private readonly UmatArgumentSet _arguments;
    private readonly double[] _committedState;
    private readonly double[] _committedStress_Pa = new double[6];
    private readonly double[] _moduli_Pa = new double[36];
    private SymmetricTensor _committedStrain; // ln U
    private SymmetricTensor _trialStrain;
    private double _trialTimeIncrement_s;
    private bool _predicted;
    private bool _trialValid;

    /// <summary>A fresh point.</summary>
    /// <param name="library">The library.</param>
    /// <param name="materialName">CMNAME, for example <c>@ABAQUSNL_UMATSURROGATE@STEEL</c>.</param>
    /// <param name="stateVariableCount">Number of state variables (*DEPVAR).</param>
    /// <param name="element">Element label.</param>
    /// <param name="integrationPoint">Number of the integration point.</param>
    public UmatMaterialPoint(HostLibrary library, string materialName, int stateVariableCount, int element = 1, int integrationPoint = 1)
    {
        _library = library;
        _arguments = new(stateVariableCount) { MaterialName = materialName, Element = element, IntegrationPoint = integrationPoint };
        _committedState = new double[stateVariableCount];
    }

    /// <summary>Evaluations since the point was made, without the predictions: Newton iterations.</summary>
    public int Iterations { get; private set; }

    /// <summary>Evaluations that the library refused: it wrote PNEWDT.</summary>
    public int Refusals { get; private set; }

    /// <summary>Smallest PNEWDT that the library wrote; infinite if it wrote none.</summary>
    public double SmallestStepFactor { get; private set; } = double.PositiveInfinity;

    /// <inheritdoc/>
    public PointStatus Evaluate(in Tensor3x3 F1, double dt_s, out Tensor3x3 P) => Call(F1, dt_s, out P, out _, out _);

    /// <inheritdoc/>
    public PointStatus EvaluateWithTangent(in Tensor3x3 F1, double dt_s, out Tensor3x3 P, Span<double> dPdF)
    {
        PointStatus status = Call(F1, dt_s, out P, out SymmetricTensor U, out SymmetricTensor rotatedCauchy_Pa);
        if (status != PointStatus.Ok)
            return status;
        for (int i = 0; i < 6; i++)
        {
            for (int j = 0; j < 6; j++)
                _moduli_Pa[6 * i + j] = _arguments.Tangent_Pa[i + 6 * j];
        }
        SymmetricTensor inverse = U.Inverse;
        SymmetricTensor S = U.Determinant * rotatedCauchy_Pa.Congruence(inverse.ToTensor());
        Span<double> f = stackalloc double[9];
        Span<double> dP = stackalloc double[9];
        for (int kL = 0; kL < 9; kL++)
        {
            f.Clear();
            f[kL] = 1.0;
            Tensor3x3 dF = Tensor3x3.FromRowMajor(f);
            // dE = sym(F^T dF); dS = U^-1 (D : U^-1 dE U^-1) U^-1; dP = dF S + F dS.
            SymmetricTensor d = (F1.Transpose * dF).Symmetric.Congruence(inverse.ToTensor());
            SymmetricTensor dS = Apply(_moduli_Pa, d).Congruence(inverse.ToTensor());
            (dF * S.ToTensor() + F1 * dS.ToTensor()).ToRowMajor(dP);
            for (int iJ = 0; iJ < 9; iJ++)
                dPdF[9 * iJ + kL] = dP[iJ];
        }
        return PointStatus.Ok;
    }

    /// <inheritdoc/>
    public void Commit()
    {
        if (!_trialValid)
            throw new InvalidOperationException("There is no successful evaluation to commit since the last commit or reset.");
        _arguments.StateVariables.CopyTo(_committedState, 0);
        _arguments.Stress_Pa.CopyTo(_committedStress_Pa, 0);
        _committedStrain = _trialStrain;
        _arguments.Time_s[0] += _trialTimeIncrement_s;
        _arguments.Time_s[1] = _arguments.Time_s[0];
        _arguments.Increment++;
        (_trialValid, _predicted) = (false, false);
    }

    /// <inheritdoc/>
    public void Reset()
    {
        Array.Clear(_committedState);
        Array.Clear(_committedStress_Pa);
        Array.Clear(_arguments.Time_s);
        _committedStrain = SymmetricTensor.Zero;
        _arguments.Increment = 1;
        (_trialValid, _predicted) = (false, false);
    }

    private PointStatus Call(in Tensor3x3 F1, double dt_s, out Tensor3x3 P, out SymmetricTensor U, out SymmetricTensor rotatedCauchy_Pa)
    {
        (P, rotatedCauchy_Pa, _trialValid) = (default, default, false);
        PointStatus status = PolarDecomposition.Right(F1, out Tensor3x3 R, out U);
        if (status != PointStatus.Ok)
            return status;
        if (!_predicted)
        {
            CallLibrary(F1, SymmetricTensor.Zero, dt_s);
            _predicted = true;
        }
        Iterations++;
        _trialStrain = SymmetricTensor.Log(U);
        _trialTimeIncrement_s = dt_s;
        CallLibrary(F1, _trialStrain - _committedStrain, dt_s);
        if (_arguments.TimeStepFactor > 0.0)
        {
            Refusals++;
            SmallestStepFactor = Math.Min(SmallestStepFactor, _arguments.TimeStepFactor);
            return PointStatus.NotConverged;
        }
        rotatedCauchy_Pa = CalculixConvention.ReadStress(_arguments.Stress_Pa);
        P = StressMeasures.FirstPiolaFromCauchy(StressMeasures.CauchyFromRotated(rotatedCauchy_Pa, R), F1);
        _trialValid = true;
        return PointStatus.Ok;
    }

    private void CallLibrary(in Tensor3x3 F1, in SymmetricTensor strainIncrement, double dt_s)
    {
        _committedState.CopyTo(_arguments.StateVariables, 0);
        _committedStress_Pa.CopyTo(_arguments.Stress_Pa, 0);
        AbaqusUmatConvention.WriteStrain(_committedStrain, _arguments.Strain);
        AbaqusUmatConvention.WriteStrain(strainIncrement, _arguments.StrainIncrement);
        AbaqusUmatConvention.WriteTensor(F1, _arguments.DeformationGradientEnd);
        _arguments.TimeIncrement_s = dt_s;
        _library.Umat(_arguments);
    }

    /// <summary>Moduli for engineering shears times a symmetric strain.</summary>
    private static SymmetricTensor Apply(ReadOnlySpan<double> m, in SymmetricTensor d)
    {
        Span<double> s = stackalloc double[6];
        for (int i = 0; i < 6; i++)
        {
            ReadOnlySpan<double> row = m.Slice(6 * i, 6);
            s[i] = row[0] * d.S11 + row[1] * d.S22 + row[2] * d.S33 + 2.0 * (row[3] * d.S12 + row[4] * d.S13 + row[5] * d.S23);
        }
        return SymmetricTensor.FromSpan(s);
    }
}
