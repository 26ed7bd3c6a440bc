namespace UmatSurrogate.Mechanics;

/// <summary>
/// Outcome of the evaluation of one material point, returned by value from every point function (never thrown).
/// Recoverable states ask the caller for a smaller increment; fatal ones end the analysis with a message.
/// </summary>
public enum PointStatus
{
    /// <summary>The result is valid.</summary>
    Ok = 0,

    /// <summary>Recoverable: the implicit update did not converge; retry with a smaller increment.</summary>
    NotConverged = 1,

    /// <summary>Recoverable: det F or det U is not positive.</summary>
    NonPositiveVolume = 2,

    /// <summary>Recoverable: an input is NaN or infinite.</summary>
    NonFiniteInput = 3,

    /// <summary>Recoverable: the increment is far larger than anything the model was trained on.</summary>
    IncrementTooLarge = 4,

    /// <summary>Fatal: the configuration or the state handed in does not belong to this model.</summary>
    InvalidState = 100,
}
