using System.Runtime.InteropServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>
/// Deviator of a symmetric tensor A as a vector in an orthonormal basis (|D| = |dev A|):
/// D1 = (A11 - A22)/sqrt 2, D2 = (2 A33 - A11 - A22)/sqrt 6, D3 = sqrt 2 A12, D4 = sqrt 2 A13, D5 = sqrt 2 A23.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct LaneDeviator<TLane> where TLane : unmanaged, ILane<TLane>
{
    public TLane D1, D2, D3, D4, D5;
}

/// <summary>One value per slip system, in the order of <see cref="SlipSystems"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct LaneSlip<TLane> where TLane : unmanaged, ILane<TLane>
{
    public TLane A1, A2, A3, B1, B2, B3, C1, C2, C3, D1, D2, D3;
}

/// <summary>State of a crystal between increments.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct CrystalState<TLane> where TLane : unmanaged, ILane<TLane>
{
    /// <summary>Inverse of the plastic deformation gradient, Fp^-1, det 1.</summary>
    public LaneTensor<TLane> FpInverse;

    /// <summary>Slip resistances xi [Pa].</summary>
    public LaneSlip<TLane> Xi;

    /// <summary>Deviator of the second Piola-Kirchhoff stress S [Pa], crystal frame: the first guess of the next update.</summary>
    public LaneDeviator<TLane> Stress;
}
