using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// The periodic Green operator of an isotropic elastic medium at one wave vector, as operations on registers: the same source serves loops on
/// the processor and kernels on a device.
/// <para>
/// With the unit wave direction n (real for the continuous and, up to a common phase that cancels, for the rotated operator) the fluctuation of
/// the deformation gradient is F(k) = w (x) n, and equilibrium of a medium with lambda, mu under a stress P(k) asks for the change
/// dw = -K^-1 (P n), K^-1 = (I - c n (x) n) / mu, c = (lambda + mu) / (lambda + 2 mu).
/// </para>
/// <para>
/// Of a real field half the frequencies are stored; those that stand for two have the weight g = 2, the others g = 1. What is stored is
/// sqrt(g) w, with the direction m = n / sqrt(g): then F(k) = (sqrt(g) w) (x) m, and the plain scalar product of two stored
/// vectors is N times the sum of F : F' over the N voxels. Since m . m is 1/g or 0 (where the operator sees no derivative), g = 3 - 2 m . m.
/// </para>
/// All operations act on real and imaginary parts alike.
/// </summary>
public static class GreenOperator
{
    /// <summary>c = (lambda + mu) / (lambda + 2 mu) of the reference medium.</summary>
    public static double Coupling(IsotropicModuli medium) =>
        (medium.Lambda_Pa + medium.Shear_Pa) / (medium.Lambda_Pa + 2.0 * medium.Shear_Pa);

    /// <summary>Fluctuation of the deformation gradient F = w (x) m of a stored displacement gradient vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Gradient<TLane>(TLane w1, TLane w2, TLane w3, TLane m1, TLane m2, TLane m3, out LaneTensor<TLane> F)
        where TLane : unmanaged, ILane<TLane>
    {
        F.M11 = w1 * m1;
        F.M12 = w1 * m2;
        F.M13 = w1 * m3;
        F.M21 = w2 * m1;
        F.M22 = w2 * m2;
        F.M23 = w2 * m3;
        F.M31 = w3 * m1;
        F.M32 = w3 * m2;
        F.M33 = w3 * m3;
    }

    /// <summary>t = P m.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Traction<TLane>(in LaneTensor<TLane> P, TLane m1, TLane m2, TLane m3, out TLane t1, out TLane t2, out TLane t3)
        where TLane : unmanaged, ILane<TLane>
    {
        t1 = TLane.MultiplyAdd(P.M11, m1, TLane.MultiplyAdd(P.M12, m2, P.M13 * m3));
        t2 = TLane.MultiplyAdd(P.M21, m1, TLane.MultiplyAdd(P.M22, m2, P.M23 * m3));
        t3 = TLane.MultiplyAdd(P.M31, m1, TLane.MultiplyAdd(P.M32, m2, P.M33 * m3));
    }

    /// <summary>g = 3 - 2 m . m; 3 where m = 0, and nothing depends on it there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Weight<TLane>(TLane m1, TLane m2, TLane m3) where TLane : unmanaged, ILane<TLane> =>
        TLane.NegateMultiplyAdd(TLane.All(2.0), TLane.MultiplyAdd(m1, m1, TLane.MultiplyAdd(m2, m2, m3 * m3)), TLane.All(3.0));

    /// <summary>Stored change -g (t - g c m (m . t)) / mu, t = P m: a step of the fixed point of Moulinec and Suquet.</summary>
    /// <param name="t1">Component 1 of t.</param>
    /// <param name="t2">Component 2 of t.</param>
    /// <param name="t3">Component 3 of t.</param>
    /// <param name="m1">Component 1 of m.</param>
    /// <param name="m2">Component 2 of m.</param>
    /// <param name="m3">Component 3 of m.</param>
    /// <param name="weight">g of <see cref="Weight"/>.</param>
    /// <param name="compliance">1/mu [1/Pa].</param>
    /// <param name="coupling">c of <see cref="Coupling"/>.</param>
    /// <param name="r1">Component 1 of the change.</param>
    /// <param name="r2">Component 2 of the change.</param>
    /// <param name="r3">Component 3 of the change.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Correction<TLane>(
        TLane t1, TLane t2, TLane t3, TLane m1, TLane m2, TLane m3, TLane weight, TLane compliance, TLane coupling,
        out TLane r1, out TLane r2, out TLane r3)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane s = weight * coupling * TLane.MultiplyAdd(m1, t1, TLane.MultiplyAdd(m2, t2, m3 * t3));
        TLane f = -(weight * compliance);
        r1 = f * TLane.NegateMultiplyAdd(s, m1, t1);
        r2 = f * TLane.NegateMultiplyAdd(s, m2, t2);
        r3 = f * TLane.NegateMultiplyAdd(s, m3, t3);
    }
}
