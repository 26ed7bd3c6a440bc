using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using UmatSurrogate.Gpu;

namespace UmatSurrogate.Tests;

/// <summary>An accelerator shared by the tests of a class, because compiling the kernel takes seconds; or the reason why there is none.</summary>
public abstract class AcceleratorFixture : IDisposable
{
    private readonly Context _context;

    protected AcceleratorFixture(Action<Context.Builder> devices, Func<Context, Accelerator?> open, string reason)
    {
        _context = Context.Create(builder => devices(builder.CrystalPlasticity()));
        Accelerator = open(_context);
        Reason = reason;
    }

    public Accelerator? Accelerator { get; }

    public string Reason { get; }

    public void Dispose()
    {
        Accelerator?.Dispose();
        _context.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>
/// ILGPU's CPU accelerator. It runs the kernel as .NET compiled it, so this checks the kernel, the launcher and the buffers, but not what
/// ILGPU generates for a GPU (for that see <see cref="PtxTests"/>).
/// </summary>
public sealed class CpuAcceleratorTests(CpuAcceleratorTests.Fixture fixture) : CrystalBatchTests(fixture), IClassFixture<CpuAcceleratorTests.Fixture>
{
    public sealed class Fixture() : AcceleratorFixture(b => b.CPU(new CPUDevice(2, 1, 1)), c => c.CreateCPUAccelerator(0), "");
}

/// <summary>The same on the first CUDA device; skipped where there is none.</summary>
public sealed class CudaAcceleratorTests(CudaAcceleratorTests.Fixture fixture) : CrystalBatchTests(fixture), IClassFixture<CudaAcceleratorTests.Fixture>
{
    public sealed class Fixture() : AcceleratorFixture(
        b => b.Cuda(), c => c.GetCudaDevices().Count > 0 ? c.CreateCudaAccelerator(0) : null,
        "ILGPU found no CUDA device: the CUDA driver library does not load, or it knows no device.");
}
