namespace UmatSurrogate.Data;

/// <summary>
/// Piecewise cubic Hermite interpolation that keeps the monotonicity of the data (PCHIP): F. N. Fritsch and R. E. Carlson,
/// SIAM J. Numer. Anal. 17 (1980) 238, doi:10.1137/0717021, with the slopes of F. N. Fritsch and J. Butland,
/// SIAM J. Sci. Stat. Comput. 5 (1984) 300, doi:10.1137/0905021 (as scipy's <c>PchipInterpolator</c>).
/// </summary>
/// <remarks>
/// With h_k = x_(k+1) - x_k and the secant slopes m_k: an inner slope is 0 where m_(k-1) m_k is not positive, else the weighted
/// harmonic mean (w1 + w2)/(w1/m_(k-1) + w2/m_k), w1 = 2 h_k + h_(k-1), w2 = h_k + 2 h_(k-1). An end slope is the one-sided
/// three-point formula ((2 h_0 + h_1) m_0 - h_0 m_1)/(h_0 + h_1), set to 0 if its sign is not that of m_0 and
/// limited to 3 m_0 if m_0 and m_1 differ in sign. Two points give the straight line.
/// </remarks>
public sealed class MonotoneCubicInterpolant
{
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly double[] _slope;

    /// <summary>Through the points (x_k, y_k), at least two, x strictly increasing.</summary>
    public MonotoneCubicInterpolant(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length || x.Length < 2)
            throw new ArgumentException($"PCHIP needs at least two points and as many x as y; {x.Length} x and {y.Length} y were given.");
        for (int k = 1; k < x.Length; k++)
        {
            if (!(x[k] > x[k - 1]))
                throw new ArgumentException($"PCHIP needs strictly increasing x; x[{k - 1}] = {x[k - 1]:R}, x[{k}] = {x[k]:R}.");
        }
        _x = x.ToArray();
        _y = y.ToArray();
        _slope = Slopes(x, y);
    }

    /// <summary>The value at x; outside the points the first or last cubic goes on.</summary>
    public double Evaluate(double x)
    {
        int k = Array.BinarySearch(_x, x);
        k = Math.Clamp(k < 0 ? ~k - 1 : k, 0, _x.Length - 2);
        double h = _x[k + 1] - _x[k];
        double s = x - _x[k];
        double m = (_y[k + 1] - _y[k]) / h;
        double c = (3 * m - 2 * _slope[k] - _slope[k + 1]) / h;
        double d = (_slope[k] + _slope[k + 1] - 2 * m) / (h * h);
        return _y[k] + s * (_slope[k] + s * (c + s * d));
    }

    private static double[] Slopes(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        int n = x.Length - 1;
        double[] h = new double[n];
        double[] m = new double[n];
        for (int k = 0; k < n; k++)
        {
            h[k] = x[k + 1] - x[k];
            m[k] = (y[k + 1] - y[k]) / h[k];
        }
        double[] slope = new double[n + 1];
        if (n == 1)
        {
            slope[0] = slope[1] = m[0];
            return slope;
        }
        for (int k = 1; k < n; k++)
        {
            double w1 = 2 * h[k] + h[k - 1];
            double w2 = h[k] + 2 * h[k - 1];
            slope[k] = Math.Sign(m[k - 1]) * Math.Sign(m[k]) > 0 ? (w1 + w2) / (w1 / m[k - 1] + w2 / m[k]) : 0.0;
        }
        slope[0] = EndSlope(h[0], h[1], m[0], m[1]);
        slope[n] = EndSlope(h[n - 1], h[n - 2], m[n - 1], m[n - 2]);
        return slope;
    }

    private static double EndSlope(double h0, double h1, double m0, double m1)
    {
        double slope = ((2 * h0 + h1) * m0 - h0 * m1) / (h0 + h1);
        if (Math.Sign(slope) != Math.Sign(m0))
            return 0.0;
        return Math.Sign(m0) != Math.Sign(m1) && Math.Abs(slope) > 3 * Math.Abs(m0) ? 3 * m0 : slope;
    }
}
