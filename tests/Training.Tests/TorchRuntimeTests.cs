using TorchSharp;
using UmatSurrogate.Training;

namespace UmatSurrogate.Tests;

public sealed class TorchRuntimeTests
{
    [SkippableFact]
    public void Torch_LoadsAndMultiplies()
    {
        Skip.IfNot(TorchRuntime.IsAvailable, TorchRuntime.UnavailableReason);
        using torch.Tensor a = torch.ones(3, 4);
        using torch.Tensor b = torch.ones(4, 2);
        using torch.Tensor c = torch.matmul(a, b);
        Assert.Equal(4.0f, c[2, 1].item<float>());
    }
}
