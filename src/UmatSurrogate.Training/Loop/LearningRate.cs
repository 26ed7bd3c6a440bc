namespace UmatSurrogate.Training;

/// <summary>The learning rate as a function of progress.</summary>
internal static class LearningRate
{
    /// <summary>
    /// Constant, or half a cosine, end + (start - end)(1 + cos(pi p))/2 (Loshchilov and Hutter 2017, arXiv:1608.03983, without
    /// restarts), after a linear warm-up.
    /// </summary>
    /// <param name="training">Rates, schedule and warm-up.</param>
    /// <param name="progress">p, the done share of the training, 0 to 1.</param>
    /// <param name="iteration">Iterations done.</param>
    public static double At(TrainingSpecification training, double progress, long iteration)
    {
        double rate = training.Schedule == LearningRateSchedule.Constant
            ? training.LearningRate
            : training.LearningRateEnd
                + 0.5 * (training.LearningRate - training.LearningRateEnd) * (1.0 + Math.Cos(Math.PI * Math.Clamp(progress, 0.0, 1.0)));
        return training.WarmUpIterations > 0 ? rate * Math.Min(1.0, (iteration + 1.0) / training.WarmUpIterations) : rate;
    }
}
