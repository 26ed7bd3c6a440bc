using ILGPU;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Gpu;

/// <summary>
/// The steps in Fourier space, by the functions of <see cref="GreenOperator"/>. A vector of the solver has three complex spectra
/// of <see cref="FieldShape.SpectrumStride"/> numbers. The directions m (3) and the scale of the divergence (1) of the frequencies
/// are four real fields of the same stride, the same for all volume elements.
/// </summary>
internal static class EquilibriumKernels
{
    /// <summary>
    /// Thread i = frequency + Frequencies task: the linear combination of the task is its unknown x, and the spectrum of the fluctuation of F that
    /// belongs to it, divided by the number of voxels, goes to <paramref name="spectrum"/>. Also empties the lists of <see cref="CrystalFieldKernel"/>.
    /// </summary>
    public static void Deform(
        Index1D i, FieldShape s, BatchLimits limits, ArrayView<int> plans, ArrayView<double> numbers, ArrayView<double> waves,
        ArrayView<double> vectors, ArrayView<double> spectrum, ArrayView<int> failures, ArrayView<int> hard)
    {
        int task = i / s.Frequencies, k = i - task * s.Frequencies, plan = task * limits.PlanLength;
        if (k == 0)
            failures[task] = CrystalFieldKernel.NoFailure;
        if (i == 0)
            hard[0] = 0;
        int coefficients = task * limits.NumberLength + TaskPlan.FirstCoefficient, terms = plans[plan + TaskPlan.TermCount];
        long length = 6L * s.SpectrumStride, slot = (long)plans[plan + TaskPlan.Slot] * limits.Vectors;
        double a1 = 0.0, b1 = 0.0, a2 = 0.0, b2 = 0.0, a3 = 0.0, b3 = 0.0;
        for (int t = 0; t < terms; t++)
        {
            double c = numbers[coefficients + t];
            long at = (slot + plans[plan + TaskPlan.FirstTerm + t]) * length + 2 * k;
            a1 = DeviceMath.FusedMultiplyAdd(c, vectors[at], a1);
            b1 = DeviceMath.FusedMultiplyAdd(c, vectors[at + 1], b1);
            at += 2 * s.SpectrumStride;
            a2 = DeviceMath.FusedMultiplyAdd(c, vectors[at], a2);
            b2 = DeviceMath.FusedMultiplyAdd(c, vectors[at + 1], b2);
            at += 2 * s.SpectrumStride;
            a3 = DeviceMath.FusedMultiplyAdd(c, vectors[at], a3);
            b3 = DeviceMath.FusedMultiplyAdd(c, vectors[at + 1], b3);
        }

        long target = (slot + plans[plan + TaskPlan.Unknown]) * length + 2 * k;
        StoreVector(vectors, target, s, a1, a2, a3);
        StoreVector(vectors, target + 1, s, b1, b2, b3);
        double scale = 1.0 / s.Voxels;
        DeviceLane m1 = new(waves[k] * scale), m2 = new(waves[s.SpectrumStride + k] * scale), m3 = new(waves[2 * s.SpectrumStride + k] * scale);
        long first = 2 * ((long)task * DeviceLayout.TensorComponents * s.SpectrumStride + k);
        GreenOperator.Gradient(new DeviceLane(a1), new DeviceLane(a2), new DeviceLane(a3), m1, m2, m3, out LaneTensor<DeviceLane> f);
        StoreSpectrum(spectrum, first, s, f);
        GreenOperator.Gradient(new DeviceLane(b1), new DeviceLane(b2), new DeviceLane(b3), m1, m2, m3, out f);
        StoreSpectrum(spectrum, first + 1, s, f);
    }

    /// <summary>
    /// Thread i = frequency + Frequencies task: from the spectrum of P to the step r of the fixed point, and the changes of step and image since the iterate
    /// before, if the task has one. <paramref name="measures"/> receives what the squares of RMS(div P) h and N RMS(P n) are the sums of (two
    /// fields per task), <paramref name="means"/> the mean of P (9 per task).
    /// </summary>
    public static void Correct(
        Index1D i, FieldShape s, BatchLimits limits, double compliance, double coupling, ArrayView<int> plans, ArrayView<double> waves,
        ArrayView<double> spectrum, ArrayView<double> vectors, ArrayView<double> measures, ArrayView<double> means)
    {
        int task = i / s.Frequencies, k = i - task * s.Frequencies, plan = task * limits.PlanLength;
        long first = 2 * ((long)task * DeviceLayout.TensorComponents * s.SpectrumStride + k);
        DeviceLane m1 = new(waves[k]), m2 = new(waves[s.SpectrumStride + k]), m3 = new(waves[2 * s.SpectrumStride + k]);
        double scale = waves[3 * s.SpectrumStride + k], divergence = 0.0, traction = 0.0;
        DeviceLane weight = GreenOperator.Weight(m1, m2, m3);
        for (int part = 0; part < 2; part++)
        {
            LoadSpectrum(spectrum, first + part, s, out LaneTensor<DeviceLane> P);
            if (k == 0 && part == 0)
                StoreMean(means, DeviceLayout.TensorComponents * task, 1.0 / s.Voxels, P);
            GreenOperator.Traction(P, m1, m2, m3, out DeviceLane t1, out DeviceLane t2, out DeviceLane t3);
            GreenOperator.Correction(
                t1, t2, t3, m1, m2, m3, weight, new DeviceLane(compliance), new DeviceLane(coupling), out DeviceLane r1, out DeviceLane r2, out DeviceLane r3);
            StoreStep(limits, s, plans, plan, 2 * k + part, vectors, r1.Value, r2.Value, r3.Value);
            double square = DeviceMath.FusedMultiplyAdd(t1.Value, t1.Value, DeviceMath.FusedMultiplyAdd(t2.Value, t2.Value, t3.Value * t3.Value));
            divergence = DeviceMath.FusedMultiplyAdd(scale * scale, square, divergence);
            traction = DeviceMath.FusedMultiplyAdd(weight.Value * weight.Value, square, traction);
        }

        long measure = 2L * task * s.SpectrumStride + k;
        measures[measure] = divergence;
        measures[measure + s.SpectrumStride] = traction;
    }

