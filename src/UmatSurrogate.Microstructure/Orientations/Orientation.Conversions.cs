using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Microstructure;

// Conversions of Rowenhorst et al. 2015 (doi:10.1088/0965-0393/23/8/083501, appendix A) for P = -1.
public readonly partial record struct Orientation
{
    /// <summary>
    /// From Bunge's Euler angles (z, x', z''), radians: with c = cos(Phi/2), s = sin(Phi/2),
    /// q = (c cos((phi1+phi2)/2), s cos((phi1-phi2)/2), s sin((phi1-phi2)/2), c sin((phi1+phi2)/2)).
    /// </summary>
    public static Orientation FromBunge(double phi1, double phi, double phi2)
    {
        (double s, double c) = Math.SinCos(0.5 * phi);
        (double sinSum, double cosSum) = Math.SinCos(0.5 * (phi1 + phi2));
        (double sinDifference, double cosDifference) = Math.SinCos(0.5 * (phi1 - phi2));
        return new Orientation(c * cosSum, s * cosDifference, s * sinDifference, c * sinSum).Normalized;
    }

    /// <summary>From Bunge's Euler angles in degrees.</summary>
    public static Orientation FromBunge_deg(double phi1_deg, double phi_deg, double phi2_deg) =>
        FromBunge(double.DegreesToRadians(phi1_deg), double.DegreesToRadians(phi_deg), double.DegreesToRadians(phi2_deg));

    /// <summary>
    /// Bunge's Euler angles, radians: phi1 and phi2 in [0, 2 pi), Phi in [0, pi]. Where only their sum or difference is
    /// defined (Phi = 0 or pi) phi2 is zero.
    /// </summary>
    public (double Phi1, double Phi, double Phi2) ToBunge()
    {
        double c = Math.Sqrt(Q0 * Q0 + Q3 * Q3);
        double s = Math.Sqrt(Q1 * Q1 + Q2 * Q2);
        double phi = 2.0 * Math.Atan2(s, c);
        if (s <= 1e-15 * c)
            return (PositiveAngle(2.0 * Math.Atan2(Q3, Q0)), 0.0, 0.0);
        if (c <= 1e-15 * s)
            return (PositiveAngle(2.0 * Math.Atan2(Q2, Q1)), Math.PI, 0.0);
        double halfSum = Math.Atan2(Q3, Q0);
        double halfDifference = Math.Atan2(Q2, Q1);
        return (PositiveAngle(halfSum + halfDifference), phi, PositiveAngle(halfSum - halfDifference));
    }

    /// <summary>
    /// Rodrigues-Frank vector n tan(omega/2) = (Q1, Q2, Q3)/Q0, n the axis of the convention P = -1 (the axis of the
    /// quaternion as stored); not finite for rotations by pi. Orientations in the cubic fundamental zone have Q0 > 0.85.
    /// </summary>
    public (double R1, double R2, double R3) ToRodrigues() => (Q1 / Q0, Q2 / Q0, Q3 / Q0);

    /// <summary>From a Rodrigues-Frank vector as given by <see cref="ToRodrigues"/>.</summary>
    public static Orientation FromRodrigues(double r1, double r2, double r3) => new Orientation(1.0, r1, r2, r3).Normalized;

    /// <summary>
    /// From the matrix O (v_crystal = O v_sample), which must be a rotation. The component of largest magnitude is taken
    /// from the diagonal, the others from the off-diagonal differences and sums (Shepperd 1978, doi:10.2514/3.55767b),
    /// so that no rotation loses precision.
    /// </summary>
    public static Orientation FromMatrix(in Tensor3x3 o)
    {
        double trace = o.Trace;
        double largest = Math.Max(Math.Max(trace, o.M11), Math.Max(o.M22, o.M33));
        double d12 = o.M12 - o.M21, d23 = o.M23 - o.M32, d31 = o.M31 - o.M13;
        double s12 = o.M12 + o.M21, s23 = o.M23 + o.M32, s31 = o.M31 + o.M13;
        Orientation q = largest switch
        {
            _ when largest == trace => new(1.0 + trace, d23, d31, d12),
            _ when largest == o.M11 => new(d23, 1.0 + 2.0 * o.M11 - trace, s12, s31),
            _ when largest == o.M22 => new(d31, s12, 1.0 + 2.0 * o.M22 - trace, s23),
            _ => new(d12, s31, s23, 1.0 + 2.0 * o.M33 - trace),
        };
        return q.Normalized;
    }

    /// <summary>Rotation by <paramref name="angle"/> (radians) about a unit axis, in the convention P = -1 of this type.</summary>
    public static Orientation FromAxisAngle(double n1, double n2, double n3, double angle)
    {
        (double s, double c) = Math.SinCos(0.5 * angle);
        return new Orientation(c, s * n1, s * n2, s * n3).Normalized;
    }

    private static double PositiveAngle(double angle)
    {
        double positive = angle < 0.0 ? angle + 2.0 * Math.PI : angle;
        return positive >= 2.0 * Math.PI ? positive - 2.0 * Math.PI : positive;
    }
}
