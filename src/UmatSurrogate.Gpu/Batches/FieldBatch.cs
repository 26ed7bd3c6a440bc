using System.Diagnostics;
using ILGPU;
using ILGPU.Runtime;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Gpu;

/// <summary>
/// Many volume elements of one grid on an accelerator. Everything of the size of a field stays there: deformation gradients and states (a committed and
/// a trial side), displacement vectors, spectra. An evaluation takes some of the volume elements from displacement to residual in one sequence of
/// kernels and waits for the accelerator once. What an element gets does not depend on which others are evaluated with it.
/// </summary>
internal sealed class FieldBatch : IDisposable
{
    private const int ThreadsForHardVoxels = 8192;

    private readonly Accelerator _accelerator;
    private readonly BatchKernels _kernels;
    private readonly UpdateConstants _constants;
    private readonly double _resistance_Pa, _compliance, _coupling;
    private readonly IDeviceFourierTransform _transform;
    private readonly MemoryBuffer1D<double, Stride1D.Dense> _waves, _numbers, _deformation, _states, _vectors, _work, _spectrum, _measures, _parts, _sums, _means, _orientations;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _plans, _failures, _hard, _grains;
    private readonly int[] _hostPlans, _hostFailures;
    private readonly double[] _hostNumbers, _hostSums, _hostMeans;

    /// <param name="accelerator">Made with <see cref="DeviceIntrinsics.CrystalPlasticity"/>.</param>
    /// <param name="grid">Grid of all volume elements.</param>
    /// <param name="derivatives">Kind of derivatives.</param>
    /// <param name="parameters">The law's parameters, of all voxels.</param>
    /// <param name="tolerances">Tolerances of the implicit update.</param>
    /// <param name="medium">Reference medium.</param>
    /// <param name="limits">Vectors, terms and products.</param>
    /// <param name="slots">Number of volume elements.</param>
    /// <param name="useVendorTransform">Use cuFFT where it is found.</param>
    public FieldBatch(
        Accelerator accelerator, PeriodicGrid grid, SpectralOperator derivatives, in PhenopowerlawParameters parameters, UpdateTolerances tolerances,
        IsotropicModuli medium, BatchLimits limits, int slots, bool useVendorTransform)
    {
        _accelerator = accelerator;
        (Shape, Limits, Slots) = (new FieldShape(grid), limits, slots);
        _kernels = new BatchKernels(accelerator);
        _constants = new UpdateConstants(parameters, tolerances);
        _resistance_Pa = parameters.InitialResistance_Pa;
        (_compliance, _coupling) = (1.0 / medium.Shear_Pa, GreenOperator.Coupling(medium));
        int group = TransformChoice.GroupOf(Shape, slots), held = (slots + group - 1) / group * group;
        long s = Shape.Stride, c = Shape.SpectrumStride;
        _waves = accelerator.Allocate1D(DeviceWaves.Of(grid, derivatives));
        _plans = accelerator.Allocate1D<int>(slots * limits.PlanLength);
        _numbers = accelerator.Allocate1D<double>(slots * limits.NumberLength);
        _deformation = accelerator.Allocate1D<double>(2L * DeviceLayout.TensorComponents * s * slots);
        _states = accelerator.Allocate1D<double>(2L * DeviceLayout.StateComponents * s * slots);
        _vectors = accelerator.Allocate1D<double>(6L * limits.Vectors * c * slots);
        _work = accelerator.Allocate1D<double>(DeviceLayout.TensorComponents * s * held);
        _spectrum = accelerator.Allocate1D<double>(2L * DeviceLayout.TensorComponents * c * held);
        _work.MemSetToZero();
        _spectrum.MemSetToZero();
        _measures = accelerator.Allocate1D<double>(2L * c * slots);
        int sums = slots * (2 + limits.Products);
        _parts = accelerator.Allocate1D<double>((long)VectorKernels.Parts * sums);
        _sums = accelerator.Allocate1D<double>(sums);
        _means = accelerator.Allocate1D<double>(DeviceLayout.TensorComponents * slots);
        _failures = accelerator.Allocate1D<int>(slots);
        _hard = accelerator.Allocate1D<int>(1L + (long)Shape.Voxels * slots);
        _grains = accelerator.Allocate1D<int>(Shape.Voxels);
        _orientations = accelerator.Allocate1D<double>((long)DeviceLayout.TensorComponents * Shape.Voxels);
        (_hostPlans, _hostNumbers) = (new int[_plans.Length], new double[_numbers.Length]);
        (_hostFailures, _hostSums, _hostMeans) = (new int[slots], new double[sums], new double[_means.Length]);
        _transform = TransformChoice.Create(accelerator, Shape, held, group, useVendorTransform);
    }

