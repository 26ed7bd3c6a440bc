namespace UmatSurrogate.Training;

/// <summary>A sequence as training sees it: time points of a sample, rotated, with shifted seeds.</summary>
/// <param name="Member">Position in the <see cref="SequenceSet"/>.</param>
/// <param name="Points">
/// T + 1 time points, the first 0, never falling. k is the k-th time point of the path, k + d the state a share d of the next increment
/// further on (<see cref="StandstillDraw"/>); a repeated point is a step without strain and time.
/// </param>
/// <param name="Rotation">Rotation of the sample as a whole; null: none.</param>
/// <param name="Shift">Periodic shift of the seeds, in box edges.</param>
internal sealed record DrawnSequence(int Member, double[] Points, SampleRotation? Rotation = null, (double X, double Y, double Z) Shift = default)
{
    /// <summary>The whole path as it is.</summary>
    public static DrawnSequence Whole(int member, int steps) => new(member, [.. Enumerable.Range(0, steps + 1).Select(k => (double)k)]);

    /// <summary>The same without standstill: every time point of the path once.</summary>
    public DrawnSequence WithoutStandstill() => this with { Points = [.. Points.Where(double.IsInteger).Distinct()] };
}

/// <summary>The sequences of a batch, all of T steps.</summary>
internal sealed record DrawnBatch(DrawnSequence[] Sequences)
{
    /// <summary>T.</summary>
    public int Steps => Sequences[0].Points.Length - 1;

    /// <summary>The members as positions in the sequences of a window.</summary>
    /// <param name="window">Window of the order from which the batch was drawn.</param>
    /// <param name="first">Position of the first sequence of the batch in the order.</param>
    public DrawnBatch In(SequenceWindow window, int first) => window.InOrder
        ? new([.. Sequences.Select((s, i) => s with { Member = first + i - window.First })])
        : this;

    /// <summary>The same sequences in order in at most so many parts whose sizes differ by one at most.</summary>
    public DrawnBatch[] Divide(int parts)
    {
        parts = Math.Min(parts, Sequences.Length);
        return [.. Enumerable.Range(0, parts).Select(
            k => new DrawnBatch(Sequences[(k * Sequences.Length / parts)..((k + 1) * Sequences.Length / parts)]))];
    }

    /// <summary>Whole paths of equal length.</summary>
    public static DrawnBatch Whole(IEnumerable<int> members, int steps) => new([.. members.Select(m => DrawnSequence.Whole(m, steps))]);
}
