namespace UmatSurrogate.Build;

/// <summary>
/// <c>bench</c>: speed on one core: the kernels in managed code, each beside its plain reference in the same run, and a call of the
/// published library from C. Nothing here judges: a figure is what this machine gave at that moment.
/// </summary>
internal static class BenchTarget
{
    private const string Configuration = """
        { "host": "HOST", "materials": { "*": { "model": "MODEL", "microstructure": { "seed": 1, "grains": 20 } } } }
        """;

    public static int Run()
    {
        Shell.Run("dotnet", "run", "-c", "Release", "--project", "tests/Benchmarks");
        HostCalls();
        return 0;
    }

    /// <summary>Time of <c>umat_</c> calls from a C program (the bridge alone, and with the evaluation of the starter model) and of <c>vumat_</c> blocks.</summary>
    private static void HostCalls()
    {
        SystemPackages.EnsurePrograms(SystemPackages.Compilers);
        string plugin = PluginTarget.Publish(Shell.Artifacts("plugin"), PluginTarget.AllInstructionSets);
        string folder = Directory.CreateDirectory(Shell.Artifacts("bench")).FullName;
        string model = Path.Combine(Shell.RepositoryRoot, "examples", "models", "starter.safetensors");
        foreach ((string file, string host) in (ReadOnlySpan<(string, string)>)[("umat-surrogate.json", "calculix"), ("explicit.json", "abaqus-explicit")])
        {
            File.WriteAllText(
                Path.Combine(folder, file), Configuration.Replace("HOST", host, StringComparison.Ordinal).Replace("MODEL", model, StringComparison.Ordinal));
        }
        string build = Path.Combine(folder, "native");
        Shell.Run("cmake", "-S", "tests/native", "-B", build, $"-DUmatSurrogate_ROOT={plugin}", $"-DUMS_TEST_FOLDER={folder}");
        Shell.Run("cmake", "--build", build, "--target", "benchmark_umat", "benchmark_vumat");
        Console.WriteLine("\n## umat_ called from C");
        Shell.Run(Path.Combine(build, "benchmark_umat"), [], folder);
        Console.WriteLine("\n## vumat_ in blocks beside umat_ point by point");
        Shell.Run(Path.Combine(build, "benchmark_vumat"), [folder], folder);
    }
}
