using System.Runtime.Intrinsics;

namespace UmatSurrogate.Plasticity;

/// <summary>How many crystals are computed side by side. All choices give the same numbers up to the last places of exp and log.</summary>
public enum LaneChoice
{
    /// <summary>The fastest on this processor for the number of crystals.</summary>
    Automatic,

    /// <summary>One after the other.</summary>
    Scalar,

    /// <summary>Four in a 256-bit register.</summary>
    Vector256,

    /// <summary>Eight in a 512-bit register.</summary>
    Vector512,
}

internal static class LaneChoices
{
    public static LaneChoice Resolve(LaneChoice choice, int crystals)
    {
        if (choice != LaneChoice.Automatic)
            return choice;
        if (crystals == 1 || !Vector256.IsHardwareAccelerated)
            return LaneChoice.Scalar;
        return crystals > 4 && Vector512.IsHardwareAccelerated ? LaneChoice.Vector512 : LaneChoice.Vector256;
    }
}
