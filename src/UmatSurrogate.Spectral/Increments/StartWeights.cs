using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// How an increment starts from the last changes of the unknown (<see cref="StartingGuess"/>): start = end + sum w_i change_i, from the times and the
/// means of the changes alone, so that the long vectors may live anywhere.
/// </summary>
public static class StartWeights
{
    /// <summary>Largest number of changes.</summary>
    public const int Kept = 3;

    /// <summary>Weight of the continuation in time against the fit of the mean, relative to the squares of the changes.</summary>
    private const double Regularisation = 1e-3;

    /// <summary>Scalar products of <see cref="Kept"/> changes a, b, c (newest first): aa, ab, ac, bb, bc, cc.</summary>
    public const int Products = 6;

    /// <summary>The weights.</summary>
    /// <param name="kind">Kind of first guess.</param>
    /// <param name="dt_s">Length of the increment [s].</param>
    /// <param name="lengths_s">Lengths of the increments of the changes [s], newest first; from 1 to <see cref="Kept"/>.</param>
    /// <param name="wanted">Change of the mean of F that is asked for, in its prescribed components; 0 in the others.</param>
    /// <param name="means">Change of the mean of F in each change, likewise.</param>
    /// <param name="weights">Receives a weight for each change.</param>
    /// <param name="curvature">Share of the parabola, from 0 (the plain continuation of the rate) to 1: see <see cref="Curvature"/>.</param>
    public static void Of(
        StartingGuess kind, double dt_s, ReadOnlySpan<double> lengths_s, in Tensor3x3 wanted, ReadOnlySpan<Tensor3x3> means, Span<double> weights,
        double curvature = 0.0)
    {
        weights[..lengths_s.Length].Clear();
        if (kind == StartingGuess.Last)
            return;
        weights[0] = dt_s / lengths_s[0];
        if (kind is StartingGuess.Quadratic or StartingGuess.FittedToMean && lengths_s.Length > 1)
            Quadratic(dt_s, lengths_s, kind == StartingGuess.Quadratic ? 1.0 : curvature, weights);
        if (kind is StartingGuess.FittedToMean or StartingGuess.FittedToMeanAndRate)
            Fit(wanted, means, weights);
    }

    /// <summary>
    /// How far the change of the rate goes on, judged by the last increment: x = t y + rest with x and y the last two changes of the rate (y over
    /// the time of x), and t, within 0 and 1, times the part of |x|^2 that it explains. Where the rate changes by noise, as in
    /// voids, whose deformation the tolerances leave open, this is near 0; a parabola would amplify the noise from increment to increment.
    /// </summary>
    /// <param name="lengths_s">Lengths of the increments of the changes [s], newest first.</param>
    /// <param name="products">The <see cref="Products"/> of the changes.</param>
    public static double Curvature(ReadOnlySpan<double> lengths_s, ReadOnlySpan<double> products)
    {
        (double a, double b, double c) = (1.0 / lengths_s[0], 1.0 / lengths_s[1], 1.0 / lengths_s[2]);
        (double aa, double ab, double ac) = (a * a * products[0], a * b * products[1], a * c * products[2]);
        (double bb, double bc, double cc) = (b * b * products[3], b * c * products[4], c * c * products[5]);
        double f = (lengths_s[0] + lengths_s[1]) / (lengths_s[1] + lengths_s[2]);
        double xx = aa - 2.0 * ab + bb, yy = f * f * (bb - 2.0 * bc + cc), xy = f * (ab - ac - bb + bc);
        return xx > 0.0 && yy > 0.0 ? Math.Clamp(xy / yy, 0.0, 1.0) * (xy * xy / (xx * yy)) : 0.0;
    }

    /// <summary>A share of the parabola through the last three states: divided differences of the rates.</summary>
    private static void Quadratic(double dt, ReadOnlySpan<double> lengths_s, double share, Span<double> weights)
    {
        (double a, double b) = (lengths_s[0], lengths_s[1]);
        double curvature = share * dt * (dt + a) / (a + b);
        weights[0] = dt / a + curvature / a;
        weights[1] = -curvature / b;
    }

    /// <summary>
    /// Least squares |wanted - sum c_j dF_j|^2, pulled towards the continuation in time, which alone speaks where the changes of the mean are parallel.
    /// </summary>
    private static void Fit(in Tensor3x3 wanted, ReadOnlySpan<Tensor3x3> means, Span<double> weights)
    {
        int n = means.Length, w = n + 1;
        double scale = 0.0;
        for (int i = 0; i < n; i++)
            scale += Tensor3x3.DoubleContract(means[i], means[i]);
        if (!(scale > 0.0))
            return;
        Span<double> system = stackalloc double[Kept * (Kept + 1)], c = stackalloc double[Kept];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                system[i * w + j] = Tensor3x3.DoubleContract(means[i], means[j]) + (i == j ? Regularisation * scale : 0.0);
            system[i * w + n] = Tensor3x3.DoubleContract(means[i], wanted) + Regularisation * scale * weights[i];
        }

        SmallLinearSystem.Solve(system, n, 0.0, c);
        c[..n].CopyTo(weights);
    }
}
