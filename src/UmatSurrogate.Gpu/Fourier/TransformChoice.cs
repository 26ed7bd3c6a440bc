using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Gpu;

/// <summary>Which Fourier transform a batch uses: cuFFT on a CUDA device where it is found, else the own kernels.</summary>
internal static class TransformChoice
{
    /// <summary>Fields of a group of transforms should stay in the accelerator's last cache: about this many doubles.</summary>
    private const int DoublesOfGroup = 2_000_000;

    /// <summary>Volume elements (of nine fields) that are transformed in one go.</summary>
    public static int GroupOf(FieldShape shape, int slots) => Math.Clamp(DoublesOfGroup / (DeviceLayout.TensorComponents * shape.Stride), 1, slots);

    /// <summary>The transform for memories of <paramref name="held"/> volume elements, a multiple of <paramref name="group"/>.</summary>
    /// <exception cref="InputException">The file of cuFFT that the user names cannot be used.</exception>
    public static IDeviceFourierTransform Create(Accelerator accelerator, FieldShape shape, int held, int group, bool useVendorTransform)
    {
        if (useVendorTransform && accelerator is CudaAccelerator cuda)
        {
            if (CuFftLibrary.TryLoad(out CuFftLibrary? library, out string reason))
                return new CuFftTransform(library, cuda, shape, DeviceLayout.TensorComponents * group);
            if (CuFftLibrary.GivenFile is not null)
                throw new InputException($"{reason} Correct the variable {CuFftLibrary.PathVariable}, or remove it: then the own transforms are used.");
        }

        return new KernelFourierTransform(accelerator, shape, DeviceLayout.TensorComponents * held);
    }
}
