using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace UmatSurrogate.Gpu;

/// <summary>The kernel of <see cref="CrystalBatch"/> as a CUDA program, without a GPU.</summary>
public static class CrystalProgram
{
    /// <summary>
    /// PTX of the kernel for a compute capability and PTX version. Parameters in the order of the kernel: number of threads (.b32), the law's constants by
    /// value, dt, and one { pointer, length } of 16 bytes for each array. NVIDIA's compiler (ptxas) has not seen it: that needs CUDA.
    /// </summary>
    public static string CompileToPtx(CudaArchitecture architecture, CudaInstructionSet instructionSet)
    {
        using Context context = Context.Create(builder => builder.CrystalPlasticity());
        using var backend = new PTXBackend(context, architecture, instructionSet, null!);
        var entry = EntryPointDescription.FromImplicitlyGroupedKernel(typeof(CrystalKernel).GetMethod(nameof(CrystalKernel.Advance))!);
        CompiledKernel kernel = backend.Compile(entry, default);
        return ((PTXCompiledKernel)kernel).PTXAssembly;
    }
}
