using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Microstructure;

/// <summary>
/// Crystal orientation as a unit quaternion (Q0 scalar, Q0 >= 0), passive rotation sample -> crystal with P = -1
/// (Rowenhorst et al. 2015, doi:10.1088/0965-0393/23/8/083501): <c>v_crystal = O v_sample</c>.
/// It is the convention of DAMASK and of the reference data; O equals the Bunge matrix g(phi1, Phi, phi2).
/// Conversions from and to other descriptions stand in Orientation.Conversions.cs.
/// </summary>
public readonly partial record struct Orientation(double Q0, double Q1, double Q2, double Q3)
{
    /// <summary>Crystal axes along sample axes.</summary>
    public static Orientation Identity => new(1, 0, 0, 0);

    // Quaternions typed by hand with six digits are accepted and normalised; anything worse is a mistake.
    private const double NormTolerance = 1e-5;

    /// <summary>
    /// An orientation from four numbers of a file. Unit quaternions with Q0 >= 0 keep their bits, lengths off by up to
    /// 1e-5 are normalised; false for anything else.
    /// </summary>
    public static bool TryCreate(double q0, double q1, double q2, double q3, out Orientation orientation)
    {
        orientation = new(q0, q1, q2, q3);
        double deviation = Math.Abs(orientation.Norm - 1.0);
        if (!(deviation <= NormTolerance))
            return false;
        if (!(q0 >= 0.0 && deviation <= 1e-15))
            orientation = orientation.Normalized;
        return true;
    }

    /// <summary>The opposite rotation, O^T.</summary>
    public Orientation Inverse => new(Q0, -Q1, -Q2, -Q3);

    /// <summary>Length of the quaternion, 1 for an orientation.</summary>
    public double Norm => Math.Sqrt(Q0 * Q0 + Q1 * Q1 + Q2 * Q2 + Q3 * Q3);

    /// <summary>Rotation angle omega in [0, pi], radians.</summary>
    public double Angle => 2.0 * Math.Atan2(Math.Sqrt(Q1 * Q1 + Q2 * Q2 + Q3 * Q3), Math.Abs(Q0));

    /// <summary>The same orientation with unit length and Q0 >= 0.</summary>
    public Orientation Normalized
    {
        get
        {
            double f = (Q0 < 0.0 ? -1.0 : 1.0) / Norm;
            return new(f * Q0, f * Q1, f * Q2, f * Q3);
        }
    }

    /// <summary>
    /// Composition, O(a * b) = O(a) O(b): b is applied first. With P = -1 the vector part has the cross product -a x b.
    /// The sign is chosen so that Q0 >= 0.
    /// </summary>
    public static Orientation operator *(in Orientation a, in Orientation b)
    {
        double q0 = a.Q0 * b.Q0 - a.Q1 * b.Q1 - a.Q2 * b.Q2 - a.Q3 * b.Q3;
        double f = q0 < 0.0 ? -1.0 : 1.0;
        return new(
            f * q0,
            f * (a.Q0 * b.Q1 + a.Q1 * b.Q0 - (a.Q2 * b.Q3 - a.Q3 * b.Q2)),
            f * (a.Q0 * b.Q2 + a.Q2 * b.Q0 - (a.Q3 * b.Q1 - a.Q1 * b.Q3)),
            f * (a.Q0 * b.Q3 + a.Q3 * b.Q0 - (a.Q1 * b.Q2 - a.Q2 * b.Q1)));
    }

    /// <summary>The matrix O of this orientation, <c>v_crystal = O v_sample</c>.</summary>
    public Tensor3x3 ToMatrix()
    {
        double qq = Q0 * Q0 - (Q1 * Q1 + Q2 * Q2 + Q3 * Q3);
        return new(
            qq + 2 * Q1 * Q1, 2 * (Q1 * Q2 + Q0 * Q3), 2 * (Q1 * Q3 - Q0 * Q2),
            2 * (Q1 * Q2 - Q0 * Q3), qq + 2 * Q2 * Q2, 2 * (Q2 * Q3 + Q0 * Q1),
            2 * (Q1 * Q3 + Q0 * Q2), 2 * (Q2 * Q3 - Q0 * Q1), qq + 2 * Q3 * Q3);
    }
}
