namespace UmatSurrogate.Recurrent;

/// <summary>Which tangent is returned. The stress never depends on it.</summary>
public enum TangentRule
{
    /// <summary>The analytic tangent; near a zero increment the tangent of a continued step, or the elastic one at a fresh point.</summary>
    Algorithmic,

    /// <summary>The derivative of the returned stress as it is, also near a zero increment (verification).</summary>
    Exact,

    /// <summary>Always the elastic moduli.</summary>
    Elastic,
}
