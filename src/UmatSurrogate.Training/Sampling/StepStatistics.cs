using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Training;

/// <summary>Step lengths, time steps, rates and path lengths of drawn sequences: the trained range.</summary>
internal sealed class StepStatistics
{
    private const double Percentile = 0.01;

    private readonly List<double> _lengths = [];
    private readonly List<double> _timeSteps_s = [];
    private readonly List<double> _rates_perSecond = [];
    private double _pathLength;

    /// <summary>Takes in the steps between the drawn points of a sequence, x = |dev sym((Ub1 - Ub0) Ub0^-1)|.</summary>
    public void Add(SequenceSet sequences, int member, int[] points)
    {
        double[] times_s = sequences.Times_s(member);
        SymmetricTensor[] stretch = sequences.IsochoricStretch(member);
        double path = 0;
        for (int k = 1; k < points.Length; k++)
        {
            SymmetricTensor u0 = stretch[points[k - 1]];
            double x = ((stretch[points[k]] - u0).ToTensor() * u0.Inverse.ToTensor()).Symmetric.Deviator.Norm;
            double dt_s = times_s[points[k]] - times_s[points[k - 1]];
            _lengths.Add(x);
            _timeSteps_s.Add(dt_s);
            _rates_perSecond.Add(x / dt_s);
            path += x;
        }

        _pathLength = Math.Max(_pathLength, path);
    }

    /// <summary>
    /// The trained range. The smallest step length is the 1 % quantile, but not below the given floor; the smallest rate is the
    /// 1 % quantile too (a path that stands still for one step must not stretch the range by decades). Largest values as they are.
    /// </summary>
    public TrainedRange Range(RangeOfComponents stretch, double stepLengthFloor)
    {
        _lengths.Sort();
        _timeSteps_s.Sort();
        _rates_perSecond.Sort();
        return new()
        {
            StepLengthMinimum = Math.Max(stepLengthFloor, Quantile(_lengths)),
            StepLengthMaximum = _lengths[^1],
            TimeStepMinimum_s = _timeSteps_s[0],
            TimeStepMaximum_s = _timeSteps_s[^1],
            RateMinimum_perSecond = Quantile(_rates_perSecond),
            RateMaximum_perSecond = _rates_perSecond[^1],
            PathLengthMaximum = _pathLength,
            StretchMinimum = stretch.Minimum,
            StretchMaximum = stretch.Maximum,
        };
    }

    private static double Quantile(List<double> sorted) => sorted[(int)(Percentile * (sorted.Count - 1))];
}
