using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// The fading strain e, an exponentially weighted mean of the direction of straining over the last stretch of path of
/// length e0 (a 5-vector, |e| &lt;= 1, |e| -> 1 under proportional straining). Over a step with constant direction, strain
/// increment D and length x = |D|, it is the exact solution of de/dl = (D/x - e)/e0:
/// <code>
/// e' = exp(-y) e + phi(y) D/e0,   y = x/e0,   phi(y) = (1 - exp(-y))/y
/// </code>
/// so that one step and any division of it give the same e'.
/// </summary>
public static class FadingStrain
{
    // Below this argument phi and its derivative come from their series (error below 1e-16).
    private const double SeriesLimit = 1e-2;

    /// <summary>e after a step with strain increment D of length x = |D|.</summary>
    public static DeviatoricVector Advance(in DeviatoricVector e, in DeviatoricVector d, double x, double memory) =>
        new FadingStrainStep(d, x, memory).Advance(e);

    /// <summary>phi(y) = (1 - exp(-y))/y.</summary>
    public static double Phi(double y) => y < SeriesLimit
        ? 1.0 + y * (-1.0 / 2 + y * (1.0 / 6 + y * (-1.0 / 24 + y * (1.0 / 120 + y * (-1.0 / 720 + y * (1.0 / 5040))))))
        : (1.0 - Math.Exp(-y)) / y;

    /// <summary>d phi/dy = (exp(-y) (1 + y) - 1)/y^2.</summary>
    public static double PhiDerivative(double y) => y < SeriesLimit
        ? -1.0 / 2 + y * (1.0 / 3 + y * (-1.0 / 8 + y * (1.0 / 30 + y * (-1.0 / 144 + y * (1.0 / 840)))))
        : (Math.Exp(-y) * (1.0 + y) - 1.0) / (y * y);
}

/// <summary>One step of <see cref="FadingStrain"/>: the functions of its length, computed once for the value and all directions.</summary>
public readonly struct FadingStrainStep
{
    private readonly DeviatoricVector _d;
    private readonly DeviatoricVector _normal;
    private readonly double _memory;
    private readonly double _decay;
    private readonly double _phi;
    private readonly double _phiDerivative;

    /// <summary>A step with strain increment D of length x = |D| under the memory e0.</summary>
    public FadingStrainStep(in DeviatoricVector d, double x, double memory)
    {
        double y = x / memory;
        _d = d;
        _normal = x > 0.0 ? 1.0 / x * d : default;
        _memory = memory;
        _decay = Math.Exp(-y);
        _phi = FadingStrain.Phi(y);
        _phiDerivative = FadingStrain.PhiDerivative(y);
    }

    /// <summary>e' = exp(-y) e + phi D/e0.</summary>
    public DeviatoricVector Advance(in DeviatoricVector e) => _decay * e + (_phi / _memory) * _d;

    /// <summary>exp(-y), the factor of e.</summary>
    public double Decay => _decay;

    /// <summary>phi/e0, the factor of D.</summary>
    public double IncrementFactor => _phi / _memory;

    /// <summary>The part of the change of e' that is proportional to dx = n.dD: -exp(-y) e/e0 + phi' D/e0^2.</summary>
    public DeviatoricVector LengthDerivative(in DeviatoricVector e) => -_decay / _memory * e + _phiDerivative / (_memory * _memory) * _d;

    /// <summary>
    /// Change of e' for a change <paramref name="de"/> of e and <paramref name="dd"/> of D. With n = D/x (zero at x = 0, where
    /// the norm has no derivative):
    /// de' = exp(-y) (de - e (n.dD)/e0) + phi dD/e0 + phi' (n.dD) D/e0^2.
    /// </summary>
    public DeviatoricVector Derivative(in DeviatoricVector e, in DeviatoricVector de, in DeviatoricVector dd)
    {
        double dy = DeviatoricVector.Dot(_normal, dd) / _memory;
        return _decay * (de - dy * e) + (_phi / _memory) * dd + (_phiDerivative * dy / _memory) * _d;
    }
}
