using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Gpu;

/// <summary>
/// Full-field simulations of a data set on an accelerator, many volume elements at once. Taylor simulations are not offered here; they take
/// milliseconds on the processor.
/// </summary>
public sealed class DevicePathSimulators : IPathSimulatorSource, IDisposable
{
    private readonly Context _context;
    private readonly Accelerator _accelerator;

    private DevicePathSimulators(Context context, Accelerator accelerator) => (_context, _accelerator) = (context, accelerator);

    /// <inheritdoc/>
    public string Name => _accelerator.Name;

    /// <summary>The first CUDA device.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static DevicePathSimulators Cuda()
    {
        Context context = Context.Create(builder => builder.Cuda().CrystalPlasticity());
        if (context.GetCudaDevices().Count > 0)
            return new(context, context.CreateCudaAccelerator(0));
        context.Dispose();
        throw new InputException("No CUDA device was found: the driver library does not load, or it knows no device. Leave out the device to use the processor.");
    }

    /// <summary>ILGPU's CPU accelerator: thousands of times slower than the processor's own solver, for tests.</summary>
    public static DevicePathSimulators Emulated()
    {
        Context context = Context.Create(builder => builder.CPU(new CPUDevice(2, 1, 1)).CrystalPlasticity());
        return new(context, context.CreateCPUAccelerator(0));
    }

    /// <inheritdoc/>
    public int Workers(int threads) => 1;

    /// <inheritdoc/>
    public IPathSimulator Create(DatasetPart part, in PhenopowerlawParameters material)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (!part.Fidelity.IsFullField)
            throw new InputException($"The fidelity '{part.Fidelity}' is not computed on a device; generate it on the processor.");
        return new DevicePathSimulator(_accelerator, part, material);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _accelerator.Dispose();
        _context.Dispose();
    }
}
