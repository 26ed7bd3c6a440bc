using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>
/// Jacobian of the residual strain with respect to the deviator of S: J = C^-1 + sym(M dN/dS), dN/dS = sum_a 6 h_a (s_a x n_a) x (s_a x n_a),
/// at fixed slip resistances. The sums over the slip systems are Hadamard transforms over the planes (see <see cref="SlipSystems"/>).
/// </summary>
public static class UpdateJacobian
{
    /// <summary>Assembles the 5x5 matrix from the slopes h_a [1/Pa] of <see cref="PowerLawSlip"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Assemble<TLane>(in UpdateConstants c, in LaneSlip<TLane> h, in LaneTensor<TLane> M, out LaneMatrix5<TLane> J)
        where TLane : unmanaged, ILane<TLane>
    {
        // Sums over the planes of the slopes of the i-th systems with the signs 1 (o), e12 (x), e13 (y), e23 (z).
        SlipSystems.Planes(h.A1, h.B1, h.C1, h.D1, out TLane o1, out TLane x1, out TLane y1, out TLane z1);
        SlipSystems.Planes(h.A2, h.B2, h.C2, h.D2, out TLane o2, out TLane x2, out TLane y2, out TLane z2);
        SlipSystems.Planes(h.A3, h.B3, h.C3, h.D3, out TLane o3, out TLane x3, out TLane y3, out TLane z3);
        TLane c1 = TLane.All(c.InverseShear1), c2 = TLane.All(c.InverseShear2);
        TLane half = TLane.All(SlipSystems.InverseRoot2), q = TLane.All(SlipSystems.Root3Over2);

        // Each column: the components of dN for a unit change of one deviator component, then sym(M dN).
        Column(M, half,
            o3 + o3 + o2, x3 + x3 + x2, y3 + y3 + y2,
            -(x1 + x3 + x3), -(o1 + o3 + o3), -(z1 + z3 + z3),
            y1 - y2, z1 - z2, o1 - o2,
            out J.J11, out J.J21, out J.J31, out J.J41, out J.J51);
        Column(M, q,
            -o2, -x2, -y2,
            -x1, -o1, -z1,
            y1 + y2, z1 + z2, o1 + o2,
            out J.J12, out J.J22, out J.J32, out J.J42, out J.J52);
        Column(M, half,
            x2, o2, z2,
            o1, x1, y1,
            -(z1 + z2), -(y1 + y2), -(x1 + x2),
            out J.J13, out J.J23, out J.J33, out J.J43, out J.J53);
        Column(M, half,
            y3, z3, o3,
            -(z1 + z3), -(y1 + y3), -(x1 + x3),
            o1, x1, y1,
            out J.J14, out J.J24, out J.J34, out J.J44, out J.J54);
        Column(M, half,
            -(z2 + z3), -(y2 + y3), -(x2 + x3),
            y3, z3, o3,
            x2, o2, z2,
            out J.J15, out J.J25, out J.J35, out J.J45, out J.J55);
        J.J11 += c1;
        J.J22 += c1;
        J.J33 += c2;
        J.J44 += c2;
        J.J55 += c2;
    }

    /// <summary>Deviator of sym(M dN) times <paramref name="f"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Column<TLane>(
        in LaneTensor<TLane> M, TLane f, TLane n11, TLane n12, TLane n13, TLane n21, TLane n22, TLane n23, TLane n31, TLane n32, TLane n33,
        out TLane d1, out TLane d2, out TLane d3, out TLane d4, out TLane d5) where TLane : unmanaged, ILane<TLane>
    {
        TLane k11 = LaneAlgebra.Dot(M.M11, n11, M.M12, n21, M.M13, n31);
        TLane k22 = LaneAlgebra.Dot(M.M21, n12, M.M22, n22, M.M23, n32);
        TLane k33 = LaneAlgebra.Dot(M.M31, n13, M.M32, n23, M.M33, n33);
        TLane k12 = LaneAlgebra.Dot(M.M11, n12, M.M12, n22, M.M13, n32) + LaneAlgebra.Dot(M.M21, n11, M.M22, n21, M.M23, n31);
        TLane k13 = LaneAlgebra.Dot(M.M11, n13, M.M12, n23, M.M13, n33) + LaneAlgebra.Dot(M.M31, n11, M.M32, n21, M.M33, n31);
        TLane k23 = LaneAlgebra.Dot(M.M21, n13, M.M22, n23, M.M23, n33) + LaneAlgebra.Dot(M.M31, n12, M.M32, n22, M.M33, n32);
        TLane f2 = TLane.All(SlipSystems.InverseRoot2) * f;
        d1 = f2 * (k11 - k22);
        d2 = TLane.All(SlipSystems.InverseRoot6) * f * (k33 + k33 - (k11 + k22));
        d3 = f2 * k12;
        d4 = f2 * k13;
        d5 = f2 * k23;
    }
}
