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

    /// <summary>Weight of the parabola through the last states against the fit of the mean, relative to the squares of the changes.</summary>
    private const double Regularisation = 1e-3;

    /// <summary>The weights.</summary>
    /// <param name="kind">Kind of first guess.</param>
    /// <param name="dt_s">Length of the increment [s].</param>
    /// <param name="lengths_s">Lengths of the increments of the changes [s], newest first; from 1 to <see cref="Kept"/>.</param>
    /// <param name="wanted">Change of the mean of F that is asked for, in its prescribed components; 0 in the others.</param>
    /// <param name="means">Change of the mean of F in each change, likewise.</param>
    /// <param name="weights">Receives a weight for each change.</param>
    public static void Of(
        StartingGuess kind, double dt_s, ReadOnlySpan<double> lengths_s, in Tensor3x3 wanted, ReadOnlySpan<Tensor3x3> means, Span<double> weights)
    {
        weights[..lengths_s.Length].Clear();
        if (kind == StartingGuess.Last)
            return;
        weights[0] = dt_s / lengths_s[0];
        if (kind is StartingGuess.Quadratic or StartingGuess.FittedToMean && lengths_s.Length > 1)
            Quadratic(dt_s, lengths_s, weights);
        if (kind == StartingGuess.FittedToMean)
            Fit(wanted, means, weights);
    }

    /// <summary>The parabola through the last three states: divided differences of the rates.</summary>
    private static void Quadratic(double dt, ReadOnlySpan<double> lengths_s, Span<double> weights)
    {
        (double a, double b) = (lengths_s[0], lengths_s[1]);
        double curvature = dt * (dt + a) / (a + b);
        weights[0] = dt / a + curvature / a;
        weights[1] = -curvature / b;
    }

    /// <summary>
    /// Least squares |wanted - sum c_j dF_j|^2, pulled towards the parabola through the last states: that alone speaks where the changes of the mean
    /// are parallel.
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
