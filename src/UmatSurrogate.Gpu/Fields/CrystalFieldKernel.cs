using ILGPU;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Gpu;

/// <summary>
/// The constitutive law at every voxel, in two kernels: a quick one for nearly all voxels, and one for the rest, which needs many times the registers.
/// Each volume element has two sides of states and deformation gradients: one is committed, the other takes the trial.
/// </summary>
internal static class CrystalFieldKernel
{
    /// <summary>Marks a volume element without a failed voxel.</summary>
    public const int NoFailure = int.MaxValue;

    /// <summary>
    /// Thread i = voxel + Voxels task. <paramref name="work"/> holds the fluctuation of F and takes P [Pa]. The quick update only: the voxels for which it is
    /// not enough are put on a list, in any order, for <see cref="Finish"/>.
    /// </summary>
    /// <param name="i">Thread.</param>
    /// <param name="c">The law's parameters and tolerances.</param>
    /// <param name="s">Shape of the fields.</param>
    /// <param name="limits">Sizes of the batch.</param>
    /// <param name="plans">Tasks.</param>
    /// <param name="numbers">Tasks.</param>
    /// <param name="work">Per task 9 fields.</param>
    /// <param name="F">Deformation gradients: 9 fields for each side of each slot.</param>
    /// <param name="states">States: 26 fields for each side of each slot.</param>
    /// <param name="failures">Per task: 8 voxel + <see cref="PointStatus"/> of the failed voxel with the smallest index, or <see cref="NoFailure"/>.</param>
    /// <param name="hard">Number of threads whose voxel is unfinished, then those threads.</param>
    public static void Advance(
        Index1D i, UpdateConstants c, FieldShape s, BatchLimits limits, ArrayView<int> plans, ArrayView<double> numbers,
        ArrayView<double> work, ArrayView<double> F, ArrayView<double> states, ArrayView<int> failures, ArrayView<int> hard)
    {
        int task = i / s.Voxels, v = i - task * s.Voxels, plan = task * limits.PlanLength, number = task * limits.NumberLength;
        long committed = 2L * plans[plan + TaskPlan.Slot] + plans[plan + TaskPlan.Side], trial = committed ^ 1L;
        ArrayView<double> field = Of(work, s, task, DeviceLayout.TensorComponents);
        LaneTensor<DeviceLane> end = DeviceLayout.LoadTensor(field, s.Stride, v);
        AddMean(numbers, number + TaskPlan.MeanF, ref end);
        DeviceLayout.StoreTensor(Of(F, s, trial, DeviceLayout.TensorComponents), s.Stride, v, end);
        if (!(LaneAlgebra.Determinant(end).Value > 0.0))
        {
            // Also where F is not a number.
            DeviceLayout.StoreTensor(field, s.Stride, v, default);
            Atomic.Min(ref failures[task], 8 * v + (int)PointStatus.NonPositiveVolume);
            return;
        }

        CrystalState<DeviceLane> s0 = DeviceLayout.LoadState(Of(states, s, committed, DeviceLayout.StateComponents), s.Stride, v);
        ArrayView<double> trialStates = Of(states, s, trial, DeviceLayout.StateComponents);
        CrystalState<DeviceLane> s1 = DeviceLayout.LoadState(trialStates, s.Stride, v);
        double ratio = numbers[number + TaskPlan.TimeRatio];
        if (ratio >= 0.0)
            FieldIncrement.Predict(s0, new DeviceLane(ratio), ref s1);
        FieldStep<DeviceLane> scratch = default;
        DeviceLane ok = FieldUpdate.Step(c, end, new DeviceLane(numbers[number + TaskPlan.Time]), s0, ref scratch, ref s1, out LaneTensor<DeviceLane> P);
        if (DeviceLane.Any(ok))
        {
            DeviceLayout.StoreState(trialStates, s.Stride, v, s1);
            DeviceLayout.StoreTensor(field, s.Stride, v, P);
        }
        else
        {
            hard[1 + Atomic.Add(ref hard[0], 1)] = i;
        }
    }

