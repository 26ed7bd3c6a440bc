namespace UmatSurrogate.Recurrent;

/// <summary>
/// Where a positive quantity v whose ratios count (a rate, a time) lies in its trained range lowest .. highest:
/// <code>
/// above(v) = (v/highest - q)/(1 - q),   below(v) = (lowest/v - q)/(1 - q),   q = sqrt(lowest/highest)
/// </code>
/// 0 at the geometric middle of the range (and on the other side of it), 1 at its border; beyond, 1 + decades beyond. A range narrower than
/// <see cref="NarrowestHalfWidth_decades"/> to each side of its middle is widened to that: data taken at one rate know the rates next to it.
/// </summary>
internal readonly record struct RatioRange
{
    /// <summary>0.1, a factor of 1.26: at a rate sensitivity of 1/20 a change of the rate by it changes the stress by 1.2 %.</summary>
    public const double NarrowestHalfWidth_decades = 0.1;

    private readonly double _lowest;
    private readonly double _highest;
    private readonly double _middle;

    /// <summary>A range; 0 or infinity: no border on that side.</summary>
    public RatioRange(double lowest, double highest)
    {
        (_lowest, _highest, _middle) = (lowest, highest, Math.Sqrt(lowest / highest));
        double narrowest = Math.Pow(10.0, -NarrowestHalfWidth_decades);
        if (!(_middle > narrowest))
            return;
        double middle = Math.Sqrt(lowest * highest);
        (_lowest, _highest, _middle) = (middle * narrowest, middle / narrowest, narrowest);
    }

    /// <summary>above(v).</summary>
    public double Above(double v) => Position(v / _highest);

    /// <summary>below(v).</summary>
    public double Below(double v) => _lowest > 0.0 ? Position(_lowest / v) : 0.0;

    /// <summary>The larger of above(v) and below(v).</summary>
    public double Outside(double v) => Math.Max(Above(v), Below(v));

    private double Position(double ratio) => ratio > 1.0 ? 1.0 + Math.Log10(ratio) : Math.Max(0.0, (ratio - _middle) / (1.0 - _middle));
}
