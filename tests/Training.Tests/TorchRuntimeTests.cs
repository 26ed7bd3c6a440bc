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

    [Fact]
    public void WeakVersion_IsSetOnceInTheRequirementAskedFor()
    {
        string library = Directory.GetFiles(TorchRuntime.TorchSharpFolder, "libLibTorchSharp.so").Single();
        byte[] original = File.ReadAllBytes(library);
        byte[] changed = [.. original];
        Assert.Equal(1, ElfVersionNeed.MakeWeak(changed, "GLIBCXX_3.4.32"));
        Assert.Equal(1, original.Zip(changed).Count(b => b.First != b.Second));
        Assert.Equal(0, ElfVersionNeed.MakeWeak(changed, "GLIBCXX_9.9"));
    }

    [Fact]
    public void WeakVersion_OfAnythingElse_IsRefused() =>
        Assert.Throws<InvalidDataException>(() => ElfVersionNeed.MakeWeak(new byte[100], "GLIBCXX_3.4.32"));
}
