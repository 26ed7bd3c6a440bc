using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Training;

/// <summary>Step lengths, time steps, rates, path lengths and shapes of drawn sequences: the trained range.</summary>
internal sealed class StepStatistics
{
    private const double Percentile = 0.01;

    private readonly List<double> _lengths = [];
    private readonly List<double> _timeSteps_s = [];
    private readonly List<double> _rates_perSecond = [];
    private double _pathLength;
    private double _turn_deg;
    private double _pathExcess;

    /// <summary>Takes in the steps of a sequence, x = |dev sym((Ub1 - Ub0) Ub0^-1)|.</summary>
    /// <param name="times_s">Times, s, increasing.</param>
    /// <param name="stretch">Isochoric stretches.</param>
    /// <param name="memory">Memory length of the fading strain that knows the direction of straining.</param>
    /// <param name="shortest">Shortest step whose direction counts.</param>
    public void Add(double[] times_s, SymmetricTensor[] stretch, double memory, double shortest)
    {
        double path = 0;
        DeviatoricVector e1 = default;
        for (int k = 1; k < times_s.Length; k++)
        {
            DeviatoricVector d = StrainIncrement.Between(stretch[k] - stretch[k - 1], stretch[k - 1].Inverse);
            double x = d.Norm;
            double dt_s = times_s[k] - times_s[k - 1];
            _lengths.Add(x);
            _timeSteps_s.Add(dt_s);
            _rates_perSecond.Add(x / dt_s);
            path += x;
            _turn_deg = Math.Max(_turn_deg, PathShape.Turn_deg(e1, d, shortest));
            _pathExcess = Math.Max(_pathExcess, PathShape.Excess(stretch[k], path));
            e1 = FadingStrain.Advance(e1, d, x, memory);
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
            TurnMaximum_deg = _turn_deg,
            PathExcessMaximum = _pathExcess,
            StretchMinimum = stretch.Minimum,
            StretchMaximum = stretch.Maximum,
        };
    }

    private static double Quantile(List<double> sorted) => sorted[(int)(Percentile * (sorted.Count - 1))];
}
