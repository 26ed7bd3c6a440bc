using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// The rotation of a volume element whose load leaves it free about an axis: F_ij and F_ji are both found from the stress. No elastic stiffness
/// opposes it, but the balance of moments decides it: in equilibrium &lt;P&gt; &lt;F&gt;^T is symmetric (as P F^T is at every point, and &lt;P F^T&gt; =
/// &lt;P&gt; &lt;F&gt;^T by Hill's lemma), and a rigid rotation R of the whole element takes F to R F and P to R P.
/// </summary>
internal static class FreeRotation
{
    /// <summary>Axes whose moment is below this fraction of the largest stress stay as they are, such as that of a uniaxial stress.</summary>
    private const double SmallestMoment = 0.1;

    /// <summary>
    /// R - I for the rotation R that makes A = R F P^T symmetric: with R = I + [a] to first order, [a] x = a x x, the axial vector obeys
    /// (tr H I - H) a = w, H = sym(F P^T), w_k = (F P^T)_ij - (F P^T)_ji for (i, j, k) = (2, 3, 1) and cyclic. R is the Cayley transform of [a], a
    /// rotation for any a.
    /// </summary>
    /// <param name="mask">Bit 3i+j set: F_ij is prescribed. An axis is free where neither F_ij nor F_ji is.</param>
    /// <param name="F">Mean F in the frame of the load.</param>
    /// <param name="P_Pa">Mean P [Pa] that is to be reached, in the frame of the load.</param>
    public static Tensor3x3 Turn(int mask, in Tensor3x3 F, in Tensor3x3 P_Pa)
    {
        (bool x, bool y, bool z) = (IsFree(mask, 1, 2), IsFree(mask, 2, 0), IsFree(mask, 0, 1));
        if (!(x || y || z))
            return Tensor3x3.Zero;
        Tensor3x3 A = F * P_Pa.Transpose;
        SymmetricTensor H = A.Symmetric;
        SymmetricTensor moments = new(
            x ? H.S22 + H.S33 : 0.0, y ? H.S33 + H.S11 : 0.0, z ? H.S11 + H.S22 : 0.0,
            x && y ? -H.S12 : 0.0, x && z ? -H.S13 : 0.0, y && z ? -H.S23 : 0.0);
        (double w1, double w2, double w3) = (x ? A.M23 - A.M32 : 0.0, y ? A.M31 - A.M13 : 0.0, z ? A.M12 - A.M21 : 0.0);
        SymmetricEigen.Decompose(moments, out double l1, out double l2, out double l3, out Tensor3x3 v);
        double smallest = SmallestMoment * H.Norm;
        (double c1, double c2, double c3) = (
            Part(l1, v.M11 * w1 + v.M21 * w2 + v.M31 * w3, smallest),
            Part(l2, v.M12 * w1 + v.M22 * w2 + v.M32 * w3, smallest),
            Part(l3, v.M13 * w1 + v.M23 * w2 + v.M33 * w3, smallest));
        (double a1, double a2, double a3) = (
            v.M11 * c1 + v.M12 * c2 + v.M13 * c3,
            v.M21 * c1 + v.M22 * c2 + v.M23 * c3,
            v.M31 * c1 + v.M32 * c2 + v.M33 * c3);
        if (a1 == 0.0 && a2 == 0.0 && a3 == 0.0)
            return Tensor3x3.Zero;
        Tensor3x3 half = new(0.0, -0.5 * a3, 0.5 * a2, 0.5 * a3, 0.0, -0.5 * a1, -0.5 * a2, 0.5 * a1, 0.0);
        return (Tensor3x3.Identity - half).Inverse * (2.0 * half); // (I - h)^-1 (I + h) - I
    }

    /// <summary>Whether neither F_ij nor F_ji (i, j from 0) is prescribed.</summary>
    public static bool IsFree(int mask, int i, int j) => (mask >> (3 * i + j) & 1) == 0 && (mask >> (3 * j + i) & 1) == 0;

    private static double Part(double moment, double w, double smallest) => Math.Abs(moment) > smallest ? w / moment : 0.0;
}
