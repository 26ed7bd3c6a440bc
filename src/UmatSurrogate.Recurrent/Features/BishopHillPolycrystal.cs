using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// The soft-max Bishop-Hill mean stress of a set of fcc grains (equal weights), its input the direction of straining.
/// Immutable; may be shared between threads.
/// </summary>
public sealed partial class BishopHillPolycrystal
{
    /// <summary>Largest allowed sharpness.</summary>
    public const double MaximumSharpness = 200.0;

    private BishopHillPolycrystal(int grainCount)
    {
        GrainCount = grainCount;
    }

    /// <summary>Number of grains.</summary>
    public int GrainCount { get; }

    /// <summary>Prepares the rotations of the grains.</summary>
    public static BishopHillPolycrystal Create(ReadOnlySpan<Grain> grains) => new(grains.Length);
}
