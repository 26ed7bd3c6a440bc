using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Plugin.Messages;

/// <summary>
/// Says once, at the first point that ended an increment far outside of the training data, and once more at the end how many
/// evaluations were outside. A host does not say which evaluation of an increment is the last: evaluations of Newton iterations are
/// counted too, and the end of an increment is known only from the state variables at the start of the next. Thread-safe.
/// </summary>
internal sealed class TrustSummary
{
    private long _evaluations;
    private long _extrapolated;
    private long _unreliable;
    private int _told;

    /// <summary>Counts an evaluation.</summary>
    public void Count(in TrustScore score)
    {
        Interlocked.Increment(ref _evaluations);
        if (score.Level == TrustLevel.Extrapolated)
            Interlocked.Increment(ref _extrapolated);
        else if (score.Level == TrustLevel.Unreliable)
            Interlocked.Increment(ref _unreliable);
    }

    /// <summary>Whether the score with which the last increment of a point ended is the first unreliable one of the process; true once.</summary>
    /// <param name="score">The score.</param>
    public bool IsFirstUnreliable(in TrustScore score) => score.Level == TrustLevel.Unreliable && Interlocked.Exchange(ref _told, 1) == 0;

    /// <summary>Tells of it.</summary>
    /// <param name="score">The score.</param>
    /// <param name="where">The first call of the next increment.</param>
    public static void Tell(in TrustScore score, string where) => FailureLog.Note(FormattableString.Invariant(
        $"{where}: the point came here from far outside of the training data (score {score.Value:G3}; {score.Flags & ~TrustMeasures.Unreliable}); its stress is unreliable. Further points are not printed: see the state variables behind the token."));

    /// <summary>The summary at the end, if anything was outside.</summary>
    public void Report()
    {
        long all = Interlocked.Exchange(ref _evaluations, 0), unreliable = Interlocked.Exchange(ref _unreliable, 0);
        long outside = Interlocked.Exchange(ref _extrapolated, 0) + unreliable;
        if (outside > 0)
        {
            FailureLog.Note(FormattableString.Invariant(
                $"{outside} of {all} evaluations (those of Newton iterations included) were outside of the training data, {unreliable} of them far outside (unreliable)."));
        }
    }
}
