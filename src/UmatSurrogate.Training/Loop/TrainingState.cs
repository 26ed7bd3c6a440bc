namespace UmatSurrogate.Training;

/// <summary>
/// Where a training stands, weights and optimiser apart. Together with them it decides everything that follows; it is kept in the
/// checkpoint.
/// </summary>
internal sealed class TrainingState
{
    /// <summary>Iterations that the schedule is made for; fixed before the first one.</summary>
    public required long Planned { get; init; }

    /// <summary>Iterations done.</summary>
    public long Iterations { get; set; }

    /// <summary>Time of the iterations of all runs, s.</summary>
    public double Elapsed_s { get; set; }

    /// <summary>Complete epochs.</summary>
    public List<EpochRecord> Epochs { get; init; } = [];

    /// <summary>Sums over the iterations of the present epoch.</summary>
    public EpochSums Sums { get; set; }

    /// <summary>Smallest validation error so far, MPa; null before the first.</summary>
    public double? BestError_MPa { get; set; }

    /// <summary>Epoch of the smallest validation error.</summary>
    public int BestEpoch { get; set; }

    /// <summary>The last validation error was far above the smallest one; the user has been told.</summary>
    public bool IsFarFromBest { get; set; }

    /// <summary>Validations since the smallest error.</summary>
    public int ValidationsSinceBest { get; set; }

    /// <summary>True after the last iteration of the plan, or after early stopping.</summary>
    public bool IsFinished { get; set; }
}

/// <summary>Sums over iterations.</summary>
/// <param name="Loss">Of the loss.</param>
/// <param name="Square">Of the mean square error.</param>
/// <param name="LossOfZero">Of the loss that a stress of zero would have.</param>
/// <param name="Count">Number of iterations.</param>
/// <param name="Rate">The last learning rate.</param>
internal readonly record struct EpochSums(double Loss, double Square, double LossOfZero, int Count, double Rate)
{
    /// <summary>The sums after one more iteration.</summary>
    public EpochSums Add(double loss, double square, double lossOfZero, double rate) =>
        new(Loss + loss, Square + square, LossOfZero + lossOfZero, Count + 1, rate);

    /// <summary>Means as the record of an epoch.</summary>
    public EpochRecord Record(int epoch, ValidationError? validation, double elapsed_s) =>
        new(epoch, Loss / Count, Square / Count, validation?.All_MPa, Rate, elapsed_s) { ValidationErrorBySet_MPa = validation?.BySet_MPa };
}
