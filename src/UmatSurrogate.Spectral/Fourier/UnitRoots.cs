namespace UmatSurrogate.Spectral;

/// <summary>exp(-2 pi i k/n), correct to the last place or the one before, however large k is.</summary>
internal static class UnitRoots
{
    public static (double Real, double Imaginary) Root(long k, long n)
    {
        k %= n;
        if (k < 0)
            k += n;

        // The angle 2 pi k/n = (octant + t) pi/4, 0 <= t < 1; the remainder is taken in integers and sin and cos within half an octant of an axis.
        long octant = 8 * k / n, rest = 8 * k - octant * n;
        bool odd = (octant & 1) != 0;
        double angle = Math.PI / 4.0 * (odd ? n - rest : rest) / n;
        (double sin, double cos) = Math.SinCos(angle);
        (double c, double s) = octant switch
        {
            0 => (cos, sin),
            1 => (sin, cos),
            2 => (-sin, cos),
            3 => (-cos, sin),
            4 => (-cos, -sin),
            5 => (-sin, -cos),
            6 => (sin, -cos),
            _ => (cos, -sin),
        };
        return (c, -s);
    }
}