    /// <summary>Shape of the fields.</summary>
    public FieldShape Shape { get; }

    /// <summary>Vectors, terms and products.</summary>
    public BatchLimits Limits { get; }

    /// <summary>Number of volume elements.</summary>
    public int Slots { get; }

    /// <summary>What transforms.</summary>
    public string TransformName => _transform.Name;

    /// <summary>Counts, and times if they are wanted.</summary>
    public BatchAccount Account { get; } = new();

    /// <summary>Bytes on the accelerator for each volume element, without the transforms' own memory.</summary>
    public static long BytesPerSlot(FieldShape shape, BatchLimits limits) =>
        sizeof(double) * (shape.Stride * (3L * DeviceLayout.TensorComponents + 2L * DeviceLayout.StateComponents)
            + shape.SpectrumStride * (6L * limits.Vectors + 2L * DeviceLayout.TensorComponents + 2L)) + sizeof(int) * (long)shape.Voxels;

    /// <summary>Puts an undeformed volume element into a slot; all its vectors are zero.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="grainOfVoxel">Index of the orientation of each voxel, x fastest.</param>
    /// <param name="O">Orientation matrices, v_crystal = O v_sample.</param>
    public void Set(int slot, ReadOnlySpan<int> grainOfVoxel, ReadOnlySpan<Tensor3x3> O)
    {
        var components = new double[DeviceLayout.TensorComponents * O.Length];
        for (int g = 0; g < O.Length; g++)
            O[g].ToRowMajor(components.AsSpan(DeviceLayout.TensorComponents * g, DeviceLayout.TensorComponents));
        _grains.View.BaseView.SubView(0, grainOfVoxel.Length).CopyFromCPU(grainOfVoxel.ToArray());
        _orientations.View.BaseView.SubView(0, components.Length).CopyFromCPU(components);
        _kernels.Initialise(Shape.Voxels, Shape, _resistance_Pa, slot, _grains.View, _orientations.View, _deformation.View, _states.View);
        long length = 6L * Limits.Vectors * Shape.SpectrumStride;
        _vectors.View.BaseView.SubView(slot * length, length).MemSetToZero();
        _accelerator.Synchronize();
    }

    /// <summary>
    /// Makes the linear combinations and scalar products of tasks of different slots, without an evaluation: small work between two evaluations.
    /// </summary>
    public void Combine(ReadOnlySpan<FieldTask> tasks)
    {
        int n = tasks.Length, products = Limits.Products * n;
        long time = Stopwatch.GetTimestamp();
        Send(tasks);
        Lap(ref Account.TransferTicks, ref time);
        _kernels.Deform(
            checked(n * Shape.Frequencies), Shape, Limits, _plans.View, _numbers.View, _waves.View, _vectors.View, _spectrum.View, _failures.View, _hard.View);
        _kernels.Products(products * VectorKernels.Parts, Shape, Limits, _plans.View, _vectors.View, _parts.View);
        _kernels.Total(products, _parts.View, _sums.View);
        Lap(ref Account.AlgebraTicks, ref time);
        _sums.View.BaseView.SubView(0, products).CopyToCPU(_hostSums.AsSpan(0, products));
        for (int t = 0; t < n; t++)
            tasks[t].Read(_hostSums.AsSpan(Limits.Products * t, Limits.Products));
        Lap(ref Account.TransferTicks, ref time);
    }

