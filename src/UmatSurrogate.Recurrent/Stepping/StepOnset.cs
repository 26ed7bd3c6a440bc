namespace UmatSurrogate.Recurrent;

/// <summary>
/// How far a held step has begun. Where neither strain nor time has passed the strain rate, an input of the network, has no
/// value, and nothing in training makes the network return the committed stress. A held step therefore gets
/// <code>
/// y = y0 + w (y1 - y0),   w(x, t) = 1 - exp(-(x/x_w + t/t_w)),   x_w = x_min/100,   t_w = smallest trained time step
/// </code>
/// with y0 the output at the committed hidden state (the committed stress), y1 that of the step and x, t strain and time since
/// the commit: the stress stands still where nothing happens, and is y1 to the last bit long before the state advances
/// (w = 1 in double precision from x/x_w + t/t_w = <see cref="CompleteExponent"/> on). Below the smallest trained time step the network sees that step; a
/// relaxation that it gives there is thus taken in proportion to the time. (y is what the hidden state gives, stress components and weights of
/// a tensor basis; the tensors of the basis follow from the path alone and stand still by themselves.)
/// </summary>
public static class StepOnset
{
    /// <summary>x_w as a part of x_min.</summary>
    public const double LengthFraction = SteppingRule.ZeroIncrementFraction;

    /// <summary>Exponent from which on w = 1 in double precision.</summary>
    public const double CompleteExponent = 38.0;

    /// <summary>
    /// The exponent x/x_w + t/t_w; infinite (w = 1) before the first commit (<paramref name="pathLength"/> 0): there is no committed
    /// stress yet.
    /// </summary>
    /// <param name="limits">Trained range.</param>
    /// <param name="pathLength">l at the last commit.</param>
    /// <param name="x">Step length since the commit.</param>
    /// <param name="time_s">Time since the commit, s.</param>
    public static double Exponent(in StepLimits limits, double pathLength, double x, double time_s)
    {
        if (!(pathLength > 0.0))
            return double.PositiveInfinity;
        return (x > 0.0 ? x / (LengthFraction * limits.LengthMinimum) : 0.0) + (time_s > 0.0 ? time_s / limits.TimeMinimum_s : 0.0);
    }

    /// <summary>w of an exponent.</summary>
    public static double Value(double exponent) => 1.0 - Math.Exp(-exponent);

    /// <summary>dw/dx at a step whose w is <paramref name="value"/>.</summary>
    public static double Slope(in StepLimits limits, double value) =>
        value < 1.0 ? (1.0 - value) / (LengthFraction * limits.LengthMinimum) : 0.0;
}
