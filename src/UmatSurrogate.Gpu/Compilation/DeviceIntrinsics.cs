using System.Reflection;
using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Backends.PTX;
using ILGPU.Frontend;
using ILGPU.Frontend.Intrinsic;
using ILGPU.IR;
using ILGPU.IR.Intrinsics;
using ILGPU.IR.Values;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Gpu;

/// <summary>What ILGPU has to be told to compile the crystal plasticity law.</summary>
public static class DeviceIntrinsics
{
    static DeviceIntrinsics()
    {
        // ILGPU refuses Unsafe.SkipInit. The law calls it for these types only, so only these instances of the method are replaced: the table
        // belongs to the process and serves other users of ILGPU too.
        Replace(typeof(CrystalStep<DeviceLane>));
        Replace(typeof(FieldStep<DeviceLane>));

        static void Replace(Type type)
        {
            MethodInfo zero = typeof(DeviceIntrinsics).GetMethod(nameof(Zero))!.MakeGenericMethod(type);
            MethodInfo skip = typeof(Unsafe).GetMethod(nameof(Unsafe.SkipInit))!.MakeGenericMethod(type);
            RemappedIntrinsics.AddRemapping(skip, (ref InvocationContext context) => context.Method = zero);
        }
    }

    /// <summary>Adds what the kernels need to a context under construction: CPU and CUDA accelerators are supported, OpenCL ones are not.</summary>
    public static Context.Builder CrystalPlasticity(this Context.Builder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IntrinsicImplementationManager manager = builder.GetIntrinsicManager();
        MethodInfo fused = typeof(DeviceMath).GetMethod(nameof(DeviceMath.FusedMultiplyAdd))!;
        MethodInfo handler = typeof(DeviceIntrinsics).GetMethod(nameof(FusedMultiplyAddPtx), BindingFlags.NonPublic | BindingFlags.Static)!;
        manager.RegisterMethod(fused, new PTXIntrinsic(handler, IntrinsicImplementationMode.GenerateCode));
        return builder;
    }

    /// <summary>Stands in for <see cref="Unsafe.SkipInit{T}(out T)"/> in kernels.</summary>
    public static void Zero<T>(out T value) where T : struct => value = default;

    private static void FusedMultiplyAddPtx(PTXBackend backend, PTXCodeGenerator generator, Value value)
    {
        var call = (MethodCall)value;
        var a = generator.LoadPrimitive(call[0]);
        var b = generator.LoadPrimitive(call[1]);
        var c = generator.LoadPrimitive(call[2]);
        var target = generator.AllocateHardware(value);
        using PTXCodeGenerator.CommandEmitter command = generator.BeginCommand("fma.rn.f64");
        command.AppendArgument(target);
        command.AppendArgument(a);
        command.AppendArgument(b);
        command.AppendArgument(c);
    }
}