    /// <summary>
    /// The robust update, with the division of increments, for the voxels on the list: thread i of <paramref name="threads"/> takes every
    /// <paramref name="threads"/>-th. Arguments as in <see cref="Advance"/>.
    /// </summary>
    public static void Finish(
        Index1D i, int threads, UpdateConstants c, FieldShape s, BatchLimits limits, ArrayView<int> plans, ArrayView<double> numbers,
        ArrayView<double> work, ArrayView<double> F, ArrayView<double> states, ArrayView<int> failures, ArrayView<int> hard)
    {
        int count = hard[0];
        for (int j = i; j < count; j += threads)
        {
            int at = hard[1 + j], task = at / s.Voxels, v = at - task * s.Voxels, plan = task * limits.PlanLength;
            long committed = 2L * plans[plan + TaskPlan.Slot] + plans[plan + TaskPlan.Side], trial = committed ^ 1L;
            LaneTensor<DeviceLane> start = DeviceLayout.LoadTensor(Of(F, s, committed, DeviceLayout.TensorComponents), s.Stride, v);
            LaneTensor<DeviceLane> end = DeviceLayout.LoadTensor(Of(F, s, trial, DeviceLayout.TensorComponents), s.Stride, v);
            CrystalState<DeviceLane> s0 = DeviceLayout.LoadState(Of(states, s, committed, DeviceLayout.StateComponents), s.Stride, v);
            DeviceLane dt = new(numbers[task * limits.NumberLength + TaskPlan.Time]);
            DeviceLane failed = CrystalIncrement.Advance(c, start, end, dt, s0, out CrystalState<DeviceLane> s1, out _, out LaneTensor<DeviceLane> P, out _);
            bool ok = !DeviceLane.Any(failed);
            if (!ok)
                Atomic.Min(ref failures[task], 8 * v + (int)PointStatus.NotConverged);
            DeviceLayout.StoreState(Of(states, s, trial, DeviceLayout.StateComponents), s.Stride, v, ok ? s1 : s0);
            DeviceLayout.StoreTensor(Of(work, s, task, DeviceLayout.TensorComponents), s.Stride, v, ok ? P : default);
        }
    }

    /// <summary>Thread v, a voxel of one slot: undeformed crystals, Fp(0) = O of the voxel's grain, on both sides.</summary>
    public static void Initialise(
        Index1D v, FieldShape s, double resistance_Pa, int slot, ArrayView<int> grains, ArrayView<double> O, ArrayView<double> F, ArrayView<double> states)
    {
        CrystalState<DeviceLane> state = default;
        LaneTensor<DeviceLane> identity = default;
        DeviceLane one = new(1.0), xi = new(resistance_Pa);
        (identity.M11, identity.M22, identity.M33) = (one, one, one);
        int o = 9 * grains[v];
        (state.FpInverse.M11, state.FpInverse.M12, state.FpInverse.M13) = (new(O[o]), new(O[o + 3]), new(O[o + 6]));
        (state.FpInverse.M21, state.FpInverse.M22, state.FpInverse.M23) = (new(O[o + 1]), new(O[o + 4]), new(O[o + 7]));
        (state.FpInverse.M31, state.FpInverse.M32, state.FpInverse.M33) = (new(O[o + 2]), new(O[o + 5]), new(O[o + 8]));
        (state.Xi.A1, state.Xi.A2, state.Xi.A3, state.Xi.B1, state.Xi.B2, state.Xi.B3) = (xi, xi, xi, xi, xi, xi);
        (state.Xi.C1, state.Xi.C2, state.Xi.C3, state.Xi.D1, state.Xi.D2, state.Xi.D3) = (xi, xi, xi, xi, xi, xi);
        for (long side = 2L * slot; side < 2L * slot + 2; side++)
        {
            DeviceLayout.StoreTensor(Of(F, s, side, DeviceLayout.TensorComponents), s.Stride, v, identity);
            DeviceLayout.StoreState(Of(states, s, side, DeviceLayout.StateComponents), s.Stride, v, state);
        }
    }

    /// <summary>The fields of one owner in an array that holds the fields of many.</summary>
    private static ArrayView<double> Of(ArrayView<double> all, FieldShape s, long owner, int components) =>
        all.SubView(owner * components * s.Stride, (long)components * s.Stride);

    private static void AddMean(ArrayView<double> numbers, int at, ref LaneTensor<DeviceLane> a)
    {
        a.M11 += new DeviceLane(numbers[at]);
        a.M12 += new DeviceLane(numbers[at + 1]);
        a.M13 += new DeviceLane(numbers[at + 2]);
        a.M21 += new DeviceLane(numbers[at + 3]);
        a.M22 += new DeviceLane(numbers[at + 4]);
        a.M23 += new DeviceLane(numbers[at + 5]);
        a.M31 += new DeviceLane(numbers[at + 6]);
        a.M32 += new DeviceLane(numbers[at + 7]);
        a.M33 += new DeviceLane(numbers[at + 8]);
    }
}
