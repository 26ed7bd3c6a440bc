using ILGPU;
using ILGPU.Runtime;

namespace UmatSurrogate.Gpu;

/// <summary>Transforms by <see cref="FourierKernels"/>: any size, any accelerator, no library.</summary>
public sealed class KernelFourierTransform : IDeviceFourierTransform
{
    private readonly FieldShape _shape;
    private readonly MemoryBuffer1D<double, Stride1D.Dense> _rootsX, _rootsY, _rootsZ, _scratch;
    private readonly int[] _factorsY, _factorsZ;
    private readonly Action<Index1D, FieldShape, ArrayView<double>, ArrayView<double>, ArrayView<double>> _realForward, _realBackward;
    private readonly Action<Index1D, FieldShape, AxisPass, ArrayView<double>, ArrayView<double>, ArrayView<double>> _pass;

    /// <summary>Compiles the kernels and reserves a second memory for the spectra.</summary>
    /// <param name="accelerator">Where the fields are; made with <see cref="DeviceIntrinsics.CrystalPlasticity"/>.</param>
    /// <param name="shape">Shape of the fields.</param>
    /// <param name="fields">Largest number of fields of one call.</param>
    public KernelFourierTransform(Accelerator accelerator, FieldShape shape, int fields)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        _shape = shape;
        (_factorsY, _factorsZ) = (AxisFactors.Of(shape.Ny), AxisFactors.Of(shape.Nz));
        _rootsX = accelerator.Allocate1D(AxisFactors.Roots(shape.Nx));
        _rootsY = accelerator.Allocate1D(AxisFactors.Roots(shape.Ny));
        _rootsZ = accelerator.Allocate1D(AxisFactors.Roots(shape.Nz));
        _scratch = accelerator.Allocate1D<double>(2L * shape.SpectrumStride * fields);
        _realForward = accelerator.LoadAutoGroupedStreamKernel<Index1D, FieldShape, ArrayView<double>, ArrayView<double>, ArrayView<double>>(FourierKernels.RealForward);
        _realBackward = accelerator.LoadAutoGroupedStreamKernel<Index1D, FieldShape, ArrayView<double>, ArrayView<double>, ArrayView<double>>(FourierKernels.RealBackward);
        _pass = accelerator.LoadAutoGroupedStreamKernel<Index1D, FieldShape, AxisPass, ArrayView<double>, ArrayView<double>, ArrayView<double>>(FourierKernels.Pass);
    }

    /// <inheritdoc/>
    public string Name => "own kernels";

    /// <inheritdoc/>
    public void Forward(ArrayView<double> real, ArrayView<double> spectrum, int fields)
    {
        // The first step writes where the last one ends in the spectrum.
        ArrayView<double> from = spectrum, to = _scratch.View.BaseView;
        if (((_factorsY.Length + _factorsZ.Length) & 1) != 0)
            (from, to) = (to, from);
        _realForward(checked(fields * _shape.Frequencies), _shape, real, from, _rootsX.View);
        Axis(ref from, ref to, _shape.Ny, _shape.Hx, _factorsY, _rootsY.View, -1, fields);
        Axis(ref from, ref to, _shape.Nz, _shape.Hx * _shape.Ny, _factorsZ, _rootsZ.View, -1, fields);
    }

    /// <inheritdoc/>
    public void Backward(ArrayView<double> spectrum, ArrayView<double> real, int fields)
    {
        ArrayView<double> from = spectrum, to = _scratch.View.BaseView;
        Axis(ref from, ref to, _shape.Nz, _shape.Hx * _shape.Ny, _factorsZ, _rootsZ.View, 1, fields);
        Axis(ref from, ref to, _shape.Ny, _shape.Hx, _factorsY, _rootsY.View, 1, fields);
        _realBackward(checked(fields * _shape.Voxels), _shape, from, real, _rootsX.View);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rootsX.Dispose();
        _rootsY.Dispose();
        _rootsZ.Dispose();
        _scratch.Dispose();
    }

    private void Axis(
        ref ArrayView<double> from, ref ArrayView<double> to, int length, int stride, int[] factors, ArrayView<double> roots, int sign, int fields)
    {
        int done = 1;
        foreach (int factor in factors)
        {
            AxisPass pass = new() { Length = length, Factor = factor, Done = done, AxisStride = stride, Sign = sign };
            _pass(checked(fields * _shape.Frequencies), _shape, pass, from, to, roots);
            (from, to) = (to, from);
            done *= factor;
        }
    }
}
