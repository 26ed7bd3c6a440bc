using ILGPU;

namespace UmatSurrogate.Gpu;

/// <summary>
/// Real three-dimensional Fourier transforms of many fields of one <see cref="FieldShape"/> on an accelerator. Neither direction has a factor:
/// forward X_k = sum_v x_v exp(-2 pi i k.v/N), backward x_v = sum_k X_k exp(2 pi i k.v/N) over all frequencies. Both are only put in the
/// accelerator's queue; nothing waits.
/// </summary>
public interface IDeviceFourierTransform : IDisposable
{
    /// <summary>What it is, for reports.</summary>
    public string Name { get; }

    /// <summary>Transforms <paramref name="fields"/> fields that follow each other.</summary>
    /// <param name="real">Fields at distances of <see cref="FieldShape.Stride"/>.</param>
    /// <param name="spectrum">Spectra at distances of 2 <see cref="FieldShape.SpectrumStride"/> doubles.</param>
    /// <param name="fields">Number of fields.</param>
    public void Forward(ArrayView<double> real, ArrayView<double> spectrum, int fields);

    /// <summary>The inverse, without the factor 1/N. Destroys the spectrum, and may write at frequencies and voxels of the padding.</summary>
    public void Backward(ArrayView<double> spectrum, ArrayView<double> real, int fields);
}
