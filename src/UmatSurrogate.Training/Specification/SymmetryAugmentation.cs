namespace UmatSurrogate.Training;

/// <summary>Which rotations turn the samples of a training into further ones.</summary>
public enum SymmetryAugmentation
{
    /// <summary>None.</summary>
    None,

    /// <summary>The 24 rotations of the cubic box, with periodic shifts of the seeds.</summary>
    Cube,

    /// <summary>All rotations, uniformly. The inputs must not know the axes of the box, as positions of seeds do.</summary>
    Any,
}
