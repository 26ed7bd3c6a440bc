namespace UmatSurrogate.Training;

/// <summary>Min-max scaling of one component to [-1, 1].</summary>
internal static class Scaling
{
    /// <summary>2 (x - minimum)/(maximum - minimum) - 1.</summary>
    public static float Apply(float value, double minimum, double maximum) =>
        (float)(2.0 * (value - minimum) / (maximum - minimum) - 1.0);

    /// <summary>A range that holds the given one and is not empty: a component that never changes is mapped to 0.</summary>
    public static (double Minimum, double Maximum) NotEmpty(double minimum, double maximum)
    {
        double least = 1e-6 * Math.Max(1e-3, Math.Max(Math.Abs(minimum), Math.Abs(maximum)));
        return maximum - minimum >= least ? (minimum, maximum) : (minimum - least, maximum + least);
    }
}
