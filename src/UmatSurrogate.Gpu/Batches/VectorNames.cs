using UmatSurrogate.Spectral;

namespace UmatSurrogate.Gpu;

/// <summary>Which of a volume element's vectors on the accelerator is what.</summary>
internal static class VectorNames
{
    /// <summary>Iterates x (three take turns), their steps r (two take turns), and the states at the ends of the last increments (four take turns).</summary>
    public const int FirstUnknown = 0, Unknowns = 3, FirstStep = 3, Steps = 2, FirstEnd = 5, Ends = StartWeights.Kept + 1;

    /// <summary>Behind them for each slot of Anderson's mixing a change of r, then for each the change of the image x + r.</summary>
    private const int FirstChange = FirstEnd + Ends;

    public static int StepChange(int slot) => FirstChange + slot;

    public static int ImageChange(int slot, int depth) => FirstChange + depth + slot;

    /// <summary>Room that tasks of a run of a depth need: vectors; terms (x, r, both changes of every slot); products (r.r, and two rows).</summary>
    public static BatchLimits Limits(SpectralSettings settings)
    {
        int depth = Depth(settings);
        return new(FirstChange + 2 * depth, Math.Max(2 + 2 * depth, Ends), Math.Max(1 + 2 * depth, StartWeights.Products));
    }

    /// <summary>Slots of the mixing; the basic scheme has none (but room for one).</summary>
    public static int Depth(SpectralSettings settings) => settings.Scheme == NonlinearScheme.Basic ? 1 : settings.Depth;
}
