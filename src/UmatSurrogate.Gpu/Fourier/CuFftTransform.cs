using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace UmatSurrogate.Gpu;

/// <summary>Transforms by cuFFT. Fields are worked off in groups of a fixed number, so that two plans serve every number of fields.</summary>
public sealed class CuFftTransform : IDeviceFourierTransform
{
    private readonly CuFftLibrary _library;
    private readonly CudaAccelerator _accelerator;
    private readonly FieldShape _shape;
    private readonly int _group;
    private readonly int _forward, _backward;

    /// <param name="library">cuFFT.</param>
    /// <param name="accelerator">Where the fields are.</param>
    /// <param name="shape">Shape of the fields.</param>
    /// <param name="group">Fields of one plan; the memories given to the transforms hold whole groups, and the rest of the last one is transformed too.</param>
    /// <exception cref="CuFftException">cuFFT refuses.</exception>
    public CuFftTransform(CuFftLibrary library, CudaAccelerator accelerator, FieldShape shape, int group)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(accelerator);
        (_library, _accelerator, _shape, _group) = (library, accelerator, shape, group);
        accelerator.Bind();
        nint stream = ((CudaStream)accelerator.DefaultStream).StreamPtr;
        _forward = library.Plan(shape, CuFftLibrary.DoubleToComplex, group, stream);
        _backward = library.Plan(shape, CuFftLibrary.ComplexToDouble, group, stream);
    }

    /// <inheritdoc/>
    public string Name => _library.Name;

    /// <inheritdoc/>
    public void Forward(ArrayView<double> real, ArrayView<double> spectrum, int fields)
    {
        _accelerator.Bind();
        for (long done = 0; done < fields; done += _group)
            _library.Forward(_forward, Address(real, done * _shape.Stride), Address(spectrum, 2 * done * _shape.SpectrumStride));
    }

    /// <inheritdoc/>
    public void Backward(ArrayView<double> spectrum, ArrayView<double> real, int fields)
    {
        _accelerator.Bind();
        for (long done = 0; done < fields; done += _group)
            _library.Backward(_backward, Address(spectrum, 2 * done * _shape.SpectrumStride), Address(real, done * _shape.Stride));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _accelerator.Bind();
        _library.Destroy(_forward);
        _library.Destroy(_backward);
    }

    private static nint Address(ArrayView<double> view, long offset) => view.LoadEffectiveAddressAsPtr() + (nint)(offset * sizeof(double));
}
