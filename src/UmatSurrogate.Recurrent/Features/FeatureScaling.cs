namespace UmatSurrogate.Recurrent;

/// <summary>Min-max scaling of a feature to [-1, 1]: 2 (v - lo)/(hi - lo) - 1; values outside the range go beyond.</summary>
public static class FeatureScaling
{
    /// <summary>The scaled value.</summary>
    public static double ToUnit(double value, double minimum, double maximum) => 2.0 * (value - minimum) / (maximum - minimum) - 1.0;
}
