using System.Runtime.InteropServices;

namespace UmatSurrogate.Mechanics;

/// <summary>Second-order tensor at <c>TLane.Width</c> points, row-major.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct LaneTensor<TLane> where TLane : unmanaged, ILane<TLane>
{
    public TLane M11, M12, M13, M21, M22, M23, M31, M32, M33;
}

/// <summary>Symmetric second-order tensor at <c>TLane.Width</c> points, plain components 11, 22, 33, 12, 13, 23.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct LaneSymmetric<TLane> where TLane : unmanaged, ILane<TLane>
{
    public TLane S11, S22, S33, S12, S13, S23;
}
