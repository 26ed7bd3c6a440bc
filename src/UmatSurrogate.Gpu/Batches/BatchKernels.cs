using ILGPU;
using ILGPU.Runtime;
using UmatSurrogate.Plasticity;
using Doubles = ILGPU.ArrayView<double>;
using Integers = ILGPU.ArrayView<int>;

namespace UmatSurrogate.Gpu;

/// <summary>The kernels of <see cref="FieldBatch"/>, compiled for an accelerator (ILGPU keeps them per accelerator).</summary>
internal sealed class BatchKernels
{
    /// <summary>Compiles the kernels.</summary>
    public BatchKernels(Accelerator a)
    {
        Deform = a.LoadAutoGroupedStreamKernel<Index1D, FieldShape, BatchLimits, Integers, Doubles, Doubles, Doubles, Doubles, Integers, Integers>(EquilibriumKernels.Deform);
        Advance = a.LoadAutoGroupedStreamKernel<Index1D, UpdateConstants, FieldShape, BatchLimits, Integers, Doubles, Doubles, Doubles, Doubles, Integers, Integers>(CrystalFieldKernel.Advance);
        Finish = a.LoadAutoGroupedStreamKernel<Index1D, int, UpdateConstants, FieldShape, BatchLimits, Integers, Doubles, Doubles, Doubles, Doubles, Integers, Integers>(CrystalFieldKernel.Finish);
        Correct = a.LoadAutoGroupedStreamKernel<Index1D, FieldShape, BatchLimits, double, double, Integers, Doubles, Doubles, Doubles, Doubles, Doubles>(EquilibriumKernels.Correct);
        Sums = a.LoadAutoGroupedStreamKernel<Index1D, FieldShape, Doubles, Doubles>(VectorKernels.Sums);
        Products = a.LoadAutoGroupedStreamKernel<Index1D, FieldShape, BatchLimits, Integers, Doubles, Doubles>(VectorKernels.Products);
        Total = a.LoadAutoGroupedStreamKernel<Index1D, Doubles, Doubles>(VectorKernels.Total);
        Initialise = a.LoadAutoGroupedStreamKernel<Index1D, FieldShape, double, int, Integers, Doubles, Doubles, Doubles>(CrystalFieldKernel.Initialise);
    }

    public Action<Index1D, FieldShape, BatchLimits, Integers, Doubles, Doubles, Doubles, Doubles, Integers, Integers> Deform { get; }

    public Action<Index1D, UpdateConstants, FieldShape, BatchLimits, Integers, Doubles, Doubles, Doubles, Doubles, Integers, Integers> Advance { get; }

    public Action<Index1D, int, UpdateConstants, FieldShape, BatchLimits, Integers, Doubles, Doubles, Doubles, Doubles, Integers, Integers> Finish { get; }

    public Action<Index1D, FieldShape, BatchLimits, double, double, Integers, Doubles, Doubles, Doubles, Doubles, Doubles> Correct { get; }

    public Action<Index1D, FieldShape, Doubles, Doubles> Sums { get; }

    public Action<Index1D, FieldShape, BatchLimits, Integers, Doubles, Doubles> Products { get; }

    public Action<Index1D, Doubles, Doubles> Total { get; }

    public Action<Index1D, FieldShape, double, int, Integers, Doubles, Doubles, Doubles> Initialise { get; }
}
