namespace UmatSurrogate.Training;

/// <summary>Means over one epoch and the validation after it.</summary>
/// <param name="Epoch">Epochs done.</param>
/// <param name="Loss">Mean of the trained loss over the epoch.</param>
/// <param name="MeanSquareError">Mean square error of the scaled stresses over the epoch.</param>
/// <param name="ValidationError_MPa">Mean stress error (Eq. 5) of the validation samples; null if this epoch has no validation.</param>
/// <param name="LearningRate">At the end of the epoch.</param>
/// <param name="Elapsed_s">Time of all iterations so far, s.</param>
public sealed record EpochRecord(
    int Epoch, double Loss, double MeanSquareError, double? ValidationError_MPa, double LearningRate, double Elapsed_s)
{
    /// <summary>The validation error of each data set, null for one without validation samples; null altogether with one data set.</summary>
    public IReadOnlyList<double?>? ValidationErrorBySet_MPa { get; init; }
}

/// <summary>Where a training stands, reported after every iteration.</summary>
/// <param name="Member">The model of an ensemble that is trained, from 1.</param>
/// <param name="Members">Models to train.</param>
/// <param name="Epoch">Epochs begun, from 1.</param>
/// <param name="Fraction">Done share of the training of this model, 0 to 1.</param>
/// <param name="Loss">Loss of the last iteration.</param>
/// <param name="ValidationError_MPa">Last validation error; NaN before the first.</param>
/// <param name="LearningRate">Present learning rate.</param>
/// <param name="SequencesPerSecond">Mean speed.</param>
/// <param name="Elapsed_s">Time of all iterations so far, s.</param>
/// <param name="Remaining_s">Estimated time left for this model, s.</param>
public sealed record TrainingProgress(
    int Member, int Members, int Epoch, double Fraction, double Loss, double ValidationError_MPa, double LearningRate,
    double SequencesPerSecond, double Elapsed_s, double Remaining_s);
