using UmatSurrogate.Build;

namespace UmatSurrogate.Tests.Plugin;

/// <summary>C and Fortran programs built with find_package(UmatSurrogate) and run by ctest against the published library.</summary>
public sealed class NativeProgramTests(PluginFixture plugin) : IClassFixture<PluginFixture>, IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void CAndFortranPrograms_PassUnderCtest()
    {
        RequireCompilers();
        string build = Configure();
        (int status, string output) = Shell.Capture("ctest", ["--test-dir", build, "--output-on-failure"], null, Environment());
        Assert.True(status == 0, output);
        Assert.Contains("100% tests passed", output, StringComparison.Ordinal);
        // The last program with a trace is the Fortran one: ten increments of one point and the header.
        Assert.Equal(11, File.ReadAllLines(_folder.File("trace.csv")).Length);
    }

    [SkippableFact]
    public void Libraries_ExportNothingElse()
    {
        Skip.IfNot(Shell.Exists("nm"), "'nm' is not on the PATH; on Debian: apt-get install binutils");
        string[] Exports(string name)
        {
            (int status, string output) = Shell.Capture("nm", ["-D", "--defined-only", Path.Combine(plugin.Folder, name)]);
            Assert.True(status == 0, output);
            return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[^1]).Order(StringComparer.Ordinal)];
        }
        string[] information = ["ums_instruction_set", "ums_last_error_message", "ums_version"];
        Assert.Equal(["umat", "umat_", .. information, "vumat", "vumat_"], Exports("libumatsurrogate.so"));
        Assert.Equal([.. information, "vumat", "vumat_"], Exports("libumatsurrogate_single.so"));
    }

    [SkippableFact]
    public void Dispatcher_WithoutAnyBuild_AsksTheHostToStop()
    {
        RequireCompilers();
        string build = Configure();
        string alone = Directory.CreateDirectory(_folder.File("alone")).FullName;
        File.Copy(Path.Combine(plugin.Folder, "libumatsurrogate.so"), Path.Combine(alone, "libumatsurrogate.so"));
        Dictionary<string, string> environment = Environment();
        environment["LD_LIBRARY_PATH"] = alone;
        environment["LD_PRELOAD"] = Path.Combine(alone, "libumatsurrogate.so");
        (int status, string output) = Shell.Capture(Path.Combine(build, "one_point"), ["NoImplementation"], _folder.Path, environment);
        Assert.True(status == 0, output);
        Assert.Contains("could not be loaded", File.ReadAllText(_folder.File("umat-surrogate.log")), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Dispatcher_UnknownInstructionSetForced_SaysWhatIsAllowed()
    {
        RequireCompilers();
        string build = Configure();
        Dictionary<string, string> environment = Environment();
        environment["UMAT_SURROGATE_ISA"] = "v9";
        (int status, string output) = Shell.Capture(Path.Combine(build, "one_point"), ["NoImplementation"], _folder.Path, environment);
        Assert.True(status == 0, output);
        Assert.Contains("it may be v2, v3 or v4", File.ReadAllText(_folder.File("umat-surrogate.log")), StringComparison.Ordinal);
    }

    private Dictionary<string, string> Environment()
    {
        // With a trace, which is completed when the program ends, in the Fortran program under floating-point traps.
        _folder.Runtime(more: """, "trace": { "file": "trace.csv", "every": 1 }""").Dispose();
        _folder.Write("explicit.json", """
            { "materials": { "*": { "model": "model.safetensors", "microstructure": { "file": "ve.json" } } }, "host": "abaqus-explicit" }
            """);
        return new() { ["UMAT_SURROGATE_CONFIG"] = _folder.File("umat-surrogate.json"), ["UMS_TEST_DEPVAR"] = "147" };
    }

    private string Configure()
    {
        string build = _folder.File("build");
        Shell.Run("cmake", ["-S", Path.Combine(Shell.RepositoryRoot, "tests", "native"), "-B", build,
            $"-DUmatSurrogate_ROOT={plugin.Folder}", $"-DUMS_TEST_FOLDER={_folder.Path}"], null);
        Shell.Run("cmake", ["--build", build], null);
        return build;
    }

    private static void RequireCompilers()
    {
        foreach (string program in (string[])["gcc", "gfortran", "cmake", "make"])
            Skip.IfNot(Shell.Exists(program), $"'{program}' is not on the PATH; on Debian: apt-get install gcc gfortran cmake make");
    }
}
