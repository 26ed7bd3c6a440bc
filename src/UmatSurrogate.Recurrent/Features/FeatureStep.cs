using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// The recursion of the features over one (sub-)step and its directional derivatives: fading strains, path length, network
/// inputs. Reused from point to point; one instance belongs to one thread at a time.
/// </summary>
internal sealed class FeatureStep
{
    private readonly double[] _bishopHill1 = new double[25];
    private readonly double[] _bishopHill2 = new double[25];
    private readonly ModelSpecification _specification;
    private readonly VectorWidth _width;
    private SymmetricTensor _difference;
    private SymmetricTensor _inverse0;
    private DeviatoricVector _d;
    private DeviatoricVector _e1Start;
    private DeviatoricVector _e2Start;
    private FadingStrainStep _step1;
    private FadingStrainStep _step2;
    private double _x;
    private double _dt_s;

    public FeatureStep(ModelSpecification specification, VectorWidth width = VectorWidth.Automatic)
    {
        _specification = specification;
        _width = width;
    }

    /// <summary>
    /// Takes the step Ub0 -> Ub1 in dt: advances e_1, e_2 and l in place and writes the unscaled features.
    /// </summary>
    public void Advance(
        BishopHillPolycrystal grains, in SymmetricTensor stretch0, in SymmetricTensor stretch1, double dt_s,
        ref DeviatoricVector e1, ref DeviatoricVector e2, ref double pathLength, Span<double> features, bool withDerivative)
    {
        _inverse0 = stretch0.Inverse;
        _difference = stretch1 - stretch0;
        _d = StrainIncrement.Between(_difference, _inverse0);
        _x = _d.Norm;
        _dt_s = dt_s;
        (_e1Start, _e2Start) = (e1, e2);
        _step1 = new FadingStrainStep(_d, _x, _specification.FadingStrains[0]);
        _step2 = new FadingStrainStep(_d, _x, _specification.FadingStrains[1]);
        e1 = _step1.Advance(e1);
        e2 = _step2.Advance(e2);
        pathLength += _x;
        DeviatoricVector b1 = default, b2 = default;
        if (_specification.Features == FeatureSet.BishopHill)
        {
            double sharpness = _specification.BishopHillSharpness;
            b1 = grains.MeanStress(sharpness, e1, withDerivative ? _bishopHill1 : [], _width);
            b2 = grains.MeanStress(sharpness, e2, withDerivative ? _bishopHill2 : [], _width);
        }
        StepFeatures.Write(_specification, stretch1 - SymmetricTensor.Identity, e1, e2, b1, b2, _x, dt_s, features);
        IncrementFeatures.Write(_specification, _d, _x, dt_s, features);
    }

    /// <summary>
    /// Derivatives of the step just taken along one direction: from the changes of Ub0, Ub1, e_1, e_2 and l, replaces the last
    /// three by their values after the step and writes the changes of the features.
    /// </summary>
    public void AdvanceDerivative(
        in SymmetricTensor dStretch0, in SymmetricTensor dStretch1,
        ref DeviatoricVector de1, ref DeviatoricVector de2, ref double dPathLength, Span<double> dFeatures)
    {
        DeviatoricVector dd = StrainIncrement.Derivative(_difference, _inverse0, dStretch1 - dStretch0, dStretch0);
        de1 = _step1.Derivative(_e1Start, de1, dd);
        de2 = _step2.Derivative(_e2Start, de2, dd);
        dPathLength += _x > 0.0 ? DeviatoricVector.Dot(_d, dd) / _x : 0.0;
        DeviatoricVector db1 = default, db2 = default;
        if (_specification.Features == FeatureSet.BishopHill)
        {
            db1 = Multiply(_bishopHill1, de1);
            db2 = Multiply(_bishopHill2, de2);
        }
        StepFeatures.WriteDerivative(_specification, dStretch1, de1, de2, db1, db2, _d, dd, _x, _dt_s, dFeatures);
        IncrementFeatures.WriteDerivative(_specification, _d, dd, _x, _dt_s, dFeatures);
    }

    private static DeviatoricVector Multiply(double[] m, in DeviatoricVector v) => new(
        m[0] * v.B1 + m[1] * v.B2 + m[2] * v.B3 + m[3] * v.B4 + m[4] * v.B5,
        m[5] * v.B1 + m[6] * v.B2 + m[7] * v.B3 + m[8] * v.B4 + m[9] * v.B5,
        m[10] * v.B1 + m[11] * v.B2 + m[12] * v.B3 + m[13] * v.B4 + m[14] * v.B5,
        m[15] * v.B1 + m[16] * v.B2 + m[17] * v.B3 + m[18] * v.B4 + m[19] * v.B5,
        m[20] * v.B1 + m[21] * v.B2 + m[22] * v.B3 + m[23] * v.B4 + m[24] * v.B5);
}
