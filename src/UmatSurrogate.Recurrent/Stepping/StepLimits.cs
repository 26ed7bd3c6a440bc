namespace UmatSurrogate.Recurrent;

/// <summary>
/// What the stepping rule needs of the trained range. A plain value, so that kernels of an accelerator can be handed one.
/// </summary>
/// <param name="LengthMinimum">x_min, smallest trained step length.</param>
/// <param name="LengthMaximum">x_max, largest trained step length.</param>
/// <param name="TimeMinimum_s">Smallest trained time step, s.</param>
/// <param name="TimeMaximum_s">Largest trained time step, s.</param>
/// <param name="RateMinimum_perSecond">Smallest trained strain rate, 1/s; 0: nothing is slower, no point rests.</param>
public readonly record struct StepLimits(double LengthMinimum, double LengthMaximum, double TimeMinimum_s, double TimeMaximum_s, double RateMinimum_perSecond)
{
    /// <summary>The limits of a trained range.</summary>
    public static StepLimits Of(TrainedRange trained)
    {
        ArgumentNullException.ThrowIfNull(trained);
        return new(trained.StepLengthMinimum, trained.StepLengthMaximum, trained.TimeStepMinimum_s, trained.TimeStepMaximum_s, trained.RateMinimum_perSecond);
    }
}
