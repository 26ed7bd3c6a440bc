using UmatSurrogate.Plugin.Hosts;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Plugin.Messages;

/// <summary>
/// Says once, when the first point becomes unreliable, and once more at the end how much of the analysis was outside of the training
/// data. Counted are evaluations: those of Newton iterations too, because a host does not say which is the last. Thread-safe.
/// </summary>
internal sealed class TrustSummary
{
    private long _evaluations;
    private long _extrapolated;
    private long _unreliable;

    /// <summary>Notes the score of an evaluation.</summary>
    /// <param name="score">The score.</param>
    /// <param name="material">Name of the material.</param>
    /// <param name="a">The call.</param>
    public void Note(in TrustScore score, string material, in UmatArguments a)
    {
        Interlocked.Increment(ref _evaluations);
        if (score.Level == TrustLevel.Trained)
            return;
        if (score.Level == TrustLevel.Extrapolated)
        {
            Interlocked.Increment(ref _extrapolated);
        }
        else if (Interlocked.Increment(ref _unreliable) == 1)
        {
            FailureLog.Note(FormattableString.Invariant(
                $"{CalculixUmat.Where(material, a)}: far outside of the training data (score {score.Value:G3}; {score.Flags & ~TrustMeasures.Unreliable}); its stress is unreliable. Further points are not printed: see the state variables behind the token."));
        }
    }

    /// <summary>The summary at the end, if anything was outside.</summary>
    public void Report()
    {
        long outside = Interlocked.Read(ref _extrapolated) + Interlocked.Read(ref _unreliable);
        if (outside > 0)
        {
            FailureLog.Note(FormattableString.Invariant(
                $"{outside} of {Interlocked.Read(ref _evaluations)} evaluations (those of Newton iterations included) were outside of the training data, {Interlocked.Read(ref _unreliable)} of them far outside (unreliable)."));
        }
        _evaluations = _extrapolated = _unreliable = 0;
    }
}
