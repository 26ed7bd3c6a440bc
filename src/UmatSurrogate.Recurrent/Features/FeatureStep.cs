using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// The recursion of the features over one (sub-)step and its directional derivatives: fading strains, path length, network
/// inputs. Reused from point to point; one instance belongs to one thread at a time.
/// </summary>
internal sealed partial class FeatureStep
{
    private readonly double[] _stresses; // 5 each
    private readonly double[] _derivatives; // 25 each, by e_1 or e_2
    private readonly double[] _changes; // 5 each
    private readonly double[] _tensors; // the deviators among the features, 5 each; empty if their products are not needed
    private readonly int _productOffset;
    private readonly ModelSpecification _specification;
    private readonly VectorWidth _width;
    private readonly ClusterWorkspace<float>? _single;
    private readonly ClusterWorkspace<double>? _double;
    private SymmetricTensor _difference;
    private SymmetricTensor _inverse0;
    private DeviatoricVector _d;
    private StrainMemory _start;
    private StrainMemory _end;
    private FadingStrainStep _fading1;
    private FadingStrainStep _fading2;
    private ElasticPlasticStrain _elasticPlastic1;
    private ElasticPlasticStrain _elasticPlastic2;
    private double _x;
    private double _dt_s;

    /// <param name="specification">Feature set and constants.</param>
    /// <param name="width">Register width.</param>
    /// <param name="doublePrecision">Whether the cluster is computed in double precision (definition) or in single (production).</param>
    public FeatureStep(ModelSpecification specification, VectorWidth width = VectorWidth.Automatic, bool doublePrecision = false)
    {
        _specification = specification;
        _width = width;
        int count = StepFeatures.StressCount(specification.Features);
        _stresses = new double[5 * count];
        _derivatives = new double[25 * count];
        _changes = new double[5 * count];
        _tensors = new double[specification.Inputs == InputKind.Invariants ? 5 * TensorProducts.TensorCount(specification.Features) : 0];
        _productOffset = StepFeatures.Count(specification.Features);
        if (specification.Features != FeatureSet.Cluster)
            return;
        if (doublePrecision)
            _double = new ClusterWorkspace<double>();
        else
            _single = new ClusterWorkspace<float>();
    }

    /// <summary>
    /// Takes the (sub-)step Ub0 -> Ub1 in dt of an increment that began at the committed stretch: advances the memory in place and writes
    /// the unscaled features.
    /// </summary>
    public void Advance(
        Polycrystal grains, in SymmetricTensor committedStretch, in SymmetricTensor stretch0, in SymmetricTensor stretch1, double dt_s,
        ref StrainMemory memory, Span<double> features, bool withDerivative)
    {
        _inverse0 = stretch0.Inverse;
        _difference = stretch1 - stretch0;
        _d = StrainIncrement.Between(_difference, _inverse0);
        _x = _d.Norm;
        _dt_s = dt_s;
        _start = memory;
        _fading1 = new FadingStrainStep(_d, _x, _specification.FadingStrains[0]);
        _fading2 = new FadingStrainStep(_d, _x, _specification.FadingStrains[1]);
        DeviatoricVector e1 = memory.E1 = _fading1.Advance(memory.E1);
        DeviatoricVector e2 = memory.E2 = _fading2.Advance(memory.E2);
        memory.PathLength += _x;
        Stresses(grains, committedStretch, e1, e2, withDerivative);
        if (_specification.Features == FeatureSet.Cluster)
        {
            _elasticPlastic1 = new ElasticPlasticStrain(memory.J1, _d, _x, _specification.ElasticPlasticStrains[0]);
            _elasticPlastic2 = new ElasticPlasticStrain(memory.J2, _d, _x, _specification.ElasticPlasticStrains[1]);
            (memory.J1, memory.J2) = (_elasticPlastic1.Value, _elasticPlastic2.Value);
        }

        _end = memory;
        StepFeatures.Write(_specification, stretch1 - SymmetricTensor.Identity, memory, _stresses, _x, dt_s, features);
        IncrementFeatures.Write(_specification, _d, _x, dt_s, features);
        if (_tensors.Length == 0)
            return;
        features.Slice(TensorProducts.TensorOffset, _tensors.Length).CopyTo(_tensors);
        TensorProducts.Write(_tensors, features[_productOffset..]);
    }

