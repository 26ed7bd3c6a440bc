using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Plugin.Hosts;

/// <summary>Why a point was not evaluated, in words for the analyst.</summary>
internal static class FailureReason
{
    /// <summary>The state variables carry another token.</summary>
    public const string ForeignState =
        "the state variables do not belong to this model and these grains. Start the analysis afresh; a restart needs the "
        + "model file and the microstructures of the first run, and *INITIAL CONDITIONS, TYPE=SOLUTION must not be used.";

    /// <summary>What the status means.</summary>
    public static string Of(PointStatus status) => status switch
    {
        PointStatus.NonFiniteInput => "the strain or the time increment is not a finite number, or the stretch exp(strain) overflows.",
        PointStatus.NonPositiveVolume => "the stretch has a determinant that is not positive.",
        PointStatus.IncrementTooLarge => $"the strain increment is more than {SteppingRule.MaximumParts} times the largest that the model was trained on; use smaller increments.",
        PointStatus.InvalidState => "the state variables are not those of a point of this model (damaged or changed by the host), or its network gave no finite result.",
        PointStatus.NotConverged => "the surrogate gave no finite result; is the deformation far outside its training data?",
        _ => $"the surrogate refused the point ({status}).",
    };
}
