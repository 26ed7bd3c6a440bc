using System.Runtime.Intrinsics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// Division of n neighbouring lines into blocks of one register width. The last block ends with the last line and may overlap the one before
/// it: lines in both are computed twice, with the same result.
/// </summary>
internal static class LineBlocks
{
    /// <summary>Widest register of this machine, in doubles.</summary>
    public static int MaxWidth => Vector512.IsHardwareAccelerated ? 8 : Vector256.IsHardwareAccelerated ? 4 : 1;

    /// <summary>Register width for n lines: 8, 4 or 1, not above n.</summary>
    public static int Width(int lines, int maxWidth) => lines >= 8 && maxWidth >= 8 ? 8 : lines >= 4 && maxWidth >= 4 ? 4 : 1;

    public static int Count(int lines, int width) => (lines + width - 1) / width;

    public static int Start(int block, int lines, int width) => Math.Min(block * width, lines - width);
}