    /// <summary>Length x of the step just taken.</summary>
    public double StepLength => _x;

    /// <summary>
    /// Derivatives of the step just taken along one direction: from the changes of Ub0, Ub1 and the memory, replaces the last by its value
    /// after the step and writes the changes of the features.
    /// </summary>
    public void AdvanceDerivative(
        in SymmetricTensor dStretch0, in SymmetricTensor dStretch1,
        ref StrainMemory change, Span<double> dFeatures)
    {
        DeviatoricVector dd = StrainIncrement.Derivative(_difference, _inverse0, dStretch1 - dStretch0, dStretch0);
        DeviatoricVector de1 = change.E1 = _fading1.Derivative(_start.E1, change.E1, dd);
        DeviatoricVector de2 = change.E2 = _fading2.Derivative(_start.E2, change.E2, dd);
        change.PathLength += _x > 0.0 ? DeviatoricVector.Dot(_d, dd) / _x : 0.0;
        for (int i = 0; i < _changes.Length / 5; i++)
            Multiply(_derivatives.AsSpan(25 * i, 25), StepFeatures.StressIsOfFirst(_specification.Features, i) ? de1 : de2).ToSpan(_changes.AsSpan(5 * i));
        if (_specification.Features == FeatureSet.Cluster)
        {
            change.J1 = _elasticPlastic1.Derivative(change.J1, dd);
            change.J2 = _elasticPlastic2.Derivative(change.J2, dd);
        }

        StepFeatures.WriteDerivative(_specification, dStretch1, _end, change, _changes, _d, dd, _x, _dt_s, dFeatures);
        IncrementFeatures.WriteDerivative(_specification, _d, dd, _x, _dt_s, dFeatures);
        if (_tensors.Length > 0)
            TensorProducts.WriteDerivative(_tensors, dFeatures.Slice(TensorProducts.TensorOffset, _tensors.Length), dFeatures[_productOffset..]);
    }

    /// <summary>Mean stresses of the grains and, if asked for, their derivatives.</summary>
    private void Stresses(Polycrystal grains, in SymmetricTensor committedStretch, in DeviatoricVector e1, in DeviatoricVector e2, bool withDerivative)
    {
        Span<double> derivatives = withDerivative ? _derivatives : [];
        switch (_specification.Features)
        {
            case FeatureSet.BishopHill:
                double sharpness = _specification.BishopHillSharpness;
                grains.BishopHill!.MeanStress(sharpness, e1, withDerivative ? derivatives[..25] : [], _width).ToSpan(_stresses);
                grains.BishopHill!.MeanStress(sharpness, e2, withDerivative ? derivatives[25..] : [], _width).ToSpan(_stresses.AsSpan(5));
                break;
            case FeatureSet.Cluster when _double is not null:
                grains.Cluster!.Stresses(_specification.Cluster, committedStretch, e1, e2, _stresses, derivatives, _double, _width);
                break;
            case FeatureSet.Cluster:
                grains.Cluster!.Stresses(_specification.Cluster, committedStretch, e1, e2, _stresses, derivatives, _single!, _width);
                break;
            default:
                break;
        }
    }

    private static DeviatoricVector Multiply(ReadOnlySpan<double> m, in DeviatoricVector v) => new(
        m[0] * v.B1 + m[1] * v.B2 + m[2] * v.B3 + m[3] * v.B4 + m[4] * v.B5,
        m[5] * v.B1 + m[6] * v.B2 + m[7] * v.B3 + m[8] * v.B4 + m[9] * v.B5,
        m[10] * v.B1 + m[11] * v.B2 + m[12] * v.B3 + m[13] * v.B4 + m[14] * v.B5,
        m[15] * v.B1 + m[16] * v.B2 + m[17] * v.B3 + m[18] * v.B4 + m[19] * v.B5,
        m[20] * v.B1 + m[21] * v.B2 + m[22] * v.B3 + m[23] * v.B4 + m[24] * v.B5);
}
