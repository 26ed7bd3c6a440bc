using System.Runtime.Intrinsics.X86;
using UmatSurrogate.Build;

namespace UmatSurrogate.Tests.Plugin;

/// <summary>
/// The published plugin: that of <c>artifacts/plugin</c> if it is up to date, else the build for this processor alone,
/// published once per test run.
/// </summary>
public sealed class PluginFixture
{
    /// <summary>Folder of libumatsurrogate.so.</summary>
    public string Folder { get; } = Published.Value;

    // Several classes of tests use it, some at the same time.
    private static readonly Lazy<string> Published = new(Publish);

    private static string Publish()
    {
        string complete = Shell.Artifacts("plugin");
        if (PluginTarget.IsUpToDate(complete, PluginTarget.AllInstructionSets))
            return complete;
        string best = Avx512F.IsSupported ? "v4" : Avx2.IsSupported ? "v3" : "v2";
        return PluginTarget.Publish(Shell.Artifacts("plugin-tests"), [best]);
    }
}
