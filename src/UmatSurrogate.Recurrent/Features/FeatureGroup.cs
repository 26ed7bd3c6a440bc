namespace UmatSurrogate.Recurrent;

/// <summary>How a group of step features changes when the sample frame is rotated.</summary>
public enum FeatureKind
{
    /// <summary>A number that does not change.</summary>
    Scalar,

    /// <summary>A symmetric tensor S -> R S R^T, 6 components 11, 22, 33, 12, 13, 23.</summary>
    SymmetricTensor,

    /// <summary>A symmetric deviator, 5 components in the basis of <c>DeviatoricVector</c>.</summary>
    Deviator,
}

/// <summary>Consecutive step features that form one scalar or tensor (see <see cref="StepFeatures.Layout"/>).</summary>
/// <param name="Name">What it is.</param>
/// <param name="Offset">Index of its first component among the step features.</param>
/// <param name="Kind">How it rotates.</param>
public readonly record struct FeatureGroup(string Name, int Offset, FeatureKind Kind)
{
    /// <summary>Number of components: 1, 6 or 5.</summary>
    public int Length => Kind switch
    {
        FeatureKind.Scalar => 1,
        FeatureKind.SymmetricTensor => 6,
        _ => 5,
    };
}
