using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using UmatSurrogate.Training;

namespace UmatSurrogate.Cli.Machine;

/// <summary>One thing that the product can use on a machine: whether it is there, what was found, what to do if it is not.</summary>
internal sealed record MachineItem(string Name, bool Present, bool Required, string Found, string Advice);

/// <summary>Looks at what this machine offers: instruction sets, GPU driver, training libraries, compilers, CalculiX.</summary>
internal static class MachineSurvey
{
    public static IReadOnlyList<MachineItem> Look() =>
    [
        Processor(), Gpu(), TorchSharp(), Compiler("gcc", "publishing the plugin"), Compiler("gfortran", "the Fortran tests and building CalculiX"),
        Compiler("cmake", "the CMake package's tests"), Plugin(), Calculix(), Fonts(),
    ];

    private static MachineItem Processor()
    {
        string level = Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Avx512CD.IsSupported ? "x86-64-v4 (AVX-512)"
            : Avx2.IsSupported && Fma.IsSupported ? "x86-64-v3 (AVX2)"
            : Sse42.IsSupported ? "x86-64-v2 (SSE4.2)"
            : "below x86-64-v2";
        string found = string.Create(CultureInfo.InvariantCulture, $"{level}, {Environment.ProcessorCount} cores, {ProcessorName()}");
        return new("processor", Sse42.IsSupported, true, found, "The plugin needs an x86-64 processor with SSE4.2.");
    }

    private static string ProcessorName()
    {
        const string Key = "model name";
        string? line = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal)) : null;
        return line is null ? RuntimeInformation.OSArchitecture.ToString() : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    private static MachineItem Gpu()
    {
        const string Advice = "Optional. Install NVIDIA's driver to use a CUDA GPU; everything runs on the CPU without one.";
        const string VersionFile = "/proc/driver/nvidia/version";
        if (!NativeLibrary.TryLoad("libcuda.so.1", out nint library))
            return new("gpu", false, false, "no CUDA driver (libcuda.so.1)", Advice);
        NativeLibrary.Free(library);
        return new("gpu", true, false, File.Exists(VersionFile) ? File.ReadLines(VersionFile).First() : "CUDA driver found", Advice);
    }

    private static MachineItem TorchSharp() => TorchRuntime.IsAvailable
        ? new("torchsharp", true, false, "loads; 'train' works here", "")
        : new("torchsharp", false, false, "does not load", TorchRuntime.UnavailableReason ?? "");

    private static MachineItem Compiler(string program, string purpose)
    {
        string? path = OnPath(program);
        return new(program, path is not null, false, path ?? "not on the PATH", $"Needed for {purpose}; on Debian: apt-get install {program}");
    }

    private static MachineItem Plugin()
    {
        string? library = FindInArtifacts("plugin", "libumatsurrogate.so");
        return new("plugin", library is not null, false, library ?? "not published yet", "./build.sh plugin");
    }

    private static MachineItem Calculix()
    {
        string? own = FindInArtifacts("calculix", "ccx");
        string? system = OnPath("ccx") ?? OnPath("ccx_2.20");
        if (own is not null)
            return new("calculix", true, false, own, "");
        string found = system is null ? "not found" : $"{system} (Debian's package is built without external behaviours and ignores the library)";
        return new("calculix", false, false, found, "./build.sh calculix builds one that loads external materials");
    }

    private static MachineItem Fonts()
    {
        bool present = Directory.Exists("/usr/share/fonts")
            && Directory.EnumerateFiles("/usr/share/fonts", "*.?tf", SearchOption.AllDirectories).Any();
        return new("fonts", present, false, present ? "/usr/share/fonts" : "none: plots would have no text", "On Debian: apt-get install fonts-dejavu-core");
    }

    private static string? OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static string? FindInArtifacts(string folder, string file)
    {
        for (DirectoryInfo? root = new(Environment.CurrentDirectory); root is not null; root = root.Parent)
        {
            string path = Path.Combine(root.FullName, "artifacts", folder, file);
            if (File.Exists(path))
                return path;
        }

        return null;
    }
}
