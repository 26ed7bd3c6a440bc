using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// The elastic strain j of an elastic, perfectly plastic body in units of its yield strain e0 (a 5-vector, |j| &lt;= 1). Unlike the
/// fading strain it unloads along a straight line. Over a step with constant direction n = D/|D| and length y = |D|/e0 it is the exact
/// solution of
/// <code>
/// dj/dy = n                 inside, |j| &lt; 1, or unloading
/// dj/dy = n - (n.j) j       on the surface |j| = 1 while n.j > 0
/// </code>
/// that is, up to the surface (length s, j* = j + s n) and then, with a = n.j*, t = tanh(y - s) (Krieg and Krieg 1977,
/// doi:10.1115/1.3454568):
/// <code>
/// j' = [(a + t) n + sech(y - s) (j* - a n)]/(1 + a t)
/// </code>
/// so that one step and any division of it give the same j'.
/// </summary>
public readonly struct ElasticPlasticStrain
{
    private readonly DeviatoricVector _direction;
    private readonly DeviatoricVector _start;
    private readonly DeviatoricVector _surface;
    private readonly double _inverseLength;
    private readonly double _memory;
    private readonly double _toSurface;
    private readonly double _cosine;
    private readonly double _tanh;
    private readonly double _sech;
    private readonly bool _yields;

    /// <summary>A step from j with strain increment D of length x = |D| and yield strain e0.</summary>
    public ElasticPlasticStrain(in DeviatoricVector j, in DeviatoricVector d, double x, double memory)
    {
        this = default;
        double norm = j.Norm;
        _start = norm > 1.0 ? 1.0 / norm * j : j; // a host may keep j in single precision
        _memory = memory;
        double y = x / memory;
        if (!(x > 0.0))
        {
            Value = _start;
            return;
        }
        _inverseLength = 1.0 / x;
        _direction = _inverseLength * d;
        double b = DeviatoricVector.Dot(_direction, _start);
        double inside = Math.Max(0.0, 1.0 - DeviatoricVector.Dot(_start, _start));
        _cosine = Math.Sqrt(b * b + inside);
        _toSurface = b > 0.0 ? inside / (b + _cosine) : _cosine - b;
        if (y <= _toSurface)
        {
            Value = _start + (1.0 / memory) * d;
            return;
        }
        _yields = true;
        _surface = _start + _toSurface * _direction;
        double rest = y - _toSurface, decay = Math.Exp(-2.0 * rest);
        _tanh = (1.0 - decay) / (1.0 + decay);
        _sech = 2.0 * Math.Exp(-rest) / (1.0 + decay);
        Value = 1.0 / (1.0 + _cosine * _tanh) * ((_cosine + _tanh) * _direction + _sech * (_surface - _cosine * _direction));
    }

    /// <summary>j after the step.</summary>
    public DeviatoricVector Value { get; }

    /// <summary>Change of j' for changes <paramref name="dj"/> of j and <paramref name="dd"/> of D (at x = 0 that of an elastic step).</summary>
    public DeviatoricVector Derivative(in DeviatoricVector dj, in DeviatoricVector dd)
    {
        if (!_yields)
            return dj + (1.0 / _memory) * dd;
        double along = DeviatoricVector.Dot(_direction, dd);
        DeviatoricVector dn = _inverseLength * (dd - along * _direction);
        // |j + s n| = 1: (j + s n).(dj + s dn) + a ds = 0; a = n.j + s. Just grazing the surface (a = 0) none exists.
        double ds = _cosine > 1e-9 ? -DeviatoricVector.Dot(_surface, dj + _toSurface * dn) / _cosine : 0.0;
        double da = DeviatoricVector.Dot(_direction, dj) + DeviatoricVector.Dot(dn, _start) + ds;
        DeviatoricVector dSurface = dj + _toSurface * dn + ds * _direction;
        double dRest = along / _memory - ds;
        double dTanh = _sech * _sech * dRest, dSech = -_sech * _tanh * dRest;
        DeviatoricVector numerator = (da + dTanh) * _direction + (_cosine + _tanh) * dn
            + dSech * (_surface - _cosine * _direction) + _sech * (dSurface - da * _direction - _cosine * dn);
        double denominator = 1.0 + _cosine * _tanh;
        return 1.0 / denominator * (numerator - (da * _tanh + _cosine * dTanh) * Value);
    }
}
