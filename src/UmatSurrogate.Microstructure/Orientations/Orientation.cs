using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Microstructure;

/// <summary>
/// Crystal orientation as a unit quaternion (Q0 scalar, Q0 >= 0), passive rotation sample -> crystal with P = -1
/// (Rowenhorst et al. 2015, doi:10.1088/0965-0393/23/8/083501): <c>v_crystal = O v_sample</c>.
/// It is the convention of DAMASK and of the reference data; O equals the Bunge matrix g(phi1, Phi, phi2).
/// </summary>
public readonly record struct Orientation(double Q0, double Q1, double Q2, double Q3)
{
    /// <summary>Crystal axes along sample axes.</summary>
    public static Orientation Identity => new(1, 0, 0, 0);

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
