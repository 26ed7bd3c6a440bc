using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>
/// Aggregate of crystals that all take the same deformation gradient (Taylor 1938; DAMASK's "isostrain"); P is the weighted mean.
/// One crystal is a single crystal. Nothing is allocated by an evaluation. Not for use by several threads at a time.
/// </summary>
public sealed class TaylorPolycrystal : IMaterialPoint
{
    private readonly CrystalStore _crystals;
    private readonly double[] _weights;
    private Tensor3x3 _committedF = Tensor3x3.Identity;
    private Tensor3x3 _trialF = Tensor3x3.Identity;
    private bool _trialValid;

    /// <param name="parameters">The law's parameters, the same for all crystals.</param>
    /// <param name="O">Orientation matrix of each crystal, v_crystal = O v_sample.</param>
    /// <param name="weights">Volume fractions; they are normalised to the sum 1. Empty: equal weights.</param>
    /// <param name="tolerances">Tolerances of the implicit update.</param>
    public TaylorPolycrystal(in PhenopowerlawParameters parameters, ReadOnlySpan<Tensor3x3> O, ReadOnlySpan<double> weights, UpdateTolerances tolerances)
        : this(parameters, O, weights, tolerances, LaneChoice.Automatic)
    {
    }

    /// <summary>A polycrystal with a chosen number of crystals side by side; for comparisons.</summary>
    public TaylorPolycrystal(
        in PhenopowerlawParameters parameters, ReadOnlySpan<Tensor3x3> O, ReadOnlySpan<double> weights, UpdateTolerances tolerances, LaneChoice lanes)
    {
        parameters.Validate();
        if (O.IsEmpty)
            throw new InputException("A polycrystal needs at least one crystal; no orientation was given.");
        if (!weights.IsEmpty && weights.Length != O.Length)
            throw new InputException($"A polycrystal needs one weight per crystal; {weights.Length} weights were given for {O.Length} crystals.");
        for (int i = 0; i < O.Length; i++)
            RequireRotation(O[i], i);
        Parameters = parameters;
        _weights = Normalised(weights, O.Length);
        _crystals = CrystalStore.Create(parameters, tolerances, O, LaneChoices.Resolve(lanes, O.Length));
    }

    /// <summary>Number of crystals.</summary>
    public int ConstituentCount => _weights.Length;

    /// <summary>The law's parameters.</summary>
    public PhenopowerlawParameters Parameters { get; }

    /// <summary>Volume fractions, sum 1.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Number of crystals computed side by side: 1, 4 or 8.</summary>
    public int LaneWidth => _crystals.LaneWidth;

    /// <inheritdoc/>
    public PointStatus Evaluate(in Tensor3x3 F1, double dt_s, out Tensor3x3 P) => Evaluate(F1, dt_s, false, out P);

    /// <inheritdoc/>
    public PointStatus EvaluateWithTangent(in Tensor3x3 F1, double dt_s, out Tensor3x3 P, Span<double> dPdF)
    {
        PointStatus status = Evaluate(F1, dt_s, true, out P);
        if (status == PointStatus.Ok)
            _crystals.SumTangent(_weights, dPdF);
        return status;
    }

    /// <inheritdoc/>
    public void Commit()
    {
        if (!_trialValid)
            throw new InvalidOperationException("There is no successful evaluation to commit since the last commit or reset.");
        _crystals.Commit();
        (_committedF, _trialValid) = (_trialF, false);
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _crystals.Reset();
        (_committedF, _trialValid) = (Tensor3x3.Identity, false);
    }

    /// <summary>Plastic deformation gradient Fp of a crystal in the committed state, det Fp = 1; Fp(0) = O.</summary>
    public Tensor3x3 PlasticDeformationGradient(int constituent) => _crystals.FpInverse(Checked(constituent)).Inverse;

    /// <summary>First Piola-Kirchhoff stress [Pa] of a crystal at the end of the last evaluation.</summary>
    public Tensor3x3 Stress_Pa(int constituent) => _crystals.Stress(Checked(constituent));

    /// <summary>Slip resistances xi [Pa] of a crystal in the committed state, 12 values in the order of <see cref="SlipSystems"/>.</summary>
    public void SlipResistances_Pa(int constituent, Span<double> xi) => _crystals.SlipResistances(Checked(constituent), xi);

    private PointStatus Evaluate(in Tensor3x3 F1, double dt_s, bool withTangent, out Tensor3x3 P)
    {
        _trialValid = false;
        P = default;
        if (!F1.IsFinite || !double.IsFinite(dt_s) || dt_s < 0.0)
            return PointStatus.NonFiniteInput;
        if (F1.Determinant <= 0.0)
            return PointStatus.NonPositiveVolume;
        PointStatus status = _crystals.Evaluate(_committedF, F1, dt_s, withTangent);
        if (status != PointStatus.Ok)
            return status;
        _crystals.SumStress(_weights, out P);
        (_trialF, _trialValid) = (F1, true);
        return PointStatus.Ok;
    }

    private int Checked(int constituent) => (uint)constituent < (uint)ConstituentCount
        ? constituent
        : throw new ArgumentOutOfRangeException(nameof(constituent), constituent, $"The polycrystal has {ConstituentCount} crystals.");

    private static double[] Normalised(ReadOnlySpan<double> weights, int count)
    {
        double[] result = new double[count];
        Array.Fill(result, 1.0);
        if (!weights.IsEmpty)
            weights.CopyTo(result);
        double sum = 0.0;
        foreach (double w in result)
        {
            if (!(w >= 0.0) || !double.IsFinite(w))
                throw new InputException(FormattableString.Invariant($"The weight {w} of a crystal is not a volume fraction; it must be zero or positive."));
            sum += w;
        }

        if (sum <= 0.0)
            throw new InputException("All weights of the crystals are zero; at least one must be positive.");
        for (int i = 0; i < count; i++)
            result[i] /= sum;
        return result;
    }

    /// <summary>Throws an <see cref="InputException"/> that names the crystal if its orientation matrix is not a rotation.</summary>
    public static void RequireRotation(in Tensor3x3 o, int index)
    {
        double error = (o * o.Transpose - Tensor3x3.Identity).Norm;
        if (!(error < 1e-6) || o.Determinant < 0.0)
            throw new InputException(FormattableString.Invariant(
                $"The orientation matrix of crystal {index} is not a rotation (|O O^T - I| = {error}, det O = {o.Determinant})."));
    }
}