    /// <summary>Stores r, r - r' and (x - x') + (r - r') at one place of their first spectra and the same place of the others.</summary>
    private static void StoreStep(
        BatchLimits limits, FieldShape s, ArrayView<int> plans, int plan, int place, ArrayView<double> vectors, double r1, double r2, double r3)
    {
        long length = 6L * s.SpectrumStride, c = 2L * s.SpectrumStride, start = (long)plans[plan + TaskPlan.Slot] * limits.Vectors * length + place;
        StoreVector(vectors, start + plans[plan + TaskPlan.Step] * length, s, r1, r2, r3);
        int before = plans[plan + TaskPlan.UnknownBefore];
        if (before < 0)
            return;
        long x = start + plans[plan + TaskPlan.Unknown] * length, x0 = start + before * length;
        long r0 = start + plans[plan + TaskPlan.StepBefore] * length;
        double d1 = r1 - vectors[r0], d2 = r2 - vectors[r0 + c], d3 = r3 - vectors[r0 + 2 * c];
        StoreVector(vectors, start + plans[plan + TaskPlan.StepChange] * length, s, d1, d2, d3);
        StoreVector(
            vectors, start + plans[plan + TaskPlan.ImageChange] * length, s,
            vectors[x] - vectors[x0] + d1, vectors[x + c] - vectors[x0 + c] + d2, vectors[x + 2 * c] - vectors[x0 + 2 * c] + d3);
    }

    private static void StoreVector(ArrayView<double> vectors, long at, FieldShape s, double x, double y, double z)
    {
        vectors[at] = x;
        vectors[at + 2 * s.SpectrumStride] = y;
        vectors[at + 4 * s.SpectrumStride] = z;
    }

    private static void StoreSpectrum(ArrayView<double> spectrum, long at, FieldShape s, in LaneTensor<DeviceLane> a)
    {
        long c = 2L * s.SpectrumStride;
        spectrum[at] = a.M11.Value;
        spectrum[at + c] = a.M12.Value;
        spectrum[at + 2 * c] = a.M13.Value;
        spectrum[at + 3 * c] = a.M21.Value;
        spectrum[at + 4 * c] = a.M22.Value;
        spectrum[at + 5 * c] = a.M23.Value;
        spectrum[at + 6 * c] = a.M31.Value;
        spectrum[at + 7 * c] = a.M32.Value;
        spectrum[at + 8 * c] = a.M33.Value;
    }

    private static void LoadSpectrum(ArrayView<double> spectrum, long at, FieldShape s, out LaneTensor<DeviceLane> a)
    {
        long c = 2L * s.SpectrumStride;
        (a.M11, a.M12, a.M13) = (new(spectrum[at]), new(spectrum[at + c]), new(spectrum[at + 2 * c]));
        (a.M21, a.M22, a.M23) = (new(spectrum[at + 3 * c]), new(spectrum[at + 4 * c]), new(spectrum[at + 5 * c]));
        (a.M31, a.M32, a.M33) = (new(spectrum[at + 6 * c]), new(spectrum[at + 7 * c]), new(spectrum[at + 8 * c]));
    }

    private static void StoreMean(ArrayView<double> means, int at, double f, in LaneTensor<DeviceLane> a)
    {
        means[at] = f * a.M11.Value;
        means[at + 1] = f * a.M12.Value;
        means[at + 2] = f * a.M13.Value;
        means[at + 3] = f * a.M21.Value;
        means[at + 4] = f * a.M22.Value;
        means[at + 5] = f * a.M23.Value;
        means[at + 6] = f * a.M31.Value;
        means[at + 7] = f * a.M32.Value;
        means[at + 8] = f * a.M33.Value;
    }
}
