using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>
/// 5x5 matrix over the deviator basis at <c>TLane.Width</c> points, and its solution by elimination without pivoting: the Jacobian of the
/// update is the elastic compliance plus a positive semi-definite plastic part, disturbed only by elastic strains of the order 1e-3.
/// After <see cref="DeviatoricSystem.Factor"/> it holds L (unit diagonal, below) and U with the inverse of U's diagonal on the diagonal.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct LaneMatrix5<TLane> where TLane : unmanaged, ILane<TLane>
{
    public TLane J11, J12, J13, J14, J15;
    public TLane J21, J22, J23, J24, J25;
    public TLane J31, J32, J33, J34, J35;
    public TLane J41, J42, J43, J44, J45;
    public TLane J51, J52, J53, J54, J55;
}

/// <summary>Solution of the 5x5 systems of the update.</summary>
public static class DeviatoricSystem
{
    /// <summary>Factors a matrix in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Factor<TLane>(ref LaneMatrix5<TLane> m) where TLane : unmanaged, ILane<TLane>
    {
        TLane one = TLane.All(1.0), l;
        TLane j11 = m.J11, j12 = m.J12, j13 = m.J13, j14 = m.J14, j15 = m.J15;
        TLane j21 = m.J21, j22 = m.J22, j23 = m.J23, j24 = m.J24, j25 = m.J25;
        TLane j31 = m.J31, j32 = m.J32, j33 = m.J33, j34 = m.J34, j35 = m.J35;
        TLane j41 = m.J41, j42 = m.J42, j43 = m.J43, j44 = m.J44, j45 = m.J45;
        TLane j51 = m.J51, j52 = m.J52, j53 = m.J53, j54 = m.J54, j55 = m.J55;
        j11 = one / j11;
        l = j21 = j21 * j11;
        j22 = TLane.NegateMultiplyAdd(l, j12, j22);
        j23 = TLane.NegateMultiplyAdd(l, j13, j23);
        j24 = TLane.NegateMultiplyAdd(l, j14, j24);
        j25 = TLane.NegateMultiplyAdd(l, j15, j25);
        l = j31 = j31 * j11;
        j32 = TLane.NegateMultiplyAdd(l, j12, j32);
        j33 = TLane.NegateMultiplyAdd(l, j13, j33);
        j34 = TLane.NegateMultiplyAdd(l, j14, j34);
        j35 = TLane.NegateMultiplyAdd(l, j15, j35);
        l = j41 = j41 * j11;
        j42 = TLane.NegateMultiplyAdd(l, j12, j42);
        j43 = TLane.NegateMultiplyAdd(l, j13, j43);
        j44 = TLane.NegateMultiplyAdd(l, j14, j44);
        j45 = TLane.NegateMultiplyAdd(l, j15, j45);
        l = j51 = j51 * j11;
        j52 = TLane.NegateMultiplyAdd(l, j12, j52);
        j53 = TLane.NegateMultiplyAdd(l, j13, j53);
        j54 = TLane.NegateMultiplyAdd(l, j14, j54);
        j55 = TLane.NegateMultiplyAdd(l, j15, j55);
        j22 = one / j22;
        l = j32 = j32 * j22;
        j33 = TLane.NegateMultiplyAdd(l, j23, j33);
        j34 = TLane.NegateMultiplyAdd(l, j24, j34);
        j35 = TLane.NegateMultiplyAdd(l, j25, j35);
        l = j42 = j42 * j22;
        j43 = TLane.NegateMultiplyAdd(l, j23, j43);
        j44 = TLane.NegateMultiplyAdd(l, j24, j44);
        j45 = TLane.NegateMultiplyAdd(l, j25, j45);
        l = j52 = j52 * j22;
        j53 = TLane.NegateMultiplyAdd(l, j23, j53);
        j54 = TLane.NegateMultiplyAdd(l, j24, j54);
        j55 = TLane.NegateMultiplyAdd(l, j25, j55);
        j33 = one / j33;
        l = j43 = j43 * j33;
        j44 = TLane.NegateMultiplyAdd(l, j34, j44);
        j45 = TLane.NegateMultiplyAdd(l, j35, j45);
        l = j53 = j53 * j33;
        j54 = TLane.NegateMultiplyAdd(l, j34, j54);
        j55 = TLane.NegateMultiplyAdd(l, j35, j55);
        j44 = one / j44;
        l = j54 = j54 * j44;
        j55 = TLane.NegateMultiplyAdd(l, j45, j55);
        j55 = one / j55;
        (m.J11, m.J12, m.J13, m.J14, m.J15) = (j11, j12, j13, j14, j15);
        (m.J21, m.J22, m.J23, m.J24, m.J25) = (j21, j22, j23, j24, j25);
        (m.J31, m.J32, m.J33, m.J34, m.J35) = (j31, j32, j33, j34, j35);
        (m.J41, m.J42, m.J43, m.J44, m.J45) = (j41, j42, j43, j44, j45);
        (m.J51, m.J52, m.J53, m.J54, m.J55) = (j51, j52, j53, j54, j55);
    }

    /// <summary>Solves for one right-hand side with a factored matrix, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Solve<TLane>(in LaneMatrix5<TLane> m, ref LaneDeviator<TLane> b) where TLane : unmanaged, ILane<TLane>
    {
        TLane x1 = b.D1, x2 = b.D2, x3 = b.D3, x4 = b.D4, x5 = b.D5;
        x2 = TLane.NegateMultiplyAdd(m.J21, x1, x2);
        x3 = TLane.NegateMultiplyAdd(m.J31, x1, x3);
        x4 = TLane.NegateMultiplyAdd(m.J41, x1, x4);
        x5 = TLane.NegateMultiplyAdd(m.J51, x1, x5);
        x3 = TLane.NegateMultiplyAdd(m.J32, x2, x3);
        x4 = TLane.NegateMultiplyAdd(m.J42, x2, x4);
        x5 = TLane.NegateMultiplyAdd(m.J52, x2, x5);
        x4 = TLane.NegateMultiplyAdd(m.J43, x3, x4);
        x5 = TLane.NegateMultiplyAdd(m.J53, x3, x5);
        x5 = TLane.NegateMultiplyAdd(m.J54, x4, x5);
        x5 *= m.J55;
        x1 = TLane.NegateMultiplyAdd(m.J15, x5, x1);
        x2 = TLane.NegateMultiplyAdd(m.J25, x5, x2);
        x3 = TLane.NegateMultiplyAdd(m.J35, x5, x3);
        x4 = TLane.NegateMultiplyAdd(m.J45, x5, x4);
        x4 *= m.J44;
        x1 = TLane.NegateMultiplyAdd(m.J14, x4, x1);
        x2 = TLane.NegateMultiplyAdd(m.J24, x4, x2);
        x3 = TLane.NegateMultiplyAdd(m.J34, x4, x3);
        x3 *= m.J33;
        x1 = TLane.NegateMultiplyAdd(m.J13, x3, x1);
        x2 = TLane.NegateMultiplyAdd(m.J23, x3, x2);
        x2 *= m.J22;
        x1 = TLane.NegateMultiplyAdd(m.J12, x2, x1);
        x1 *= m.J11;
        (b.D1, b.D2, b.D3, b.D4, b.D5) = (x1, x2, x3, x4, x5);
    }
}
