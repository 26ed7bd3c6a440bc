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

    /// <summary>e after a step.</summary>
    /// <param name="e">e before the step.</param>
    /// <param name="d">Strain increment D.</param>
    /// <param name="x">|D|.</param>
    /// <param name="memory">e0.</param>
    public static DeviatoricVector Advance(in DeviatoricVector e, in DeviatoricVector d, double x, double memory)
    {
        double y = x / memory;
        return Math.Exp(-y) * e + (Phi(y) / memory) * d;
    }

    /// <summary>
    /// Change of e' for a change <paramref name="de"/> of e and <paramref name="dd"/> of D. With n = D/x (zero at x = 0, where
    /// the norm has no derivative):
    /// de' = exp(-y) (de - e (n.dD)/e0) + phi dD/e0 + phi' (n.dD) D/e0^2.
    /// </summary>
    public static DeviatoricVector AdvanceDerivative(
        in DeviatoricVector e, in DeviatoricVector d, double x, double memory, in DeviatoricVector de, in DeviatoricVector dd)
    {
        double y = x / memory;
        double dx = x > 0.0 ? DeviatoricVector.Dot(d, dd) / x : 0.0;
        return Math.Exp(-y) * (de - (dx / memory) * e) + (Phi(y) / memory) * dd + (PhiDerivative(y) * dx / (memory * memory)) * d;
    }

    /// <summary>phi(y) = (1 - exp(-y))/y.</summary>
    public static double Phi(double y) => y < SeriesLimit
        ? 1.0 + y * (-1.0 / 2 + y * (1.0 / 6 + y * (-1.0 / 24 + y * (1.0 / 120 + y * (-1.0 / 720 + y * (1.0 / 5040))))))
        : (1.0 - Math.Exp(-y)) / y;

    /// <summary>d phi/dy = (exp(-y) (1 + y) - 1)/y^2.</summary>
    public static double PhiDerivative(double y) => y < SeriesLimit
        ? -1.0 / 2 + y * (1.0 / 3 + y * (-1.0 / 8 + y * (1.0 / 30 + y * (-1.0 / 144 + y * (1.0 / 840)))))
        : (Math.Exp(-y) * (1.0 + y) - 1.0) / (y * y);
}