    /// <summary>Evaluates tasks of different slots and fills in their answers.</summary>
    public void Evaluate(ReadOnlySpan<FieldTask> tasks)
    {
        int n = tasks.Length, fields = DeviceLayout.TensorComponents * n;
        BatchLimits limits = Limits;
        long time = Stopwatch.GetTimestamp();
        Send(tasks);
        Lap(ref Account.TransferTicks, ref time);

        int frequencies = checked(n * Shape.Frequencies), voxels = checked(n * Shape.Voxels);
        _kernels.Deform(frequencies, Shape, limits, _plans.View, _numbers.View, _waves.View, _vectors.View, _spectrum.View, _failures.View, _hard.View);
        Lap(ref Account.AlgebraTicks, ref time);
        _transform.Backward(_spectrum.View, _work.View, fields);
        Lap(ref Account.FourierTicks, ref time);
        _kernels.Advance(
            voxels, _constants, Shape, limits, _plans.View, _numbers.View, _work.View, _deformation.View, _states.View, _failures.View, _hard.View);
        Lap(ref Account.QuickLawTicks, ref time);
        int threads = Math.Min(voxels, ThreadsForHardVoxels);
        _kernels.Finish(
            threads, threads, _constants, Shape, limits, _plans.View, _numbers.View, _work.View, _deformation.View, _states.View, _failures.View, _hard.View);
        Lap(ref Account.HardLawTicks, ref time);
        _transform.Forward(_work.View, _spectrum.View, fields);
        Lap(ref Account.FourierTicks, ref time);
        _kernels.Correct(
            frequencies, Shape, limits, _compliance, _coupling, _plans.View, _waves.View, _spectrum.View, _vectors.View, _measures.View, _means.View);
        int sums = 2 * n, products = limits.Products * n;
        ArrayView<double> parts = _parts.View;
        _kernels.Sums(sums * VectorKernels.Parts, Shape, _measures.View, parts);
        _kernels.Products(products * VectorKernels.Parts, Shape, limits, _plans.View, _vectors.View, parts.SubView((long)sums * VectorKernels.Parts));
        _kernels.Total(sums + products, parts, _sums.View);
        Lap(ref Account.AlgebraTicks, ref time);

        _failures.View.BaseView.SubView(0, n).CopyToCPU(_hostFailures.AsSpan(0, n));
        _means.View.BaseView.SubView(0, fields).CopyToCPU(_hostMeans.AsSpan(0, fields));
        _sums.View.BaseView.SubView(0, sums + products).CopyToCPU(_hostSums.AsSpan(0, sums + products));
        for (int t = 0; t < n; t++)
        {
            tasks[t].Read(
                _hostFailures[t], _hostMeans.AsSpan(DeviceLayout.TensorComponents * t, DeviceLayout.TensorComponents), _hostSums.AsSpan(2 * t, 2),
                _hostSums.AsSpan(sums + limits.Products * t, limits.Products));
        }

        Lap(ref Account.TransferTicks, ref time);
        Account.Evaluations += n;
        Account.Rounds++;
        Account.Voxels += voxels;
        if (Account.Timed)
        {
            Span<int> hard = stackalloc int[1];
            _hard.View.BaseView.SubView(0, 1).CopyToCPU(hard);
            Account.HardVoxels = (Account.HardVoxels.Hard + hard[0], Account.HardVoxels.Of + voxels);
        }
    }

    /// <summary>Reads fields of a slot for tests and output: deformation gradients of a side, component by component, x fastest.</summary>
    public double[] DeformationGradients(int slot, int side)
    {
        _accelerator.Synchronize();
        long length = (long)DeviceLayout.TensorComponents * Shape.Stride;
        return _deformation.View.BaseView.SubView((2L * slot + side) * length, length).GetAsArray();
    }

    /// <summary>Reads P [Pa] of a task of the last evaluation, component by component, x fastest.</summary>
    public double[] Stresses(int task)
    {
        _accelerator.Synchronize();
        long length = (long)DeviceLayout.TensorComponents * Shape.Stride;
        return _work.View.BaseView.SubView(task * length, length).GetAsArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _transform.Dispose();
        foreach (MemoryBuffer buffer in new MemoryBuffer[]
                 {
                     _waves, _numbers, _deformation, _states, _vectors, _work, _spectrum, _measures, _parts, _sums, _means, _orientations, _plans, _failures, _hard, _grains,
                 })
        {
            buffer.Dispose();
        }
    }

    private void Send(ReadOnlySpan<FieldTask> tasks)
    {
        BatchLimits limits = Limits;
        int n = tasks.Length;
        for (int t = 0; t < n; t++)
            tasks[t].Write(limits, _hostPlans.AsSpan(t * limits.PlanLength, limits.PlanLength), _hostNumbers.AsSpan(t * limits.NumberLength, limits.NumberLength));
        _plans.View.BaseView.SubView(0, n * limits.PlanLength).CopyFromCPU(_hostPlans.AsSpan(0, n * limits.PlanLength));
        _numbers.View.BaseView.SubView(0, n * limits.NumberLength).CopyFromCPU(_hostNumbers.AsSpan(0, n * limits.NumberLength));
    }

    /// <summary>Adds the time since the last call to an account; only if times are wanted, because it has to wait for the accelerator.</summary>
    private void Lap(ref long ticks, ref long since)
    {
        if (!Account.Timed)
            return;
        _accelerator.Synchronize();
        long now = Stopwatch.GetTimestamp();
        ticks += now - since;
        since = now;
    }
}
