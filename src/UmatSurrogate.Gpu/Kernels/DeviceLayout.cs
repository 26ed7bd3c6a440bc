using ILGPU;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Gpu;

/// <summary>
/// Storage order on the accelerator, in one place: structure of arrays. Component k of point i of an array with n points is element k n + i,
/// so that neighbouring points read neighbouring words. Tensors: 9 components, row-major. State of a crystal: Fp^-1 (9), xi (12), dev S (5).
/// </summary>
internal static class DeviceLayout
{
    /// <summary>Components of a tensor and of the state of a crystal.</summary>
    public const int TensorComponents = 9, StateComponents = 26;

    /// <summary>Reads a tensor at a point of an array with n points.</summary>
    public static LaneTensor<DeviceLane> LoadTensor(ArrayView<double> a, int n, int i)
    {
        LaneTensor<DeviceLane> t;
        (t.M11, t.M12, t.M13) = (Load(a, n, i, 0), Load(a, n, i, 1), Load(a, n, i, 2));
        (t.M21, t.M22, t.M23) = (Load(a, n, i, 3), Load(a, n, i, 4), Load(a, n, i, 5));
        (t.M31, t.M32, t.M33) = (Load(a, n, i, 6), Load(a, n, i, 7), Load(a, n, i, 8));
        return t;
    }

    /// <summary>Writes a tensor at a point of an array with n points.</summary>
    public static void StoreTensor(ArrayView<double> a, int n, int i, in LaneTensor<DeviceLane> t)
    {
        Store(a, n, i, 0, t.M11);
        Store(a, n, i, 1, t.M12);
        Store(a, n, i, 2, t.M13);
        Store(a, n, i, 3, t.M21);
        Store(a, n, i, 4, t.M22);
        Store(a, n, i, 5, t.M23);
        Store(a, n, i, 6, t.M31);
        Store(a, n, i, 7, t.M32);
        Store(a, n, i, 8, t.M33);
    }

    /// <summary>Reads the state of a crystal.</summary>
    public static CrystalState<DeviceLane> LoadState(ArrayView<double> a, int n, int i)
    {
        CrystalState<DeviceLane> s;
        s.FpInverse = LoadTensor(a, n, i);
        (s.Xi.A1, s.Xi.A2, s.Xi.A3) = (Load(a, n, i, 9), Load(a, n, i, 10), Load(a, n, i, 11));
        (s.Xi.B1, s.Xi.B2, s.Xi.B3) = (Load(a, n, i, 12), Load(a, n, i, 13), Load(a, n, i, 14));
        (s.Xi.C1, s.Xi.C2, s.Xi.C3) = (Load(a, n, i, 15), Load(a, n, i, 16), Load(a, n, i, 17));
        (s.Xi.D1, s.Xi.D2, s.Xi.D3) = (Load(a, n, i, 18), Load(a, n, i, 19), Load(a, n, i, 20));
        (s.Stress.D1, s.Stress.D2, s.Stress.D3) = (Load(a, n, i, 21), Load(a, n, i, 22), Load(a, n, i, 23));
        (s.Stress.D4, s.Stress.D5) = (Load(a, n, i, 24), Load(a, n, i, 25));
        return s;
    }

    /// <summary>Writes the state of a crystal.</summary>
    public static void StoreState(ArrayView<double> a, int n, int i, in CrystalState<DeviceLane> s)
    {
        StoreTensor(a, n, i, s.FpInverse);
        Store(a, n, i, 9, s.Xi.A1);
        Store(a, n, i, 10, s.Xi.A2);
        Store(a, n, i, 11, s.Xi.A3);
        Store(a, n, i, 12, s.Xi.B1);
        Store(a, n, i, 13, s.Xi.B2);
        Store(a, n, i, 14, s.Xi.B3);
        Store(a, n, i, 15, s.Xi.C1);
        Store(a, n, i, 16, s.Xi.C2);
        Store(a, n, i, 17, s.Xi.C3);
        Store(a, n, i, 18, s.Xi.D1);
        Store(a, n, i, 19, s.Xi.D2);
        Store(a, n, i, 20, s.Xi.D3);
        Store(a, n, i, 21, s.Stress.D1);
        Store(a, n, i, 22, s.Stress.D2);
        Store(a, n, i, 23, s.Stress.D3);
        Store(a, n, i, 24, s.Stress.D4);
        Store(a, n, i, 25, s.Stress.D5);
    }

    private static DeviceLane Load(ArrayView<double> a, int n, int i, int k) => new(a[(long)k * n + i]);

    private static void Store(ArrayView<double> a, int n, int i, int k, DeviceLane value) => a[(long)k * n + i] = value.Value;
}
