namespace UmatSurrogate.Spectral;

/// <summary>Notices that the error of the trials of an increment has stopped falling.</summary>
public sealed class StagnationMonitor
{
    // Without 1 % of improvement in so many trials there is none to be expected.
    private const int Patience = 100;
    private const double LeastImprovement = 0.99;
    private double _best = double.PositiveInfinity;
    private int _sinceBest;

    /// <summary>Forgets all trials.</summary>
    public void Reset() => (_best, _sinceBest) = (double.PositiveInfinity, 0);

    /// <summary>Enters the error of a trial; true if there is no progress any more.</summary>
    public bool Stagnates(double excess)
    {
        if (excess < LeastImprovement * _best)
            (_best, _sinceBest) = (excess, 0);
        else
            _sinceBest++;
        return _sinceBest >= Patience;
    }
}
