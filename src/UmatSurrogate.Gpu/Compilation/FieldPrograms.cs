using System.Reflection;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;

namespace UmatSurrogate.Gpu;

/// <summary>The kernels of the field solver as CUDA programs, without a GPU.</summary>
public static class FieldPrograms
{
    private static readonly (Type Owner, string Name)[] Kernels =
    [
        (typeof(EquilibriumKernels), nameof(EquilibriumKernels.Deform)), (typeof(EquilibriumKernels), nameof(EquilibriumKernels.Correct)),
        (typeof(CrystalFieldKernel), nameof(CrystalFieldKernel.Advance)), (typeof(CrystalFieldKernel), nameof(CrystalFieldKernel.Finish)),
        (typeof(CrystalFieldKernel), nameof(CrystalFieldKernel.Initialise)),
        (typeof(VectorKernels), nameof(VectorKernels.Products)), (typeof(VectorKernels), nameof(VectorKernels.Sums)),
        (typeof(VectorKernels), nameof(VectorKernels.Total)),
        (typeof(FourierKernels), nameof(FourierKernels.RealForward)), (typeof(FourierKernels), nameof(FourierKernels.RealBackward)),
        (typeof(FourierKernels), nameof(FourierKernels.Pass)),
    ];

    /// <summary>Names of the kernels, as Class.Method.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Kernels.Select(k => $"{k.Owner.Name}.{k.Name}")];

    /// <summary>
    /// PTX of a kernel for a compute capability and PTX version. The first parameter is the number of threads (.b32); structs are passed by value, arrays as
    /// { pointer, length } of 16 bytes. NVIDIA's compiler (ptxas) has not seen it: that needs CUDA.
    /// </summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="architecture">Compute capability.</param>
    /// <param name="instructionSet">PTX version.</param>
    public static string CompileToPtx(string name, CudaArchitecture architecture, CudaInstructionSet instructionSet)
    {
        int index = ((List<string>)[.. Names]).IndexOf(name);
        ArgumentOutOfRangeException.ThrowIfNegative(index, nameof(name));
        (Type owner, string method) = Kernels[index];
        using Context context = Context.Create(builder => builder.CrystalPlasticity());
        using var backend = new PTXBackend(context, architecture, instructionSet, null!);
        var entry = EntryPointDescription.FromImplicitlyGroupedKernel(owner.GetMethod(method, BindingFlags.Public | BindingFlags.Static)!);
        CompiledKernel kernel = backend.Compile(entry, default);
        return ((PTXCompiledKernel)kernel).PTXAssembly;
    }
}
