using UmatSurrogate.Spectral;

namespace UmatSurrogate.FullField;

/// <summary>What happens while a load is followed.</summary>
public sealed record FollowOptions
{
    /// <summary>Nothing but the means.</summary>
    public static FollowOptions None { get; } = new();

    /// <summary>Whether the statistics of the local stress are taken after each increment.</summary>
    public bool WithStatistics { get; init; }

    /// <summary>Called after each increment.</summary>
    public Action<CompletedIncrement>? Advanced { get; init; }

    /// <summary>File from which an interrupted run can be continued; null: none is written.</summary>
    public string? RestartFile { get; init; }

    /// <summary>The restart file is written after every so many increments, at least 1.</summary>
    public int RestartEvery { get; init; } = 1;

    /// <summary>Continue from the restart file if it exists.</summary>
    public bool Resume { get; init; }

    /// <summary>Stops the run between increments (an <see cref="OperationCanceledException"/>); the restart file, if there is one, is then written.</summary>
    public CancellationToken Cancellation { get; init; }
}
