using ILGPU;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Gpu;

/// <summary>One crystal through one increment: load, <see cref="CrystalIncrement"/>, store. The law itself has no second version.</summary>
internal static class CrystalKernel
{
    /// <summary>Increment of crystal i of n. Arrays as in <see cref="DeviceLayout"/>; F0 and F1 hold one tensor for all crystals or n.</summary>
    /// <param name="i">Crystal.</param>
    /// <param name="c">The law's parameters and tolerances.</param>
    /// <param name="dt">Time of the increment [s].</param>
    /// <param name="F0">Deformation gradients at the start.</param>
    /// <param name="F1">Deformation gradients at the end.</param>
    /// <param name="state0">States at the start.</param>
    /// <param name="state1">States at the end; where the increment failed those at the start.</param>
    /// <param name="P">First Piola-Kirchhoff stresses [Pa]; zero where the increment failed.</param>
    /// <param name="status">A <see cref="PointStatus"/> per crystal: Ok or NotConverged.</param>
    public static void Advance(
        Index1D i, UpdateConstants c, double dt, ArrayView<double> F0, ArrayView<double> F1,
        ArrayView<double> state0, ArrayView<double> state1, ArrayView<double> P, ArrayView<int> status)
    {
        int n = status.IntLength;
        LaneTensor<DeviceLane> start = Deformation(F0, i), end = Deformation(F1, i);
        CrystalState<DeviceLane> s0 = DeviceLayout.LoadState(state0, n, i);
        DeviceLane failed = CrystalIncrement.Advance(
            c, start, end, new DeviceLane(dt), s0, out CrystalState<DeviceLane> s1, out _, out LaneTensor<DeviceLane> stress, out _);
        bool ok = !DeviceLane.Any(failed);
        status[i] = ok ? (int)PointStatus.Ok : (int)PointStatus.NotConverged;
        if (ok)
        {
            DeviceLayout.StoreState(state1, n, i, s1);
            DeviceLayout.StoreTensor(P, n, i, stress);
        }
        else
        {
            DeviceLayout.StoreState(state1, n, i, s0);
            DeviceLayout.StoreTensor(P, n, i, default);
        }
    }

    private static LaneTensor<DeviceLane> Deformation(ArrayView<double> F, int i)
    {
        int n = F.IntLength / DeviceLayout.TensorComponents;
        return DeviceLayout.LoadTensor(F, n, n == 1 ? 0 : i);
    }
}
