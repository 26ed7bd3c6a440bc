using TorchSharp;
using UmatSurrogate.Training;
using static TorchSharp.torch;

namespace UmatSurrogate.Benchmarks;

/// <summary>TorchSharp's own two-layer GRU, one time step on one thread: what the kernels of Recurrent are compared with.</summary>
internal sealed class TorchGatedUnit : IDisposable
{
    private readonly TorchSharp.Modules.GRU _unit;
    private readonly Tensor _input;
    private readonly Tensor _hidden;

    public TorchGatedUnit(int batch, int size)
    {
        set_num_threads(1);
        random.manual_seed(1);
        _unit = nn.GRU(size, size, numLayers: 2);
        _unit.eval();
        _input = full([1, batch, size], 0.1f);
        _hidden = zeros([2, batch, size]);
    }

    /// <summary>Null if TorchSharp can be used here, else why not.</summary>
    public static string? UnavailableReason => TorchRuntime.UnavailableReason;

    public void Step()
    {
        using IDisposable noGradient = no_grad();
        (Tensor output, Tensor hidden) = _unit.call(_input, _hidden);
        output.Dispose();
        hidden.Dispose();
    }

    public void Dispose()
    {
        _unit.Dispose();
        _input.Dispose();
        _hidden.Dispose();
    }
}
