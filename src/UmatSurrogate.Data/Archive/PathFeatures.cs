using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>
/// What the prediction of stresses knows of a path: for every increment its duration and the strain increment, and how both change. Made of sums,
/// products, quotients and square roots of the path's F.
/// </summary>
internal sealed class PathFeatures
{
    private const double Scale = 1e6;

    private readonly double[] _durations;
    private readonly double[] _rates;
    private readonly SymmetricTensor[] _strains;
    private readonly SymmetricTensor[] _directions;

    public PathFeatures(LoadPath path)
    {
        int steps = path.IncrementCount;
        (_durations, _rates) = (new double[steps + 1], new double[steps + 1]);
        (_strains, _directions) = (new SymmetricTensor[steps + 1], new SymmetricTensor[steps + 1]);
        for (int t = 1; t <= steps; t++)
        {
            _durations[t] = path.Times_s[t] - path.Times_s[t - 1];
            // F_t F_(t-1)^-1 - I, symmetric part.
            _strains[t] = (path.DeformationGradients[t] * path.DeformationGradients[t - 1].Inverse - Tensor3x3.Identity).Symmetric;
            double norm = _strains[t].Norm;
            _rates[t] = norm / _durations[t];
            _directions[t] = norm > 0 ? 1 / norm * _strains[t] : SymmetricTensor.Zero;
        }
    }

    /// <summary>Duration of an increment, s.</summary>
    public double Duration(int t) => _durations[t];

    /// <summary>Relative change of the strain rate from the increment before, -2 .. 2.</summary>
    public double RateChange(int t) => t > 1 && _rates[t] + _rates[t - 1] > 0 ? 2 * (_rates[t] - _rates[t - 1]) / (_rates[t] + _rates[t - 1]) : 0;

    /// <summary>Six components of the strain increment and six of the change of its direction, scaled.</summary>
    public void Inputs(int t, Span<double> inputs)
    {
        SymmetricTensor strain = _strains[t];
        SymmetricTensor turn = t > 1 ? _directions[t] - _directions[t - 1] : SymmetricTensor.Zero;
        strain.ToSpan(inputs[..6]);
        turn.ToSpan(inputs[6..]);
        for (int c = 0; c < 6; c++)
            (inputs[c], inputs[6 + c]) = (Scale * inputs[c], 0.01 * Scale * inputs[6 + c]);
    }
}
