namespace UmatSurrogate.Data;

/// <summary>The two functions beyond the four operations that a random path needs.</summary>
internal sealed record ElementaryFunctions(Func<double, double> CubeRoot, Func<double, double, double> Power)
{
    private const double Ln2 = 0.693147180559945309417;

    /// <summary>Those of the platform: paths of data sets and of the command line. Their last digit may depend on the platform.</summary>
    public static ElementaryFunctions Platform { get; } = new(Math.Cbrt, Math.Pow);

    /// <summary>
    /// Made of the four operations, the same bits on every machine; within some units in the last place of the true values for what a path needs
    /// (cube roots of about 1, positive powers of positive numbers).
    /// </summary>
    public static ElementaryFunctions Portable { get; } = new(PortableCubeRoot, PortablePower);

    /// <summary>Newton's method from a scaled start, positive numbers only.</summary>
    private static double PortableCubeRoot(double x)
    {
        int exponent = Math.ILogB(x) / 3;
        double reduced = Math.ScaleB(x, -3 * exponent);
        double root = 1.0;
        for (int k = 0; k < 12; k++)
            root -= (root - reduced / (root * root)) / 3;
        return Math.ScaleB(root, exponent);
    }

    private static double PortablePower(double x, double y) => Exponential(y * Logarithm(x));

    /// <summary>ln(2^n m) = n ln 2 + 2 artanh((m - 1)/(m + 1)), m within 0.7 .. 1.42.</summary>
    private static double Logarithm(double x)
    {
        int exponent = Math.ILogB(x);
        double m = Math.ScaleB(x, -exponent);
        if (m > 1.42)
            (m, exponent) = (m / 2, exponent + 1);
        double z = (m - 1) / (m + 1), sum = 0;
        for (int k = 25; k >= 1; k -= 2)
            sum = 1.0 / k + z * z * sum;
        return exponent * Ln2 + 2 * z * sum;
    }

    /// <summary>exp(n ln 2 + r) = 2^n exp(r), the series of exp for |r| at most ln 2 / 2.</summary>
    private static double Exponential(double x)
    {
        double n = Math.Round(x / Ln2);
        double r = x - n * Ln2, sum = 1;
        for (int k = 18; k >= 1; k--)
            sum = 1 + r * sum / k;
        return Math.ScaleB(sum, (int)n);
    }
}
