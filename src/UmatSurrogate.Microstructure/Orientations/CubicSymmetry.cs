namespace UmatSurrogate.Microstructure;

/// <summary>
/// The 24 proper rotations of the cubic crystal (point group 432) and its fundamental zone. Equivalent orientations
/// are S * O, S an operator: symmetry acts on the crystal side.
/// </summary>
public static class CubicSymmetry
{
    /// <summary>Number of operators.</summary>
    public const int Order = 24;

    /// <summary>tan(pi/8) = sqrt(2) - 1, the distance of the cube faces of the fundamental zone in Rodrigues space.</summary>
    public const double FaceDistance = 0.41421356237309503;

    // An orientation on the surface of the zone is inside it, whatever the rounding.
    private const double Tolerance = 1e-9;

    private const double H = 0.5;
    private const double R = 0.70710678118654752;

    private static readonly Orientation[] Group =
    [
        new(1, 0, 0, 0),
        // 180 deg about <100>
        new(0, 1, 0, 0), new(0, 0, 1, 0), new(0, 0, 0, 1),
        // 180 deg about <110>
        new(0, 0, R, R), new(0, 0, R, -R), new(0, R, 0, R), new(0, R, 0, -R), new(0, R, R, 0), new(0, R, -R, 0),
        // 120 deg about <111>
        new(H, H, H, H), new(H, -H, H, H), new(H, H, -H, H), new(H, H, H, -H),
        new(H, -H, -H, -H), new(H, H, -H, -H), new(H, -H, H, -H), new(H, -H, -H, H),
        // 90 deg about <100>
        new(R, R, 0, 0), new(R, -R, 0, 0), new(R, 0, R, 0), new(R, 0, -R, 0), new(R, 0, 0, R), new(R, 0, 0, -R),
    ];

    /// <summary>The 24 operators; the first is the identity.</summary>
    public static ReadOnlySpan<Orientation> Operators => Group;

    /// <summary>
    /// The first of the 24 equivalents S * O that lies in the fundamental zone: Rodrigues components
    /// |rho_i| &lt;= sqrt(2)-1 and sum |rho_i| &lt;= 1. It is the equivalent of the smallest rotation angle, unique in the
    /// interior of the zone.
    /// </summary>
    public static Orientation ReduceToFundamentalZone(in Orientation orientation)
    {
        Orientation best = orientation;
        double bestScalar = -1.0;
        foreach (Orientation s in Group)
        {
            Orientation equivalent = s * orientation;
            if (IsInFundamentalZone(equivalent))
                return equivalent;
            if (equivalent.Q0 > bestScalar)
                (best, bestScalar) = (equivalent, equivalent.Q0);
        }
        return best;
    }

    /// <summary>Whether the orientation lies in the cubic fundamental zone or within a relative 1e-9 of its surface.</summary>
    public static bool IsInFundamentalZone(in Orientation orientation)
    {
        double q0 = Math.Abs(orientation.Q0) * (1.0 + Tolerance);
        double a = Math.Abs(orientation.Q1), b = Math.Abs(orientation.Q2), c = Math.Abs(orientation.Q3);
        return Math.Max(a, Math.Max(b, c)) <= FaceDistance * q0 && a + b + c <= q0;
    }

    /// <summary>
    /// Disorientation angle of two cubic crystals, radians: the smallest rotation angle between any of their equivalents.
    /// </summary>
    public static double DisorientationAngle(in Orientation a, in Orientation b) =>
        ReduceToFundamentalZone(a * b.Inverse).Angle;
}
